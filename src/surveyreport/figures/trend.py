"""Trend figures: the bars of every wave under each other, with the verdict or the break between."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import partial

import pandas as pd

from surveyreport.figures.bars import quarter_lines, share_bar, value_room
from surveyreport.figures.likert import level_fills, level_legend
from surveyreport.figures.page import PAD, Page
from surveyreport.figures.picture import Picture
from surveyreport.figures.survey_page import (
    base_line,
    base_notes,
    base_text,
    interval_line,
    labels_line,
    stacked_bar,
)
from surveyreport.figures.yes_no import state_fills
from surveyreport.files.dutch import decimal, listed, percent
from surveyreport.numbers.survey import STATES
from surveyreport.numbers.trend import trend_names, trend_numbers
from surveyreport.study.model import Figure, Item, Study

NOT_ASKED = "not_asked"
STOPS = ("break", "undecided", "no_test", NOT_ASKED)
UNABLE = ("too_few", "not_estimable")
STACKED = ("likert", "yes_no")
BASES = {"choice": "base_choice", "multiple": "base_multiple", "yes_no": "base_multiple"}
PLUS, MINUS = "+", "\u2212"


def trend_pictures(
    study: Study,
    figure: Figure,
    parts: list[list[int]],
    estimates: dict[str, pd.DataFrame],
    verdicts: pd.DataFrame,
    labels: dict[str, str],
) -> list[Picture]:
    """The pictures of one figure over the waves of `estimates`; labels: how a reader knows them.

    parts: as of `trend_figures`. verdicts: as of `trend_verdicts`, "" for an absent item or note.
    """
    words = study.texts["trends"]
    whole = trend_numbers(study, figure, estimates, verdicts)
    waves = list(estimates)
    labels = {wave: labels[wave] for wave in waves}
    note = study.texts["figures"]["note"]
    pictures = []
    for place, (name, rows) in enumerate(
        zip(trend_names(figure.number, parts), parts, strict=True)
    ):
        numbers = whole[whole["row"].isin(rows)]
        own = verdicts_of(numbers, verdicts)
        title = words["figure"]["title"].format(
            title=part_label(study, figure.title, place, len(parts)),
            earlier=labels[waves[0]],
            later=labels[waves[-1]],
        )
        drawn = {
            "trends": words,
            "labels": labels,
            "verdicts": own.to_csv(index=False),
            "items": [asdict(study.items[item]) for item in numbers["item"].unique()],
        }
        notes = [note.format(text=figure.notes)] if figure.notes else []
        notes += base_notes(study, numbers, figure)
        draw = partial(_draw, verdicts=own, labels=labels)
        pictures.append(Picture(name, name, title, numbers, draw, drawn, notes, figure))
    return pictures


def part_label(study: Study, name: str, place: int, of: int) -> str:
    """Which picture of a figure this is, counted from 0: 'name (1 van 2)'; of one only its name."""
    if of == 1:
        return name
    return study.texts["trends"]["figure"]["part"].format(name=name, place=place + 1, of=of)


def verdicts_of(numbers: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """The verdicts about the items that a trend figure draws, in the order of drawing."""
    place = {item: number for number, item in enumerate(numbers["item"].unique())}
    later, earlier = (verdicts[name].map(place) for name in ("item_to", "item_from"))
    order = later.fillna(earlier)
    return verdicts.assign(place=order)[order.notna()].sort_values("place", kind="stable")


def signed(share: float) -> str:
    """A difference in whole percentage points, with its sign."""
    points = percent(share)
    sign = PLUS if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{abs(points)}"


def _draw(page: Page, numbers: pd.DataFrame, verdicts: pd.DataFrame, labels: dict) -> None:
    stacked = page.figure.kind in STACKED
    names = {
        (row, wave, item): page.study.texts["trends"]["figure"]["row_label"].format(
            group=page.study.groups[rows["group"].iloc[0]].label,
            wave=labels[wave],
            n=base_text(page, rows),
        )
        for (row, wave, item), rows in numbers.groupby(["row", "wave", "item"], sort=False)
    }
    left = page.label_column(list(names.values())) + 2
    end = page.ruler.width(page.word("percent", value=100), page.theme.small) / 2
    right = page.width - (end if stacked else value_room(page))
    drawing = _Drawing(page, verdicts, labels, names, left, right)
    for _, block in numbers.groupby("row", sort=False):
        drawing.item(block)
    page.skip(page.theme.space["gap"])
    page.percent_axis(left, right)
    if page.figure.kind == "likert":
        page.legend(level_legend(page, numbers), left)
    elif stacked:
        fills = state_fills(page)
        page.legend([(page.word(state), *fills[state]) for state in STATES], left)
    _foot(page, numbers, verdicts, labels)


@dataclass
class _Drawing:
    """The rows of a trend figure, put on the page one after the other."""

    page: Page
    verdicts: pd.DataFrame
    labels: dict[str, str]
    names: dict[tuple[int, str, str], str]
    left: float
    right: float
    shown: set[tuple[int, str]] = field(default_factory=set)
    stem: str = ""

    def item(self, block: pd.DataFrame) -> None:
        """The bars of an item: of each wave, or with one answer of several each answer's."""
        page, gap = self.page, self.page.theme.space["gap"]
        if self.shown:
            page.skip(page.theme.space["block"])
        if block["stem"].iloc[0] and block["stem"].iloc[0] != self.stem:
            page.paragraph(block["stem"].iloc[0])
            page.skip(gap)
        self.stem = block["stem"].iloc[0]
        by_wave = list(block.groupby(["wave", "item"], sort=False))
        if page.figure.kind != "choice":
            for key, rows in by_wave:
                self._above(*key)
                self._wording(rows)
                page.skip(gap)
                self._bar(rows)
                self._below(*key)
        else:
            for _, rows in by_wave:
                self._wording(rows)
            for category, answers in block.groupby("category", sort=False):
                page.skip(gap)
                page.paragraph(category)
                for _, rows in answers.groupby(["wave", "item"], sort=False):
                    self._bar(rows)
                    page.skip(gap)
            for key, _ in by_wave:
                self._above(*key)
                self._below(*key)
        (wave, item), _ = by_wave[-1]
        self._dropped(wave, item)

    def _wording(self, rows: pd.DataFrame) -> None:
        """The words of an item, once per statement."""
        key = (rows["statement"].iloc[0], rows["text"].iloc[0])
        if key not in self.shown:
            self.shown.add(key)
            self.page.paragraph(key[1], face="bold")

    def _bar(self, rows: pd.DataFrame) -> None:
        page, theme = self.page, self.page.theme
        first, top, width = rows.iloc[0], page.y, self.left - 2
        label = self.names[first["row"], first["wave"], first["item"]]
        needed = page.row_label(label, width, width, top, theme.space["bar"])
        middle = top + needed / 2
        page.skip(needed)
        if page.figure.kind not in STACKED:
            share_bar(page, first, middle, self.left, self.right)
            quarter_lines(page, top, self.left, self.right)
            return
        scale = page.study.items[first["item"]].scale
        fills = level_fills(page, scale) if scale else state_fills(page)
        stacked_bar(page, rows, fills, middle, self.left, self.right)

    def _above(self, wave: str, item: str) -> None:
        """Between two waves that are not compared: the break, or that no wave asked it before."""
        words = self.page.study.texts["trends"]["figure"]
        rows = self._reached(wave, item)
        for row in rows[rows["verdict"].isin(STOPS)].to_dict("records"):
            if row["item_from"]:
                self._stop(words[row["verdict"]].format(reason=row["note"]))
            else:
                self._not_asked(row["from"], row["note"])

    def _below(self, wave: str, item: str) -> None:
        """Under the bar of a wave: the verdict about it and the wave it is compared with."""
        words = self.page.study.texts["trends"]
        rows = self._reached(wave, item)
        rows = rows[~rows["verdict"].isin(STOPS)]
        if len(rows):
            self.page.skip(self.page.theme.space["gap"])
        for row in rows.to_dict("records"):
            text = words["labels"][row["verdict"]]
            if row["verdict"] not in UNABLE and pd.notna(row["difference"]):
                text = words["figure"]["change"].format(
                    label=text,
                    difference=signed(row["difference"]),
                    low=signed(row["difference_low"]),
                    high=signed(row["difference_high"]),
                )
            line = words["figure"]["step"].format(earlier=self.labels[row["from"]], text=text)
            self.page.paragraph(line, x=self.left, size=self.page.theme.small)

    def _dropped(self, wave: str, item: str) -> None:
        """Under the last bar of an item: that the wave after it did not ask it."""
        rows = self.verdicts[
            self.verdicts["item_from"].eq(item)
            & self.verdicts["from"].eq(wave)
            & self.verdicts["item_to"].eq("")
        ]
        for row in rows.to_dict("records"):
            self._not_asked(row["to"], row["note"])

    def _reached(self, wave: str, item: str) -> pd.DataFrame:
        """The verdicts on a wave; that the wave before did not ask it only where none compares."""
        rows = self.verdicts[self.verdicts["item_to"].eq(item) & self.verdicts["to"].eq(wave)]
        linked = rows[rows["item_from"].ne("")]
        return rows if linked.empty else linked

    def _not_asked(self, wave: str, reason: str) -> None:
        words = self.page.study.texts["trends"]["figure"]
        text = words["not_asked"].format(wave=self.labels[wave])
        self._stop(f"{text}: {reason}" if reason else text)

    def _stop(self, text: str) -> None:
        page = self.page
        page.skip(PAD)
        page.canvas.line(0, page.y, page.width, page.y, page.theme.colour("warning"), 1)
        page.paragraph(text, x=self.left, size=page.theme.small, colour="warning")
        page.skip(page.theme.space["gap"])


def _foot(page: Page, numbers: pd.DataFrame, verdicts: pd.DataFrame, labels: dict) -> None:
    words, kind = page.study.texts["trends"]["figure"], page.figure.kind
    groups = [group for group in page.study.groups.values() if (numbers["group"] == group.id).any()]
    conjunction, level = page.word("and"), decimal(page.confidence_level * 100)
    asked = set(numbers["wave"])
    waves = [label for wave, label in labels.items() if wave in asked]
    base = base_line(page, BASES.get(kind, "base_likert"), numbers)
    source = words["source"].format(
        sources=listed([group.source for group in groups], conjunction),
        waves=listed(waves, conjunction),
    )
    compared = verdicts.loc[~verdicts["verdict"].isin(STOPS), "item_to"]
    meanings = dict.fromkeys(_meaning(page.study.items[item]) for item in compared)
    lines = [
        source,
        base,
        labels_line(page) if kind in STACKED else interval_line(page),
        *(words["verdict"][meaning].format(level=level) for meaning in meanings),
    ]
    page.foot(*lines)


def _meaning(item: Item) -> str:
    """What a verdict about the item compares."""
    if item.scale is None:
        return "ticked"
    return "ordered" if item.scale.top2 else "shares"
