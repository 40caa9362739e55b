"""A form per visit: what each conversation said about each theme; and forms read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from surveyreport.evidence import sheet_style as style
from surveyreport.evidence.forgotten import SHEETS
from surveyreport.evidence.sheet_read import VISITS, find_workbooks, open_workbook
from surveyreport.files.problems import ProblemList
from surveyreport.study.visits import VisitGuide

KIND, TAB = "bezoekformulier", "Bezoek"
COLUMNS = ["visit", "conversation", "theme", "direction", "weight"]
HELD_ROW, HEADS = 3, 8
CONVERSATION, THEME, FINDING, DIRECTION, WEIGHT, NOTE = range(1, 7)
WIDTHS = (16, 44, 50, 14, 10, 44)
WEIGHTS, YES, NO = ("1", "2", "3"), "ja", "nee"


def visit_folder(wave: str) -> Path:
    """Where the forms of a wave stand."""
    return SHEETS / wave / VISITS


def form_path(folder: Path, visit: str) -> Path:
    """Where the form of a visit stands."""
    return folder / f"bezoek-{visit}.xlsx"


def write_form(
    guide: VisitGuide, wave: str, visit: str, path: Path, words: dict[str, Any], synthetic: bool
) -> None:
    """Write an empty form. visit: the number under which the visited provider is known."""
    workbook = Workbook()
    page = cast(Worksheet, workbook.active)
    page.title = TAB
    marked = f" {words['synthetic']}" if synthetic else ""
    title = words["visit_title"].format(visit=visit) + marked
    style.put(page.cell(1, 1), title, bold=True, size=14, wrap=False)
    style.put(page.cell(2, 1), words["visit_held"], wrap=False)
    for row, (name, label) in enumerate(guide.conversations.items(), HELD_ROW):
        style.put(page.cell(row, CONVERSATION), f"{label} [{name}]", wrap=False)
        held = style.put(page.cell(row, FINDING), None)
        held.protection, held.border = style.OPEN, style.GRID
    asked = f"C{HELD_ROW}:C{HELD_ROW + len(guide.conversations) - 1}"
    style.choices(page, asked, (YES, NO), words["visit_held"], words["visit_held"],
                  words["decision_error"])  # fmt: skip
    first = HELD_ROW + len(guide.conversations) + 2
    for column, (name, width) in enumerate(zip(words["visit_heads"], WIDTHS, strict=True), 1):
        style.put(page.cell(first - 1, column), name, bold=True, head=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for row, (theme, conversation) in enumerate(guide.rows, first):
        label = guide.conversations[conversation]
        style.put(page.cell(row, CONVERSATION), f"{label} [{conversation}]")
        style.note(
            style.put(page.cell(row, THEME), f"{theme.label} [{theme.id}]"), theme.definition
        )
        for column in (FINDING, DIRECTION, WEIGHT, NOTE):
            cell = style.put(page.cell(row, column), None)
            cell.protection, cell.border = style.OPEN, style.GRID
        page.row_dimensions[row].height = 32
    last = first + len(guide.rows) - 1
    for column, values in ((DIRECTION, tuple(guide.directions)), (WEIGHT, WEIGHTS)):
        letter = get_column_letter(column)
        head = words["visit_heads"][column - 1]
        style.choices(page, f"{letter}{first}:{letter}{last}", values, head,
                      words["visit_prompt"][column - DIRECTION], words["visit_error"])  # fmt: skip
    page.freeze_panes = f"{get_column_letter(FINDING)}{first}"
    style.landscape(page)
    style.lock(page)
    facts = {"Soort": KIND, "Golf": wave, "Bezoek": visit}
    style.about_page(workbook, title, facts, words["visit_help"])
    style.save(workbook, path)


def read_forms(
    folder: Path, guide: VisitGuide, wave: str, visits: list[str], problems: ProblemList
) -> list[tuple[str, str, str, str, str]]:
    """COLUMNS of every filled form: a row per theme that came up, and one without theme for each
    conversation that was held. visits: those of the wave. Faults go to `problems`."""
    rows: list[tuple[str, str, str, str, str]] = []
    seen: dict[str, Path] = {}
    for path, facts in find_workbooks(folder, problems):
        visit = facts.get("Bezoek", "")
        if facts["Soort"] != KIND or facts.get("Golf") != wave or visit not in visits:
            problems.add(
                path,
                f"een {facts['Soort']} van golf {facts.get('Golf', '?')}, bezoek {visit or '?'}",
                "zet hier enkel bezoekformulieren van deze golf",
                expected=f"golf {wave}, bezoek " + ", ".join(visits),
            )
        elif visit in seen:
            problems.add(path, f"nog een formulier van bezoek {visit}",
                         f"houd er één: dit of {seen[visit].name}")  # fmt: skip
        else:
            seen[visit] = path
            rows += _form(path, guide, visit, problems)
    return sorted(rows)


def _form(
    path: Path, guide: VisitGuide, visit: str, problems: ProblemList
) -> list[tuple[str, str, str, str, str]]:
    book = open_workbook(path, problems)
    if TAB not in book.sheetnames:
        problems.add(path, f"het tabblad {TAB} ontbreekt", "zet het terug")
        return []
    lines = [
        ["" if value is None else str(value).strip() for value in line]
        for line in book[TAB].iter_rows(max_col=NOTE, values_only=True)
    ]
    book.close()
    held: dict[str, bool] = {}
    started = False
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for number, line in enumerate(lines, 1):
        line += [""] * (NOTE - len(line))
        conversation, theme = (_id(line[place - 1]) for place in (CONVERSATION, THEME))
        said = line[FINDING - 1].casefold()
        if conversation in guide.conversations and not theme:
            if said not in (YES, NO, ""):
                problems.add(path, f"'{said}'", "kies ja of nee", row=number, column="C")
            held[conversation] = said == YES
        elif theme:
            started = True
            _theme(path, guide, number, conversation, theme, line, found, problems)
        elif started and any(line):
            remedy = "zet ze bij een thema dat er staat, of voeg het toe aan study/visits.yaml"
            problems.add(path, "een rij zonder thema van het formulier", remedy, row=number)
    for conversation, theme in found:
        if not held.get(conversation):
            problems.add(
                path,
                f"thema '{theme}' in een gesprek ({conversation}) dat niet doorging",
                "zet bij dat gesprek ja, of maak de rij leeg",
            )
    wanted = {(conversation, theme.id) for theme, conversation in guide.rows}
    shown = {(_id(line[0]), _id(line[1])) for line in lines if len(line) > 1 and _id(line[1])}
    if missing := sorted(wanted - shown):
        problems.add(path, f"{len(missing)} rijen zijn weg, zoals {' '.join(missing[0])}",
                     "zet ze terug; make visitforms maakt een leeg formulier")  # fmt: skip
    rows = [(visit, name, "", "", "") for name, yes in held.items() if yes]
    return rows + [(visit, *at, *of) for at, of in found.items() if of[0]]


def _theme(
    path: Path,
    guide: VisitGuide,
    number: int,
    conversation: str,
    theme: str,
    line: list[str],
    found: dict[tuple[str, str], tuple[str, str]],
    problems: ProblemList,
) -> None:
    direction, weight = line[DIRECTION - 1].casefold(), line[WEIGHT - 1].removesuffix(".0")
    if theme not in guide.themes or conversation not in guide.themes[theme].conversations:
        problems.add(path, f"thema '{theme}' in gesprek '{conversation}'", "zet de rij terug",
                     row=number, expected="een rij van study/visits.yaml")  # fmt: skip
    elif (conversation, theme) in found:
        problems.add(path, f"thema '{theme}' staat er twee keer", "houd één rij over", row=number)
    elif direction and direction not in guide.directions:
        problems.add(path, f"richting '{direction}'", "kies een richting van de lijst", row=number,
                     column="D", expected="een van: " + ", ".join(guide.directions))  # fmt: skip
    elif weight and weight not in WEIGHTS:
        problems.add(path, f"gewicht '{weight}'", "kies een gewicht", row=number, column="E",
                     expected="1, 2 of 3")  # fmt: skip
    elif not direction and any(line[place - 1] for place in (FINDING, WEIGHT, NOTE)):
        problems.add(path, "een bevinding zonder richting", "kies een richting", row=number,
                     column="D")  # fmt: skip
    elif direction:
        found[conversation, theme] = (direction, weight)


def _id(text: str) -> str:
    return text.rpartition("[")[2].removesuffix("]") if text.endswith("]") else ""
