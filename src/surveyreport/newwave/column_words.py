"""What a column of LimeSurvey is called, and what its answer codes say."""

from __future__ import annotations

from surveyreport.sources.limesurvey.survey import BOX_TYPES, COMMENT, FILE_COUNT, Column
from surveyreport.sources.mapping import ANY_TEXT, SELECTED

TICKED = "Y"
TYPES = {
    "L": "lijst",
    "!": "keuzelijst",
    "O": "lijst met toelichting",
    "5": "vijfpuntskeuze",
    "Y": "ja/nee",
    "G": "geslacht",
    "F": "matrix",
    "H": "matrix per kolom",
    "A": "matrix van 5 punten",
    "B": "matrix van 10 punten",
    "C": "matrix ja/nee/onzeker",
    "E": "matrix meer/gelijk/minder",
    "1": "matrix met twee schalen",
    ":": "matrix van getallen",
    ";": "matrix van teksten",
    "M": "meerdere antwoorden",
    "P": "meerdere antwoorden met toelichting",
    "R": "rangorde",
    "N": "getal",
    "K": "getallen",
    "D": "datum",
    "S": "korte tekst",
    "T": "lange tekst",
    "U": "heel lange tekst",
    "Q": "korte teksten",
    "I": "taalkeuze",
    "X": "tekst zonder vraag",
    "*": "berekening",
    "|": "bestand opladen",
}
# answers of LimeSurvey itself, as it words them in Dutch
OWN_WORDS = {
    "Y": {"Y": "ja", "N": "nee"},
    "G": {"F": "vrouw", "M": "man"},
    "C": {"Y": "ja", "U": "onzeker", "N": "nee"},
    "E": {"I": "toename", "S": "gelijk", "D": "afname"},
}
# no answer that could be counted, whatever the study asks
NEVER = {
    "X": "tekst van LimeSurvey, geen vraag",
    "*": "berekening van LimeSurvey, geen antwoord",
    "I": "de taal die iemand koos, geen antwoord",
    "|": "een opgeladen bestand is hier niet te tellen",
}


def type_name(kind: str) -> str:
    """The type of a question in words, with LimeSurvey's letter."""
    return f"{TYPES.get(kind, 'onbekende soort')} ({kind})"


def why_ignored(column: Column) -> str | None:
    """Why a column is left out without asking; None when it may hold an answer to count."""
    if column.part == COMMENT:
        return "een toelichting; wilt u ze tellen, maak er een open vraag van"
    if column.part == FILE_COUNT:
        return NEVER["|"]
    return NEVER.get(column.question.type)


def code_words(column: Column) -> dict[str, str]:
    """The answer codes of a column with their texts in the base language; for a box `selected`."""
    if column.is_box:
        return {TICKED: SELECTED}
    if column.question.type in BOX_TYPES:
        return {} if column.part == COMMENT else {ANY_TEXT: SELECTED}
    options = column.options(next(iter(column.question.options), ""))
    own = OWN_WORDS.get(column.question.type, {})
    words = {code: options.get(code) or own.get(code, code) for code in column.codes}
    return words | ({"-oth-": "andere"} if "-oth-" in words else {})
