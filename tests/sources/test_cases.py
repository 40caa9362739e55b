"""Kinds of files that people have: read right, or refused with what to do."""

from __future__ import annotations

import dataclasses

import openpyxl
import pytest
from survey_files import SYSTEM, Asked, Survey, as_archive, as_csv, csv_text, document, lss, written

from surveyreport.files.problems import InputProblems
from surveyreport.sources.limesurvey.export import read_export, read_participants
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.wording import match_key

TEAM = Survey(
    (
        Asked("school", "S", hidden=True),
        Asked("Q1", "L", options={"A1": "akkoord", "A2": "niet akkoord"}),
        Asked("Q2", "F", ("SQ001", "SQ002"), options={"A1": "akkoord", "A2": "niet akkoord"}),
        Asked("Q3", "M", ("SQ001", "SQ002"), other=True),
        Asked("Q4", "Y"),
    )
)
CODES = ("school", "Q1", "Q2[SQ001]", "Q2[SQ002]", "Q3[SQ001]", "Q3[SQ002]", "Q3[other]", "Q4")


def rows(*answers):
    """A submitted response per tuple of answers in the order of CODES."""
    made = []
    for number, values in enumerate(answers, 1):
        system = (str(number), "2026-01-10 10:00:00", "2", "nl", "9")
        made.append(dict(zip(SYSTEM, system, strict=True)) | dict(zip(CODES, values, strict=True)))
    return made


FIRST = ("S1", "A1", "A1", "A2", "Y", "", "", "Y")
SECOND = ("S2", "A2", "A2", "A1", "", "Y", "brief", "N")


@pytest.fixture
def structure(tmp_path):
    return load_structure(written(tmp_path / "survey.lss", lss(TEAM, 620)))


def table(export):
    return export.cells[list(CODES)].to_numpy().tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("< 5 jaar", "> 5 jaar"),
        ("≤ 5", "≥ 5"),
        ("C", "C++"),
        ("C", "C#"),
        ("€ 10", "10 %"),
        ("goed (+)", "goed (-)"),
        ("goed (+)", "goed (+/-)"),
        ("A", "A-"),
        ("-5", "5"),
        ("1,5", "15"),
        ("1.000", "1,000"),
        ("16-18", "16 18"),
        ("20 °C", "20 °F"),
        ("★", "★★"),
        ("$ 5", "£ 5"),
        ("R&D", "R D"),
        ("x²", "x2"),
        ("--", "-"),
        ("< 5 of > 10", "> 5 of < 10"),
    ],
)
def test_texts_that_differ_in_a_sign_have_keys_of_their_own(one, other):
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ik weet het niet.", "ik weet het niet"),
        ("De school – niet ik – beslist", "De school, niet ik, beslist"),
        ("voor- en nadelen", "voor en nadelen"),
        ("foto's", "foto´s"),
        ("&lt; 5 jaar", "<5 jaar"),
        ("−5", "-5"),
        ("16-18 jaar", "16 – 18 jaar"),
        ("10%", "10 %"),
        ("cafe\u0301", "café"),
    ],
)
def test_punctuation_makes_no_other_text(one, other):
    assert match_key(one) == match_key(other)


def test_a_converted_empty_text_beside_long_answers_is_no_answer(tmp_path, structure):
    long = {"A1": "akkoord", "A2": "niet akkoord", "Y": "Ja", "N": "Nee", "": ""}
    people = [*[FIRST] * 3, SECOND, *[FIRST] * 2]
    made = [
        [
            *row[:1],
            *(long[v] for v in row[1:4]),
            *("Ja" if v else "Nee" for v in row[4:6]),
            row[6] or "nee",
            long[row[7]],
        ]
        for row in people
    ]
    file = written(tmp_path / "lang.csv", as_csv(TEAM, rows(*made)))
    export = read_export(file, structure=structure)
    assert export.cells["Q3[other]"].tolist() == ["", "", "", "brief", "", ""]
    assert any("'nee'" in loss for loss in export.losses)


def test_words_of_a_conversion_are_told_by_the_boxes(tmp_path, structure):
    words = {"Y": "wel", "": "geen", "N": "geen"}
    made = [
        [*row[:4], *(words[v] for v in row[4:6]), row[6] or "geen", words[row[7]]]
        for row in (FIRST, SECOND, SECOND)
    ]
    opened = rows(("", "", "", "", "geen", "geen", "geen", ""))[0]
    opened |= {"id": "9", "submitdate": "", "lastpage": "-1"}
    file = written(tmp_path / "x.csv", as_csv(TEAM, [*rows(*made), opened]))
    export = read_export(file, structure=structure)
    assert table(export)[:2] == [list(FIRST), list(SECOND)]
    # whoever left the yes/no question open has the word for no as well
    assert export.unsure == ("Q4",)
    without = read_export(
        written(tmp_path / "y.csv", as_csv(TEAM, rows(FIRST, SECOND))), structure=structure
    )
    assert without.unsure == () and table(without) == [list(FIRST), list(SECOND)]


def test_words_that_do_not_tell_which_is_no_are_refused(tmp_path, structure):
    words = {"Y": "groen", "": "rood", "N": "rood"}
    made = [
        [*row[:4], *(words[v] for v in row[4:6]), row[6] or "rood", words[row[7]]]
        for row in (FIRST, SECOND)
    ]
    with pytest.raises(InputProblems, match="zonder omzetting van Y en N"):
        read_export(written(tmp_path / "x.csv", as_csv(TEAM, rows(*made))), structure=structure)


@pytest.mark.parametrize("separator", [". ", " - ", ": ", "|"])
@pytest.mark.parametrize("known", [True, False])
def test_headings_of_code_and_text_are_read_by_their_code(tmp_path, structure, separator, known):
    texts = ("ID de la réponse", "Date de soumission", "Dernière page", "Langue", "Graine")
    heads = [f"{code}{separator}{text}" for code, text in zip(SYSTEM, texts, strict=True)]
    # an empty text, another blank, a text with brackets
    heads += [
        f"{code}{separator}{text}"
        for code, text in zip(CODES, ["", "Vraag  Q1", "a [b]"] + [""] * 5, strict=True)
    ]
    file = written(tmp_path / "x.csv", as_csv(TEAM, rows(FIRST, SECOND), heads))
    export = read_export(file, structure=structure if known else None)
    assert table(export) == [list(FIRST), list(SECOND)]


def test_code_and_text_run_together_in_another_language(tmp_path, structure):
    heads = [f"{code}Texte {code}" for code in (*SYSTEM, *CODES)]
    file = written(tmp_path / "x.csv", as_csv(TEAM, rows(FIRST, SECOND), heads))
    assert table(read_export(file, structure=structure)) == [list(FIRST), list(SECOND)]


@pytest.mark.parametrize("code", ["Q_1", "Q 2", "vraag_a_b"])
def test_a_code_with_a_sign_stays_the_code_of_the_structure(tmp_path, code):
    survey = Survey((Asked(code, "L", options={"A1": "ja", "A2": "nee"}), Asked("Q9", "S")))
    held = load_structure(written(tmp_path / "x.lss", lss(survey, 359)))
    data = csv_text([*SYSTEM, code, "Q9"], [["1", "", "2", "nl", "9", "A1", "iets"]])
    export = read_export(written(tmp_path / "x.csv", data), structure=held)
    assert export.cells[code].tolist() == ["A1"]


def test_an_underscore_divides_where_rows_stand_together(tmp_path):
    data = csv_text(
        [*SYSTEM, "Q_1", "Q2_a", "Q2_b", "Q3_SQ001"], [["1", "", "2", "nl", "9"] + ["A1"] * 4]
    )
    columns = list(read_export(written(tmp_path / "x.csv", data)).cells)
    assert columns[5:] == ["Q_1", "Q2[a]", "Q2[b]", "Q3[SQ001]"]


def test_empty_columns_and_a_separator_line_are_no_answers(tmp_path):
    plain = as_csv(TEAM, rows(FIRST, SECOND)).decode("utf-8-sig")
    beside = "".join(f'{line};;""\r\n' for line in plain.strip().split("\r\n"))
    assert table(read_export(written(tmp_path / "x.csv", f"sep=;\r\n{beside}"))) == [
        list(FIRST),
        list(SECOND),
    ]
    book = openpyxl.Workbook()
    for line in [(*SYSTEM, *CODES), *(row.values() for row in rows(FIRST, SECOND))]:
        book.active.append([*line, None])
    book.active["Q1"].fill = openpyxl.styles.PatternFill("solid", "00FF0000")
    book.save(tmp_path / "x.xlsx")
    assert table(read_export(tmp_path / "x.xlsx")) == [list(FIRST), list(SECOND)]
    head, *lines = plain.strip().split("\r\n")
    stray = "\r\n".join([f'{head};""', *(f'{line};"x"' for line in lines), ""])
    with pytest.raises(InputProblems, match="die geen kop heeft"):
        read_export(written(tmp_path / "y.csv", stray))


def test_an_archive_nobody_answered_says_so(tmp_path):
    file = written(tmp_path / "x.lsa", as_archive(TEAM, [], 620))
    with pytest.raises(InputProblems, match="die nog niemand invulde") as caught:
        read_export(file)
    assert "haal de groep uit de golf" in str(caught.value)
    empty = written(tmp_path / "x.csv", csv_text([*SYSTEM, *CODES], [[""] * 13]))
    with pytest.raises(InputProblems, match="antwoordde nog niemand"):
        read_export(empty)


def test_dates_that_a_spreadsheet_rewrote_are_refused_as_such(tmp_path):
    data = as_csv(TEAM, rows(FIRST)).replace(b"2026-01-10 10:00:00", b"10/01/2026 10:00")
    with pytest.raises(InputProblems, match="een rekenblad heeft de datum herschreven"):
        read_export(written(tmp_path / "x.csv", data))


def test_participants_with_a_quote_that_limesurvey_left_single(tmp_path):
    text = (
        '"tid","firstname","email","token","attribute_1 <aanbieder>"\n'
        '"1","Firma "De Zon"","a@example.org","tok1","A01"\n'
        '"2","An","b@example.org","tok2","A ""02"""\n'
    )
    found = read_participants(written(tmp_path / "p.csv", text))
    assert found.to_numpy().tolist() == [["tok1", "A01"], ["tok2", 'A "02"']]
    torn = text.replace('Zon""', 'Zon",""')
    with pytest.raises(InputProblems, match="uit de naam van de deelnemer"):
        read_participants(written(tmp_path / "q.csv", torn))


@pytest.mark.parametrize(
    ("described", "found"),
    [
        (
            '{"firstname": {"encrypted": "N"}, "attribute_1": {"description": "aanbieder"}}',
            "aanbieder",
        ),
        (
            '{"email": {"encrypted": "Y", "mandatory": "Y"}, "attribute_1": {"encrypted": "N"}}',
            None,
        ),
        ("attribute_1=aanbieder\nattribute_2=regio", "aanbieder"),
        (
            'a:1:{s:11:"attribute_1";a:2:{s:11:"description";s:9:"aanbieder";s:9:"mandatory";s:1:"N";}}',
            "aanbieder",
        ),
        ("[]", None),
        ("", None),
    ],
)
def test_attributes_of_every_version(tmp_path, described, found):
    survey = dataclasses.replace(TEAM, attributes=described)
    held = load_structure(written(tmp_path / "x.lss", lss(survey, 620)))
    assert held.attributes.get("attribute_1") == found
    tokens = document(
        "Tokens", 620, "<tokens><fields><fieldname>token</fieldname><fieldname>attribute_1"
        "</fieldname></fields><rows><row><token>t1</token><attribute_1>A1</attribute_1></row></rows>"
        "</tokens>",
    )  # fmt: skip
    file = written(tmp_path / "x.lsa", as_archive(survey, rows(FIRST), 620, tokens))
    assert read_participants(file).columns.tolist() == ["token", found or "attribute_1"]
