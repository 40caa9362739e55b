"""The table under a trend picture: all providers beside those of both waves."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from surveyreport.estimates.trend_verdicts import OTHER_VERDICT, SAME
from surveyreport.figures.ruler import NO_BREAK
from surveyreport.figures.trend import signed
from surveyreport.report.bound import Number, Part, Text, Words, fill
from surveyreport.report.model import Grid
from surveyreport.study.model import Study

NO_BREAK_HYPHEN = "\u2011"
VERDICTS = "results/trends/verdicts.csv"
# with a longer statement all stand over their numbers instead of before them
LONG = 80
# a table with more rows may not fit a page
MOST_ROWS = 24
# question, two differences and none, one or two verdicts; a difference stays on one line
WIDTHS = {0: (2.5, 1.0, 1.0), 1: (1.33, 1.0, 1.0, 1.19), 2: (0.96, 1.0, 1.0, 0.78, 0.78)}


def trend_grid(
    study: Study, labels: dict[str, str], level: str, compared: pd.DataFrame
) -> Grid | None:
    """A row per comparison, bold where the returning providers disagree; None without differences.

    labels: wave -> how a reader knows it; level: of the intervals, in percent. compared: the rows
    of `trend_verdicts` with a trend, in the order of drawing. Verdicts have a column where they are
    not all the same, those of the returning providers where one is another.
    """
    if compared[["difference", "returning_difference"]].isna().all(axis=None):
        return None
    words, labels_of = study.texts["trends"]["page"], study.texts["trends"]["labels"]
    verdicts = []
    if compared["panel"].eq(OTHER_VERDICT).any():
        verdicts = ["verdict", "returning_verdict"]
    elif compared["verdict"].nunique() > 1:
        verdicts = ["verdict"]
    rows, indents, bold = [], [], []
    for name, indent, row in _named(study, labels, compared):
        cells: tuple[Text, ...] = (_text(name),)
        if row is not None:
            cells += tuple(_interval(row, panel, words) for panel in ("", "returning_"))
            cells += tuple(_text(labels_of[row[column]]) for column in verdicts)
        rows.append(cells)
        indents.append(indent)
        bold.append(row is not None and row["panel"] != SAME)
    difference = words["difference"].format(level=level).replace(" %", f"{NO_BREAK}%")
    if len(labels) == 2:
        difference += ", " + _pair(words, *labels.values()).replace(" ", NO_BREAK)
    panels = [words["everyone"], words["returning"]]
    over, under = {
        0: ([], []),
        1: ([("", 1)], [words["verdict"]]),
        2: ([(words["verdict"], 2)], panels),
    }[len(verdicts)]
    return Grid(
        heads=(
            tuple((_text(text), span) for text, span in (("", 1), (difference, 2), *over)),
            tuple((_text(text), 1) for text in (words["question"], *panels, *under)),
        ),
        rows=tuple(rows),
        numeric=(False,) * (3 + len(verdicts)),
        widths=WIDTHS[len(verdicts)],
        indents=tuple(indents),
        bold=tuple(bold),
        whole=len(rows) <= MOST_ROWS,
    )


def _named(
    study: Study, labels: dict[str, str], compared: pd.DataFrame
) -> list[tuple[str, bool, dict | None]]:
    """Name, whether it steps in, and the comparison; of a heading over comparisons, None."""
    words = study.texts["trends"]["page"]
    items = {name: study.items[name] for name in compared["item"]}
    stems, groups = len({item.stem for item in items.values()}) > 1, compared["group"].nunique() > 1
    pairs = len(labels) > 2
    above = groups or pairs or max(len(item.text) for item in items.values()) > LONG
    found: list[tuple[str, bool, dict | None]] = []
    last = None

    def statement(row: dict) -> tuple[str | None, str]:
        return items[row["item"]].stem, items[row["item"]].text

    for (stem, text), rows in groupby(compared.to_dict("records"), statement):
        if stems and stem and stem != last:
            found.append((stem, False, None))
        last = stem
        if not above:
            found += [(text, bool(stems and stem), row) for row in rows]
            continue
        found.append((text, False, None))
        for row in rows:
            parts = [study.groups[row["group"]].label] if groups or not pairs else []
            if pairs:
                parts.append(_pair(words, labels[row["from"]], labels[row["to"]]))
            found.append((", ".join(parts), True, row))
    return found


def _pair(words: dict, earlier: str, later: str) -> str:
    whole = (name.replace(" ", NO_BREAK).replace("-", NO_BREAK_HYPHEN) for name in (earlier, later))
    return words["pair"].format(**dict(zip(("earlier", "later"), whole, strict=True)))


def _interval(row: dict, panel: str, words: dict) -> Text:
    name = f"{panel}difference"
    if pd.isna(row[name]):
        return _text(words["no_difference"])
    where = f"item={row['item']}, from={row['from']}, to={row['to']}"
    values: dict[str, Part | Text] = {
        # whole points behind the words too: all less the returning is what few people answered
        key: Number(VERDICTS, f"{column}, {where}", f"{row[column]:.2f}", signed(row[column]))
        for key, column in
        (("difference", name), ("low", f"{name}_low"), ("high", f"{name}_high"))
    }  # fmt: skip
    return fill(words["interval"].replace(" ", NO_BREAK), "interval", values)


def _text(words: str) -> Text:
    return (Words(words),) if words else ()
