"""From long answers and converted tick boxes back to the codes LimeSurvey stores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.headings import OTHER, STRUCTURE_NEEDED
from surveyreport.sources.limesurvey.table import CSV_AGAIN, refusal
from surveyreport.sources.survey import Column, Structure, plain

YES = {"Ja", "Yes"}
NO = {"Nee", "No"}
NO_WORDS = {"0", "2", "N"}
NOT_REACHED = {"", "-1"}
CODE_LIKE = re.compile(r"[A-Za-z0-9]{1,5}")


@dataclass(frozen=True)
class Answers:
    """Cells with answer codes as stored, and what the way there lost, in Dutch sentences."""

    cells: pd.DataFrame
    losses: tuple[str, ...] = ()


def stored_answers(
    path: Path, cells: pd.DataFrame, structure: Structure | None, boxes: frozenset[str]
) -> Answers:
    """Undo long answers and the conversion of Y and N.

    cells: columns under code headings. boxes: columns the dialect's syntax declares tick boxes.
    Raises InputProblems for a label that fits no or several options, for long and short answers
    mixed, and without structure when the answers must be long or converted.
    """
    if structure is None:
        if boxes:
            return _undo_conversion(path, cells, boxes, others_of(boxes, cells), frozenset())
        _refuse_what_needs_structure(path, cells)
        return Answers(cells)
    columns = {c.code: c for c in structure.columns() if c.code in cells}
    cells = _short_numbers(
        cells, [c for c, column in columns.items() if column.question.type == "N"]
    )
    labels = _labels_if_long(path, cells, columns, structure)
    if labels is not None:
        return _from_long(path, cells, columns, labels)
    ticked = frozenset(code for code, column in columns.items() if column.is_box)
    others = frozenset(f"{columns[code].question.code}[other]" for code in ticked) & set(cells)
    yes_no = frozenset(code for code, column in columns.items() if column.question.type == "Y")
    return _undo_conversion(path, cells, ticked, others, yes_no)


def _short_numbers(cells: pd.DataFrame, numeric: list[str]) -> pd.DataFrame:
    """Numbers without the closing zeros of the database: 20.5000000000 is 20.5."""
    form = r"^(-?\d+(?:\.\d*[1-9])?)\.?0*$"
    return cells.assign(**{c: cells[c].str.replace(form, r"\1", regex=True) for c in numeric})


def others_of(boxes: frozenset[str], cells: pd.DataFrame) -> frozenset[str]:
    """The [other] text columns of the questions these boxes belong to."""
    return frozenset(f"{code.split('[')[0]}[other]" for code in boxes) & set(cells)


def _values(series: pd.Series) -> set[str]:
    """Distinct non-empty cells."""
    return set(series.dropna().unique()) - {""}


def _normal(label: str) -> str:
    return " ".join(plain(label).split())


def _label_codes(column: Column, language: str) -> dict[str, set[str]]:
    """Label -> codes that have it, in one language; the yes/no words of boxes and type Y."""
    if column.is_box:
        return {**{word: {"Y"} for word in YES}, **{word: {""} for word in NO}}
    if column.question.type == "Y":
        return {**{w: {"Y"} for w in YES}, **{w: {"N"} for w in NO}, "N/A": {""}}
    found: dict[str, set[str]] = {}
    for code, label in column.question.options.get(language, {}).items():
        found.setdefault(_normal(label), set()).add(code)
    if column.question.other:
        for word in OTHER.values():
            found.setdefault(word, set()).add("-oth-")
    return found


def _labels_if_long(
    path: Path, cells: pd.DataFrame, columns: dict[str, Column], structure: Structure
) -> dict[str, dict[str, set[str]]] | None:
    """Per choice column label -> codes when the answers are long, None when they are short."""
    choices = {
        code: column
        for code, column in columns.items()
        if column.is_box or column.has_options or column.question.type == "Y"
    }
    values = {code: _values(cells[code]) for code in choices}
    by_language = {
        language: {code: _label_codes(column, language) for code, column in choices.items()}
        for language in structure.languages
    }
    stored = {
        code: {"Y", "N", *NO_WORDS, "1"}
        if not column.has_options
        else {*next(iter(column.question.options.values()), {}), "-oth-"}
        for code, column in choices.items()
    }

    def fits(labels: dict[str, dict[str, set[str]]]) -> int:
        return sum(
            value not in stored[code] and _normal(value) in labels[code]
            for code in choices
            for value in values[code]
        )

    best = max(by_language.values(), key=fits)
    if not fits(best):
        return None
    short = [
        (code, value)
        for code in choices
        for value in sorted(values[code])
        if value in stored[code] and _normal(value) not in best[code]
    ]
    if short:
        code, value = short[0]
        raise refusal(
            path, f"lange en korte antwoorden door elkaar ('{value}')", CSV_AGAIN, column=code
        )
    return best


def _from_long(
    path: Path,
    cells: pd.DataFrame,
    columns: dict[str, Column],
    labels: dict[str, dict[str, set[str]]],
) -> Answers:
    problems = ProblemList()
    made = cells.copy()
    for code, label_codes in labels.items():
        way = {}
        for value in _values(cells[code]):
            found = sorted(label_codes.get(_normal(value), ()))
            if len(found) == 1:
                way[value] = found[0]
                continue
            where = cells.index[cells[code].eq(value)]
            problems.add(
                path,
                f"het antwoord '{value[:60]}' ({len(where)} keer)",
                "exporteer met antwoordcodes (kort), of geef het .lss-bestand van deze vragenlijst",
                row=int(where[0]),
                column=code,
                expected="een label van het .lss-bestand"
                if not found
                else f"een label van één code, niet van {', '.join(found)}",
            )
        made[code] = cells[code].map({"": "", **way}, na_action="ignore").astype(cells[code].dtype)
    problems.raise_if_any()
    return Answers(
        made,
        (
            "Lange antwoorden: een opgeslagen code die niet meer bestaat, is leeg.",
            "Lange antwoorden: een keuzevakje dat nooit getoond werd, staat er als niet"
            " aangevinkt.",
        ),
    )


def _undo_conversion(
    path: Path,
    cells: pd.DataFrame,
    boxes: frozenset[str],
    others: frozenset[str],
    yes_no: frozenset[str],
) -> Answers:
    """Tick boxes 1/0, 1/2 or Y/N back to Y and ""; the no word in [other] back to ""."""
    ticks = set().union(*(_values(cells[code]) for code in boxes))
    chosen = set().union(*(_values(cells[code]) for code in yes_no))
    no_words = ticks & NO_WORDS
    if not (no_words or "1" in ticks or chosen & {"0", "1", "2"}):
        return Answers(cells)
    made = cells.copy()
    for code in sorted(boxes):
        made[code] = cells[code].replace({"1": "Y", **dict.fromkeys(NO_WORDS, "")})
    for code in sorted(others):
        made[code] = cells[code].replace(dict.fromkeys(no_words, ""))
    for code in sorted(yes_no):
        made[code] = cells[code].replace({"1": "Y", "0": "N", "2": "N"})
    _refuse_ticks_never_reached(path, made, boxes)
    return Answers(
        made,
        (
            "Keuzevakjes waren omgezet (1 = ja; 0, 2 of N = nee): een vakje dat nooit getoond werd,"
            " staat er als niet aangevinkt, en een eigen tekst bij 'andere' die gelijk is aan een"
            " omgezet woord, is niet terug te halen.",
        ),
    )


def _not_reached(cells: pd.DataFrame) -> pd.Series:
    if "lastpage" not in cells:
        return pd.Series(False, index=cells.index)
    return cells["lastpage"].fillna("").isin(NOT_REACHED)


def _refuse_ticks_never_reached(path: Path, cells: pd.DataFrame, boxes: frozenset[str]) -> None:
    """Yes and no were swapped when people who saw no page have ticks everywhere."""
    rows = _not_reached(cells) & cells.get("submitdate", pd.Series("", cells.index)).fillna("").eq(
        ""
    )
    if rows.any() and boxes and cells.loc[rows, sorted(boxes)].eq("Y").all(axis=None):
        raise refusal(
            path,
            "keuzevakjes aangevinkt bij wie geen pagina zag: ja en nee zijn verwisseld",
            "exporteer zonder omzetting van Y en N",
            row=int(cells.index[rows][0]),
        )


def _refuse_what_needs_structure(path: Path, cells: pd.DataFrame) -> None:
    """Long answers and converted boxes show in the rows of a question; refuse them by name."""
    questions: dict[str, set[str]] = {}
    for code in cells:
        if "[" in code and not code.endswith(("[other]", "comment]")):
            questions.setdefault(code.split("[")[0], set()).update(_values(cells[code]))
    kinds = {
        code: "short"
        if all(CODE_LIKE.fullmatch(v) for v in values) and not values <= YES | NO
        else "long"
        for code, values in questions.items()
        if values
    }
    if kinds and "short" not in kinds.values():
        raise refusal(path, "lange antwoorden (labels)", STRUCTURE_NEEDED, column=next(iter(kinds)))
    rows = [code for code in cells if "[" in code and not code.endswith("[other]")]
    for question in questions:
        boxes = [code for code in rows if code.startswith(f"{question}[")]
        found = set().union(*(cells[code].unique() for code in boxes))
        if found <= {"Y", "1", *NO_WORDS} and found & NO_WORDS:
            raise refusal(
                path,
                "keuzevakjes die omgezet lijken (0, 2 of N, nooit leeg)",
                "leg het .lss-bestand ernaast of exporteer zonder omzetting van Y en N",
                column=question,
            )
