"""Moved to surveyreport.dutch."""

from surveyreport.dutch import *  # noqa: F403
