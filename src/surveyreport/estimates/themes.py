"""themes.csv: whether the questions of each theme hang together, and what a provider's mean is
worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from surveyreport.estimates.comparison_table import favourable_order
from surveyreport.estimates.reliability import (
    Coefficient,
    Coherence,
    coherence,
    people_needed,
    provider_icc,
    reliability,
)
from surveyreport.study.model import Study

COEFFICIENTS = ("alpha", "ordinal_alpha", "omega", "icc")
COLUMNS = [
    "wave", "group", "theme", "questions", "respondents", "providers",
    *(name for one in COEFFICIENTS for name in (one, f"{one}_low", f"{one}_high")),
    "people", "reliability", "people_needed", "coherent", "reason",
]  # fmt: skip
ONE_QUESTION, TOO_FEW, NO_VARIANCE = "one_question", "too_few", "no_variance"
# of a provider's mean that may be read beside that of another
WANTED = 0.7
DECIMALS = 3
Themes = Mapping[str, Mapping[str, Iterable[str]]]


def theme_table(
    wave: str, responses: Mapping[str, pd.DataFrame], study: Study, themes: Themes,
    omega_from: float, smallest: int, level: float, left_out: Collection[str] = (),
) -> pd.DataFrame:  # fmt: skip
    """COLUMNS, a row per theme and group of which the wave asked a question.

    themes: theme -> group -> items. respondents, providers: with an opinion on every question, on
    whom alpha and omega rest. icc: of the share of favourable answers of one respondent, of all
    with an answer; reliability: of a provider's mean of the median number of people; people_needed:
    for WANTED, empty when providers do not differ. coherent: omega is at least omega_from, empty
    when it is not known, reason says why. smallest: respondents needed. left_out: items of which
    nothing is shown.
    """
    rows = []
    for theme, groups in themes.items():
        for group, names in groups.items():
            asked = [
                name for name in names
                if group in responses and name in responses[group] and name in study.items
                and name not in left_out
            ]  # fmt: skip
            if asked:
                rows.append(
                    {"wave": wave, "group": group, "theme": theme, "questions": len(asked)}
                    | _theme(responses[group], asked, study, omega_from, smallest, level)
                )
    order = {group: place for place, group in enumerate(study.groups)}
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.sort_values("group", key=lambda ids: ids.map(order), kind="stable")
    return table.round(DECIMALS).reset_index(drop=True)


def _theme(
    responses: pd.DataFrame, names: list[str], study: Study, omega_from: float, smallest: int,
    level: float,
) -> dict:  # fmt: skip
    table = responses[responses["included"]]
    codes = np.column_stack([_codes(table[name], study, name) for name in names])
    everything = np.isfinite(codes).all(axis=1)
    provider = table["provider_id"].to_numpy()
    n, providers = int(everything.sum()), len(set(provider[everything]))
    found: Coherence | None = None
    reason = ONE_QUESTION if len(names) < 2 else TOO_FEW if n < smallest or providers < 3 else ""
    if not reason:
        found = coherence(codes[everything], provider[everything], level)
        reason = NO_VARIANCE if found.omega.value is None else ""
    share, of = _favourable(table, names, study)
    icc = provider_icc(share, of, level) if len(share) >= smallest else Coefficient(None)
    people = float(np.median(np.unique(of, return_counts=True)[1])) if len(of) else 0.0
    needed = np.inf if icc.value is None else people_needed(icc.value, WANTED)
    total = found.omega.value if found else None
    row = {
        "respondents": n, "providers": providers, "people": people,
        "reliability": None if icc.value is None else reliability(icc.value, people),
        "people_needed": np.ceil(needed) if np.isfinite(needed) else None,
        "coherent": None if total is None else total >= omega_from,
        "reason": reason or None,
    }  # fmt: skip
    for name in COEFFICIENTS:
        one = icc if name == "icc" else getattr(found, name) if found else Coefficient(None)
        row |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
    return row


def _codes(answers: pd.Series, study: Study, name: str) -> np.ndarray:
    """(m,) places of the answers, the most favourable highest; NaN without an opinion."""
    order = {answer: place for place, answer in enumerate(favourable_order(study.items[name])[0])}
    return answers.astype(object).map(order).to_numpy(dtype=float, na_value=np.nan)


def _favourable(
    table: pd.DataFrame, names: list[str], study: Study
) -> tuple[np.ndarray, np.ndarray]:
    """The share of favourable answers of each respondent with an answer, and the provider."""
    answered = table[names].notna()
    chosen = sum(table[name].isin(study.items[name].scale.top2).astype(float) for name in names)
    some = answered.any(axis=1).to_numpy(dtype=bool)
    share = (chosen / answered.sum(axis=1).clip(lower=1)).to_numpy(dtype=float)
    return share[some], table["provider_id"].to_numpy()[some]
