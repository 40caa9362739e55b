"""Trend figures: the bars of every wave under each other, with the verdict or the break between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial

import pandas as pd

from surveyreport.dutch import decimal, listed, percent
from surveyreport.figures.likert import level_fills, level_legend
from surveyreport.figures.page import PAD, Page
from surveyreport.figures.picture import Picture
from surveyreport.figures.survey_page import base_line, base_text, stacked_bar
from surveyreport.study import Figure, Item, Study

KIND = "likert"
STOPS = ("break", "undecided")
UNABLE = ("too_few", "not_estimable")
PLUS, MINUS = "+", "\u2212"
NUMBERS = ["n", "base", "share", "ci_low", "ci_high"]
COLUMNS = [
    "figure", "statement", "stem", "text", "group", "item", "wave", "category", "kind", *NUMBERS,
]  # fmt: skip


def trend_name(figure: Figure) -> str:
    return f"trend-{figure.number:02d}"


def trend_figures(studies: Iterable[Study]) -> list[Figure]:
    """The Likert figures of which two waves or more asked something, or whose items were reworded.

    studies: the study as each wave asked it.
    """
    studies = list(studies)
    whole = {number: figure for study in studies for number, figure in study.figures.items()}
    shown = []
    for number, figure in sorted(whole.items()):
        names = {name for study in studies for name in _items(study.figures.get(number))}
        waves = sum(
            bool(names & set(study.items))
            or any(
                question.replaces in names or any(item.id in names for item in question.items)
                for question in study.questions.values()
            )
            for study in studies
        )
        if figure.kind == KIND and waves > 1 and figure.waves is None:
            shown.append(figure)
    return shown


def _items(figure: Figure | None) -> list[str]:
    return [name for row in figure.statements for name in row] if figure else []


def trend_numbers(
    study: Study, figure: Figure, estimates: dict[str, pd.DataFrame], verdicts: pd.DataFrame
) -> pd.DataFrame:
    """COLUMNS, a row per item, wave and level, in drawing order.

    estimates: wave -> estimates.csv, earliest wave first. verdicts: as of `trend_verdicts`; an item
    of which a wave asked another wording stands with that wave's id and text.
    """
    rows = []
    for number, statement in enumerate(figure.statements, 1):
        for name in statement:
            family = _wordings(name, verdicts)
            for wave, table in estimates.items():
                asked = [other for other in study.items if other in family]
                for item in (study.items[other] for other in asked):
                    own = table[table["item"].eq(item.id)]
                    if not own.empty:
                        rows += _level_rows(figure, number, item, wave, own)
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"n": "Int64", "base": "Int64"})


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


def _level_rows(
    figure: Figure, statement: int, item: Item, wave: str, estimates: pd.DataFrame
) -> list[tuple]:
    by_level = estimates.set_index(["category", "kind"])
    head = (figure.number, statement, item.stem or "", item.text, item.group, item.id, wave)
    return [
        (*head, level.label, level.kind, *by_level.loc[(level.label, level.kind), NUMBERS])
        for level in item.scale.levels
    ]


def trend_picture(
    study: Study,
    figure: Figure,
    estimates: dict[str, pd.DataFrame],
    verdicts: pd.DataFrame,
    labels: dict[str, str],
) -> Picture:
    """The picture of one figure over the waves of `estimates`; labels: how a reader knows them."""
    words = study.texts["trends"]
    numbers = trend_numbers(study, figure, estimates, verdicts)
    waves = list(estimates)
    own = verdicts[
        verdicts["item_from"].isin(numbers["item"]) | verdicts["item_to"].isin(numbers["item"])
    ]
    title = words["figure"]["title"].format(
        title=figure.title, earlier=labels[waves[0]], later=labels[waves[-1]]
    )
    note = study.texts["figures"]["note"]
    return Picture(
        trend_name(figure),
        trend_name(figure),
        title,
        numbers,
        partial(_draw, verdicts=own, labels=labels),
        {
            "trends": words,
            "labels": labels,
            "verdicts": own.to_csv(index=False),
            "items": [asdict(study.items[name]) for name in numbers["item"].unique()],
        },
        [note.format(text=figure.notes)] if figure.notes else [],
        figure,
    )


def _draw(page: Page, numbers: pd.DataFrame, verdicts: pd.DataFrame, labels: dict) -> None:
    theme, words = page.theme, page.study.texts["trends"]["figure"]
    names = {
        (statement, item, wave): words["row_label"].format(
            group=page.study.groups[rows["group"].iloc[0]].label,
            wave=labels[wave],
            n=base_text(page, rows),
        )
        for (statement, item, wave), rows in numbers.groupby(
            ["statement", "item", "wave"], sort=False
        )
    }
    left = page.label_column(list(names.values())) + 2
    right = page.width - page.ruler.width(page.word("percent", value=100), theme.small) / 2
    stem = ""
    for statement, block in numbers.groupby("statement", sort=False):
        if statement > numbers["statement"].iloc[0]:
            page.skip(theme.space["block"])
        if block["stem"].iloc[0] and block["stem"].iloc[0] != stem:
            page.paragraph(block["stem"].iloc[0])
            page.skip(theme.space["gap"])
        stem, text = block["stem"].iloc[0], ""
        for _, of_group in block.groupby("group", sort=False):
            for (wave, item), rows in of_group.groupby(["wave", "item"], sort=False):
                _between(page, verdicts, item, wave, left)
                if rows["text"].iloc[0] != text:
                    text = rows["text"].iloc[0]
                    page.paragraph(text, face="bold")
                page.skip(theme.space["gap"])
                fills = level_fills(page, page.study.items[item].scale)
                label = names[statement, item, wave]
                needed = page.row_label(label, left - 2, left - 2, page.y, theme.space["bar"])
                stacked_bar(page, rows, fills, page.y + needed / 2, left, right)
                page.skip(needed)
                _after(page, verdicts, item, wave, labels, left)
    page.skip(theme.space["gap"])
    page.percent_axis(left, right)
    page.legend(level_legend(page, numbers), left)
    _foot(page, numbers, verdicts, labels)


def _between(page: Page, verdicts: pd.DataFrame, item: str, wave: str, left: float) -> None:
    """Above the bar of a wave: the break with the wave before it, if there is one."""
    row = verdicts[verdicts["item_to"].eq(item) & verdicts["to"].eq(wave)]
    if row.empty or row["verdict"].iloc[0] not in STOPS or not row["item_from"].iloc[0]:
        return
    words = page.study.texts["trends"]["figure"]
    colour = page.theme.colour("warning")
    page.skip(PAD)
    page.canvas.line(0, page.y, page.width, page.y, colour, 1)
    text = words[row["verdict"].iloc[0]].format(reason=row["note"].iloc[0])
    page.paragraph(text, x=left, size=page.theme.small, colour="warning")


def _after(
    page: Page, verdicts: pd.DataFrame, item: str, wave: str, labels: dict, left: float
) -> None:
    """Under the bar of a wave: the verdict about it and the wave before it, if there is one."""
    words = page.study.texts["trends"]
    own = verdicts[verdicts["item_to"].eq(item) & verdicts["to"].eq(wave)]
    for row in own[~own["verdict"].isin(STOPS)].to_dict("records"):
        text = words["labels"][row["verdict"]]
        if row["verdict"] not in UNABLE:
            text = words["figure"]["change"].format(
                label=text,
                difference=_signed(row["difference"]),
                low=_signed(row["difference_low"]),
                high=_signed(row["difference_high"]),
            )
        line = words["figure"]["step"].format(earlier=labels[row["from"]], text=text)
        page.paragraph(line, x=left, size=page.theme.small)


def _signed(share: float) -> str:
    points = percent(share)
    sign = PLUS if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{abs(points)}"


def _foot(page: Page, numbers: pd.DataFrame, verdicts: pd.DataFrame, labels: dict) -> None:
    words = page.study.texts["trends"]["figure"]
    groups = [group for group in page.study.groups.values() if (numbers["group"] == group.id).any()]
    conjunction = page.word("and")
    waves = [labels[wave] for wave in dict.fromkeys(numbers["wave"])]
    lines = [
        words["source"].format(
            sources=listed([group.source for group in groups], conjunction),
            waves=listed(waves, conjunction),
        ),
        base_line(page, "base_likert", numbers),
    ]
    if not verdicts["verdict"].isin(STOPS).all():
        level = decimal(page.confidence_level * 100)
        lines.append(words["verdict"].format(top2=words["top2"], level=level))
    page.foot(*lines)
