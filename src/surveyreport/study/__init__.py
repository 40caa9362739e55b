"""The study and the settings as frozen objects, read whole and checked."""
