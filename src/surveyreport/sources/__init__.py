"""Readers for what LimeSurvey hands out: responses, participants and survey structure."""
