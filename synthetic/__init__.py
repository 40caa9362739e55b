"""Synthetic reference waves: exports and registers with exactly the counts planned for them."""

# openpyxl writes other bytes where lxml is installed, and looks when it is imported
import surveyreport  # noqa: F401
