"""The page that tells in how many defensible ways each verdict holds: for who answers for them."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pandas as pd

from surveyreport.files.dutch import listed
from surveyreport.files.page import page_template
from surveyreport.study.choices import Choice
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import verdict_label

TEMPLATE = "robustness.html.j2"


def robustness_page(
    table: pd.DataFrame, every: pd.DataFrame, ways: list[dict[str, str]],
    choices: tuple[Choice, ...], entries: Comparisons, verdicts: pd.DataFrame, study: Study,
    wave_label: str, synthetic: bool,
) -> str:  # fmt: skip
    """The page as HTML. table, every: as of `robustness_table`; ways: the combinations."""
    words = study.texts["robustness"]
    of = verdicts.set_index("comparison")
    families = []
    for family in entries.families.values():
        rows = [
            {
                "theme": of.at[row.comparison, "theme"],
                "verdict": _label(of.loc[row.comparison], row.verdict, study),
                "holds": words["holds"].format(holds=row.held, all=row.combinations),
                "share": row.held / row.combinations,
                "worst": _worst(row, of.loc[row.comparison], study),
            }
            for row in table.itertuples()
            if of.at[row.comparison, "family"] == family.id
        ]
        if rows:
            families.append({"title": family.title, "rows": rows})
    template = page_template(
        resources.files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
    )
    return template.render(
        words=words,
        colours=study.theme["colours"],
        wave=wave_label,
        synthetic=synthetic,
        families=families,
        choices=[_choice(one, ways, every, table, of, study) for one in choices],
        combinations=len(ways),
        firm=words["firm"].format(
            count=int((table["held"] == table["combinations"]).sum()), all=len(table)
        ),
    )


def _label(row: pd.Series, verdict: str, study: Study) -> str:
    return verdict_label(verdict, row["group_a"], row["group_b"], study, "same")


def _worst(row: Any, verdict: pd.Series, study: Study) -> str:
    words = study.texts["robustness"]
    if pd.isna(row.worst_p):
        return ""
    told = _label(verdict, row.worst_verdict, study)
    if pd.isna(row.worst) or not row.worst:
        return words["worst_report"].format(verdict=told)
    named = [words["options"][about][option]
             for about, option in (part.split("=") for part in row.worst.split(";"))]  # fmt: skip
    name = "worst_same" if row.held == row.combinations else "worst"
    return words[name].format(verdict=told, choices=listed(named, words["and"]))


def _choice(
    choice: Choice, ways: list[dict[str, str]], every: pd.DataFrame, table: pd.DataFrame,
    verdicts: pd.DataFrame, study: Study,
) -> dict[str, Any]:  # fmt: skip
    """What changes when only this choice is another than the report's."""
    words = study.texts["robustness"]
    main = every[every["combination"].eq(0)].set_index("comparison")["verdict"]
    changed: dict[str, str] = {}
    for option in choice.options[1:]:
        number = ways.index(ways[0] | {choice.about: option})
        other = every[every["combination"].eq(number)].set_index("comparison")["verdict"]
        for name in table["comparison"]:
            if other[name] != main[name]:
                told = _label(verdicts.loc[name], other[name], study)
                changed[name] = words["changed"].format(
                    theme=verdicts.at[name, "theme"], verdict=told
                )
    return {
        "title": words["choices"][choice.about],
        "options": [words["options"][choice.about][option] for option in choice.options],
        "reason": choice.reason,
        "changed": "; ".join(changed.values()) or words["nothing"],
    }
