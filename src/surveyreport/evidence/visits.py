"""visits.csv: in how many visits a theme came up, where, and in which direction; never a share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from surveyreport.evidence.visit_forms import COLUMNS
from surveyreport.files.csvfile import read_csv, write_csv
from surveyreport.files.problems import ProblemList
from surveyreport.study.coded import coded_folder
from surveyreport.study.visits import Theme, VisitGuide

TABLE = ["theme", "conversation", "direction", "visits", "of"]
ALL = "alle"


def visits_path(wave: str) -> Path:
    """Where what visitors found stands, without a word of it."""
    return coded_folder(wave) / "visits.csv"


def read_visits(wave: str, problems: ProblemList) -> pd.DataFrame:
    """COLUMNS of `read_forms`; empty for a wave without visits."""
    path = visits_path(wave)
    if not path.is_file():
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    return read_csv(path, tuple(COLUMNS), problems)


def write_visits(rows: Iterable[tuple[str, ...]], wave: str) -> None:
    """Keep what the forms say; no finding and no note."""
    table = pd.DataFrame(sorted(rows), columns=COLUMNS, dtype=str)
    write_csv(table, visits_path(wave))


def visit_table(found: pd.DataFrame, guide: VisitGuide) -> pd.DataFrame:
    """TABLE, per theme and conversation the visits in which it came up and how many of these said
    it in each direction; conversation and direction `alle`: in any.

    of: visits with that conversation; the theme `alle` has how many there were. In any
    conversation a direction is what all of a visit's
    conversations together say: both when one says it helps and another that it holds back. Of a
    recognisable theme a count under `few` stands empty, with all directions of that row, since the
    others would tell it.
    """
    held = found[found["theme"].eq("")]
    visits = {ALL: held["visit"].nunique()}
    visits |= {
        name: held.loc[held["conversation"].eq(name), "visit"].nunique()
        for name in guide.conversations
    }
    rows = [(ALL, name, ALL, count, count) for name, count in visits.items()]
    for theme in guide.themes.values():
        own = found[found["theme"].eq(theme.id)]
        for conversation in (*theme.conversations, ALL):
            part = own if conversation == ALL else own[own["conversation"].eq(conversation)]
            spoken = held[held["conversation"].isin(theme.conversations)]
            if conversation != ALL:
                spoken = held[held["conversation"].eq(conversation)]
            said = part.groupby("visit")["direction"].agg(lambda of: _together(of, guide))
            counts = {name: int(said.eq(name).sum()) for name in guide.directions}
            shown = _shown(len(said), counts, theme, guide)
            of = spoken["visit"].nunique()
            rows += [(theme.id, conversation, name, n, of) for name, n in shown.items()]
    table = pd.DataFrame(rows, columns=TABLE)
    return table.astype({"visits": "Int64", "of": "Int64"})


def _together(directions: pd.Series, guide: VisitGuide) -> str:
    *_, both, none = guide.directions
    said = set(directions) - {none}
    if not said:
        return none
    return said.pop() if len(said) == 1 else both


def _shown(
    total: int, counts: dict[str, int], theme: Theme, guide: VisitGuide
) -> dict[str, int | None]:
    few = range(1, guide.few)
    if not theme.recognisable:
        return {ALL: total, **counts}
    if total in few:
        return dict.fromkeys((ALL, *counts))
    if any(count in few for count in counts.values()):
        return {ALL: total, **dict.fromkeys(counts)}
    return {ALL: total, **counts}


def visit_leaks(table: pd.DataFrame, guide: VisitGuide) -> list[str]:
    """What the table tells of a recognisable theme in fewer visits than `few`, in Dutch.

    Attacked as a reader would: a hidden count is known when all others of its row are; the counts
    of the conversations bound that of all of them.
    """
    faults = []
    for theme in (theme for theme in guide.themes.values() if theme.recognisable):
        for conversation, rows in table[table["theme"].eq(theme.id)].groupby("conversation"):
            counts = rows.set_index("direction")["visits"]
            hidden = counts.index[counts.isna()]
            small = [name for name in counts.index if counts.notna()[name]
                     and 0 < counts[name] < guide.few]  # fmt: skip
            if small or len(hidden) == 1:
                faults.append(
                    f"{theme.id}, {conversation}: minder dan {guide.few} bezoeken te lezen"
                )
        alone = table[
            table["theme"].eq(theme.id) & table["direction"].eq(ALL) & table["conversation"].ne(ALL)
        ]
        if len(alone) == 1 and alone["visits"].isna().all():
            whole = table[table["theme"].eq(theme.id) & table["conversation"].eq(ALL)]
            if whole["visits"].notna().any():
                faults.append(f"{theme.id}: het enige gesprek staat ook bij alle gesprekken")
    return faults
