"""study/report/*.md: the chapters of a study, each fault with its file and row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.report.binding import Binding, BindingFault
from surveyreport.report.chapter_text import Bound, ChapterText, Mention, Plain
from surveyreport.report.markdown import read_chapter
from surveyreport.report.parse_binding import parse_binding
from surveyreport.report.size_words import SizeWords, load_size_words
from surveyreport.report.unbound import DIGITS, days_that_are_none, typed_digits
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study

FOLDER = "report"
# of what is found, signs that are shown
LONGEST = 300
OTHER_WAVE = re.compile(r"\{\s*golf\s+(\S+?)\s*:|\btegenover\s+golf\s+([^\s}]+)")
# what a chapter may call with {blok …} and {overzicht …}
GENERATED = ("summary", "method", "response", "open_answers", "rules", "discrepancies",
             "provenance", "comparisons")  # fmt: skip
OVERVIEWS = ("respondents", "exclusions", "provider_types", "open_answers", "comparisons")


@dataclass(frozen=True)
class Chapters:
    """texts by id; words: of the house; bindings: what each binding text stands for."""

    texts: dict[str, ChapterText]
    words: SizeWords
    bindings: dict[str, Binding]


def chapter_files(study_folder: Path) -> list[Path]:
    """The chapters that people wrote, sorted by name; [] for a study without any."""
    return sorted((study_folder / FOLDER).glob("*.md"))


def template_of(study_folder: Path) -> Path | None:
    """The study's own template of its Word documents, if it has one."""
    path = study_folder / FOLDER / "template.docx"
    return path if path.exists() or path.is_symlink() else None


def other_waves(study_folder: Path) -> list[str]:
    """The waves that a chapter takes a value of, or holds this one against."""
    texts = [path.read_text(encoding="utf-8", errors="replace")
             for path in chapter_files(study_folder)]  # fmt: skip
    found = [pair for text in texts for pair in OTHER_WAVE.findall(text)]
    return sorted({value or since for value, since in found})


def tells_change(study_folder: Path) -> bool:
    """Whether a chapter tells what changed since an earlier wave."""
    return any("tegenover golf" in " ".join(path.read_text("utf-8", errors="replace").split())
               for path in chapter_files(study_folder))  # fmt: skip


def load_chapters(
    study_folder: Path,
    study: Study,
    comparisons: Comparisons,
    waves: list[str],
    problems: ProblemList,
    written_for: Sequence[str] | None = None,
) -> Chapters | None:
    """The chapters, read and checked with the study; None when there are none.

    waves: those of config.yaml, in time; written_for: those that the texts are for, None for all.
    To `problems` go, with file and row: what Markdown a chapter cannot
    hold, an unknown binding or wave, a word that size-words.yaml does not know, a word for a share
    bound to a difference and the other way round, a typed digit, a figure or block that does not
    exist, a figure placed twice. The faults of the words of the house are there too.
    """
    files = chapter_files(study_folder)
    if not files:
        return None
    words = load_size_words(study_folder, problems)
    texts = {path.stem: read_chapter(path, path.stem, problems) for path in files}
    if words is None:
        return None
    check = _Check(study, comparisons, waves, words, problems, written_for)
    for text in texts.values():
        check.chapter(text)
    return Chapters(texts, words, check.bindings)


class _Check:
    def __init__(
        self,
        study: Study,
        comparisons: Comparisons,
        waves: list[str],
        words: SizeWords,
        problems: ProblemList,
        written_for: Sequence[str] | None,
    ):
        self.study, self.comparisons = study, comparisons
        self.waves = waves
        self.written_for = waves if written_for is None else written_for
        self.words, self.problems = words, problems
        self.bindings: dict[str, Binding] = {}
        self.placed: dict[str, str] = {}

    def chapter(self, text: ChapterText) -> None:
        for placement in text.placements():
            self._placement(text.path, placement.kind, placement.name, placement.line)
        # digits behind a bracket that is not closed belong to a binding, and that is told
        open_ = {
            problem.row
            for problem in self.problems.problems
            if problem.file == text.path and problem.found.startswith("een haakje")
        }
        for _, inline in text.inlines():
            if isinstance(inline, Bound):
                self._bound(text.path, inline)
            elif isinstance(inline, Mention):
                self._mention(text.path, inline)
            elif isinstance(inline, Plain):
                for digits in typed_digits(inline) if inline.line not in open_ else ():
                    self.problems.add(
                        text.path,
                        f"een getypt getal: '{digits.strip()}'",
                        "bind het, zoals {aandeel beleid.B1 top2}; make words toont wat er te "
                        "binden is. In een voetnoot of citaat mag een getal staan",
                        row=inline.line,
                    )
                for day in days_that_are_none(inline):
                    self.problems.add(text.path, f"'{day}' is geen dag van de kalender",
                                      "verbeter de datum", row=inline.line)  # fmt: skip

    def _bound(self, path: str, bound: Bound) -> None:
        try:
            binding = parse_binding(bound.binding, self.study, self.comparisons)
            if binding.wave and binding.wave not in self.waves:
                raise BindingFault(
                    f"golf '{binding.wave}' staat niet in config.yaml",
                    "kies een van: " + ", ".join(self.waves),
                )
            self._since(binding)
            if bound.words:
                self._words(bound.words, binding)
            elif binding.relation and binding.form not in (
                ("verschil", "interval") if binding.since else ("verschil",)
            ):
                raise BindingFault(
                    f"'{{{bound.binding}}}' is geen getal",
                    "schrijf [een woord]{…}, of {verschil …} voor het verschil",
                )
        except BindingFault as fault:
            long = len(fault.found) > LONGEST
            found = f"{fault.found[:LONGEST]} …" if long else fault.found
            self.problems.add(path, found, fault.remedy, row=bound.line, about=fault.about)
        else:
            self.bindings[bound.binding] = binding

    def _since(self, binding: Binding) -> None:
        """Refuse a change since a wave that does not come before those that the text is for."""
        if not binding.since:
            return
        known = ", ".join(self.waves)
        if binding.since not in self.waves:
            raise BindingFault(f"golf '{binding.since}' staat niet in config.yaml",
                               f"kies een vroegere golf van: {known}")  # fmt: skip
        later = self.waves[self.waves.index(binding.since) + 1 :]
        for wave in self.written_for:
            if wave not in later:
                raise BindingFault(
                    f"golf {binding.since} komt niet vóór golf {wave}, waarvoor deze tekst is",
                    "noem een vroegere golf, of zet bij written_for in study/report.yaml enkel "
                    f"golven die erna komen (de golven zijn {known})",
                )
        if binding.form != "aandeel" and len(binding.items) > 1:
            raise BindingFault(f"'{binding.text}' noemt meer dan één vraag",
                               "bind elk verschil apart")  # fmt: skip

    def _words(self, words: str, binding: Binding) -> None:
        if binding.form == "antwoord":
            return
        compares = bool(
            self.words.difference(words) or self.words.superlative(words)
        ) or binding.relation == "enige"  # fmt: skip
        if not self.words.known(words) and not DIGITS.match(words):
            near = self.words.near(words)
            raise BindingFault(
                f"'{words}' staat niet in study/texts/size-words.yaml",
                (f"bedoelt u {' of '.join(near)}? " if near else "")
                + "kies een woord van die lijst, of zet het erbij met zijn grenzen",
            )
        wanted = self.words.difference(words)
        if wanted and wanted.over_time and not _over_time(binding):
            raise BindingFault(
                f"'{words}' spreekt van verandering, en '{binding.text}' niet",
                "schrijf [woord]{vraag tegenover golf <vroegere golf>}, of bind aan twee officiële "
                "tellingen, de laatste eerst",
            )
        if wanted and wanted.judges and binding.beside:
            raise BindingFault(f"'{words}' oordeelt, en dit zijn twee antwoorden op één vraag",
                               "schrijf vaker of minder vaak")  # fmt: skip
        if compares and not binding.relation:
            raise BindingFault(
                f"'{words}' vergelijkt, maar '{binding.text}' noemt één getal",
                "schrijf [woord]{vraag tegenover vraag}, of het id van een vergelijking",
            )
        if not compares and binding.relation:
            raise BindingFault(
                f"'{words}' is een woord voor één getal, maar '{binding.text}' vergelijkt er twee",
                "bind aan één vraag, of kies een woord dat vergelijkt",
            )

    def _mention(self, path: str, mention: Mention) -> None:
        if mention.kind == "figuur" and not self._is_figure(mention.name):
            self.problems.add(path, f"figuur {mention.name} bestaat niet",
                              "kies een nummer van figures.yaml", row=mention.line)  # fmt: skip

    def _is_figure(self, name: str) -> bool:
        return name.isdigit() and int(name) in self.study.figures

    def _placement(self, path: str, kind: str, name: str, line: int) -> None:
        known = {
            "figuur": self._is_figure(name),
            "bevinding": self._is_figure(name),
            "overzicht": name in OVERVIEWS,
            "blok": name in GENERATED,
        }[kind]
        if not known:
            options = {"overzicht": OVERVIEWS, "blok": GENERATED}.get(kind)
            remedy = "kies een nummer van figures.yaml"
            if options:
                remedy = "kies een van: " + ", ".join(options)
            self.problems.add(path, f"{kind} '{name}' bestaat niet", remedy, row=line)
        key = f"{kind} {name}"
        if kind in ("figuur", "overzicht") and key in self.placed:
            self.problems.add(path, f"{key} staat ook in {self.placed[key]}",
                              "plaats elke figuur één keer; verwijs elders met "
                              f"'{key}' in een zin", row=line)  # fmt: skip
        self.placed.setdefault(key, f"{path}, rij {line}")


def _over_time(binding: Binding) -> bool:
    """Whether the second number is that of an earlier wave or count, and of nothing else."""
    if binding.form != "telling" or not binding.relation:
        return bool(binding.since)
    now, before = ({**cell, "date": ""} for cell in (binding.names, binding.whole))
    return now == before and binding.names["date"] > binding.whole["date"]
