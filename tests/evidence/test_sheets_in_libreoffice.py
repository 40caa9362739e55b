"""Sheets and forms that were opened and saved in LibreOffice are read back as they were meant."""

import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from small import BOOK, WAVE, Edited, coding, decide, fill, final, sheet_of

from surveyreport.evidence import visit_forms as forms
from surveyreport.evidence.differences import differences_path
from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.taking_in import read_back
from surveyreport.files.problems import ProblemList


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Open and save workbooks in place."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice: make test-tools installs it")
    folder = tmp_path_factory.mktemp("office")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "seen"]

    def save(*paths):
        subprocess.run([program, "--headless", profile, *convert, *paths], check=True,
                       capture_output=True, timeout=120)  # fmt: skip
        for path in paths:
            shutil.copy(folder / "seen" / path.name, path)

    return save


def test_ticks_decisions_and_findings_come_back(study, tmp_path, saved):
    make_sheets(coding(study, tmp_path), 2)
    fill(coding(study, tmp_path), 1)
    fill(coding(study, tmp_path), 2, {"1/2 plaatsen": "middelen"})
    form = forms.form_path(tmp_path / "bezoeken", "1")
    forms.write_form(study.visits, WAVE, "1", form, study.texts["evidence"], synthetic=True)
    book = load_workbook(form)
    page, first = book[forms.TAB], forms.HELD_ROW + 5
    page.cell(forms.HELD_ROW, forms.FINDING).value = "ja"
    page.cell(first, forms.DIRECTION).value = "helpt"
    page.cell(first, forms.WEIGHT).value = "2"
    book.save(form)
    assert Edited(sheet_of(tmp_path, 1)).page.freeze_panes == "D6"
    saved(sheet_of(tmp_path, 1), sheet_of(tmp_path, 2), form)

    # the progress counts, a note says what a code means
    shown = load_workbook(sheet_of(tmp_path, 1), data_only=True).worksheets[0]
    assert shown["A2"].value.startswith("7 ")
    assert shown.protection.sheet
    edited = Edited(sheet_of(tmp_path, 1))
    assert (
        "Gevraagd worden meer uren" in edited.page.cell(4, edited.column["middelen"]).comment.text
    )
    assert not edited.page.cell(6, edited.column["middelen"]).protection.locked
    assert edited.page.cell(6, 2).protection.locked

    lines = read_back(coding(study, tmp_path))
    assert "6 van 7" in lines[0] and "2 verschillen te beslissen" in lines[0]
    decide(tmp_path, "ja")
    saved(differences_path(tmp_path / "data/sheets" / WAVE, BOOK))
    read_back(coding(study, tmp_path))
    assert final(study, tmp_path)["1/2 plaatsen"] == {"plaatsen", "middelen"}
    assert final(study, tmp_path)["=1 extra begeleider"] == {"middelen"}

    problems = ProblemList()
    rows = forms.read_forms(form.parent, study.visits, WAVE, ["1"], problems)
    assert problems.problems == []
    assert ("1", "beleid", study.visits.rows[0][0].id, "helpt", "2") in rows
