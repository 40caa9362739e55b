"""From an export file to answers as stored: one row per response, one column per item."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mappings
from dataclasses import dataclass

import pandas as pd

from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.limesurvey.export import Export, read_export, read_participants
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.mapping import ANY_TEXT, Mapping
from surveyreport.study.config import ExportFiles

DATE_UNKNOWN = "1980-01-01 00:00:00"
SHOWN_ROWS = 5
TIMING = re.compile(r"interviewtime|groupTime\d+|[A-Za-z][A-Za-z0-9]*Time")


@dataclass(frozen=True)
class Answers:
    """The answers of one group as stored, and what the file lost on the way.

    table: response_id, row (in the export), submitted and started (timestamps), submitted_unknown
    (submitted on an unknown date), lastpage, language, duration_s, provider_code (as exported),
    test_entry, any_answer, answers_digest (equal for equal answers), then per item id the code as
    stored: "" shown and left open, missing never shown. Open answers are kept as "1" only: their
    text, and all personal data, end here.
    """

    table: pd.DataFrame
    dialect: str
    knows_not_shown: bool
    losses: tuple[str, ...]


def ingest(
    files: ExportFiles,
    group: str,
    mappings: Mappings[str, Mapping],
    test_words: tuple[str, ...],
) -> Answers:
    """Read one group's export and check it against the wave's mappings.

    mappings: of every group, to tell when a file belongs to another one. test_words: lower-case
    words of which a test entry consists.
    Raises InputProblems with all faults: columns, codes, dates, tokens.
    """
    problems = ProblemList()
    structure = load_structure(files.structure) if files.structure else None
    export = read_export(files.file, structure=structure, companion=files.syntax)
    mapping = mappings[group]
    _check_columns(export, group, mappings, problems)
    problems.raise_if_any()
    cells = export.cells
    answers = cells[[mapped.column for mapped in mapping.columns]]
    _check_codes(export, mapping, problems)
    table = _metadata(cells)
    table["provider_code"] = _provider_codes(export, files, structure, mapping, problems)
    problems.raise_if_any()
    is_open = [mapped.column for mapped in mapping.columns if mapped.item.type == "open"]
    table["test_entry"] = _test_entries(answers[is_open], test_words)
    table["any_answer"] = answers.fillna("").ne("").any(axis=1)
    table["answers_digest"] = pd.util.hash_pandas_object(answers.fillna(""), index=False)
    for mapped in mapping.columns:
        column = answers[mapped.column]
        if mapped.item.type == "open" or ANY_TEXT in mapped.levels:
            filled = column.fillna("").str.strip().ne("")
            column = column.mask(filled, ANY_TEXT if mapped.levels else "1").where(
                filled | column.isna(), ""
            )
        table[mapped.item.id] = column
    return Answers(
        table.reset_index(drop=True), export.dialect, export.knows_not_shown, export.losses
    )


def _check_columns(
    export: Export, group: str, mappings: Mappings[str, Mapping], problems: ProblemList
) -> None:
    mapping = mappings[group]
    extra = {*SYSTEM_TEXTS["nl"], *mapping.ignored}
    present = [c for c in export.cells.columns if c not in extra and not TIMING.fullmatch(c)]
    likeness = {
        name: len(set(present) & set(other.headings)) / len(set(present) | set(other.headings))
        for name, other in mappings.items()
    }
    best = max(likeness, key=likeness.get)
    if best != group and likeness[best] > likeness[group]:
        problems.add(
            export.path,
            f"dit lijkt de export van groep '{best}': {likeness[best]:.0%} van de kolommen komt "
            f"overeen, voor '{group}' is dat {likeness[group]:.0%}",
            "zet bij deze groep in config.yaml het juiste bestand",
            expected=f"de export van groep '{group}'",
        )
        return
    for column in mapping.headings:
        if column not in present:
            problems.add(
                export.path,
                f"kolom {column} ontbreekt",
                f"exporteer alle vragen, of haal de kolom uit {mapping.path}",
                row=1,
                column=column,
            )
    for column in present:
        if column not in mapping.headings:
            problems.add(
                export.path,
                f"onbekende kolom {column}",
                f"vul aan in {mapping.path} bij welk item ze hoort, of zet er @ignore",
                row=1,
                column=column,
            )
    for column in ("submitdate", "lastpage"):
        if column not in export.cells:
            problems.add(
                export.path,
                f"kolom {column} ontbreekt",
                "exporteer ook de kolommen met gegevens over de afname",
                row=1,
                column=column,
            )


def _check_codes(export: Export, mapping: Mapping, problems: ProblemList) -> None:
    for mapped in mapping.columns:
        if not mapped.levels or ANY_TEXT in mapped.levels:
            continue
        values = export.cells[mapped.column].fillna("")
        known = {*mapped.levels, ""}
        unknown = values[~values.isin(known)]
        for row, value in unknown.head(SHOWN_ROWS).items():
            more = len(unknown) - SHOWN_ROWS
            tail = f" (en nog {more} rijen)" if more > 0 else ""
            problems.add(
                export.path,
                f"antwoordcode '{value[:40]}'{tail}",
                f"verbeter de code of vul haar aan in {mapping.path}",
                row=int(row),
                column=mapped.column,
                expected="een van: " + ", ".join(f"{c} ({v})" for c, v in mapped.levels.items()),
            )


def _metadata(cells: pd.DataFrame) -> pd.DataFrame:
    submitted = cells["submitdate"].fillna("")
    unknown = submitted.eq(DATE_UNKNOWN)
    table = pd.DataFrame(
        {
            "response_id": cells["id"],
            "row": cells.index.astype("int64"),
            "submitted": _timestamps(submitted.mask(unknown, "")),
            "submitted_unknown": unknown,
            "started": _timestamps(_column(cells, "startdate")),
            "lastpage": pd.to_numeric(_column(cells, "lastpage")).astype("Int64"),
            "language": _column(cells, "startlanguage"),
        }
    )
    table["duration_s"] = (table["submitted"] - table["started"]).dt.total_seconds()
    if "interviewtime" in cells:
        timed = pd.to_numeric(_column(cells, "interviewtime"))
        table["duration_s"] = timed.fillna(table["duration_s"])
    return table


def _column(cells: pd.DataFrame, name: str) -> pd.Series:
    blank = pd.Series("", index=cells.index, dtype=str)
    return cells[name].fillna("") if name in cells else blank


def _timestamps(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text.where(text.ne(""), None), format="%Y-%m-%d %H:%M:%S").astype(
        "datetime64[s]"
    )


def _provider_codes(
    export: Export,
    files: ExportFiles,
    structure: Structure | None,
    mapping: Mapping,
    problems: ProblemList,
) -> pd.Series:
    if mapping.provider:
        return export.cells[mapping.provider].fillna("")
    if files.participants is None or "token" not in export.cells:
        problems.add(
            export.path,
            "nergens staat van welke aanbieder een antwoord komt",
            f"zet @provider in {mapping.path}, of geef in config.yaml de deelnemerslijst "
            "(participants) en exporteer de kolom token",
        )
        return pd.Series("", index=export.cells.index)
    try:
        people = read_participants(files.participants, structure=structure)
    except InputProblems as error:
        problems.extend(error)
        return pd.Series("", index=export.cells.index)
    attribute = files.participant_attribute
    if attribute not in people:
        problems.add(
            files.participants,
            f"geen attribuut met de omschrijving '{attribute}'",
            "verbeter participant_attribute in config.yaml",
            expected="een van: " + ", ".join(name for name in people if name != "token"),
        )
        return pd.Series("", index=export.cells.index)
    of_token = people[people["token"].ne("")].set_index("token")[attribute]
    return export.cells["token"].map(of_token).fillna("")


def _test_entries(open_answers: pd.DataFrame, words: tuple[str, ...]) -> pd.Series:
    """Rows with an open answer of nothing but test words, digits and punctuation."""
    marked = pd.Series(False, index=open_answers.index)
    word = "(?:" + "|".join(re.escape(word) for word in words) + ")"
    for column in open_answers:
        text = open_answers[column].fillna("").str.strip().str.casefold()
        only = text.str.fullmatch(rf"\W*(?:(?:{word}|\d+)\W*)+")
        marked |= only & text.str.contains(word)
    return marked
