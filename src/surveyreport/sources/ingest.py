"""From an export file to answers as stored: one row per response, one column per item."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mappings
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.ingest_checks import check_codes, check_columns, check_unsure
from surveyreport.sources.limesurvey.export import Export, read_export
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.mapping import ANY_TEXT, MappedColumn, Mapping
from surveyreport.sources.provider import provider_codes
from surveyreport.study.wave_entry import ExportFiles

DATE_UNKNOWN = "1980-01-01 00:00:00"
# odd, so that a product modulo 2**64 loses nothing
MIXER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Answers:
    """The answers of one group as stored, and what the file lost on the way.

    table: response_id, row (in the export), submitted and started (timestamps), submitted_unknown
    (submitted on an unknown date), lastpage, language, duration_s, provider_code (as exported),
    test_entry, any_answer, answers_digest (equal for equal answers), then per item id the code as
    stored (a number as written; the place of an option to put in order, "0" for none): "" shown and
    left open, missing never shown. Open answers are kept as "1" only: all
    personal data end here.
    written: per open item what was typed, index = row; for `evidence.texts.open_texts` alone.
    """

    table: pd.DataFrame
    dialect: str
    knows_not_shown: bool
    losses: tuple[str, ...]
    written: pd.DataFrame


def ingest(
    files: ExportFiles,
    group: str,
    mappings: Mappings[str, Mapping],
    test_words: tuple[str, ...],
    period: tuple[date, date] | None = None,
) -> Answers:
    """Read one group's export and check it against the wave's mappings.

    mappings: of every group, to tell when a file belongs to another one. test_words: lower-case
    words of which a test entry consists. period: first and last day of fielding; an unknown code in
    an answer that will not count, for one given outside it, is no fault.
    Raises InputProblems with all faults: columns, codes, dates, tokens.
    """
    problems = ProblemList()
    structure = load_structure(files.structure) if files.structure else None
    export = read_export(files.file, structure=structure, companion=files.syntax)
    if structure is None and export.dialect == "lsa":
        structure = load_structure(files.file)
    mapping = mappings[group]
    export = named_as_mapped(export, mapping)
    check_columns(export, group, mappings, problems)
    problems.raise_if_any()
    cells = export.cells
    answers = cells[list(dict.fromkeys(n for m in mapping.columns for n in m.sources))]
    table = _metadata(cells)
    typed = {m.column: m.item.id for m in mapping.columns if m.item.type == "open"}
    written = answers[list(typed)]
    table["test_entry"] = _test_entries(written, test_words)
    check_codes(export, mapping, _counts(table, period), problems)
    check_unsure(export, mapping, problems)
    table["provider_code"] = provider_codes(export, files, structure, mapping, problems)
    problems.raise_if_any()
    table["any_answer"], table["answers_digest"] = _any_and_digest(answers)
    for mapped in mapping.columns:
        if mapped.places:
            table[mapped.item.id] = _place(answers, mapped)
            continue
        column = answers[mapped.column]
        if mapped.item.type == "open" or ANY_TEXT in mapped.levels:
            filled = column.fillna("").str.strip().ne("")
            column = column.mask(filled, ANY_TEXT if mapped.levels else "1").where(
                filled | column.isna(), ""
            )
        table[mapped.item.id] = column
    return Answers(
        table.reset_index(drop=True), export.dialect, export.knows_not_shown, export.losses,
        written.rename(columns=typed),
    )  # fmt: skip


def _any_and_digest(answers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Who answered anything, and a number that is the same for the same answers.

    Column by column: a whole copy of the answers would be the largest thing in memory.
    """
    some = np.zeros(len(answers), dtype=bool)
    digest = np.zeros(len(answers), dtype=np.uint64)
    for name in answers:
        column = answers[name].fillna("")
        some |= column.ne("").to_numpy(dtype=bool)
        digest = digest * MIXER ^ pd.util.hash_pandas_object(column, index=False).to_numpy()
    return some, digest


def named_as_mapped(export: Export, mapping: Mapping) -> Export:
    """The export under the names of the mapping, where Q1_SQ001 and Q1[SQ001] are one column."""
    wanted = {*mapping.headings, *mapping.ignored} - set(export.cells)
    other = {re.sub(r"\]\[|\[", "_", name).rstrip("]"): name for name in wanted if "[" in name}
    other |= {re.sub("_", "[", name, count=1) + "]": name for name in wanted if "_" in name}
    names = {column: other[column] for column in export.cells if column in other}
    known = {*mapping.headings, *mapping.ignored}
    names = {column: name for column, name in names.items() if column not in known}
    return replace(export, cells=export.cells.rename(columns=names)) if names else export


def _counts(table: pd.DataFrame, period: tuple[date, date] | None) -> pd.Series:
    """Rows that can count: submitted, in the period, no test entry."""
    rows = (table["submitted"].notna() | table["submitted_unknown"]) & ~table["test_entry"]
    if period:
        day = table["submitted"].dt.normalize()
        first, last = map(pd.Timestamp, period)
        rows &= day.isna() | ((day >= first) & (day <= last))
    return rows


def _place(answers: pd.DataFrame, mapped: MappedColumn) -> pd.Series:
    """The place that each respondent gave an option: "1", "2" …; "0" not among them; "" nothing
    put in order; missing never shown."""
    columns = answers[list(mapped.sources)]
    place = pd.Series("0", index=answers.index, dtype=object)
    for number, name in sorted(mapped.places.items(), reverse=True):
        place = place.mask(answers[name].isin(list(mapped.levels)), str(number))
    empty = columns.fillna("").eq("").all(axis=1)
    return place.mask(empty, "").mask(columns.isna().all(axis=1), None)


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


def _test_entries(open_answers: pd.DataFrame, words: tuple[str, ...]) -> pd.Series:
    """Rows with an open answer of nothing but test words, digits and punctuation."""
    marked = pd.Series(False, index=open_answers.index)
    for column in open_answers:
        marked |= only_test_words(open_answers[column], words)
    return marked


def only_test_words(answers: pd.Series, words: tuple[str, ...]) -> pd.Series:
    """Whether each answer is nothing but test words, digits and punctuation."""
    word = "(?:" + "|".join(re.escape(word) for word in words) + ")"
    text = answers.fillna("").str.strip().str.casefold()
    return text.str.fullmatch(rf"\W*(?:(?:{word}|\d+)\W*)+") & text.str.contains(word)
