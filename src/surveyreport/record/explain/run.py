"""What an explanation draws on: the study, the settings and the tables of one wave."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.estimates.published import read_published
from surveyreport.files.csvfile import read_table
from surveyreport.files.hashes import sha256
from surveyreport.files.problems import ProblemList
from surveyreport.record.crate import tree_hash
from surveyreport.sources.mapping import MappedColumn, Mapping, mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.config import load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import STUDY, Wave

SOURCE = Path("src/surveyreport")
HASH_SHOWN = 12
# the modules that make a table, from the exports on
STAGES = {
    "estimates": ("sources", "responses", "estimates"),
    "comparisons": ("sources", "responses", "estimates"),
    "response": ("sources", "responses"),
    "register": ("sources",),
}


class Run:
    """One wave of the project in the working directory. Opens no file with respondents.

    Raises InputProblems when the study or the settings are not in order, the wave does not exist or
    has not been made.
    """

    def __init__(self, wave: str | None):
        self.study: Study = load_study(STUDY)
        waves = load_config(groups=tuple(self.study.groups)).waves
        self.id = wave or list(waves)[-1]
        problems = ProblemList()
        if self.id not in waves:
            problems.add(
                "config.yaml", f"geen golf '{self.id}'", "kies een golf", expected=", ".join(waves)
            )
        elif not self.manifest_path.is_file():
            problems.add(
                self.manifest_path, "deze golf is nog niet gemaakt", "maak ze met make report"
            )
        problems.raise_if_any()
        self.wave: Wave = waves[self.id]
        self._tables: dict[str, pd.DataFrame] = {}
        self._mappings: dict[str, Mapping] = {}

    @property
    def results(self) -> Path:
        return Path("results") / self.id

    @property
    def manifest_path(self) -> Path:
        return self.results / "manifest.json"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.manifest_path.read_text(encoding="utf-8"))

    def table(self, name: str) -> pd.DataFrame:
        """A table of the results; the index is the row in the file, the heading being 1."""
        if name not in self._tables:
            path = self.results / f"{name}.csv"
            table = pd.DataFrame()
            if path.is_file():
                table = read_table(path)
            self._tables[name] = table.set_axis(range(2, len(table) + 2))
        return self._tables[name]

    @cached_property
    def published(self) -> pd.DataFrame:
        """The values that the report of this wave printed, if there is a file of them."""
        if not self.wave.published:
            return pd.DataFrame(columns=["value_id"])
        problems = ProblemList()
        table = read_published(self.wave.published, problems)
        problems.raise_if_any()
        return table

    def export_column(self, group: str, item: str) -> MappedColumn | None:
        """The column of the export that holds an item, with its codes."""
        if group not in self._mappings:
            problems = ProblemList()
            path = mapping_path(STUDY, self.id, group)
            self._mappings[group] = read_mapping(path, self.study, group, problems)
            problems.raise_if_any()
        columns = self._mappings[group].columns
        return next((column for column in columns if column.item.id == item), None)

    @cached_property
    def _code_now(self) -> dict[str, str]:
        return {path.as_posix(): sha256(path) for path in sorted(SOURCE.rglob("*.py"))}

    def made_by(self, table: str) -> list[str]:
        """Code and libraries behind a table, and whether they are still those of the run."""
        lines = []
        for stage in STAGES[table]:
            folder = f"{(SOURCE / stage).as_posix()}/"
            then = {name: sha for name, sha in self.manifest["code"].items() if folder in name}
            now = {name: self._code_now.get(name) for name in then}
            changed = "" if then == now else "; sinds de run gewijzigd"
            lines.append(f"{folder} ({short(tree_hash(then))}{changed})")
        libraries = self.manifest["libraries"]
        used = [f"{name} {libraries[name]}" for name in ("pandas", "numpy", "scipy")]
        return [*lines, ", ".join(used), f"alle versies en hashes: {self.manifest_path}"]


def short(digest: str) -> str:
    """The start of a sha256, enough to recognise it."""
    return "sha256 " + digest.removeprefix("sha256:")[:HASH_SHOWN] + "…"
