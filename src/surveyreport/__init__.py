"""From LimeSurvey exports to the figures, tables and reports of a Likert survey."""
