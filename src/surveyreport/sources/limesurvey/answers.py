"""From long answers and converted tick boxes back to the codes LimeSurvey stores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.conversion import NO_WORDS, YES_WORDS, undo_conversion
from surveyreport.sources.limesurvey.headings import OTHER, STRUCTURE_NEEDED
from surveyreport.sources.limesurvey.recoded import Labels, codes_of_labels, stored_codes
from surveyreport.sources.limesurvey.survey import Column, Structure, plain
from surveyreport.sources.limesurvey.table import CSV_AGAIN, refusal

YES = frozenset({"Ja", "Yes", "Oui", "Sí", "Sim"})
NO = frozenset({"Nee", "Neen", "No", "Non", "Nein", "Não"})
# what LimeSurvey itself calls its own answers, in Dutch and in English
WORDS = {
    "Y": {**dict.fromkeys(YES, "Y"), **dict.fromkeys(NO, "N"), "N/A": ""},
    "G": {
        **dict.fromkeys(("Female", "Vrouw", "Vrouwelijk"), "F"),
        **dict.fromkeys(("Male", "Man", "Mannelijk"), "M"),
        "N/A": "",
    },
    "C": {
        **dict.fromkeys(YES, "Y"),
        **dict.fromkeys(NO, "N"),
        **dict.fromkeys(("Uncertain", "Onzeker", "Weet niet"), "U"),
    },
    "E": {
        **dict.fromkeys(("Increase", "Toename", "Toegenomen", "Verhoging"), "I"),
        **dict.fromkeys(("Same", "Gelijk", "Hetzelfde"), "S"),
        **dict.fromkeys(("Decrease", "Afname", "Afgenomen", "Verlaging"), "D"),
    },
}
# a tick box in long answers; what was never shown is N/A in some versions
BOX_WORDS = {**dict.fromkeys(YES, "Y"), **dict.fromkeys(NO, ""), "N/A": ""}
SHORT_NO = frozenset({"0", "2", "N"})
# texts and counts beside the answers of a question
NO_ANSWER = ("[other]", "comment]", "[filecount]")
CODE_LIKE = re.compile(r"[A-Za-z0-9]{1,5}")
LONG_LOST = (
    "Lange antwoorden: een opgeslagen code die niet meer bestaat, is leeg.",
    "Lange antwoorden: een keuzevakje dat nooit getoond werd, staat er als niet aangevinkt.",
)


@dataclass(frozen=True)
class Answers:
    """Cells with answer codes as stored, and what the way there lost, in Dutch sentences.

    unsure: columns of which an answer may in truth be none, so that they cannot be counted.
    """

    cells: pd.DataFrame
    losses: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def stored_answers(
    path: Path,
    cells: pd.DataFrame,
    structure: Structure | None,
    labels: Mapping[str, Labels] = MappingProxyType({}),
    dialect: str = "csv",
) -> Answers:
    """Undo long answers, the numbers of SPSS and R, and the conversion of Y and N.

    cells: columns under code headings. labels: column -> number -> label as the dialect's own
    syntax declares them. Raises InputProblems for a label that fits no or several options, for
    long and short answers mixed, and without structure when the answers must be long or converted.
    """
    columns = {c.code: c for c in structure.columns() if c.code in cells} if structure else {}
    cells = stored_codes(cells, dialect, labels, columns)
    if structure is None:
        boxes = [code for code in labels if codes_of_labels(labels[code]).get("0") == ""]
        if not labels:
            _refuse_what_needs_structure(path, cells)
        return _others_emptied(cells, boxes, dialect)
    cells = _short_numbers(cells, [code for code, column in columns.items() if column.is_number])
    choices = {code: column for code, column in columns.items() if column.codes}
    words = _labels_if_long(path, cells, choices, structure)
    if words is None:
        undone = undo_conversion(path, cells, columns, dialect=dialect)
        return Answers(undone.cells, undone.losses, undone.unsure)
    emptied = undo_conversion(path, cells, columns, long=True)
    return Answers(
        _from_long(path, emptied.cells, words), (*LONG_LOST, *emptied.losses), emptied.unsure
    )


def _others_emptied(cells: pd.DataFrame, boxes: list[str], dialect: str) -> Answers:
    """Without a structure: the 0 that .sav writes in an empty text beside tick boxes, away."""
    others = {f"{code.split('[')[0]}[other]" for code in boxes} & set(cells)
    if dialect != "sav" or not others:
        return Answers(cells)
    made = cells.assign(**{code: cells[code].replace({"0": ""}) for code in others})
    return Answers(
        made,
        ("Een eigen tekst bij 'andere' die zelf '0' luidt, telt als leeg: SPSS schrijft dat ook.",),
    )


def _short_numbers(cells: pd.DataFrame, numeric: list[str]) -> pd.DataFrame:
    """Numbers without the closing zeros of the database: 20.5000000000 is 20.5."""
    form = r"^(-?\d+(?:\.\d*[1-9])?)\.?0*$"
    return cells.assign(**{c: cells[c].str.replace(form, r"\1", regex=True) for c in numeric})


def _values(series: pd.Series) -> set[str]:
    """Distinct non-empty cells."""
    return set(series.dropna().unique()) - {""}


def _normal(label: str) -> str:
    return " ".join(plain(label).split())


def _label_codes(column: Column, language: str) -> dict[str, set[str]]:
    """Label -> codes that have it, in one language; the words of LimeSurvey's own answers."""
    if column.is_box:
        return {word: {code} for word, code in BOX_WORDS.items()}
    if column.question.type in WORDS:
        return {word: {code} for word, code in WORDS[column.question.type].items()}
    if not column.has_options:
        return {code: {code} for code in column.codes}
    found: dict[str, set[str]] = {}
    for code, label in column.options(language).items():
        found.setdefault(_normal(label), set()).add(code)
    if "-oth-" in column.codes:
        for word in OTHER.values():
            found.setdefault(word, set()).add("-oth-")
    return found


def _labels_if_long(
    path: Path, cells: pd.DataFrame, choices: dict[str, Column], structure: Structure
) -> dict[str, dict[str, set[str]]] | None:
    """Per choice column label -> codes when the answers are long, None when they are short.

    Answers are long when they hold a label that is no code of its column. What has options of the
    survey tells; tick boxes and yes/no only where nothing else does, as short answers can hold the
    same words after a conversion. Raises InputProblems for long and short answers mixed.
    """
    values = {code: _values(cells[code]) for code in choices}
    by_language = {
        language: {code: _label_codes(column, language) for code, column in choices.items()}
        for language in structure.languages
    }
    # what short answers hold; boxes and yes/no also what a conversion makes of them
    short = {
        code: set(column.codes) | (set() if column.has_options else {*SHORT_NO, "1"})
        for code, column in choices.items()
    }

    def long_ones(labels: dict[str, dict[str, set[str]]], of: Iterable[str]) -> int:
        return sum(
            value not in short[code] and _normal(value) in labels[code]
            for code in of
            for value in values[code]
        )

    telling = [
        code
        for code, column in choices.items()
        if (column.has_options or column.question.type in "GCE") and values[code]
    ]
    # in the language of the survey that knows most of them
    best = max(by_language.values(), key=lambda labels: long_ones(labels, telling or choices))
    if not long_ones(best, telling or choices):
        return None
    if not telling:
        # ja and nee may come of a conversion; 'N/A' and the words of boxes do not
        words = {code: value for code in choices for value in values[code] if value == "N/A"}
        return best if words or any(choices[code].is_box for code in choices) else None
    mixed = [
        (code, value)
        for code in telling
        for value in sorted(values[code])
        if value in short[code] and _normal(value) not in best[code]
    ]
    if mixed:
        code, value = mixed[0]
        raise refusal(
            path, f"lange en korte antwoorden door elkaar ('{value}')", CSV_AGAIN, column=code
        )
    return best


def _from_long(
    path: Path, cells: pd.DataFrame, labels: dict[str, dict[str, set[str]]]
) -> pd.DataFrame:
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
    return made


def _refuse_what_needs_structure(path: Path, cells: pd.DataFrame) -> None:
    """Long answers and converted boxes show in the rows of a question; refuse them by name."""
    questions: dict[str, set[str]] = {}
    for code in cells:
        if "[" in code and not code.endswith(NO_ANSWER):
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
    rows = [code for code in cells if "[" in code and not code.endswith(NO_ANSWER)]
    for question in questions:
        boxes = [code for code in rows if code.startswith(f"{question}[")]
        found = set().union(*(cells[code].unique() for code in boxes))
        words = {word.casefold() for word in found if word}
        # a scale may have the codes 0 to 2; boxes that are never empty cannot
        written = words <= {"y", "1", "0", "2", "n"}
        told = "" not in found if written else kinds.get(question) == "short"
        if words <= YES_WORDS | NO_WORDS and words & NO_WORDS and told:
            raise refusal(
                path,
                "keuzevakjes die omgezet lijken (" + ", ".join(sorted(found)) + ")",
                "leg het .lss-bestand ernaast of exporteer zonder omzetting van Y en N",
                column=question,
            )
