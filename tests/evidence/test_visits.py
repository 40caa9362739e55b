"""Visits counted by theme, conversation and direction; forms read back with every fault named."""

import pandas as pd
import pytest
from openpyxl import load_workbook
from support import ROOT

from surveyreport.evidence import visit_forms as forms
from surveyreport.evidence.visits import TABLE, visit_leaks, visit_table
from surveyreport.files.problems import ProblemList
from synthetic.inspectors import fill_forms, planned, visited

WAVE = "2023"


def found(rows, held=("beleid", "schoolteam", "leerlingen"), visits=11):
    """Visits that were all held, and (visit, conversation, theme, direction) of what came up."""
    lines = [(str(v), name, "", "", "") for v in range(1, visits + 1) for name in held]
    return pd.DataFrame([*lines, *((*row, "2") for row in rows)], columns=forms.COLUMNS, dtype=str)


def count(table, theme, conversation="alle", direction="alle"):
    where = (table["theme"].eq(theme), table["conversation"].eq(conversation))
    row = table[where[0] & where[1] & table["direction"].eq(direction)]
    return row["visits"].iloc[0], row["of"].iloc[0]


def test_a_visit_counts_once_whatever_was_said_in_how_many_conversations(study):
    rows = [
        ("1", "beleid", "middelen", "helpt"),
        ("1", "schoolteam", "middelen", "remt"),
        ("2", "beleid", "middelen", "remt"),
        ("2", "schoolteam", "middelen", "geen"),
        ("3", "schoolteam", "middelen", "geen"),
    ]
    table = visit_table(found(rows), study.visits)
    assert list(table.columns) == TABLE
    assert count(table, "middelen") == (3, 11)
    told = {way: count(table, "middelen", "alle", way)[0] for way in study.visits.directions}
    assert told == {"helpt": 0, "remt": 1, "beide": 1, "geen": 1}
    assert count(table, "middelen", "beleid") == (2, 11)
    assert count(table, "middelen", "schoolteam", "remt") == (1, 11)


def test_a_theme_is_counted_out_of_the_visits_that_had_its_conversation(study):
    rows = [("1", "leerlingen", "screening", "helpt")]
    table = visit_table(found(rows, held=("beleid", "leerlingen")), study.visits)
    assert count(table, "screening", "leerlingen") == (1, 11)
    assert count(table, "screening", "schoolteam") == (0, 0)


def test_what_was_planned_comes_out(study, tmp_path, monkeypatch):
    """The forms of eleven synthetic visits, filled in, read and counted."""
    monkeypatch.chdir(ROOT)
    fill_forms(tmp_path, study, WAVE, 4)
    problems = ProblemList()
    rows = forms.read_forms(tmp_path, study.visits, WAVE, list(visited(WAVE)), problems)
    assert problems.problems == []
    table = visit_table(pd.DataFrame(rows, columns=forms.COLUMNS), study.visits)
    assert count(table, "alle") == (11, 11)
    for (theme, conversation), wanted in planned(ROOT / "study", WAVE).items():
        if study.visits.themes[theme].recognisable:
            continue
        for direction, number in wanted.items():
            assert count(table, theme, conversation, direction)[0] == number
        assert count(table, theme, conversation)[0] == sum(wanted.values())


@pytest.mark.parametrize("number", range(12))
def test_nothing_under_three_visits_of_a_theme_that_could_name_a_school(study, number):
    ways = (["remt", "geen", "helpt"] * 4)[:number]
    rows = [(str(v), "schoolteam", "uitschrijven", way) for v, way in enumerate(ways, 1)]
    table = visit_table(found(rows), study.visits)
    own = table[table["theme"].eq("uitschrijven")]
    shown = own["visits"].dropna()
    assert not shown.between(1, study.visits.few - 1).any()
    assert visit_leaks(table, study.visits) == []
    # what is hidden cannot be had by taking the others from the total
    for _, part in own.groupby("conversation"):
        assert part["visits"].isna().sum() != 1


def test_the_leak_test_finds_what_it_should(study):
    table = visit_table(
        found([(str(v), "schoolteam", "uitschrijven", "remt") for v in range(1, 6)]), study.visits
    )
    assert visit_leaks(table, study.visits) == []
    at = table["theme"].eq("uitschrijven") & table["direction"].eq("remt")
    assert visit_leaks(table.assign(visits=table["visits"].mask(at, 2)), study.visits)
    assert visit_leaks(table.assign(visits=table["visits"].mask(at)), study.visits)


@pytest.fixture
def form(study, tmp_path):
    path = forms.form_path(tmp_path, "1")
    forms.write_form(study.visits, WAVE, "1", path, study.texts["evidence"], synthetic=True)
    return path


def edited(path, change):
    book = load_workbook(path)
    page = book[forms.TAB]
    first = forms.HELD_ROW + 5
    change(page, first)
    book.save(path)


def read(path, study, visits=("1", "2")):
    problems = ProblemList()
    rows = forms.read_forms(path.parent, study.visits, WAVE, list(visits), problems)
    return rows, [str(problem) for problem in problems.problems]


def test_an_empty_form_says_nothing(form, study):
    assert read(form, study) == ([], [])


def test_every_fault_of_a_form_is_named_with_its_row(form, study):
    def spoil(page, first):
        page.cell(forms.HELD_ROW, forms.FINDING).value = "misschien"
        page.cell(first, forms.DIRECTION).value = "vooruit"
        page.cell(first + 1, forms.DIRECTION).value = "helpt"
        page.cell(first + 1, forms.WEIGHT).value = 9
        page.cell(first + 2, forms.FINDING).value = "een bevinding"
        page.cell(first + 3, forms.DIRECTION).value = "remt"
        page.cell(first + 4, forms.THEME).value = "iets anders [verzonnen]"
        page.delete_rows(first + 8)
        page.cell(page.max_row + 1, forms.THEME).value = "een eigen thema"

    edited(form, spoil)
    _, said = read(form, study)
    for part in ("'misschien'", "richting 'vooruit'", "gewicht '9'", "zonder richting",
                 "dat niet doorging", "thema 'verzonnen'", "rijen zijn weg"):  # fmt: skip
        assert any(part in fault for fault in said), (part, said)
    assert all("rij" in fault for fault in said if "richting" in fault or "gewicht" in fault)


def test_forms_of_another_wave_or_twice_of_one_visit(form, study):
    form.with_name("kopie.xlsx").write_bytes(form.read_bytes())
    path = forms.form_path(form.parent, "2")
    forms.write_form(study.visits, "2031", "2", path, study.texts["evidence"], synthetic=True)
    _, said = read(form, study)
    assert any("nog een formulier van bezoek 1" in fault for fault in said)
    assert any("van golf 2031, bezoek 2" in fault for fault in said)


def test_a_spreadsheet_may_write_numbers_and_capitals(form, study):
    def fill(page, first):
        page.cell(forms.HELD_ROW, forms.FINDING).value = "Ja "
        page.cell(first, forms.DIRECTION).value = "Helpt"
        page.cell(first, forms.WEIGHT).value = 2.0

    edited(form, fill)
    rows, said = read(form, study)
    assert said == [] and ("1", "beleid", study.visits.rows[0][0].id, "helpt", "2") in rows
