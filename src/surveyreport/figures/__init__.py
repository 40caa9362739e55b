"""The figures and tables of a report: numbers in drawing order, and their pictures."""
