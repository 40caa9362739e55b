"""From LimeSurvey exports to the figures, tables and reports of a Likert survey."""

import os

# openpyxl writes other bytes where lxml is installed
os.environ.setdefault("OPENPYXL_LXML", "False")
