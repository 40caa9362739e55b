"""make words: what a chapter can bind, with its value today, to copy from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.report.binding import COUNTED, Binding, BindingFault
from surveyreport.report.bound import plain
from surveyreport.report.bound_values import Values
from surveyreport.report.changes import read_changes
from surveyreport.report.item_rows import NoValue
from surveyreport.report.judge import Judge
from surveyreport.report.parse_binding import parse_binding
from surveyreport.report.publish import read_tables
from surveyreport.report.size_words import SizeWords, load_size_words
from surveyreport.report.tables import Tables
from surveyreport.report.vocabulary import TOTAL
from surveyreport.study.comparisons import Comparisons, load_comparisons
from surveyreport.study.config import load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Item, Study
from surveyreport.study.wave import asked_items, study_of_wave

STUDY, RESULTS = Path("study"), Path("results")
Line = tuple[str, str, str]  # to copy, its value today, what it is


def bindable(
    values: Values, words: SizeWords, comparisons: Comparisons, groups: list[str]
) -> Iterator[tuple[str, list[Line]]]:
    """Per heading the lines to copy: `{binding}` or `[word]{binding}`, value today, meaning.

    Only what has a value in the wave of `values`.
    """
    study = values.study
    look = _Look(values, words, study, comparisons)
    yield "Wie deelnam", look.numbers(_response(study, groups))
    for question in study.questions.values():
        if question.group in groups:
            lines = [line for item in question.items for line in look.item(item)]
            lines += [line for item in question.items for line in look.changes(item)]
            yield f"{question.id}: {question.text}", lines
    for family in comparisons.families.values():
        own = [c for c in comparisons.comparisons if c.family == family.id]
        yield (
            f"Vergelijkingen: {family.title}",
            [line for entry in own for line in look.comparison(entry.id, entry.theme)],
        )
    yield "Officiële tellingen", look.numbers(_register(values.tables))
    yield "Bezoeken", look.numbers(_visits(values.tables))


class _Look:
    def __init__(self, values: Values, words: SizeWords, study: Study, comparisons: Comparisons):
        self.values, self.study, self.comparisons = values, study, comparisons
        self.judge = Judge(values, words, study)

    def parsed(self, text: str) -> Binding:
        return parse_binding(text, self.study, self.comparisons)

    def numbers(self, texts: Iterator[tuple[str, str]]) -> list[Line]:
        lines = []
        for text, meaning in texts:
            try:
                lines.append((f"{{{text}}}", plain(self.values.text(self.parsed(text))), meaning))
            except NoValue:
                continue
        return lines

    def item(self, item: Item) -> Iterator[Line]:
        """The shares of an item, each with words that are true of it."""
        if item.type == "open":
            yield from self.numbers(iter([(f"open {item.id}", "schreven iets")]))
            return
        if not item.closed:
            return
        what = item.text
        answers: tuple[str, ...]
        if item.scale is None:
            answers = ("",)
        elif item.scale.top2:
            answers = (" top2", " bottom2", *(f" {label}" for label in item.scale.labels))
        else:
            answers = tuple(f" {label}" for label in item.scale.labels)
        for answer in answers:
            binding = self.parsed(f"{item.id}{answer}")
            try:
                shown = plain(self.values.text(binding))
                right = self.judge.right.size(self.values.shares(binding))
            except NoValue:
                continue
            number = f"{{aandeel {item.id}{answer}}}"
            yield f"[{right.split(' of ')[0]}]{{{item.id}{answer}}} ({number})", shown, what

    def changes(self, item: Item) -> Iterator[Line]:
        """What changed of an item since each earlier wave it is compared with."""
        for since in self.values.changes.since(item.id):
            text = f"{item.id} tegenover golf {since}"
            try:
                pair = self.values.pairs(self.parsed(text))[0]
                points, ends = (plain(self.values.text(self.parsed(f"{form} {text}")))
                                for form in ("verschil", "interval"))  # fmt: skip
            except (NoValue, BindingFault):  # of answers without a favourable side
                continue
            numbers = f"{{verschil {text}}}, interval {{interval {text}}}"
            if pair.verdict is not None:
                numbers = f"[{self.judge.right.of(pair)}]{{{text}}} ({numbers})"
            yield numbers, f"{points}, {ends}", item.text

    def comparison(self, name: str, theme: str) -> Iterator[Line]:
        binding = self.parsed(name)
        try:
            pair = self.values.pairs(binding)[0]
            points = plain(self.values.text(self.parsed(f"verschil {name}")))
            ends = plain(self.values.text(self.parsed(f"interval {name}")))
        except NoValue:
            return
        word = self.judge.right.of(pair)
        numbers = f"{{verschil {name}}}, interval {{interval {name}}}, paren {{paren {name}}}"
        yield f"[{word}]{{{name}}} ({numbers})", f"{points}, {ends}", theme


def _response(study: Study, groups: list[str]) -> Iterator[tuple[str, str]]:
    yield from (("gevraagd", "aangeschreven aanbieders"), ("deelname", "met antwoord"))
    for name in ("", *groups):
        members = study.groups[name].members if name else "alle groepen"
        for form in COUNTED:
            yield f"{form} {name}".strip(), members


def _register(tables: Tables) -> Iterator[tuple[str, str]]:
    for row in tables.tables["register"].to_dict("records"):
        codes = [row[key] for key in ("provider_type", "grade", "programme") if row[key] != TOTAL]
        if row["unit"] != row["unit"]:  # a count of one provider would be one of many
            yield " ".join(["telling", row["register"], row["date"], *codes]), "telling"


def _visits(tables: Tables) -> Iterator[tuple[str, str]]:
    table = tables.tables.get("visits")
    if table is None:
        return
    for row in table.to_dict("records"):
        words = [row[key] for key in ("theme", "conversation", "direction") if row[key] != "alle"]
        yield " ".join(["bezoeken", *words]), f"van {row['of']} bezoeken"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m surveyreport words")
    parser.add_argument("--wave", required=True)
    parser.add_argument("--find", default="", help="enkel regels met dit woord")
    arguments = parser.parse_args()
    wanted = arguments.find.lower()
    told = False
    for heading, lines in listing(arguments.wave):
        found = [line for line in lines if wanted in f"{heading} {' '.join(line)}".lower()]
        if found:
            print(f"\n{heading}")
            told = True
        for copy, value, what in found:
            print(f"  {copy}\n      nu {value}; {what}")
    if not told:
        print(f"Niets gevonden met '{arguments.find}': neem een korter woord, of laat FIND weg")


def listing(wave: str) -> list[tuple[str, list[Line]]]:
    """What the chapters can bind to the results of a wave of the project in this folder."""
    study = load_study(STUDY)
    comparisons = load_comparisons(STUDY / "comparisons.yaml", study)
    config = load_config(groups=tuple(study.groups))
    problems = ProblemList()
    if wave not in config.waves:
        problems.add("config.yaml", f"geen golf '{wave}'", "kies een golf",
                     expected=", ".join(config.waves))  # fmt: skip
    words = load_size_words(STUDY, problems)
    problems.raise_if_any()
    assert words is not None
    entry = config.waves[wave]
    asked = study_of_wave(study, wave, asked_items(STUDY, wave, entry.exports))
    tables = Tables(read_tables(RESULTS / wave, bool(entry.published)), {})
    waves = [one for one in config.waves if one != wave and (RESULTS / one).is_dir()]
    others = {one: Tables(read_tables(RESULTS / one, False), {}) for one in waves}
    values = Values(tables, asked, others, read_changes(RESULTS, wave))
    return list(bindable(values, words, comparisons, list(entry.exports)))
