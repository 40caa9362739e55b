"""Reading and writing files, faults for people, Dutch number words."""
