"""Alternative text of the pictures over waves, from the numbers drawn."""

from __future__ import annotations

import pandas as pd

from surveyreport.estimates.kinds import together
from surveyreport.files.dutch import date, integer, percent
from surveyreport.study.model import Figure, Study


def trend_alternative(
    study: Study, labels: dict[str, str], figure: Figure, numbers: pd.DataFrame
) -> str:
    """Per item and wave the favourable answers, or each answer where no end is favourable.

    numbers: as of `trend_numbers`; labels: how a reader knows each wave.
    """
    words = study.texts["trends"]["page"]
    parts = [words["alt"]]
    for _, block in numbers.groupby("row", sort=False):
        bars = [
            words["alt_bar"].format(
                wave=labels[wave],
                n=0 if rows["base"].isna().all() else integer(rows["base"].max()),
                shares=", ".join(_shares(study, figure, item, rows)),
            )
            for (wave, item), rows in block.groupby(["wave", "item"], sort=False)
        ]
        first = block.iloc[0]
        group = study.groups[first["group"]].label
        parts.append(f"{first['text']} ({group}): {'; '.join(bars)}.")
    return " ".join(parts)


def _shares(study: Study, figure: Figure, item: str, rows: pd.DataFrame) -> list[str]:
    words, scale = study.texts["trends"]["page"], study.items[item].scale
    drawn = rows[rows["share"].notna() & rows["kind"].ne("not_selected")]
    if drawn.empty:
        return [words["alt_none"]]
    if figure.kind == "likert" and scale.top2:
        chosen = together(drawn[drawn["category"].isin(scale.top2)])
        return [words["alt_favourable"].format(share=percent(chosen))]
    names = {"selected": study.texts["publication"]["page"]["selected"].lower()}
    return [
        words["alt_share"].format(category=names.get(category, category), share=percent(share))
        for category, share in zip(drawn["category"], drawn["share"], strict=True)
    ]


def enrolment_alternative(study: Study, numbers: pd.DataFrame) -> str:
    """Every count of the series; numbers: as of `enrolment_numbers`."""
    words, registers = study.texts["trends"]["enrolment"], study.registers
    lines = [words["alt"]]
    for (programme, kind), rows in numbers.groupby(["programme", "provider_type"], sort=False):
        counts = [
            words["count"].format(
                count=words["missing"] if pd.isna(count) else integer(count), date=date(day)
            )
            for day, count in zip(rows["date"], rows["count"], strict=True)
        ]
        lines.append(
            words["series"].format(
                programme=registers["programmes"][programme]["label"],
                provider_type=registers["provider_types"][kind]["label"],
                counts=", ".join(counts),
            )
        )
    return " ".join(lines)
