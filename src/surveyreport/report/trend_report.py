"""The page about all waves: what changed, what broke and why, with the numbers beside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.estimates.trend_verdicts import OTHER_SIGN, OTHER_VERDICT, full_wording
from surveyreport.figures.trend import NOT_ASKED, STOPS, UNABLE, part_label, verdicts_of
from surveyreport.files.csvfile import read_table
from surveyreport.files.dutch import date, decimal, integer, listed
from surveyreport.numbers.enrolment import NAME
from surveyreport.numbers.register import TOTAL
from surveyreport.numbers.trend import trend_names
from surveyreport.report.bound import Text, Words
from surveyreport.report.model import Block, Bullets, FigureBlock, Paragraph, Report, Section
from surveyreport.report.trend_alt import enrolment_alternative, trend_alternative
from surveyreport.report.trend_grid import trend_grid
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

NO_CLEAR, SMALL = "no_clear_difference", "small_difference"
# of comparisons that differ alike this many are told one by one
MOST_LISTED = 3


@dataclass(frozen=True)
class TrendSource:
    """verdicts: as of `trend_verdicts`, "" for an absent item or note; waves: in time.

    folder: where the pictures and their numbers are; level, alpha: of the intervals and verdicts.
    """

    study: Study
    verdicts: pd.DataFrame
    waves: list[Wave]
    folder: Path
    level: float
    alpha: float

    @property
    def words(self) -> dict:
        return self.study.texts["trends"]

    @property
    def labels(self) -> dict[str, str]:
        return {wave.id: wave.label for wave in self.waves}

    def group(self, row: dict) -> str:
        return self.study.groups[row["group"]].label

    def numbers(self, name: str) -> pd.DataFrame:
        """What a picture drew."""
        return read_table(self.folder / f"{name}.csv").fillna({"stem": ""})


def trend_report(source: TrendSource, parts: dict[int, list[list[int]]]) -> Report:
    """The report over all waves. parts: as of `trend_figures`; their pictures are in `folder`."""
    words, study = source.words["page"], source.study
    titles = words["sections"]
    chapters: list[tuple[str, str, list[Any], bool]]
    chapters = [("summary", titles["summary"], _summary(source), False)]
    for section in study.sections:
        blocks = [
            block
            for number, rows in parts.items()
            if study.figures[number].section == section.id
            for block in _figure(source, number, trend_names(number, rows))
        ]
        if blocks:
            chapters.append((section.id, section.title, blocks, True))
    chapters += [
        (NAME, titles["enrolment"], [_enrolment(source)], True),
        ("method", titles["method"], _method(source), False),
    ]
    waves = listed(list(source.labels.values()), study.texts["figures"]["and"])
    synthetic = any(wave.synthetic for wave in source.waves)
    said = study.texts["publication"]["word"]
    return Report(
        title=words["title"],
        subtitle=words["subtitle"].format(waves=waves),
        wave_label=waves,
        dated=source.waves[-1].last_day.isoformat(),
        fielded=_text(words["fielded"].format(waves=waves)),
        warning=said["synthetic"] if synthetic else None,
        warning_notice=_text(said["synthetic_notice"]) if synthetic else None,
        sections=tuple(
            Section(name, str(number), title, tuple(blocks), theme=theme)
            for number, (name, title, blocks, theme) in enumerate(chapters, 1)
        ),
    )


def _text(words: str) -> Text:
    return (Words(words),)


def _summary(source: TrendSource) -> list[Block]:
    words, verdicts = source.words["page"], source.verdicts
    compared = verdicts[~verdicts["verdict"].isin(STOPS)]
    stopped = verdicts[verdicts["verdict"].isin(STOPS) & verdicts["verdict"].ne(NOT_ASKED)]
    # a question that skipped a wave is absent twice, from the wave before and to the one after it
    absent = verdicts[verdicts["verdict"].eq(NOT_ASKED)].drop_duplicates("sentence")
    unable, unclear = (compared["verdict"].isin(names) for names in (UNABLE, [NO_CLEAR, SMALL]))
    changed = compared[~unable & ~unclear]
    counted = words["counted"].format(
        compared=len(compared),
        changed=len(changed),
        unclear=unclear.sum(),
        stopped=len(stopped),
    )
    differing = compared[compared["panel"].eq(OTHER_VERDICT)]
    panel = words["panel"].format(
        same=len(compared) - len(differing),
        compared=len(compared),
    )
    if small := compared["verdict"].eq(SMALL).sum():
        counted += " " + words["small"].format(small=small)
    if unable.any():
        counted += " " + words["unable"].format(unable=unable.sum())
    if len(absent):
        counted += " " + words["absent"].format(absent=len(absent))
    if signs := compared["panel"].eq(OTHER_SIGN).sum():
        panel += " " + words["panel_signs"].format(signs=signs)
    blocks: list[Block] = [Paragraph(_text(counted), "lead")]
    for title, rows in (("changed", changed), ("stopped", stopped), ("not_asked", absent)):
        if len(rows):
            sentences = tuple(map(_text, rows["sentence"]))
            blocks += [Paragraph(_text(words[title])), Bullets(sentences)]
    if len(compared):
        blocks.append(Paragraph(_text(panel)))
    if len(differing):
        listing = tuple(map(_text, _panel_rows(source, differing)))
        blocks += [Paragraph(_text(words["panel_differs"])), Bullets(listing)]
    return blocks


def _rows(verdicts: pd.DataFrame) -> list[dict]:
    return verdicts.to_dict("records")


def _panel_rows(source: TrendSource, differing: pd.DataFrame) -> list[str]:
    """How the returning providers differ: each comparison, or one count of many that differ alike,
    as when no provider returned."""
    labels, said = source.words["labels"], []
    for (own, all_), rows in differing.groupby(["returning_verdict", "verdict"], sort=False):
        if len(rows) <= MOST_LISTED:
            said += [_panel_row(source, row) for row in _rows(rows)]
        else:
            words = source.words["page"]["panel_rows"]
            said.append(words.format(count=len(rows), verdict=labels[own], all=labels[all_]))
    return said


def _panel_row(source: TrendSource, row: dict) -> str:
    """How the returning providers differ from all, of one comparison."""
    labels = source.words["labels"]
    return source.words["page"]["panel_row"].format(
        text=full_wording(source.study.items[row["item"]]),
        group=source.group(row),
        earlier=source.labels[row["from"]],
        later=source.labels[row["to"]],
        verdict=labels[row["returning_verdict"]],
        all=labels[row["verdict"]],
    )


def _figure(source: TrendSource, number: int, names: list[str]) -> list[FigureBlock]:
    """What changed or broke, the pictures, and all providers beside the returning ones."""
    study, figure = source.study, source.study.figures[number]
    numbers = [source.numbers(name) for name in names]
    own = verdicts_of(pd.concat(numbers), source.verdicts)
    compared = own[~own["verdict"].isin(STOPS)]
    findings = tuple(map(_text, [*_findings(source, own), *_panel(source, compared)]))
    beside = trend_grid(study, source.labels, decimal(source.level * 100), compared)
    label = f"{study.texts['figures']['figure']} {number}"
    return [
        FigureBlock(
            id=name,
            number=number,
            label=part_label(study, label, place, len(names)),
            title=figure.title,
            picture=source.folder / f"{name}.svg",
            alt=_text(trend_alternative(study, source.labels, figure, drawn)),
            findings=() if place else findings,
            comparisons=(),
            notes=(),
            groups=tuple(dict.fromkeys(drawn["group"])),
            data=drawn.assign(wave=drawn["wave"].map(source.labels)),
            beside=beside if name == names[-1] else None,
            kept=True,
        )
        for place, (name, drawn) in enumerate(zip(names, numbers, strict=True))
    ]


def _findings(source: TrendSource, own: pd.DataFrame) -> list[str]:
    """What changed and what broke in full, the rest in one sentence, and what to heed with it."""
    words = source.words["page"]
    unable, unclear = own["verdict"].isin(UNABLE), own["verdict"].eq(NO_CLEAR)
    # many are counted: the table beside the figure names each
    unable &= unable.sum() > MOST_LISTED
    sentences = list(own.loc[~unable & ~unclear, "sentence"].unique())
    if unable.any():
        sentences.append(words["unable_here"].format(count=unable.sum()))
    rest = own[unclear]
    if len(rest) == 1:
        return [*sentences, *rest["sentence"]]
    if len(rest):
        sentences.append(words["others" if sentences else "none_clear"].format(count=len(rest)))
    notes = dict.fromkeys(rest.loc[rest["decision"].eq("with_note"), "note"])
    return sentences + [source.words["with_note"].format(reason=note) for note in notes]


def _panel(source: TrendSource, compared: pd.DataFrame) -> list[str]:
    words = source.words["page"]
    if compared.empty:
        return []
    differing = _panel_rows(source, compared[compared["panel"].eq(OTHER_VERDICT)])
    said = f"{words['panel_differs']} {'; '.join(differing)}." if differing else words["panel_same"]
    signs = compared["panel"].eq(OTHER_SIGN).any()
    return [said, words["panel_sign"]] if signs else [said]


def _enrolment(source: TrendSource) -> FigureBlock:
    words = source.words["enrolment"]
    numbers = source.numbers(NAME).astype({"count": "Int64"})
    first, last = date(numbers["date"].min()), date(numbers["date"].max())
    return FigureBlock(
        id=NAME,
        number=0,
        label=words["label"],
        title=words["title"].format(first=first, last=last),
        picture=source.folder / f"{NAME}.svg",
        alt=_text(enrolment_alternative(source.study, numbers)),
        findings=tuple(map(_text, _totals(source, numbers))),
        comparisons=(),
        notes=(),
        groups=(),
        data=numbers,
        kept=True,
    )


def _totals(source: TrendSource, numbers: pd.DataFrame) -> list[str]:
    """The first and last total of each programme."""
    totals = numbers[numbers["provider_type"].eq(TOTAL) & numbers["count"].notna()]
    return [
        source.words["enrolment"]["total"].format(
            programme=source.study.registers["programmes"][programme]["label"],
            before=integer(rows["count"].iloc[0]),
            first=date(rows["date"].iloc[0]),
            after=integer(rows["count"].iloc[-1]),
            last=date(rows["date"].iloc[-1]),
        )
        for programme, rows in totals.groupby("programme", sort=False)
    ]


def _method(source: TrendSource) -> list[Block]:
    level, alpha = decimal(source.level * 100), decimal(source.alpha)
    return [
        Paragraph(_text(text.format(level=level, alpha=alpha)))
        for text in source.words["page"]["method"]
    ]
