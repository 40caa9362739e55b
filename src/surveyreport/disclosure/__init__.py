"""Disclosure control: what of small groups may be shown, solved for the whole release at once."""
