"""Tell the dialect of a file by its content and read it as stored, or refuse it by name."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from io import BytesIO
from pathlib import Path

from surveyreport.files.opened import UNPACK, file_bytes
from surveyreport.sources.limesurvey.archive import WAIT, read_archive
from surveyreport.sources.limesurvey.delimited import (
    choose_separator,
    decoded_bytes,
    first_record,
    read_delimited,
    refuse_cut_end,
)
from surveyreport.sources.limesurvey.headings import STRUCTURE_NEEDED, has_id_heading
from surveyreport.sources.limesurvey.jsonfile import read_json
from surveyreport.sources.limesurvey.spss import SYNTAX_REMEDY, read_sav, read_spss_text
from surveyreport.sources.limesurvey.structure import ENTITIES, ENTITY
from surveyreport.sources.limesurvey.table import CSV_AGAIN, Table, refusal
from surveyreport.sources.limesurvey.vv import is_vv, read_vv
from surveyreport.sources.limesurvey.workbook import read_workbook

# rows above the headings that somebody may have put there
ABOVE = 20
STRUCTURE_TSV = "id\trelated_id\tclass\t"
R_LABELS = re.compile(
    r"^data\[, (\d+)\] <- factor\(data\[, \1\], levels=c\(([-\d,. ]+)\),\s*labels=c\((.*)\)\)$",
    re.MULTILINE,
)
R_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
R_NAME = re.compile(r'^names\(data\)\[(\d+)\] <- "([^"]*)"', re.MULTILINE)
MORE_ANSWERS = (
    "zo'n bestand ontstaat als geen enkel antwoord aan de voltooiingskeuze voldoet;"
    " exporteer alle antwoorden"
)
MESSAGES = ("No Data", "No permission", "Invalid", "Error", "No Responses", "Survey")


def read_table(path: Path, companion: Path | None) -> Table:
    """The responses of a file under its own headings; companion: .sps or .R syntax of the data."""
    data = file_bytes(path)
    if not data.strip(b"\xef\xbb\xbf\r\n \t"):
        found = "een bestand met alleen lege regels" if data else "een leeg bestand"
        raise refusal(path, found, MORE_ANSWERS)
    if data.startswith(b"PK"):
        return _zipped(path, data)
    if data.startswith((b"$FL2", b"$FL3")):
        return read_sav(path)
    return _text_table(path, data, companion)


def _zipped(path: Path, data: bytes) -> Table:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except Exception:  # zipfile raises several unrelated types on damaged archives
        raise refusal(path, "een beschadigd archief", CSV_AGAIN) from None
    if any(name.endswith(".lsr") for name in names):
        return read_archive(path, data)
    if any(name.endswith(".lss") for name in names):
        raise refusal(path, "een archief zonder antwoorden: de vragenlijst is niet actief", WAIT)
    if "xl/workbook.xml" in names:
        return read_workbook(path, data)
    if "content.xml" in names:
        raise refusal(path, "een OpenDocument-bestand (.ods, .odt)",
                      f"bewaar het als werkmap (.xlsx), of {CSV_AGAIN}")  # fmt: skip
    raise refusal(
        path,
        f"een zip-bestand met {', '.join(names[:3]) or 'niets erin'}",
        f"{UNPACK}; of {CSV_AGAIN}",
    )


def _text_table(path: Path, data: bytes, companion: Path | None) -> Table:
    content = decoded_bytes(path, data)
    syntax = bytes(decoded_bytes(companion, file_bytes(companion))).decode() if companion else ""
    start = bytes(content[:4096]).decode("utf-8", "ignore").lstrip()
    if companion and "RENAME VARIABLE" in syntax:
        refuse_cut_end(path, data, (b"\n", b"'"))
        return read_spss_text(path, content, companion, syntax)
    if start.startswith("<"):
        raise refusal(path, _markup(start), CSV_AGAIN)
    if start.startswith(("{", "[")):
        return read_json(path, content)
    if is_vv(content):
        refuse_cut_end(path, data, (b"\n",))
        return read_vv(path, content)
    separator = choose_separator(content, has_id_heading)
    if separator is None or start.startswith(STRUCTURE_TSV):
        raise _unknown(path, content, start)
    refuse_cut_end(path, data, (b"\n", b"\r", b'"'))
    # only RemoteControl ends the file with an empty line; it never masks formulas
    table = read_delimited(path, content, separator, masked=not data.endswith(b"\r\n\r\n"))
    if not syntax:
        return table
    names = {int(number): name for number, name in R_NAME.findall(syntax)}
    headings = [heading.replace("[", "_").replace("]", "") for heading in table.cells]
    if headings != [names.get(number) for number in range(1, len(headings) + 1)]:
        raise refusal(
            companion or path,
            f"een syntaxis die niet hoort bij {path.name}",
            "geef het .R- of .sps-bestand dat samen met het gegevensbestand geëxporteerd is",
        )
    labels = {}
    for number, values, texts in R_LABELS.findall(syntax):
        pairs = zip(
            (value.strip() for value in values.split(",")), R_TEXT.findall(texts), strict=False
        )
        labels[table.cells.columns[int(number) - 1]] = dict(pairs)
    return dataclasses.replace(table, dialect="rdata", labels=labels)


def _markup(start: str) -> str:
    if ENTITY in start:
        return ENTITIES
    kind = re.search(r"<LimeSurveyDocType>(\w*)<", start)
    if kind:
        return f"een LimeSurvey-bestand van soort {kind[1]} (structuur), geen antwoorden"
    if "<dta>" in start:
        return "een Stata-bestand in XML, dat niet betrouwbaar te lezen is"
    return "een webpagina of XML-bestand in plaats van gegevens"


def _unknown(path: Path, content: memoryview, start: str) -> Exception:
    """The refusal for text that is no export with headings."""
    line = start.splitlines()[0] if start else ""
    if start.startswith(STRUCTURE_TSV):
        return refusal(path, "een vragenlijststructuur (TSV), geen antwoorden", CSV_AGAIN)
    if "RENAME VARIABLE" in start or "VARIABLE LABELS" in start or "read.csv(" in start:
        return refusal(
            path, "syntaxis in plaats van gegevens", "geef het gegevensbestand dat erbij hoort"
        )
    if re.match(r"'?\w*'?,?.*'\d\d-\d\d-\d{4} \d\d:\d\d:\d\d'", line):
        return refusal(path, "een SPSS-gegevensbestand (.dat) zonder syntaxis", SYNTAX_REMEDY)
    if mark := next((s for s in "|:~^" if has_id_heading(first_record(content, s))), None):
        return refusal(path, f"cellen met '{mark}' ertussen", CSV_AGAIN, row=1,
                       expected="een puntkomma, een komma of een tab ertussen")  # fmt: skip
    for row, below in enumerate(start.splitlines()[1:ABOVE], 2):
        if any(has_id_heading(below.replace('"', "").split(s)) for s in ";,\t"):
            return refusal(path, f"de koppen staan pas in rij {row}",
                           f"haal weg wat erboven staat, of {CSV_AGAIN}", row=1)  # fmt: skip
    cells = max((first_record(content, s) for s in ";,\t"), key=len)
    if "token" in cells and ("tid" in cells or "email" in cells):
        return refusal(path, "een deelnemerslijst in plaats van antwoorden", CSV_AGAIN)
    if any(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", cell) for cell in cells):
        return refusal(path, "gegevens zonder koppen in rij 1", CSV_AGAIN, row=1)
    if len(cells) == 1 or b"\n" not in bytes(content):
        # of a file that is no export nothing is shown but what LimeSurvey itself says
        said = next((f": '{words}'" for words in MESSAGES if line.startswith(words)), "")
        return refusal(path, f"een melding in plaats van gegevens{said}", CSV_AGAIN, row=1)
    return refusal(
        path,
        "geen kop 'id' in rij 1: geen export van LimeSurvey",
        f"{STRUCTURE_NEEDED}; {CSV_AGAIN}",
        row=1,
    )
