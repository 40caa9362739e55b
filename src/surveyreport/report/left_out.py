"""What stands out in the tables and the summary does not name: to be answered or dismissed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from surveyreport.files.dutch import percent
from surveyreport.report.binding import Binding
from surveyreport.report.claims import Claim
from surveyreport.report.source import Source
from surveyreport.report.tables import as_percent
from surveyreport.study.verdict_words import DIFFERS as CLEAR

COLUMNS = ["what", "kind", "value", "text", "named", "answer"]
CLEAR_VERDICT, LARGEST, LOWEST, CONTRADICTION = (
    "duidelijk verschil",
    "groot verschil",
    "laag aandeel",
    "tegenspraak",
)
# what report.yaml gives a reason for while nothing stands out there (any more)
GONE, NO_POINT = "reden zonder punt", "dit valt niet meer op: haal het weg onder left_out"
HOW_MANY = 5
VISITS = "bezoeken"
# the relation of side_by_side.csv that calls for an answer
CONTRADICTS = "spreekt tegen"


@dataclass(frozen=True)
class Standout:
    """what: comparison, item, or question with the row its evidence rests on; items: what a
    sentence must bind to name it, all of them, or instead of them name (without: what)."""

    what: str
    kind: str
    value: float
    text: str
    items: tuple[str, ...]
    name: str = ""


def left_out(source: Source, claims: Iterable[Claim], summary: set[str]) -> pd.DataFrame:
    """COLUMNS, one row per thing that stands out, by kind and then by size.

    summary: ids of the chapters that answer. named: the chapters whose sentences bind it; answer:
    `samenvatting`, the reason of report.yaml, or empty when nobody answered it. Last come the
    reasons of report.yaml for what no longer stands out.
    """
    said: dict[str, set[str]] = {}
    for claim in claims:
        for name in _binds(claim.about) if claim.about else ():
            said.setdefault(name, set()).add(claim.chapter)
    rows: list[tuple] = []
    gone = dict(source.structure.dismissed)
    for one in _standouts(source):
        chapters = said.get(one.name or one.what, set()) | _together(said, one.items)
        answer = source.structure.dismissed.get(one.what, "")
        gone.pop(one.what, None)
        if chapters & summary:
            answer = "samenvatting"
        rows.append((one.what, one.kind, round(one.value, 10), one.text,
                     ";".join(sorted(chapters)), answer))  # fmt: skip
    rows += [(what, GONE, 0.0, reason, "", NO_POINT) for what, reason in gone.items()]
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


def _binds(about: Binding) -> Iterator[str]:
    """The comparison and items that a binding is about; a theme of visits behind VISITS."""
    yield from (about.comparison, *about.items, *about.against)
    if about.form == VISITS:
        yield from (f"{VISITS} {word}" for word in about.names["words"].split())


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
            table, about = row["rests_on"].split(";")[0].split(".csv: ")
            # named by its place, so that another wording leaves the answer where it is
            what = f"vraag {row['question']}, {table} {about}"
            first = about.split(",")[0]
            items: tuple[str, ...] = ()
            if table == "verdicts":
                pair = verdicts.loc[verdicts["comparison"].eq(first), ["item_a", "item_b"]]
                items = tuple(pair.iloc[0])
            named = f"{VISITS} {first}" if table == "visits" else first
            yield Standout(what, CONTRADICTION, 0.0, str(row["evidence"]), items, named)


def _difference(source: Source, row: dict, kind: str) -> Standout:
    first, second = (100 * row[key] for key in ("top2_a", "top2_b"))
    members = [source.study.groups[row[key]].members for key in ("group_a", "group_b")]
    text = (
        f"{row['theme']}: {percent(first / 100)} % van de {members[0]} tegenover "
        f"{percent(second / 100)} % van de {members[1]}"
    )
    items = (row["item_a"], row["item_b"])
    return Standout(row["comparison"], kind, row["difference"], text, items)
