"""Everything is checked before anything is made."""
