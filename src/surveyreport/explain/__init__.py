"""Where a printed number comes from, from the file of the report back to the exports."""
