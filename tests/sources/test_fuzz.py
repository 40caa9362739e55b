"""Mutated real files end in the responses that are in them, or in InputProblems; nothing else."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import struct
import zipfile
from pathlib import Path

import pytest
from limesurvey_files import DATA, structure
from support import FUZZ

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey.export import Export, read_export, read_participants
from surveyreport.sources.limesurvey.structures import load_structure

CASES = 30 * FUZZ
FILES = (
    "leerlingen/rc/csv__code__short__all.csv",
    "leerlingen/rc/csv__full__long__all.csv",
    "leerlingen/rc/csv__code__short__all__convertY1N0.csv",
    "leerlingen/rc/csv__code__short__incomplete.csv",
    "schoolteam/web/csv_semicolon__code__short__all__timings.csv",
    "schoolteam/web/csv_tab__codetext__long__complete.csv",
    "beleidsteam/web/csv_comma__default_form_settings.csv",
    "beleidsteam/rc/json__code__short__all.json",
    "beleidsteam/web/xlsx__full__long__all.xlsx",
    "leerlingen/web/vv_v2__all.csv",
    "beleidsteam/web/vv_v1__all.txt",
    "schoolteam/structure/survey_archive_231002.lsa",
    "schoolteam/web/spss_v16__all.dat",
    "leerlingen/web/spss_sav__all.sav",
)


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def flip(data: bytes, dice: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def remove(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randint(1, 200) :]


def insert(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return (
        data[:start]
        + dice.choice([b'"', b";", b",", b"\t", b"\r\n", b"\0", b"<", b"'"])
        + data[start:]
    )


def other_encoding(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("utf-8-sig", "ignore")
    return text.encode(
        dice.choice(["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32"]), "replace"
    )


def shift_row(data: bytes, dice: random.Random) -> bytes:
    """The cells of one line moved one place, the last to the front."""
    lines = data.split(b"\n")
    at = dice.randrange(len(lines))
    for separator in (b";", b"\t", b","):
        cells = lines[at].rstrip(b"\r").split(separator)
        if len(cells) > 5:
            lines[at] = separator.join([cells[-1], *cells[:-1]])
            break
    return b"\n".join(lines)


def double_column(data: bytes, dice: random.Random) -> bytes:
    """The last cell of every line written twice."""
    return re.sub(rb'([;,\t])("[^"\n]*"|\w*)(\r?\n)', rb"\1\2\1\2\3", data)


def double_rows(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    at = dice.randrange(len(lines))
    return b"".join([*lines[: at + 1], *lines[at : at + dice.randint(1, 5)], *lines[at + 1 :]])


def drop_header(data: bytes, dice: random.Random) -> bytes:
    return data.split(b"\n", dice.randint(1, 3))[-1]


MUTATIONS = (
    cut, flip, remove, insert, other_encoding, shift_row, double_column, double_rows, drop_header
)  # fmt: skip


def mutate_member(data: bytes, dice: random.Random) -> bytes:
    """A sound zip archive with one damaged member."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        names = source.namelist()
        damaged = dice.choice(names)
        for name in names:
            content = source.read(name)
            if name == damaged and content:
                content = dice.choice(MUTATIONS[:4])(content, dice)
            target.writestr(name, content)
    return out.getvalue()


def records(text: str, quote: str = '"') -> int:
    """Non-empty records by the standard library, under the separator that gives most columns."""
    before = csv.field_size_limit(1 << 30)
    read = [
        [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=s, quotechar=quote)
            if row
        ]
        for s in ";,\t"
    ]
    csv.field_size_limit(before)
    return len(max(read, key=lambda rows: len(rows[0]) if rows else 0))


def count(export: Export, data: bytes) -> int:
    """Responses in the bytes, counted without the reader."""
    if export.dialect in ("lsa", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (member,) = (n for n in archive.namelist() if re.search(r"\.lsr$|sheet1\.xml$", n))
            found = archive.read(member)
        return found.count(b"<row>") if export.dialect == "lsa" else found.count(b"<row ") - 1
    if export.dialect == "sav":
        return struct.unpack_from("<i", data, 80)[0]
    text = data.decode("utf-8-sig")
    if export.dialect == "json":
        return len(json.loads(text)["responses"])
    if export.dialect == "vv":
        return text.partition("\nid\t")[2].count("\n") - 1
    return records(text, "'") if export.dialect == "spss" else records(text) - 1


def mutants(file: str, cases: int) -> list[tuple[str, bytes]]:
    data = (DATA / file).read_bytes()
    dice = random.Random(file)
    zipped = data.startswith(b"PK")
    made = []
    for _ in range(cases):
        mutation = dice.choice(MUTATIONS)
        if zipped and dice.random() < 0.7:
            mutation = mutate_member
        made.append((mutation.__name__, mutation(data, dice)))
    return made


def check(export: Export, data: bytes) -> None:
    cells = export.cells
    assert len(cells) == count(export, data) > 0
    assert cells.columns.is_unique and cells["id"].is_unique
    values = {value for code in cells for value in cells[code].astype(object)}
    assert {type(value) for value in values} <= {str, type(None)}
    assert export.knows_not_shown or None not in values


@pytest.mark.parametrize("file", FILES)
def test_a_mutated_export_is_read_right_or_refused(file, tmp_path):
    original = DATA / file
    arguments = {"structure": structure(file.split("/")[0])}
    if original.suffix == ".dat":
        arguments["companion"] = original.with_suffix(".sps")
    whole = read_export(original, **arguments).cells
    target = tmp_path / "mutant"
    outcomes = []
    for mutation, data in mutants(file, CASES // 3 if original.suffix == ".sav" else CASES):
        target.write_bytes(data)
        try:
            export = read_export(target, **arguments)
        except InputProblems as refused:
            assert refused.problems
            outcomes.append("refused")
            continue
        check(export, data)
        outcomes.append("read")
        if mutation == "cut":
            kept = len(export.cells)
            assert export.cells.equals(whole.iloc[:kept])
    assert "refused" in outcomes


@pytest.mark.parametrize("file", FILES[:1] + FILES[4:5])
def test_a_mutated_export_without_structure(file, tmp_path):
    target = tmp_path / "mutant"
    for _, data in mutants(file, CASES):
        target.write_bytes(data)
        try:
            export = read_export(target)
        except InputProblems:
            continue
        check(export, data)


def test_mutated_syntax_is_read_or_refused(tmp_path):
    data = DATA / "schoolteam" / "web" / "spss_v16__all.dat"
    for _, syntax in mutants("schoolteam/web/spss_v16__all.sps", CASES):
        companion = tmp_path / "syntax"
        companion.write_bytes(syntax)
        try:
            export = read_export(data, companion=companion)
        except InputProblems:
            continue
        assert len(export.cells) == 43


@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("leerlingen/structure/survey_231003.lss", load_structure),
        ("schoolteam/web/participants.csv", read_participants),
        ("schoolteam/rc/list_participants.json", read_participants),
        ("schoolteam/structure/survey_archive_231002.lsa", read_participants),
    ],
)
def test_mutated_structures_and_participants(file, read, tmp_path):
    target: Path = tmp_path / "mutant"
    refused = 0
    for _, data in mutants(file, CASES):
        target.write_bytes(data)
        try:
            found = read(target)
        except InputProblems:
            refused += 1
            continue
        if read is read_participants:
            assert not {"firstname", "lastname", "email"} & set(found.columns)
    assert refused
