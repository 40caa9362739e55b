"""Write the report of a wave: PDF, HTML, Word, its numbers and its claims, or none of them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.files.cores import beside
from surveyreport.files.csvfile import read_table
from surveyreport.files.problems import ProblemList
from surveyreport.files.whole import whole
from surveyreport.report.bound_values import Values
from surveyreport.report.changes import TRENDS, Changes, read_changes
from surveyreport.report.chapters import Chapters
from surveyreport.report.claims import claims_table
from surveyreport.report.content import build_report
from surveyreport.report.left_out import COLUMNS as LEFT_COLUMNS
from surveyreport.report.left_out import left_out
from surveyreport.report.page import report_page
from surveyreport.report.paste import paste_report
from surveyreport.report.readiness import CLAIMS, LEFT_OUT
from surveyreport.report.source import Source
from surveyreport.report.structure import Structure
from surveyreport.report.tables import Tables
from surveyreport.report.typeset import report_pdf
from surveyreport.report.word import report_docx
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import wave_of

TABLES = ("response", "register", "estimates", "verdicts", "open_answers", "published_check")
# there when the wave has them
EXTRA = ("visits", "side_by_side", "agreement", "quotes", "subgroups", "several")
OUTPUTS = ("report.pdf", "report.html", "report.docx", "tables.docx", "report_numbers.csv",
           CLAIMS, LEFT_OUT)  # fmt: skip


def publish(
    study: Study,
    structure: Structure,
    comparisons: Comparisons,
    wave: str,
    settings: dict[str, Any],
    folder: Path,
    chapters: Chapters | None = None,
    template: Path | None = None,
    made: Collection[str] | None = None,
    withheld: Collection[int] = (),
) -> int:
    """Write OUTPUTS into `folder` (results/<wave>), which holds the tables and figures/.

    study: as the wave asked it, see `study_of_wave`; structure: see `load_structure`; comparisons:
    of the study, whose pictures are in figures/, see `difference_pictures`.
    settings: config.yaml as read, at least the entry of this wave under `waves` and the sections of
    rules. published_check.csv may be absent.
    chapters: those that people wrote for this wave, see `load_chapters`; without, all is generated.
    template: of the Word documents, that of the house when the study has none.
    made: see `read_tables`; withheld: see `withheld_figures`.
    Out: how many numbers are bound. Raises InputProblems for an absent table or figure and for a
    number that is bound to nothing; what was published before is then left as it is.
    """
    entry = wave_of(wave, settings["waves"][wave])
    source = Source(
        study=study,
        structure=structure,
        comparisons=comparisons,
        wave=entry,
        tables=Tables(read_tables(folder, bool(entry.published), made), settings),
        figures=study.figures_for(tuple(entry.exports), tuple(entry.registers)),
        folder=folder,
        withheld=frozenset(withheld),
    )
    changes = Changes(None, wave)
    if made is None or (folder.parent / TRENDS).as_posix() in made:
        changes = read_changes(folder.parent, wave)
    values = Values(source.tables, study, _other_waves(chapters, folder, made), changes)
    report = build_report(source, chapters, values)
    fronts = {chapter.id for chapter in structure.chapters if chapter.front}
    missing = (
        left_out(source, report.claims, fronts) if chapters else pd.DataFrame(columns=LEFT_COLUMNS)
    )
    numbers = report.numbers()

    def pages() -> list[bytes]:
        return [
            report_page(report, study).encode(),
            report_docx(report, study, template),
            report_docx(paste_report(source, report), study, template),
        ]

    with beside(pages) as made_beside:
        pdf = report_pdf(report, study)
        others = made_beside()
    tables = [
        table.to_csv(index=False, lineterminator="\n").encode()
        for table in (numbers, claims_table(report.claims), missing)
    ]
    with ExitStack() as written:
        # none takes its place before all are written
        for name, content in zip(OUTPUTS, (pdf, *others, *tables), strict=True):
            written.enter_context(whole(folder / name)).write_bytes(content)
    return len(numbers)


def read_tables(
    folder: Path, published: bool, made: Collection[str] | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of a wave by name. Raises InputProblems for those that are not there.

    made: the files of EXTRA that a run makes now, by path: another that stands there is left from
    an earlier run. None takes what is there.
    """
    problems = ProblemList()
    tables = {}
    for name in TABLES if published else TABLES[:-1]:
        path = folder / f"{name}.csv"
        if path.is_file():
            tables[name] = read_table(path)
        else:
            problems.add(path, "de tabel is er niet", "reken de golf opnieuw uit")
    problems.raise_if_any()
    for name in EXTRA:
        path = folder / f"{name}.csv"
        if path.is_file() and (made is None or path.as_posix() in made):
            tables[name] = read_table(path)
    return tables


def _other_waves(
    chapters: Chapters | None, folder: Path, made: Collection[str] | None
) -> dict[str, Tables]:
    """The tables of the waves that a chapter takes a value of."""
    bindings = chapters.bindings.values() if chapters else ()
    names = sorted({name for binding in bindings for name in (binding.wave, binding.since) if name})
    return {name: Tables(read_tables(folder.parent / name, False, made), {}) for name in names}
