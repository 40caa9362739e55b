"""The response page of a wave: one self-contained HTML file for the analysts, counts only."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from typing import Any

import pandas as pd

from surveyreport.files.dutch import decimal
from surveyreport.files.page import page_template
from surveyreport.responses.provider_codes import FREE_TEXT, WAYS
from surveyreport.responses.quality import AFTER_LAST, UNKNOWN
from surveyreport.responses.response_table import ALL, EXCLUDED
from surveyreport.sources.ingest_note import IngestNote
from surveyreport.study.config import Cleaning, Quality
from surveyreport.study.model import Item, Study
from surveyreport.study.wave_entry import Wave

TEMPLATE = "response.html.j2"
THIN_SPACE = "\u2009"

Lookup = Callable[..., float]


def response_page(
    response: pd.DataFrame,
    quality: pd.DataFrame,
    notes: dict[str, IngestNote],
    wave: Wave,
    study: Study,
    rules: Cleaning,
    thresholds: Quality,
    who_answered: str = "",
) -> str:
    """The page as HTML (UTF-8 text).

    response: the table of `response_table`; quality: that of `quality_table`; notes: per group what
    its export was. Only groups with a note are shown, in the order of the study. who_answered: a
    section that is HTML already (Markup), with the id wie.
    """
    groups = [study.groups[name] for name in study.groups if name in notes]
    of_response = response.set_index(["group", "provider_type", "statistic"])["value"].to_dict()

    def counted(group: str, provider_type: str, statistic: str) -> float:
        return of_response.get((group, provider_type, statistic), 0)

    template = page_template(
        resources.files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8"),
        number=_number,
        percent=_percent,
        setting=_setting,
        duration=_duration,
        day=_day,
    )
    return template.render(
        wave=wave,
        synthetic=wave.synthetic,
        rules=rules,
        thresholds=thresholds,
        groups=groups,
        colours=study.theme["colours"],
        types=_types(response, study),
        counted=counted,
        funnel=_funnel(response, counted, [group.id for group in groups]),
        days=_days(quality, [group.id for group in groups]),
        sections=[_section(group.id, quality, notes[group.id], study) for group in groups],
        all_types=ALL,
        free_text=FREE_TEXT,
        labels={group.id: group.label for group in groups},
        reasons=study.texts["publication"]["exclusion"],
        who_answered=who_answered,
    )


def _types(response: pd.DataFrame, study: Study) -> list[tuple[str, str]]:
    labels = {name: entry["label"] for name, entry in study.registers["frame_types"].items()}
    present = [name for name in response["provider_type"].unique() if name != ALL]
    return [(name, labels.get(name, name)) for name in present]


def _funnel(
    response: pd.DataFrame, counted: Lookup, groups: list[str]
) -> list[tuple[str, list[tuple[int, int]]]]:
    """Per reason, in order: (reason, [(excluded, left after it) per group])."""
    left = {group: int(counted(group, ALL, "rows")) for group in groups}
    steps = []
    for statistic in response["statistic"].unique():
        if statistic.startswith(EXCLUDED):
            out = {group: int(counted(group, ALL, statistic)) for group in groups}
            left = {group: left[group] - out[group] for group in groups}
            steps.append(
                (statistic.removeprefix(EXCLUDED), [(out[group], left[group]) for group in groups])
            )
    return steps


def _days(quality: pd.DataFrame, groups: list[str]) -> list[tuple[str, list[tuple[int, int]]]]:
    """Per day with a submission: (day, [(submitted, respondents) per group])."""
    dated = quality[quality["statistic"].isin(["submitted_on", "respondents_on"])]
    counts = dated.set_index(["level", "group", "statistic"])["value"].to_dict()
    return [
        (
            day,
            [
                (
                    int(counts.get((day, group, "submitted_on"), 0)),
                    int(counts.get((day, group, "respondents_on"), 0)),
                )
                for group in groups
            ],
        )
        for day in sorted(dated["level"].unique())
    ]


def _section(group: str, quality: pd.DataFrame, note: IngestNote, study: Study) -> dict[str, Any]:
    """What the template shows of one group."""
    own = quality[quality["group"] == group]
    by_level = own.set_index(["statistic", "item", "level"])["value"].to_dict()
    summed = own.groupby(["statistic", "item"])["value"].sum().to_dict()

    def value(statistic: str, item: str = "") -> float | None:
        return summed.get((statistic, item))

    def levels(statistic: str) -> list[tuple[str, float]]:
        return [(level, n) for (name, _, level), n in by_level.items() if name == statistic]

    return {
        "id": group,
        "note": note,
        "value": value,
        "levels": levels,
        "blocks": _blocks(own.loc[own["statistic"] == "answered", "item"], study),
        "batteries": [
            (name, _battery_label(name, study))
            for name in own.loc[own["statistic"] == "battery_rows", "item"]
        ],
        "pages": [(page, n) for page, n in levels("broke_off_page") if page != UNKNOWN],
        "page_unknown": by_level.get(("broke_off_page", "", UNKNOWN), 0),
        "after_last": by_level.get(("broke_off_here", "", AFTER_LAST), 0),
        "changed": [
            (way, *level.partition(" ← ")[::2], n) for way in WAYS[1:3] for level, n in levels(way)
        ],
    }


def _blocks(names: pd.Series, study: Study) -> list[tuple[str | None, list[tuple[str, str]]]]:
    """Rows of the item table: (stem of a matrix or None, [(item or question, wording)])."""
    blocks: list[tuple[str | None, list[tuple[str, str]]]] = []
    for name in names:
        asked = study.items.get(name) or study.questions[name]
        stem = asked.stem if isinstance(asked, Item) else None
        if not blocks or blocks[-1][0] != stem:
            blocks.append((stem, []))
        blocks[-1][1].append((name, asked.text))
    return blocks


def _battery_label(name: str, study: Study) -> str:
    if name in study.questions:
        return study.questions[name].text
    first, last = name.split("–")
    return f"losse stellingen na elkaar, van {first.split('.', 1)[1]} tot {last}"


def _number(value: float) -> str:
    return f"{int(value):,}".replace(",", THIN_SPACE)


def _percent(share: float) -> str:
    """One decimal, rounded half up: 5,0 %."""
    hundredfold = Decimal(repr(round(float(share), 10))) * 100
    rounded = hundredfold.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded}\u00a0%".replace(".", ",")


def _setting(share: float) -> str:
    """A share that people chose, with the decimals they gave it: 5 %."""
    return f"{decimal(round(share * 100, 10))}\u00a0%"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(day)}/{int(month)}/{year}"
