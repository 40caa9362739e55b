"""What was asked, fielded, changed and decided."""
