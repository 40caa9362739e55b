"""Hostile text in open answers, headings and provider codes survives every dialect we can write."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limesurvey_files import structure

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey import delimited
from surveyreport.sources.limesurvey.export import Export, read_export

HEADINGS = ("id", "submitdate", "lastpage", "startlanguage", "aanbieder", "B08[other]", "C14")
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
ODD = (
    "\r\n",
    '""',
    '\\"',
    "{question_not_shown}",
    "{newline}",
    "{lbrace}",
    "id\t",
    "\nid\tsubmitdate\t",
)
WORDS = (
    "😀",
    "e\u0301",
    "\u202e",
    "\u2028",
    "\x07",
    "\ufeff",
    "N/A",
    "NULL",
    "nan",
    "-oth-",
    "Y",
    " ",
)
NUMBERS = ("_x000D_", "007", "1e5", "TRUE", "'=", "3,5")
PIECES = st.sampled_from([*";,\t\"'\\\n\r=+-@{}<>&", *ODD, *WORDS, *NUMBERS])
TEXT = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(ANY, max_size=12), st.just(""))
ROWS = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6)
QUICK = settings(max_examples=60, deadline=None)


def table(rows: list[tuple[str, ...]]) -> list[list[str]]:
    system = ("2023-02-07 10:00:00", "3", "nl")
    return [[str(number), *system, *row] for number, row in enumerate(rows, 1)]


def read(content: bytes, **arguments) -> Export:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export"
        file.write_bytes(content)
        return read_export(file, **arguments)


def cells(export: Export) -> list[list[str]]:
    return export.cells.astype(object).to_numpy().tolist()


def csv_bytes(rows: list[list[str]], separator: str, end: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows(rows)
    return (out.getvalue() + end).encode("utf-8-sig")


def masked(value: str) -> str:
    return f"'{value}" if value.startswith("=") else value


@QUICK
@given(ROWS, st.sampled_from(";,\t"))
def test_csv_of_remote_control(rows, separator):
    made = table(rows)
    export = read(csv_bytes([list(HEADINGS), *made], separator, "\r\n"))
    assert cells(export) == made
    assert export.dialect == "csv"


@QUICK
@given(ROWS, st.sampled_from(";,\t"))
def test_csv_of_the_web_masks_formulas(rows, separator):
    made = [
        [value.removeprefix("'") if value.startswith("'=") else value for value in row]
        for row in table(rows)
    ]
    written = [[masked(value) for value in row] for row in made]
    assert cells(read(csv_bytes([list(HEADINGS), *written], separator, ""))) == made


@QUICK
@given(ROWS, st.integers(3, 40), st.sampled_from(";,\t"))
def test_blocks_of_any_size_give_the_same_responses(rows, size, separator):
    content = csv_bytes([list(HEADINGS), *table(rows)], separator, "\r\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "CHUNK", size)
        assert cells(read(content)) == table(rows)


@QUICK
@given(ROWS, st.booleans(), st.booleans())
def test_json_of_remote_control(rows, wrapped, ascii_only):
    made = table([(f"={provider}", *answers) for provider, *answers in rows])
    objects = [dict(zip(HEADINGS, row, strict=True)) for row in made]
    objects = [{row["id"]: row} for row in objects] if wrapped else objects
    content = json.dumps({"responses": objects}, ensure_ascii=ascii_only).encode()
    assert cells(read(content)) == made


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_xlsx_with_formulas_masked(rows):
    # LimeSurvey turns control characters into blanks; XML turns a CR into a LF
    blanks = {code: " " for code in range(32) if chr(code) not in "\t\n"} | {
        0xFFFE: " ",
        0xFFFF: " ",
    }
    made = [
        [value.removeprefix("'") if value.startswith("'=") else value for value in row]
        for row in [[value.translate(blanks) for value in row] for row in table(rows)]
    ]
    book = openpyxl.Workbook()
    for row in [list(HEADINGS), *made]:
        book.active.append(list(map(masked, row)))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value is not None:
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    assert cells(read(out.getvalue())) == made


def php_csv(values: list[str]) -> str:
    """One line as PHP's fputcsv writes it: a quote right after a backslash is not doubled."""
    cells = []
    for value in values:
        if not any(sign in value for sign in '\t"\\\n\r '):
            cells.append(value)
            continue
        written, escaped = "", False
        for sign in value:
            if sign == "\\":
                escaped = True
            elif not escaped and sign == '"':
                written += '"'
            else:
                escaped = False
            written += sign
        cells.append(f'"{written}"')
    return "\t".join(cells) + "\n"


def vv_value(value: str | None) -> str:
    if value is None:
        return "{question_not_shown}"
    value = value.replace("{", "{lbrace}")
    for sign, word in (("\n", "{newline}"), ("\r", "{cr}"), ("\t", "{tab}")):
        value = value.replace(sign, word)
    return "{quote}" + value[1:] if value.startswith('"') else value


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(*[st.none() | TEXT] * 3), min_size=1, max_size=6))
def test_vv_keeps_null_and_text(rows):
    trimmed = [[v if v is None else v.strip(" \t\n\r\0\x0b") for v in row] for row in rows]
    made = table(trimmed)
    codes = [h.replace("[", "_").replace("]", "") for h in HEADINGS]
    texts = ["Respons-ID", "Datum\nverzonden", 'id\tsubmitdate "x"', "a", "b", "c", "d"]
    lines = [php_csv(texts), php_csv(codes)]
    lines += [php_csv([vv_value(value) for value in row]) for row in made]
    export = read("".join(lines).encode())
    assert cells(export) == made
    assert export.knows_not_shown


PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="<>&"),
    min_size=1,
    max_size=25,
)


@QUICK
@given(st.lists(PLAIN, min_size=3, max_size=3, unique=True), ROWS, st.sampled_from(";,\t"))
def test_hostile_question_texts_as_headings(texts, rows, separator):
    survey = structure("leerlingen")
    codes = ("aanbieder", "C14", "C15")
    asked = dict(zip(codes, texts, strict=True))
    questions = tuple(
        dataclasses.replace(question, text={"nl": asked[question.code]})
        for question in survey.questions
        if question.code in codes
    )
    changed = dataclasses.replace(survey, questions=questions)
    system = ["Respons-ID", "Datum verzonden", "Laatste pagina", "Begin taal"]
    made = table(rows)
    try:
        export = read(csv_bytes([system + texts, *made], separator, "\r\n"), structure=changed)
    except InputProblems as refused:
        assert set(texts) & {"Plaats", "Startdatum", "Toegangscode", "Totaaltijd"}, refused
    else:
        assert list(export.cells)[4:] == list(codes)
        assert cells(export) == made


@QUICK
@given(st.lists(TEXT, min_size=1, max_size=5), st.sampled_from(";,\t"))
def test_hostile_code_headings_are_read_as_written_or_refused(headings, separator):
    row = ["1", *["x"] * len(headings)]
    try:
        export = read(csv_bytes([["id", *headings], row], separator, "\r\n"))
    except InputProblems:
        return
    assert len(export.cells) == 1
    kept = [c.replace("[", "_").replace("]", "") for c in export.cells]
    dropped = list(export.dropped_personal)
    assert sorted(["id", *headings]) == sorted(kept + dropped)
