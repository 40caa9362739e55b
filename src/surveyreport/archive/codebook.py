"""The codebook for people: one self-contained HTML file."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pandas as pd

from surveyreport.archive.codes import OUTSIDE_SCALE
from surveyreport.archive.microdata import Column
from surveyreport.archive.public_answers import NUMBER, PROVIDER_NUMBER, PublicAnswers
from surveyreport.files.dutch import decimal
from surveyreport.files.page import page_template
from surveyreport.study.model import Study

TEMPLATE = "codebook.html.j2"


def codebook_page(
    study: Study,
    groups: list[PublicAnswers],
    columns: dict[str, list[Column]],
    loss: pd.DataFrame,
    k: int,
    title: str,
    description: str,
    synthetic: bool,
) -> str:
    """The page as HTML: files, rules, codes and every variable with its counts.

    columns: per group the columns of its file; loss: the table of `loss_table`.
    """
    template = page_template(
        resources.files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
    )
    some_columns = next(iter(columns.values()))
    return template.render(
        title=title,
        description=description,
        synthetic=synthetic,
        words=study.texts["codebook"],
        colours=study.theme["colours"],
        k=k,
        outside=OUTSIDE_SCALE,
        provider_column=PROVIDER_NUMBER,
        missing=next((column.missing for column in some_columns if column.item), {}),
        groups=[_group(study, public, columns[public.group], loss) for public in groups],
    )


def _group(
    study: Study, public: PublicAnswers, columns: list[Column], loss: pd.DataFrame
) -> dict[str, Any]:
    largest = loss.loc[loss["group"].eq(public.group), "difference"].abs().max()
    return {
        "id": public.group,
        "label": study.groups[public.group].label,
        "people": len(public.table),
        "providers": public.has_providers,
        "absent": _absent(study, public.group),
        "background": [{"id": name, "count": count} for name, count in public.withheld.items()],
        "largest": None if pd.isna(largest) else decimal(round(100 * largest, 1)),
        "variables": [
            {"name": column.name, "label": column.label, "rows": answer_rows(public, column)}
            for column in columns
        ],
    }


def _absent(study: Study, group: str) -> list[dict[str, str]]:
    """Questions of a group that are in no file though they were asked: numbers and rankings."""
    return [
        {"id": question.id, "text": question.text}
        for question in study.questions.values()
        if question.group == group and question.items[0].type in ("number", "ranked")
    ]


def answer_rows(public: PublicAnswers, column: Column) -> list[tuple[int | str, str, int, bool]]:
    """Code, label, people and whether it is a missing one; missing kinds only where they occur."""
    values = public.table[column.name]
    if not column.item:
        last = values.max() if len(values) else 0
        return [(f"1–{last}", "elk getal één keer" if column.name == NUMBER else "nummer",
                 len(values), False)]  # fmt: skip
    counts = values.value_counts()
    answers: list[tuple[int | str, str, int, bool]]
    answers = [(code, label, counts.get(code, 0), False) for code, label in column.values.items()]
    missing = [
        (code, label, counts[code], True)
        for code, label in column.missing.items()
        if code in counts
    ]
    return answers + missing
