"""Answers that SPSS and R write as numbers, back to the codes LimeSurvey stores."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from surveyreport.sources.limesurvey.survey import Column

Labels = Mapping[str, str]
# number in the file -> code, per question type; LimeSurvey's .sav numbers them in its own way
IN_SYNTAX = {
    "Y": {"1": "Y", "2": "N"},
    "G": {"1": "F", "2": "M"},
    "C": {"1": "Y", "2": "N", "3": "U"},
    "E": {"1": "I", "2": "S", "3": "D"},
}
IN_SAV = {
    "Y": {"1": "Y", "0": "N"},
    "G": {"0": "F", "1": "M"},
    "C": {"1": "Y", "0": "N", "9": "U"},
    "E": {"1": "I", "0": "S", "-1": "D"},
}
TABLES = {"rdata": IN_SYNTAX, "spss": IN_SYNTAX, "sav": IN_SAV}
YES = frozenset({"ja", "yes", "oui", "si", "sí", "sim"})
NO = frozenset({"nee", "neen", "no", "non", "nein", "não"})
NOT_CHOSEN = frozenset(
    {"not selected", "niet geselecteerd", "non sélectionné", "nicht gewählt", "nicht ausgewählt"}
)
FEMALE = frozenset({"female", "vrouw", "vrouwelijk", "femme", "féminin", "weiblich"})
MALE = frozenset({"male", "man", "mannelijk", "homme", "masculin", "männlich"})


def codes_of_labels(labels: Labels) -> dict[str, str]:
    """Number -> code, where the words of the labels tell: a tick box, yes/no, a gender; else {}."""
    words = {value: label.strip().casefold() for value, label in labels.items()}
    if len(words) != 2:
        return {}
    for first, second, codes in (
        (YES, NOT_CHOSEN, ("Y", "")),
        (YES, NO, ("Y", "N")),
        (FEMALE, MALE, ("F", "M")),
    ):
        for one, other in (tuple(words), tuple(words)[::-1]):
            if words[one] in first and words[other] in second:
                return {one: codes[0], other: codes[1]}
    return {}


def stored_codes(
    cells: pd.DataFrame,
    dialect: str,
    labels: Mapping[str, Labels],
    columns: Mapping[str, Column],
) -> pd.DataFrame:
    """The cells with the numbers of SPSS and R for LimeSurvey's own answers back to its codes.

    labels: column -> number -> label, as the syntax or the .sav declares them. columns: those the
    structure knows. What is a code already stays.
    """
    changed = {}
    for code in cells:
        column = columns.get(code)
        way = codes_of_labels(labels.get(code, {}))
        kind = column.question.type if column and not column.is_text else None
        if kind in TABLES.get(dialect, {}):
            # .sav names its numbers in another order than it writes them
            way = TABLES[dialect][kind] | (way if dialect != "sav" or kind == "Y" else {})
        elif column is not None and (not column.is_box or dialect == "sav"):
            # the words of .sav for yes and no are those of a conversion, undone with the texts
            way = {}
        if way and cells[code].isin(list(way)).any():
            changed[code] = cells[code].replace(way)
    return cells.assign(**changed) if changed else cells
