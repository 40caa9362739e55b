"""Estimates with their intervals and tests, for respondents nested in providers."""
