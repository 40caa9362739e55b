"""The synthetic reference wave 2023: exports and registers that reproduce the published counts."""
