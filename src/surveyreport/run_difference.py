"""What changed between two runs of a wave: numbers, words, hidden cells, figures, by cause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

# table -> (its key, the columns a reader sees, the column with the group)
TABLES = {
    "estimates.csv": (["group", "item", "category"], ["n", "base", "share", "ci_low", "ci_high"]),
    "response.csv": (["group", "provider_type", "statistic"], ["value"]),
    "register.csv": (
        ["register", "date", "unit", "provider_type", "grade", "programme"],
        ["count"],
    ),
    "comparisons.csv": (
        ["comparison", "estimand"],
        ["estimate", "ci_low", "ci_high", "p_value", "p_adjusted", "reason"],
    ),
    "verdicts.csv": (["comparison"], ["verdict"]),
    "published_check.csv": (["value_id"], ["computed", "agrees"]),
    "release/audit.csv": (["cell"], ["hidden", "reason"]),
}
EVERYTHING = ""


@dataclass(frozen=True)
class Change:
    """One thing a reader would see change. cause: the changed inputs it depends on, in words."""

    cause: str
    what: str
    key: str
    old: str
    new: str


@dataclass(frozen=True)
class Cause:
    """A changed input in words, and the group of respondents it reaches ("" = all)."""

    words: str
    group: str = EVERYTHING


def run_difference(old: Path, new: Path) -> list[Change]:
    """The changes from results folder `old` to `new`, sorted by cause, kind and key.

    Both hold manifest.json and the tables. Empty when everything a reader sees is the same,
    whatever was edited. A change that several changed inputs may have caused names them all.
    """
    before, after = (_manifest(folder) for folder in (old, new))
    causes = list(_causes(before, after))
    changes = [
        Change(_cause(causes, group), what, key, *values)
        for what, group, key, *values in (*_cells(old, new), *_files(before, after))
    ]
    return sorted(changes, key=lambda c: (c.cause, c.what, c.key))


def as_text(changes: list[Change]) -> str:
    """The changes as a list in Markdown, grouped by cause; one line says that there are none."""
    if not changes:
        return "Er is niets veranderd dat een lezer ziet.\n"
    lines = [f"{len(changes)} veranderingen."]
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


def _manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def _causes(before: dict, after: dict) -> Iterator[Cause]:
    names = {name for part in ("inputs", "code") for name in before[part] | after[part]}
    for name in sorted(names):
        part = "code" if name.endswith(".py") else "inputs"
        if before[part].get(name) != after[part].get(name):
            yield _cause_of(name)
    for name in sorted(before["libraries"] | after["libraries"]):
        versions = (before["libraries"].get(name), after["libraries"].get(name))
        if versions[0] != versions[1]:
            yield Cause(f"bibliotheek {name} {versions[0]} → {versions[1]}")


def _cause_of(name: str) -> Cause:
    path = Path(name)
    if name.endswith(".py"):
        return Cause("code")
    if "waves" in path.parts:
        return Cause(f"koppeling {name}", path.stem)
    if path.parts[0] == "data":
        return Cause(f"gegevens {name}")
    if path.name == "config.yaml":
        return Cause("instellingen in config.yaml (drempels, periodes, bestanden)")
    return Cause(f"studie {name}")


def _cause(causes: list[Cause], group: str) -> str:
    reaching = [c.words for c in causes if EVERYTHING in (c.group, group) or c.group == group]
    words = list(dict.fromkeys(reaching))
    return " of ".join(words) if words else "geen gewijzigde invoer: de uitvoer zelf verschilt"


def _cells(old: Path, new: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """(table, group, key, old, new) of every row a reader would see differ."""
    for name, (keys, columns) in TABLES.items():
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
            group = key[0] if keys[0] == "group" else EVERYTHING
            yield name, group, " / ".join(part for part in key if part), *shown


def _table(path: Path, keys: list[str], columns: list[str]) -> dict[tuple, dict[str, str]]:
    """Key -> the columns a reader sees, as text; empty when the run has no such table."""
    if not path.is_file():
        return {}
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return {
        tuple(row[key] for key in keys): {c: row[c] for c in columns if c in row}
        for row in table.to_dict("records")
    }


def _files(before: dict, after: dict) -> Iterator[tuple[str, str, str, str, str]]:
    """Figures and provider reports whose bytes differ; a figure's CSV speaks for its numbers."""
    for name in sorted(before["outputs"] | after["outputs"]):
        if before["outputs"].get(name) == after["outputs"].get(name):
            continue
        path = Path(name)
        if path.suffix == ".svg":
            yield "figuren", EVERYTHING, path.stem, "", ""
        elif path.parent.name == "feedback" and path.suffix == ".pdf":
            yield "rapporten per aanbieder", EVERYTHING, path.stem, "", ""
