"""What goes to the archive: anonymised answers, their codebook and what the anonymising cost."""
