"""A tiny study and wave whose quality numbers can be counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from surveyreport.responses.recoding import recode
from surveyreport.sources.mapping import MappedColumn, Mapping
from surveyreport.study.config import Quality
from surveyreport.study.model import Group, Item, Level, Question, Scale, Study
from surveyreport.study.wave_entry import Wave
from surveyreport.study.words import default_words

THRESHOLDS = Quality(straight_lining_rows=4, fast_share_of_median=0.33, item_nonresponse=0.05)
CORRECTIONS = {"Sint-Jan": "P2", "Het College in Gent": "P2"}
CODES = {"1": "ja", "2": "eerder", "3": "nee", "4": "weet niet", "5": "nvt"}
SCALE = Scale(
    "agree",
    "",
    "ordinal",
    (
        Level("ja", "substantive"),
        Level("eerder", "substantive"),
        Level("nee", "substantive"),
        Level("weet niet", "dont_know"),
        Level("nvt", "not_applicable"),
    ),
)
ROWS = [f"g.B1.{i}" for i in range(1, 5)]
RUN = [f"g.E{i}" for i in range(1, 5)]


def _single(name: str, text: str = "tekst") -> Question:
    item = Item(name, "g", name, "single", text, scale=SCALE)
    return Question(name, "g", name[2], "single", text, SCALE, (item,))


def tiny_study() -> Study:
    """A1 single, B1 matrix of 4, C1 two boxes (the second: don't know), D1 open, E1-E4 singles."""
    rows = tuple(Item(name, "g", "g.B1", "row", f"rij {name[-1]}", "stam", SCALE) for name in ROWS)
    boxes = (
        Item("g.C1.1", "g", "g.C1", "option", "een vak", "vakken"),
        Item("g.C1.2", "g", "g.C1", "option", "weet ik niet", "vakken", kind="dont_know"),
    )
    questions = (
        _single("g.A1", "Is <b>dit</b> & dat waar?"),
        Question("g.B1", "g", "B", "matrix", "stam", SCALE, rows),
        Question("g.C1", "g", "C", "multiple", "vakken", None, boxes),
        Question("g.D1", "g", "D", "open", "?", None, (Item("g.D1", "g", "g.D1", "open", "?"),)),
        *(_single(name) for name in RUN),
    )
    colours = ("ink", "muted", "grid", "band", "paper", "warning")
    return Study(
        groups={"g": Group("g", "De groep", "leden", "bron")},
        scales={"agree": SCALE},
        questions={question.id: question for question in questions},
        items={item.id: item for question in questions for item in question.items},
        sections=(),
        figures={},
        discrepancies={},
        registers={"frame_types": {"klein": {"label": "Kleine aanbieders"}}},
        theme={"colours": dict.fromkeys(colours, "#000000")},
        texts=default_words(),
    )


def tiny_wave(synthetic: bool = True) -> Wave:
    days = (date(2023, 2, 6), date(2023, 2, 17))
    return Wave("w", "2022-2023", synthetic, *days, Path("frame.csv"), {}, {})


# id, A1, B1.1-4, C1.1-2, D1, E1-4, submitted, duration, lastpage, code, provider, reason
RESPONDENTS = [
    ("id-7001", "1", "1111", ("Y", ""), "1", "1313", "06 10:11:13", 600, 3, "P1", "P1", ""),
    ("id-7002", "", "4444", ("", "Y"), "", "3333", "06 10:11:13", 100, 3, "p 1", "P1", ""),
    ("id-7003", "4", "111-", ("", ""), "", "5555", "07 10:11:13", 400, 3, "Sint-Jan", "P2", ""),
    ("id-7004", None, "3333", (None, None), None, "3333", None, None, 3, "P2", "P2", ""),
    ("id-7005", "1", "----", ("", ""), "", "----", None, None, 1, "P1", "P1", "unfinished"),
    ("id-7006", "1", "1111", ("Y", ""), "", "1111", None, None, 3, "P1", "P1", "unfinished"),
    ("id-7007", "", "----", ("", ""), "", "----", None, None, 0, "", "", "opened"),
    ("id-7008", "1", "1111", ("Y", ""), "1", "1111", "20 10:11:13", 300, 3, "Jan Peeters", "",
     "outside_period"),
    ("id-7009", "1", "11--", ("", ""), "", "----", None, None, None, "XX99", "", "unfinished"),
    ("id-7010", "1", "1111", ("Y", ""), "1", "1111", "07 10:11:13", 1, 3, "Het College in Gent",
     "P2", "duplicate"),
]  # fmt: skip


def tiny_wave_data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """(answers as stored, responses recoded); respondent 4 was submitted on an unknown date."""
    records = []
    for (
        name,
        a1,
        rows,
        boxes,
        text,
        run,
        day,
        duration,
        page,
        code,
        provider,
        reason,
    ) in RESPONDENTS:
        cells = {"g.A1": a1}
        cells |= {item: cell.replace("-", "") for item, cell in zip(ROWS, rows, strict=True)}
        cells |= {"g.C1.1": boxes[0], "g.C1.2": boxes[1], "g.D1": text}
        cells |= {item: cell.replace("-", "") for item, cell in zip(RUN, run, strict=True)}
        meta = {
            "response_id": name,
            "provider_id": provider,
            "submitted": pd.Timestamp(f"2023-02-{day}") if day else pd.NaT,
            "submitted_unknown": name == "id-7004",
            "started": pd.NaT,
            "duration_s": duration,
            "included": reason == "",
            "exclusion_reason": reason,
            "lastpage": page,
            "provider_code": code,
        }
        records.append(meta | cells)
    answers = pd.DataFrame(records).astype({"lastpage": "Int64", "duration_s": float})
    return answers, recode(answers, tiny_mapping())


def tiny_mapping() -> Mapping:
    levels = {"single": CODES, "row": CODES, "option": {"Y": "selected"}, "open": {}}
    items = tiny_study().items.values()
    columns = tuple(MappedColumn(item.id, item, levels[item.type]) for item in items)
    return Mapping(Path("mapping.csv"), columns, "code", ())
