"""Synthetic visitors: forms filled in as study/reference/<wave>/visits.csv plans it, then read.

python -m synthetic.inspectors --wave 2023 writes data/coded/2023/visits.csv.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from openpyxl import load_workbook

from surveyreport.evidence import visit_forms as forms
from surveyreport.evidence.sheet_style import MOMENT
from surveyreport.evidence.visits import write_visits
from surveyreport.files.problems import ProblemList
from surveyreport.files.xlsxfile import workbook_bytes
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

FINDING = "synthetische bevinding"
# regular schools were spoken to online, without their pupils
NO_PUPILS = "regulier"


def planned(study_folder: Path, wave: str) -> dict[tuple[str, str], dict[str, int]]:
    """(theme, conversation) -> direction -> number of visits."""
    with (study_folder / "reference" / wave / "visits.csv").open(encoding="utf-8") as file:
        return {
            (row.pop("theme"), row.pop("conversation")): {k: int(n) for k, n in row.items()}
            for row in csv.DictReader(file)
        }


def visited(wave: str, raw: Path = Path("data/raw")) -> dict[str, str]:
    """Number of each visit -> type of provider."""
    with (raw / wave / "bezochte_aanbieders.csv").open(encoding="utf-8") as file:
        return {row["number"]: row["type"] for row in csv.DictReader(file)}


def fill_forms(folder: Path, study: Study, wave: str, seed: int) -> None:
    """Write and fill in the form of every visit."""
    rng = np.random.default_rng([seed, 11])
    visits = visited(wave)
    held = {
        conversation: [v for v, kind in visits.items() if conversation != "leerlingen"
                       or not kind.startswith(NO_PUPILS)]
        for conversation in study.visits.conversations
    }  # fmt: skip
    said: dict[tuple[str, str, str], str] = {}
    for (theme, conversation), counts in planned(Path("study"), wave).items():
        order = iter(rng.permutation(held[conversation]))
        for direction, count in counts.items():
            said |= {(str(next(order)), conversation, theme): direction for _ in range(count)}
    words = study.texts["evidence"]
    for visit in visits:
        path = forms.form_path(folder, visit)
        forms.write_form(study.visits, wave, visit, path, words, synthetic=True)
        _fill(path, visit, {name for name, of in held.items() if visit in of}, said, rng)


def _fill(
    path: Path,
    visit: str,
    held: set[str],
    said: dict[tuple[str, str, str], str],
    rng: np.random.Generator,
) -> None:
    workbook = load_workbook(path)
    page = workbook[forms.TAB]
    for row in range(1, page.max_row + 1):
        conversation, theme = (
            str(page.cell(row, column).value or "").rpartition("[")[2].removesuffix("]")
            for column in (forms.CONVERSATION, forms.THEME)
        )
        if not theme and row >= forms.HELD_ROW and conversation:
            page.cell(row, forms.FINDING).value = forms.YES if conversation in held else forms.NO
        elif direction := said.get((visit, conversation, theme)):
            page.cell(row, forms.FINDING).value = FINDING
            page.cell(row, forms.DIRECTION).value = direction
            page.cell(row, forms.WEIGHT).value = int(rng.integers(1, 4))
    path.write_bytes(workbook_bytes(workbook, MOMENT))


def main() -> None:
    parser = argparse.ArgumentParser(description="Vul synthetische bezoekformulieren in.")
    parser.add_argument("--wave", required=True, help="golf")
    wave, study = parser.parse_args().wave, load_study(Path("study"))
    with TemporaryDirectory() as name:
        fill_forms(Path(name), study, wave, int(wave))
        problems = ProblemList()
        visits = list(visited(wave))
        rows = forms.read_forms(Path(name), study.visits, wave, visits, problems)
        problems.raise_if_any()
    write_visits(rows, wave)


if __name__ == "__main__":
    main()
