"""Synthetic reference waves: exports and registers with exactly the counts planned for them."""
