"""What the content is written from: the study, a wave's tables and the templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from surveyreport.files.problems import InputProblems, Problem
from surveyreport.numbers.differences import difference_pictures
from surveyreport.report.bound import Phrases, Reference, Text, Words, listed
from surveyreport.report.model import Grid, Overview
from surveyreport.report.structure import Structure
from surveyreport.report.tables import Tables
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Figure, Item, Study
from surveyreport.study.wave_entry import Wave


@dataclass
class Source:
    """figures: those the wave can draw; folder: results/<wave>; overviews: the numbers that
    tables will get, by their name; comparisons: of the study, whose pictures stand in figures/;
    withheld: figures it has too little for, see `withheld_figures`."""

    study: Study
    structure: Structure
    comparisons: Comparisons
    wave: Wave
    tables: Tables
    figures: list[Figure]
    folder: Path
    overviews: dict[str, int] = field(default_factory=dict)
    withheld: frozenset[int] = frozenset()
    say: Phrases = field(init=False)
    _overviews: count = field(init=False)

    def __post_init__(self) -> None:
        self.say = Phrases(self.study)
        self._overviews = count(1)

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """The pictures of all comparisons, by the names of their files."""
        return tuple(difference_pictures(self.comparisons, self.study, self.wave.exports))

    def word(self, name: str) -> str:
        return self.say.template(name)

    def list(self, texts: list[Text], conjunction: str = "word.and") -> Text:
        return listed(texts, self.word(conjunction))

    def quoted(self, text: str) -> Text:
        """A wording in quotation marks, without the full stop at its end."""
        return self.say("word.quoted", text=Words(text.removesuffix(".")))

    def members(self, group: str) -> Words:
        return Words(self.study.groups[group].members)

    def group_label(self, group: str) -> Words:
        return Words(self.study.groups[group].label)

    def figure_word(self, number: int) -> str:
        return f"{self.study.texts['figures']['figure']} {number}"

    def reference(self, number: int) -> Reference:
        return Reference(f"figuur-{number}", self.figure_word(number).lower())

    def overview(self, name: str, grid: Grid, notes: tuple[Text, ...] = ()) -> Overview:
        """A numbered table; its title is the template overview.`name`."""
        number = next(self._overviews)
        label = f"{self.word('word.overview')} {number}"
        return Overview(f"overzicht {number}", (Words(label),), self.say(f"overview.{name}"),
                        grid, notes)  # fmt: skip

    def table_reference(self, name: str) -> Reference:
        """A mention of a numbered table, by its name or its number; raises InputProblems."""
        number = int(name) if name.isdigit() else self.overviews.get(name, 0)
        if number not in self.overviews.values():
            problem = Problem(
                "study/report",
                f"overzicht '{name}' staat nergens in het rapport",
                "plaats het met {overzicht …} op een rij voor zich, of verwijs naar een ander",
                expected="een van: " + ", ".join(self.overviews),
            )
            raise InputProblems([problem])
        word = self.word("word.overview").lower()
        return Reference(f"overzicht-{number}", f"{word} {number}")

    def statement(self, item: Item, figure: Figure) -> Text:
        """An item's wording in quotation marks; with its stem where the wording alone is not
        enough to tell it from another item of the figure."""
        others = [other for other in self.study.figure_items(figure) if other.stem != item.stem]
        bare = item.text.removesuffix(".")
        twice = any(other.text.removesuffix(".") == bare for other in others)
        return self.quoted(f"{item.stem} {bare}" if twice else bare)

    def answers(self, item: Item, side: str) -> Text:
        """The favourable (`positive`) or unfavourable (`negative`) answers to an item in the words
        of the texts, else quoted."""
        scale = item.scale
        if scale.id in self.say.words["answers"]:
            return self.say(f"answers.{scale.id}.{side}")
        labels = scale.top2 if side == "positive" else scale.bottom2
        return self.list([self.quoted(label) for label in labels], "word.or")
