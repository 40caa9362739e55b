"""How the provider codes of an export found their providers, counted without personal data."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from surveyreport.sources.frame import normalise_code

FREE_TEXT = "vrije tekst"
SHOWN = re.compile(r"\w[\w./-]{0,11}")
WAYS = ("code_as_is", "code_by_rule", "code_by_correction", "code_unknown", "code_empty")


def provider_codes(
    codes: pd.Series, providers: pd.Series, corrections: dict[str, str]
) -> list[tuple[str, str, int]]:
    """(way, level, rows) for the codes as exported and the provider_id ("" = none) each row got.

    way: one of WAYS. level: "<provider_id> ← <value as exported>" for a code changed by rule or by
    correction file, the value for an unknown code, else "". A value that may be free text (longer
    than 12 characters, or with blanks or signs) is FREE_TEXT; blanks of a known code show as ␣.
    """
    found: Counter[tuple[str, str]] = Counter()
    for (code, provider), rows in pd.DataFrame({"c": codes, "p": providers}).value_counts().items():
        found[_way(code, provider, corrections)] += rows
    order = sorted(found, key=lambda key: (WAYS.index(key[0]), key[1]))
    return [(way, level, found[way, level]) for way, level in order]


def _way(code: str, provider: str, corrections: dict[str, str]) -> tuple[str, str]:
    if code in corrections:
        return "code_by_correction", f"{provider} ← {_shown(code)}"
    if code == provider != "":
        return "code_as_is", ""
    if provider:
        return "code_by_rule", f"{provider} ← " + re.sub(r"\s", "␣", code)
    if not normalise_code(code):
        return "code_empty", ""
    return "code_unknown", _shown(code)


def _shown(code: str) -> str:
    return code if SHOWN.fullmatch(code) else FREE_TEXT
