"""Where a printed number comes from."""
