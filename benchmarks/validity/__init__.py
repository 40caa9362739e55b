"""Do the printed figures keep their promise? Measured on simulated data, outside the library."""
