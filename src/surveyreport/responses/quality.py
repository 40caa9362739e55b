"""The quality table: what was left open, broken off, answered too evenly or too fast."""

from __future__ import annotations

import pandas as pd

from surveyreport.responses.answer_patterns import answer_patterns
from surveyreport.responses.provider_codes import provider_codes
from surveyreport.responses.recoding import BROKE_OFF, LEFT_OPEN, NOT_SHOWN, missing_column
from surveyreport.study.config import Quality
from surveyreport.study.model import Item, Study

COLUMNS = ["group", "statistic", "item", "level", "value"]
ANSWER_COLUMNS = ["response_id", "submitted_unknown", "lastpage", "provider_code"]
AFTER_LAST = "after_last"
UNKNOWN = "unknown"

Row = tuple[str, str, str, float]


def quality_table(
    answers: dict[str, pd.DataFrame],
    responses: dict[str, pd.DataFrame],
    study: Study,
    thresholds: Quality,
    corrections: dict[str, str],
) -> pd.DataFrame:
    """One number a row: group, statistic, item, level, value; shares are 0-1.

    answers: per group the answers as stored (ANSWER_COLUMNS); responses: the same responses,
    recoded; corrections: value as exported -> provider_id, from the correction file.
    Items are items of the study, but a multi-select question counts as one. Among respondents
    (included): answered, left_open, not_shown, left_open_share (of those shown), left_open_flagged
    (1 when above the threshold; closed questions only), dont_know and not_applicable with their
    _share of those who answered (level: the answer); and what `answer_patterns` counts. Among
    unfinished responses: broke_off_here (first item without answer after the last answer, level
    "after_last" when there is none) and broke_off_page (level: last page sent). Among all rows:
    the ways of `provider_codes`, submitted_unknown, and per day (level) submitted_on and
    respondents_on.
    """
    rows = [
        (group, *row)
        for group, table in responses.items()
        for row in _of_group(group, answers[group], table, study, thresholds, corrections)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"value": float})


def _of_group(
    group: str,
    answers: pd.DataFrame,
    table: pd.DataFrame,
    study: Study,
    thresholds: Quality,
    corrections: dict[str, str],
) -> list[Row]:
    stored = answers.set_index("response_id").loc[table["response_id"]]
    included = table[table["included"]]
    unfinished = table["exclusion_reason"].eq("unfinished")
    asked = _asked(group, study, table.columns)
    rows = [
        row
        for name, items in asked.items()
        for row in _item_rows(name, items, included, thresholds.item_nonresponse)
    ]
    rows += _break_off(asked, table[unfinished])
    rows += _pages(stored.loc[unfinished.to_numpy(), "lastpage"])
    rows += answer_patterns(included, group, study, thresholds)
    codes = provider_codes(
        stored["provider_code"].set_axis(table.index), table["provider_id"], corrections
    )
    rows += [(way, "", level, count) for way, level, count in codes]
    rows.append(("submitted_unknown", "", "", int(stored["submitted_unknown"].sum())))
    rows += _days("submitted_on", table["submitted"])
    rows += _days("respondents_on", included["submitted"])
    return rows


def _asked(group: str, study: Study, columns: pd.Index) -> dict[str, tuple[Item, ...]]:
    """What a group was asked, in the order of `columns`: item id -> its item, or a multi-select
    question id -> its options. Only what is in `columns` counts."""
    asked: dict[str, tuple[Item, ...]] = {}
    for item in sorted(
        (item for item in study.group_items(group) if item.id in columns),
        key=lambda item: columns.get_loc(item.id),
    ):
        name = item.question if item.type in ("option", "ranked") else item.id
        asked[name] = (*asked.get(name, ()), item)
    return asked


def _missing(table: pd.DataFrame, items: tuple[Item, ...]) -> pd.Series:
    """Kind of missing, "" when answered. Options share one answer: left open if any box is."""
    kind = table[missing_column(items[0].id)].astype(object).fillna("")
    for item in items[1:]:
        kind = kind.mask(table[missing_column(item.id)].eq(LEFT_OPEN), LEFT_OPEN)
    return kind


def _item_rows(
    name: str, items: tuple[Item, ...], included: pd.DataFrame, threshold: float
) -> list[Row]:
    kinds = _missing(included, items).value_counts()
    answered, left_open = int(kinds.get("", 0)), int(kinds.get(LEFT_OPEN, 0))
    rows: list[Row] = [
        ("answered", name, "", answered),
        ("left_open", name, "", left_open),
        ("not_shown", name, "", int(kinds.get(NOT_SHOWN, 0))),
    ]
    if answered + left_open:
        share = left_open / (answered + left_open)
        rows.append(("left_open_share", name, "", share))
        if items[0].type != "open":
            rows.append(("left_open_flagged", name, "", int(share > threshold)))
    for kind, label, people in _nonsubstantive(items, included):
        rows.append((kind, name, label, people))
        if answered:
            rows.append((f"{kind}_share", name, label, people / answered))
    return rows


def _nonsubstantive(items: tuple[Item, ...], included: pd.DataFrame) -> list[tuple[str, str, int]]:
    """(kind, answer, respondents) of the answers that say don't know or not applicable."""
    found = []
    for item in items:
        if item.type == "option" and item.kind != "substantive":
            found.append((item.kind, item.text, int(included[item.id].eq(1).sum())))
        for level in item.scale.levels if item.scale else ():
            if level.kind != "substantive":
                people = int(included[item.id].eq(level.label).sum())
                found.append((level.kind, level.label, people))
    return found


def _break_off(asked: dict[str, tuple[Item, ...]], unfinished: pd.DataFrame) -> list[Row]:
    beyond = pd.DataFrame(
        {name: _missing(unfinished, items).eq(BROKE_OFF) for name, items in asked.items()}
    )
    some = beyond.any(axis=1)
    first = beyond[some].idxmax(axis=1).value_counts()
    rows = [("broke_off_here", name, "", int(first.get(name, 0))) for name in asked]
    return [*rows, ("broke_off_here", "", AFTER_LAST, int((~some).sum()))]


def _pages(lastpage: pd.Series) -> list[Row]:
    counts = lastpage.value_counts(dropna=False).sort_index()
    return [
        ("broke_off_page", "", UNKNOWN if pd.isna(page) else str(int(page)), int(people))
        for page, people in counts.items()
    ]


def _days(statistic: str, moments: pd.Series) -> list[Row]:
    days = moments.dropna().dt.strftime("%Y-%m-%d").value_counts().sort_index()
    return [(statistic, "", day, int(count)) for day, count in days.items()]
