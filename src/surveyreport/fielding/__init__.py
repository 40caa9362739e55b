"""The survey in the field: write it for LimeSurvey, check what was fielded, draft its mapping."""
