"""Decimals of public numbers that depend on the spread between providers, by column.

With every provider's own report beside them, exact limits, design effects and means of providers
can tell a table; whole percentages and one decimal cannot.
"""

from __future__ import annotations

import csv
import io

DECIMALS = {
    "ci_low": 2, "ci_high": 2, "delta_low": 2, "delta_high": 2, "difference_low": 2,
    "difference_high": 2, "detectable_delta": 2, "detectable_difference": 2, "icc": 2,
    "statistic": 2, "p_value": 3, "p_adjusted": 3, "p_report": 3,
    "within_p_value": 3, "largest_difference": 2, "deff": 1, "deff_a": 1, "deff_b": 1,
    "n_eff": 0, "df": 0, "df2": 0, "estimate": 2,
    "alpha": 2, "coder_low": 2, "coder_high": 2, "corrected": 2,
}  # fmt: skip
# What is a mean or a sum over providers, each counting once, is coarser still: who knows all others
# subtracts them, and what is left at one provider is a fraction with a small denominator
OVER_PROVIDERS = {"provider_mean_level_difference": 1, "within_provider": 0}
OF_THESE = ["estimate", "ci_low", "ci_high"]
# of trends, which no workbook has
OF_RETURNING = {
    f"returning_{name}": places
    for name, places in {
        "delta": 2, "low": 2, "high": 2, "difference": 2, "difference_low": 2,
        "difference_high": 2, "p_value": 3, "p_adjusted": 3,
    }.items()
}  # fmt: skip
# exact weighted numbers beside the counts would tell the answers of a class of providers
WEIGHTED = dict.fromkeys(("share", "top2_a", "top2_b", "delta", "difference", "superiority"), 2)


def rounded_csv(text: str) -> str:
    """The table of a figure as it may go out: a column of no other name is left as it is."""
    heads, *rows = csv.reader(io.StringIO(text))
    places = [(DECIMALS | OF_RETURNING).get(name) for name in heads]
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(heads)
    lines.writerows([_cut(*cell) for cell in zip(row, places, strict=True)] for row in rows)
    return written.getvalue()


def told(column: str, value: str) -> str:
    """A number of a report in as many decimals as may go out; weighted shares among them."""
    return _cut(value, (WEIGHTED | DECIMALS | OF_RETURNING).get(column))


def _cut(value: str, places: int | None) -> str:
    """A number in so many decimals; what is none, or may go out whole, as it is."""
    try:
        return value if places is None else f"{round(float(value), places) + 0.0:.10g}"
    except ValueError:
        return value
