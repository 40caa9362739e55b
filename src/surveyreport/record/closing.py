"""What a run that ended well says at its end: what was made, what changed, what asks for attention.

Only of what it was asked for, from files it vouches for; the same when nothing had to be made.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from surveyreport.evidence.forgotten import told_about_texts
from surveyreport.record.ledger import RESULTS
from surveyreport.record.progress import counted, in_words, say
from surveyreport.record.run import Run
from surveyreport.record.since import changes_since, keep
from surveyreport.study.wave_entry import Wave

HEAD, NOTE = "bold", "yellow"
TRENDS = "trends"


class Closing:
    """figures: how many pictures each wave has, by its id; groups: the ids of the study; waves:
    those whose texts may have to go."""

    def __init__(self, figures: dict[str, int], groups: Iterable[str], waves: Iterable[Wave] = ()):
        self._figures, self._groups, self._waves = figures, set(groups), list(waves)

    def __call__(self, run: Run) -> None:
        said = [line for wave in self._figures for line in self._wave(run, wave)]
        if run.vouched(f"{RESULTS}/{TRENDS}/manifest.json"):
            file = RESULTS / TRENDS / "trends.pdf"
            said.append((run.words["trends"].format(file=file), HEAD))
            said += _changes(run, TRENDS)
        words = run.words
        for text, style in said:
            say(text, style)
        for wave in self._waves:
            if told := told_about_texts(wave, date.today()):
                say(told, NOTE)
        if run.watch.nothing and said:
            say(words["nothing"])
        elif said:
            say(words["ready"].format(time=in_words(time.monotonic() - run.begun_at, words)))
        else:
            say(words["only"])

    def _wave(self, run: Run, wave: str) -> Iterator[tuple[str, str]]:
        """The lines of a wave, with their style."""
        results, words = RESULTS / wave, run.words
        parts, notes = [], []

        def vouched(name: str) -> Path | None:
            path = results / name
            return path if run.vouched(path.as_posix()) else None

        if vouched("manifest.json"):
            folder = f"{results / 'figures'}/"
            parts.append(words["figures"].format(count=self._figures[wave], folder=folder))
        if path := vouched("published_check.csv"):
            agrees = [row["agrees"] for row in _rows(path)]
            same = agrees.count("True")
            parts.append(words["published"].format(same=same, all=len(agrees)))
            notes.append(("not_published", len(agrees) - same, path))
        if path := vouched("release/audit.json"):
            sound = json.loads(path.read_text(encoding="utf-8"))["sound"]
            count = sum(len(_rows(index)) for index in results.glob("feedback/index-*.csv"))
            forms = words["sound" if sound else "unsound"]
            parts.append(counted(forms, count, file=path.with_suffix(".html")))
        pages = {"the_report": "report.pdf", "the_response": "response.html"}
        shown = [words[key].format(file=path) for key, name in pages.items()
                 if (path := vouched(name))]  # fmt: skip
        if path := vouched("response.csv"):
            notes.append(("no_provider", self._without_provider(path), path))
        if path := vouched("claims.csv"):
            notes.append(("untrue", sum(row["holds"] == "nee" for row in _rows(path)), path))
        if path := vouched("left_out.csv"):
            rows = _rows(path)
            notes.append(("left_out", sum(not row["answer"] for row in rows), path))
            gone = sum(row.get("kind") == "reden zonder punt" for row in rows)
            notes.append(("answered_nothing", gone, path))
        if path := vouched("structure_differences.csv"):
            notes.append(("fielded", len(_rows(path)), path))
        if parts:
            yield words["wave"].format(wave=wave, parts="; ".join(parts)), HEAD
        if shown:
            where = "; ".join(shown)
            yield f"  {where[:1].upper()}{where[1:]}.", ""
        if vouched("manifest.json"):
            yield from _changes(run, wave)
        for key, count, path in notes:
            if count:
                codes = f"data/processed/{wave}/unknown_codes/"
                text = counted(words[key], count, file=path, folder=codes)
                yield f"  {words['attention'].format(what=text)}", NOTE

    def _without_provider(self, path: Path) -> int:
        """How many submitted answers named no provider of the frame."""
        return sum(
            int(float(row["value"]))
            for row in _rows(path)
            if row["statistic"] == "excluded_unknown_provider"
            and row["provider_type"] == "alle"
            and row["group"] in self._groups
        )


def _changes(run: Run, name: str) -> Iterator[tuple[str, str]]:
    """What changed in a results folder since the last run, once; then that is the last run."""
    if text := changes_since(RESULTS / name, run.words):
        yield f"  {text}", ""
    keep(RESULTS / name)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
