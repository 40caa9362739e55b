"""Cleaning and recoding: from answers as stored to responses."""
