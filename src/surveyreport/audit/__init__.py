"""Does what leaves the house keep the promise? Own code: nothing here draws what it checks."""
