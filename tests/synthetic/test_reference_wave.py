"""The committed reference wave, read by an independent reader, against the published numbers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pytest
from reference_reader import (
    FILES,
    RAW,
    ROOT,
    STUDY,
    SYSTEM,
    anova_icc,
    classify,
    export,
    normal,
    questionnaire,
    scored_columns,
    table,
    wave_columns,
)

EXPECTED = ROOT / "tests" / "data" / "reference_wave"
RESPONSE = {
    "beleid": (67, 35, 1, 6),
    "schoolteam": (295, 33, 1, 38),
    "leerlingen": (244, 23, 1, 38),
}
GROUPS = list(FILES)


@cache
def wave(group: str):
    rows = export(group)
    return rows, *classify(rows)


@cache
def counts(group: str) -> dict[tuple[str, str], int]:
    """(item, level) -> valid respondents; boxes also have "not selected" through the base."""
    _, valid, _ = wave(group)
    return {
        (entry["item"], entry["level"]): sum(
            bool(row[entry["column"]])
            if entry["code"] == "*"
            else row[entry["column"]] == entry["code"]
            for row in valid
        )
        for entry in wave_columns(group)
        if entry["level"]
    }


def test_counts_equal_the_chosen_counts():
    found = {key: number for group in GROUPS for key, number in counts(group).items()}
    wanted = {
        (row["item"], row["level"]): int(row["count"])
        for row in table(STUDY / "reference" / "2023" / "counts.csv")
    }
    assert found == wanted


def test_every_published_percentage_is_reproduced():
    bases = {"beleid": 66, "schoolteam": 295, "leerlingen": 244}
    wrong = []
    for row in table(EXPECTED / "published.csv"):
        group = row["item"].split(".")[0]
        levels = row["levels"].split(";")
        if (row["item"], "selected") in counts(group):
            number = counts(group)[row["item"], "selected"]
            number = bases[group] - number if levels[0].startswith("!") else number
        else:
            number = sum(counts(group)[row["item"], level] for level in levels)
        percent = 100 * number / bases[group]
        if not float(row["low"]) <= percent < float(row["high"]):
            wrong.append((row["value_id"], percent))
    assert wrong == []


@pytest.mark.parametrize("group", GROUPS)
def test_response_per_provider(group):
    _, valid, _ = wave(group)
    sizes = Counter(row["aanbieder"] for row in valid)
    assert (len(valid), len(sizes), min(sizes.values()), max(sizes.values())) == RESPONSE[group]


def test_frame_and_responding_providers():
    frame = table(RAW / "aanbieders.csv")
    types = Counter(row["type"] for row in frame)
    assert types == {"cdo_verbonden": 43, "cdo_autonoom": 5, "regulier": 2, "onbekend": 1}
    assert len({row["provider_id"] for row in frame}) == 51
    assert len({row["aanbieder"] for group in GROUPS for row in wave(group)[1]}) == 36


def test_one_policy_member_answered_nothing():
    _, valid, _ = wave("beleid")
    fixed = SYSTEM | {"aanbieder"}
    blank = [row for row in valid if not any(v for k, v in row.items() if k not in fixed)]
    assert len(blank) == 1


def test_planted_rows_are_found():
    planted = table(STUDY / "reference" / "2023" / "planted.csv")
    for group in GROUPS:
        wanted = {row["reason"]: int(row["count"]) for row in planted if row["group"] == group}
        assert wave(group)[2] == wanted
        assert min(wanted.values()) >= 2 and len(wanted) == 6


@pytest.mark.parametrize("group", GROUPS)
def test_untidy_but_recognisable_codes_occur_among_valid_rows(group):
    rows, valid, _ = wave(group)
    ids = {row["id"] for row in valid}
    untidy = [r for r in rows if r["id"] in ids and r["aanbieder"] != normal(r["aanbieder"])]
    assert len(untidy) >= 2


@pytest.mark.parametrize("group", GROUPS)
def test_no_valid_respondents_look_like_duplicates(group):
    _, valid, _ = wave(group)
    seen: dict[tuple, list[datetime]] = {}
    for row in valid:
        key = tuple(value for name, value in row.items() if name not in SYSTEM)
        sent = datetime.fromisoformat(row["submitdate"])
        assert all(abs(sent - other) > timedelta(minutes=30) for other in seen.get(key, []))
        seen.setdefault(key, []).append(sent)


@pytest.mark.parametrize("group", GROUPS)
def test_multi_select_ticks_something_and_exclusive_boxes_nothing_else(group):
    _, valid, _ = wave(group)
    columns = {row["item"]: row["column"] for row in wave_columns(group)}
    answering = [row for row in valid if row[columns[f"{group}.A2"]]]
    for question in questionnaire(group):
        if question["type"] == "multiple":
            boxes = [columns[option["id"]] for option in question["options"]]
            alone = [columns[o["id"]] for o in question["options"] if o.get("exclusive")]
            for row in answering:
                ticks = [box for box in boxes if row[box]]
                assert ticks
                assert len(ticks) == 1 or not set(ticks) & set(alone)


@pytest.mark.parametrize("group", GROUPS)
def test_unfinished_rows_are_empty_after_the_last_page(group):
    page_of = {
        row["column"]: "ABCD".index(row["item"].split(".")[1][0]) + 1
        for row in wave_columns(group)
        if row["item"] != "@provider"
    }
    for row in wave(group)[0]:
        if not row["submitdate"]:
            reached = int(row["lastpage"] or 0)
            assert not any(row[column] for column, page in page_of.items() if page > reached)


def cronbach_alpha(scores: np.ndarray) -> float:
    items = scores.shape[1]
    total = scores.sum(axis=1).var(ddof=1)
    return items / (items - 1) * (1 - scores.var(axis=0, ddof=1).sum() / total)


def test_icc_and_alpha_against_values_worked_out_by_hand():
    # Two groups of two, 1 2 | 3 4: between 4, within 0.5, so (4 - 0.5) / (4 + 0.5).
    assert anova_icc(np.array([1.0, 2, 3, 4]), ["a", "a", "b", "b"]) == pytest.approx(3.5 / 4.5)
    # Items 1 2 3 and 1 3 2: variances 1 and 1, total (2 5 5) has variance 3.
    assert cronbach_alpha(np.array([[1.0, 1], [2, 3], [3, 2]])) == pytest.approx(2 * (1 - 2 / 3))


@pytest.mark.parametrize("group", ["schoolteam", "leerlingen"])
def test_answers_within_a_provider_hang_together(group):
    _, valid, _ = wave(group)
    correlations = []
    for column, score in scored_columns(group).items():
        scored = [row for row in valid if row[column] in score]
        values = np.array([score[row[column]] for row in scored], dtype=float)
        correlations.append(anova_icc(values, [row["aanbieder"] for row in scored]))
    assert 0.07 <= np.median(correlations) <= 0.13


BATTERIES = [
    ("beleid", "B02"),
    ("beleid", "C09"),
    ("schoolteam", "B02"),
    ("schoolteam", "C11"),
    ("leerlingen", "B09"),
    ("leerlingen", "B10"),
]


@pytest.mark.parametrize(("group", "battery"), BATTERIES)
def test_answers_of_a_person_hang_together(group, battery):
    _, valid, _ = wave(group)
    columns = {c: s for c, s in scored_columns(group).items() if c.startswith(battery + "[")}
    complete = [
        [score[row[column]] for column, score in columns.items()]
        for row in valid
        if all(row[column] in score for column, score in columns.items())
    ]
    assert 0.7 <= cronbach_alpha(np.array(complete, dtype=float)) <= 0.9
