"""A new wave drafted from a folder of files."""
