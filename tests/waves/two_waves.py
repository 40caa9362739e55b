"""Two waves of the real questionnaires: 2023, and a later one that a test changes."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from support import ROOT

from surveyreport.files.problems import ProblemList
from surveyreport.questionnaires.changes import Difference
from surveyreport.questionnaires.comparability import questionnaire_difference
from surveyreport.questionnaires.questionnaire import asked_in, read_questionnaire
from surveyreport.questionnaires.write_tsv import questionnaire_tsv
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import ExportFiles, Wave

GROUPS = ("beleid", "schoolteam", "leerlingen")
EARLIER, LATER = "2023", "2099"


class TwoWaves:
    """A study folder with wave 2023 as shipped and wave 2099, at first its exact copy."""

    def __init__(self, folder: Path):
        self.study_folder = folder / "study"
        shutil.copytree(ROOT / "study", self.study_folder)
        for other in (self.study_folder / "comparability").glob("*.csv"):
            other.unlink()
        waves = self.study_folder / "waves"
        shutil.copytree(waves / EARLIER, waves / LATER)
        self.structures: dict[tuple[str, str], Path] = {}

    @property
    def study(self) -> Study:
        return load_study(self.study_folder)

    def wave(self, name: str) -> Wave:
        exports = {
            group: ExportFiles(Path(f"{group}.csv"), structure=self.structures.get((name, group)))
            for group in GROUPS
        }
        day = date(int(name), 2, 6)
        return Wave(name, f"meting {name}", False, day, day, Path("frame.csv"), exports, {})

    def map(self, group: str, change) -> None:
        """Let `change` edit the rows (dicts) of the later wave's mapping in place."""
        path = mapping_path(self.study_folder, LATER, group)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["column", "item", "code", "level"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def field(self, name: str, group: str, change=lambda rows: None) -> None:
        """Give a wave the structure of its own questionnaire, its rows edited by `change`."""
        study, problems = self.study, ProblemList()
        mapping = read_mapping(
            mapping_path(self.study_folder, EARLIER, group), study, group, problems
        )
        asked = asked_in(read_questionnaire(self.study_folder, study, group), mapping)
        header, *lines = questionnaire_tsv(asked, 99).splitlines()
        rows = [
            dict(zip(header.split("\t"), line, strict=True))
            for line in csv.reader(lines, delimiter="\t")
        ]
        change(rows)
        path = self.study_folder / f"{group}_{name}.txt"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header.split("\t"), delimiter="\t", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        self.structures[name, group] = path

    def differences(self) -> list[Difference]:
        problems = ProblemList()
        found = questionnaire_difference(
            self.wave(EARLIER), self.wave(LATER), self.study, self.study_folder, problems
        )
        problems.raise_if_any()
        return found

    def changed(self) -> dict[str, str]:
        """Item -> its changes, of the items that changed."""
        return {d.item: d.signature for d in self.differences() if d.changes}


def other_wave(wave: Wave, **changes) -> Wave:
    return replace(wave, **changes)
