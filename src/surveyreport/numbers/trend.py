"""What trend pictures show: which figures have them, and the estimates of every wave in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from surveyreport.estimates.kinds import UNWEIGHTED
from surveyreport.numbers.survey import ESTIMATES, STATES, drawn_items, rounded_weighted
from surveyreport.study.model import Figure, Item, Study

# with more lines (bars, verdicts and the words over them) a picture, its text and its caption do
# not fit a page of the report
MOST_LINES = 28
KINDS = ("likert", "choice", "multiple", "yes_no")
COLUMNS = [
    "figure", "statement", "row", "stem", "text", "group", "item", "wave", "category", "kind",
    *ESTIMATES,
]  # fmt: skip


def trend_names(number: int, parts: list[list[int]]) -> list[str]:
    """The names of the pictures of a figure; parts: as of `trend_figures`."""
    name = f"trend-{number:02d}"
    return [f"{name}-{place}" for place in range(1, len(parts) + 1)] if len(parts) > 1 else [name]


def trend_figures(study: Study, studies: Sequence[Study]) -> dict[int, list[list[int]]]:
    """Number -> the rows of `trend_numbers` in each of its pictures.

    Of the figures of which two waves or more asked something, or whose items were reworded.
    studies: the study as each wave asked it.
    """
    whole = {number: figure for study in studies for number, figure in study.figures.items()}
    shown = {}
    for number, figure in sorted(whole.items()):
        names = {
            name
            for study in studies
            if number in study.figures
            for row in study.figures[number].statements
            for name in row
        }
        waves = sum(bool(names & _asked(study)) for study in studies)
        if figure.kind in KINDS and waves > 1 and figure.waves is None and not figure.by:
            shown[number] = _parts(study, study.figures[number], studies)
    return shown


def _parts(study: Study, figure: Figure, studies: Sequence[Study]) -> list[list[int]]:
    """As few pictures as MOST_LINES allows, as even as can be; a statement stays whole.

    Of a question with several answers to tick, each is a statement.
    """
    questions = [question for study in studies for question in study.questions.values()]
    asked = {item.id for question in questions for item in question.items}
    replaced = {question.replaces for question in questions}
    rows: dict[str | int, list[int]] = {}
    lines: Counter[str | int] = Counter()
    texts = set()
    for row, (statement, item) in enumerate(drawn_items(study, figure), 1):
        if item.id in asked or item.question in replaced:
            whole = item.id if item.type == "option" else statement
            rows.setdefault(whole, []).append(row)
            answers = len(item.scale.levels) if figure.kind == "choice" else 1
            headings = 0 if (whole, item.text) in texts else answers
            texts.add((whole, item.text))
            lines[whole] += len(studies) * answers + headings + len(studies) - 1
    fewest = len(_filled(lines, MOST_LINES))
    parts = next(
        parts for limit in range(1, MOST_LINES + 1) if len(parts := _filled(lines, limit)) == fewest
    )
    return [[row for whole in part for row in rows[whole]] for part in parts]


def _filled(lines: Counter[str | int], limit: int) -> list[list[str | int]]:
    """Statements in order, over parts of at most `limit` lines, or of one statement with more."""
    parts: list[list[str | int]] = []
    room = 0
    for whole, count in lines.items():
        if count > room:
            parts.append([])
            room = limit
        parts[-1].append(whole)
        room -= count
    return parts


def _asked(study: Study) -> set[str | None]:
    """Items and questions, and what those came instead of."""
    return {
        name
        for question in study.questions.values()
        for name in (question.id, question.replaces, *(item.id for item in question.items))
    }


def trend_numbers(
    study: Study, figure: Figure, estimates: dict[str, pd.DataFrame], verdicts: pd.DataFrame
) -> pd.DataFrame:
    """COLUMNS, a row per item, wave and category, in drawing order; row: place of the item, from 1.

    estimates: wave -> estimates.csv, earliest wave first. verdicts: as of `trend_verdicts`; an item
    of which a wave asked another wording stands with that wave's id and text.
    """
    told = [*ESTIMATES]
    if any(UNWEIGHTED in table for table in estimates.values()):
        told.append(UNWEIGHTED)
        estimates = {
            wave: table.reindex(columns=dict.fromkeys([*table.columns, UNWEIGHTED]))
            for wave, table in estimates.items()
        }
    rows = []
    for row, (statement, drawn) in enumerate(drawn_items(study, figure), 1):
        family = _wordings(drawn.id, verdicts)
        for wave, table in estimates.items():
            for item in (study.items[name] for name in study.items if name in family):
                own = table[table["item"].eq(item.id)].set_index(["category", "kind"])
                head = (figure.number, statement, row, item.stem or "", item.text, item.group)
                rows += [
                    (*head, item.id, wave, *category, *own.loc[category, told])
                    for category in _categories(figure, item)
                    if category in own.index
                ]
    columns = [*COLUMNS[: -len(ESTIMATES)], *told]
    table = pd.DataFrame(rows, columns=columns)
    return rounded_weighted(table.astype({"n": "Int64", "base": "Int64"}))


def _categories(figure: Figure, item: Item) -> list[tuple[str, str]]:
    """Category and kind of what the figure draws of an item, as in estimates.csv."""
    if item.scale is None:
        return [(state, state) for state in STATES[: 2 if figure.kind == "yes_no" else 1]]
    return [(level.label, level.kind) for level in item.scale.levels]


def _wordings(name: str, verdicts: pd.DataFrame) -> set[str]:
    """The item and those that came before or after it under another id."""
    pairs = verdicts[verdicts["item_from"].ne("") & verdicts["item_to"].ne("")]
    pairs = pairs[pairs["item_from"].ne(pairs["item_to"])]
    family = {name}
    while True:
        linked = pairs[pairs["item_from"].isin(family) | pairs["item_to"].isin(family)]
        larger = family | set(linked["item_from"]) | set(linked["item_to"])
        if larger == family:
            return family
        family = larger
