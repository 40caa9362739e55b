"""What stands out in the tables and the summary does not name: to be answered or dismissed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from surveyreport.files.dutch import percent
from surveyreport.report.bound_values import CLEAR
from surveyreport.report.claims import Claim
from surveyreport.report.source import Source
from surveyreport.report.tables import as_percent

COLUMNS = ["what", "kind", "value", "text", "named", "answer"]
CLEAR_VERDICT, LARGEST, LOWEST, CONTRADICTION = (
    "duidelijk verschil",
    "groot verschil",
    "laag aandeel",
    "tegenspraak",
)
HOW_MANY = 5
# the relation of side_by_side.csv that calls for an answer
CONTRADICTS = "spreekt tegen"


@dataclass(frozen=True)
class Standout:
    """what: comparison, item or question; items: what a sentence must bind to name it."""

    what: str
    kind: str
    value: float
    text: str
    items: tuple[str, ...]


def left_out(source: Source, claims: Iterable[Claim], summary: set[str]) -> pd.DataFrame:
    """COLUMNS, one row per thing that stands out, by kind and then by size.

    summary: ids of the chapters that answer. named: the chapters whose sentences bind it; answer:
    `samenvatting`, the reason of report.yaml, or empty when nobody answered it.
    """
    said: dict[str, set[str]] = {}
    for claim in claims:
        if claim.about is None:
            continue
        about = claim.about
        for name in (about.comparison, *about.items, *about.against, *about.names.values()):
            said.setdefault(name, set()).add(claim.chapter)
    rows = []
    for one in _standouts(source):
        chapters = said.get(one.what, set()) | _together(said, one.items)
        answer = source.structure.dismissed.get(one.what, "")
        if chapters & summary:
            answer = "samenvatting"
        rows.append((one.what, one.kind, round(one.value, 10), one.text,
                     ";".join(sorted(chapters)), answer))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def standing_out(source: Source, most: int) -> list[int]:
    """The figures of what stands out, at most so many, in the order of `left_out`."""
    drawn = source.study.figures_by_item()
    shown = {figure.number for figure in source.figures}
    numbers = [
        number
        for one in _standouts(source)
        for item in one.items
        for number in drawn.get(item, ())
        if number in shown
    ]
    return list(dict.fromkeys(numbers))[:most]


def _together(said: dict[str, set[str]], items: tuple[str, ...]) -> set[str]:
    """The chapters that bind every one of the items."""
    chapters = [said.get(item, set()) for item in items]
    return set.intersection(*chapters) if chapters else set()


def _standouts(source: Source) -> Iterator[Standout]:
    verdicts = source.tables.tables["verdicts"]
    clear = verdicts[verdicts["verdict"].isin(CLEAR)]
    for row in clear.to_dict("records"):
        yield _difference(source, row, CLEAR_VERDICT)
    rest = verdicts[~verdicts["verdict"].isin(CLEAR) & verdicts["difference"].notna()]
    largest = rest.reindex(
        rest["difference"].abs().sort_values(ascending=False, kind="stable").index
    )
    for row in largest.head(HOW_MANY).to_dict("records"):
        yield _difference(source, row, LARGEST)
    shares = source.tables.tables["estimates"]
    shares = shares[shares["kind"].eq("top2") & shares["share"].notna()]
    for row in shares.nsmallest(HOW_MANY, "share", keep="first").to_dict("records"):
        item = source.study.items[row["item"]]
        members = source.study.groups[item.group].members
        text = f"{as_percent(row['share'])} van de {members}: {item.text}"
        yield Standout(item.id, LOWEST, row["share"], text, (item.id,))
    beside = source.tables.tables.get("side_by_side")
    if beside is not None:
        for row in beside[beside["relation"].eq(CONTRADICTS)].to_dict("records"):
            name = str(row["evidence"])
            yield Standout(name, CONTRADICTION, 0.0, f"{row['question']}: {name}", ())


def _difference(source: Source, row: dict, kind: str) -> Standout:
    first, second = (100 * row[key] for key in ("top2_a", "top2_b"))
    members = [source.study.groups[row[key]].members for key in ("group_a", "group_b")]
    text = (
        f"{row['theme']}: {percent(first / 100)} % van de {members[0]} tegenover "
        f"{percent(second / 100)} % van de {members[1]}"
    )
    items = (row["item_a"], row["item_b"])
    return Standout(row["comparison"], kind, row["difference"], text, items)
