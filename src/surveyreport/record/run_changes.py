"""What changed between two runs of a wave: numbers, words, hidden cells, figures, by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_text
from surveyreport.record.run_causes import (
    ANSWERS,
    ANYTHING,
    REGISTERS,
    cause_of,
    causes_between,
    read_manifest,
)
from surveyreport.responses.response_table import ALL

CELLS = ["register", "date", "unit", "provider_type", "grade", "programme"]
# table, its key, the columns a reader sees, what it depends on (group: the row's own)
TABLES = (
    ("estimates.csv", ["group", "item", "category"],
     ["n", "base", "share", "ci_low", "ci_high"], "group"),
    ("response.csv", ["group", "provider_type", "statistic"], ["value"], "group"),
    ("quality.csv", ["group", "statistic", "item", "level"], ["value"], "group"),
    ("open_answers.csv", ["group", "item"], ["answered", "respondents"], "group"),
    ("register.csv", CELLS, ["count"], REGISTERS),
    ("comparisons.csv", ["comparison", "estimand"],
     ["estimate", "ci_low", "ci_high", "p_value", "p_adjusted", "reason"], ANSWERS),
    ("verdicts.csv", ["comparison"], ["verdict", "sentence"], ANSWERS),
    ("published_check.csv", ["value_id"], ["computed", "agrees"], ANYTHING),
    ("structure_differences.csv", ["group", "item", "column", "what"], ["study", "fielded"],
     "group"),
    ("questionnaire_difference.csv", ["group", "item"], ["changes", "decision"], "group"),
    # of results/trends
    ("trends.csv", ["group", "item_to", "from", "to", "panel", "estimand"],
     ["estimate", "ci_low", "ci_high", "p_value", "p_adjusted", "reason"], "group"),
    ("verdicts.csv", ["group", "item", "from", "to"], ["decision", "verdict", "sentence"], "group"),
    ("enrolment.csv", [name for name in CELLS if name != "unit"], ["count"], REGISTERS),
)  # fmt: skip
PRINTED = "release/audit.csv"
SHOWN = {"theme": "thema's", "question": "vragen", "category": "antwoorden"}
SENTENCES = "zinnen van het rapport"

# kind, what it depends on, key, old, new
Found = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Change:
    """One thing a reader would see change. cause: the changed inputs it depends on, in words."""

    cause: str
    what: str
    key: str
    old: str
    new: str


def run_changes(old: Path, new: Path) -> list[Change]:
    """The changes from results folder `old` to `new`, sorted by cause, kind and key.

    Both hold manifest.json and the tables of a wave, or of the trends. Empty when everything a
    reader sees is the same, whatever was edited. A change that several changed inputs may have
    caused names them all. Provider reports and what they show count when both runs made them.
    """
    before, after = (read_manifest(folder) for folder in (old, new))
    causes = causes_between(before, after)
    changes = [
        Change(cause_of(causes, depends), what, key, *values)
        for what, depends, key, *values in (
            *_cells(old, new),
            *_sentences(old, new),
            *_files(before, after),
            *(
                ()
                if _alike(old, new, PRINTED)
                else _unlike("getoond per aanbieder", _shown(old), _shown(new))
            ),
            *_unlike("rapporten per aanbieder", _reports(old), _reports(new), shown=False),
        )
    ]
    return sorted(changes, key=lambda c: (c.cause, c.what, c.key))


def _alike(old: Path, new: Path, name: str) -> bool:
    """Whether a file of both folders has the same bytes, so that it need not be read."""
    before, after = old / name, new / name
    return before.is_file() and after.is_file() and before.read_bytes() == after.read_bytes()


def as_text(changes: list[Change]) -> str:
    """The changes as a list in Markdown, grouped by cause; one line says that there are none."""
    if not changes:
        return "Er is niets veranderd dat een lezer ziet.\n"
    kinds = Counter(change.what for change in changes)
    counted = ", ".join(f"{what} {count}" for what, count in sorted(kinds.items()))
    total = f"{len(changes)} veranderingen" if len(changes) > 1 else "1 verandering"
    lines = [f"{total}: {counted}."]
    cause, what = None, None
    for change in changes:
        if change.cause != cause:
            lines += ["", f"## Door {change.cause}"]
            cause, what = change.cause, None
        if change.what != what:
            lines += ["", f"### {change.what}", ""]
            what = change.what
        arrow = (
            f": {change.old or 'niets'} → {change.new or 'niets'}"
            if change.old or change.new
            else ""
        )
        lines.append(f"- {change.key}{arrow}")
    return "\n".join(lines) + "\n"


def _cells(old: Path, new: Path) -> Iterator[Found]:
    """Every row a reader would see differ."""
    for name, keys, columns, depends in TABLES:
        if _alike(old, new, name):
            continue
        before, after = (_table(folder / name, keys, columns) for folder in (old, new))
        for key in sorted(before | after):
            rows = before.get(key), after.get(key)
            if rows[0] == rows[1]:
                continue
            both = None not in rows
            shown = [
                ", ".join(
                    f"{c} {v}"
                    for c, v in (row or {}).items()
                    if v and not (both and rows[0].get(c) == rows[1].get(c))
                )
                for row in rows
            ]
            group = ANSWERS if key[0] == ALL else key[0]
            on = group if depends == "group" else depends
            yield name, on, " / ".join(part for part in key if part), shown[0], shown[1]


def _table(path: Path, keys: list[str], columns: list[str]) -> dict[tuple, dict[str, str]]:
    """Key -> the columns a reader sees, as text; empty when the run has no such table."""
    if not path.is_file():
        return {}
    table = read_text(path)
    if not set(keys) <= set(table):
        return {}
    return {
        tuple(row[key] for key in keys): {c: row[c] for c in columns if c in row}
        for row in table.to_dict("records")
    }


def _sentences(old: Path, new: Path) -> Iterator[Found]:
    """The sentences of the report that became untrue, or true again; a new one if it is untrue."""
    if _alike(old, new, "claims.csv"):
        return
    before, after = (_untrue(folder) for folder in (old, new))
    for key, wrong in after.items():
        was = before.get(key)
        if wrong == was or not (wrong or was):
            continue
        then = "" if was is None else f"klopt niet: {was}" if was else "klopt"
        yield SENTENCES, ANYTHING, key, then, f"klopt niet: {wrong}" if wrong else "klopt"


def _untrue(folder: Path) -> dict[str, str]:
    """Chapter and sentence -> the words in it that do not hold, with what is right."""
    path = folder / "claims.csv"
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    table = read_text(path)
    for row in table.to_dict("records"):
        key = f"{row['chapter']}.md: {row['sentence']}"
        wrong = f"‘{row['text'] or row['binding']}’, wel juist: {row['proposal']}"
        parts = [found.get(key, ""), wrong if row["holds"] == "nee" else ""]
        found[key] = "; ".join(part for part in parts if part)
    return found


def _files(before: dict, after: dict) -> Iterator[Found]:
    """Figures whose bytes differ; a figure's table speaks for its numbers.

    The report does not count: it lists the hash of every input, so that its bytes always differ.
    """
    for name in sorted(before["outputs"] | after["outputs"]):
        if before["outputs"].get(name) == after["outputs"].get(name):
            continue
        path = Path(name)
        if path.suffix == ".svg":
            yield "figuren", ANYTHING, path.stem, "", ""


def _shown(folder: Path) -> dict[str, str] | None:
    """Provider and group -> how much its report shows; no numbers, which are confidential."""
    path = folder / PRINTED
    # with exact counts it has nothing
    if not path.is_file() or not path.read_text(encoding="utf-8").strip():
        return None
    table = read_text(path)
    return {
        f"{provider} / {group}": ", ".join(
            f"{word} {(rows['kind'] == kind).sum()}" for kind, word in SHOWN.items()
        )
        for (provider, group), rows in table.groupby(["provider_id", "group"])
    }


def _reports(folder: Path) -> dict[str, str] | None:
    """Provider -> the version of its report, a digest of what is in it."""
    paths = sorted((folder / "feedback").glob("index-*.csv"))
    if not paths:
        return None
    index = pd.concat([read_text(path) for path in paths])
    return dict(zip(index["provider_id"], index["version"], strict=True))


def _unlike(
    what: str, before: dict[str, str] | None, after: dict[str, str] | None, shown: bool = True
) -> Iterable[Found]:
    if before is None or after is None:
        return
    for key in sorted(before | after):
        values = before.get(key, ""), after.get(key, "")
        if values[0] != values[1]:
            yield what, ANYTHING, key, *(values if shown else ("", ""))
