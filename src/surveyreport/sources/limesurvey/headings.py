"""From the headings of an export to LimeSurvey's question codes (`A01`, `B02[SQ001]`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.code_headings import guessed_names, known_names
from surveyreport.sources.limesurvey.survey import COMMENT, FILE_COUNT, Structure, plain
from surveyreport.sources.limesurvey.table import CSV_AGAIN, refusal, refuse_duplicate_headings

SYSTEM_TEXTS = {  # as LimeSurvey translates them; the Dutch "Plaats" is its word for seed
    "nl": {
        "id": "Respons-ID",
        "submitdate": "Datum verzonden",
        "lastpage": "Laatste pagina",
        "startlanguage": "Begin taal",
        "seed": "Plaats",
        "token": "Toegangscode",
        "startdate": "Startdatum",
        "datestamp": "Datum laatste actie",
        "interviewtime": "Totaaltijd",
    },
    "en": {
        "id": "Response ID",
        "submitdate": "Date submitted",
        "lastpage": "Last page",
        "startlanguage": "Start language",
        "seed": "Seed",
        "token": "Access code",
        "startdate": "Date started",
        "datestamp": "Date last action",
        "interviewtime": "Total time",
    },
}
OTHER = {"nl": "Overige", "en": "Other"}
TIMES = {"nl": ("Groepstijd: ", "Vraagtijd: "), "en": ("Group time: ", "Question time: ")}
PERSONAL = re.compile(
    r"ipaddr|refurl|tid|participant_id|mpid|first_?name|last_?name|email(_address|status)?|language|"
    r"sent|invited|reminded|remindersent|remindercount|completed|usesleft|blacklisted|"
    r"validfrom|validuntil|started|attribute_\d+"
)
UNLISTED = re.compile(rf"{PERSONAL.pattern}|groupTime\d+")  # group ids differ between copies
INTERNAL = re.compile(r"\d+X\d+X\d+\w*(#\d)?", re.ASCII)
TIMING = re.compile(r"interviewtime|groupTime\d+|[A-Za-z][A-Za-z0-9]*Time")
STRUCTURE_NEEDED = "leg het .lss-bestand ernaast of exporteer met codes"


@dataclass(frozen=True)
class Style:
    """How the text headings of a file are built.

    language: of the system texts. separator: between code and text, None = text only.
    length: characters kept of each part, None = all. underscores: blanks written as underscores.
    """

    language: str
    separator: str | None = None
    length: int | None = None
    underscores: bool = False

    def heading(self, code: str, text: str, row: str | None) -> str:
        """The heading of one column in this style."""
        rows = [] if row is None else row.split("][")
        made = self._cut(text) + (f" [{']['.join(map(self._cut, rows))}]" if rows else "")
        if self.separator is not None:
            made = f"{code}{self.separator}{made}"
        return made.replace(" ", "_") if self.underscores else made

    def _cut(self, part: str) -> str:
        """LimeSurvey only cuts a part that gets shorter by it, the two dots and blank included."""
        cut = self.length is not None and len(part) > self.length + 3
        return f"{part[: self.length]}.. " if cut else part


def style_of(headings: list[str]) -> Style | None:
    """The style of text headings, told by the heading of the id column; None for code headings."""
    joined = "".join(headings)
    underscores = "_" in joined and " " not in joined
    for language, texts in SYSTEM_TEXTS.items():
        text = texts["id"].replace(" ", "_") if underscores else texts["id"]
        for heading in headings:
            if heading == text:
                return Style(language, length=_length(headings), underscores=underscores)
            if heading.startswith("id") and heading.endswith(text):
                return Style(language, separator=heading[2 : -len(text)], underscores=underscores)
    return None


def _length(headings: list[str]) -> int | None:
    """Length of abbreviated parts: that of a heading of one part ending in two dots and a blank."""
    cut = [h for h in headings if re.fullmatch(r".*\.\.[ _]", h, re.DOTALL) and "[" not in h]
    return max((len(heading) - 3 for heading in cut), default=None)


def has_id_heading(headings: list[str]) -> bool:
    """True when one of the headings is that of the response id, as a code or as a text."""
    return (
        "id" in headings
        or style_of(headings) is not None
        or code_separator(headings) is not None
        or _is_glued(headings)
    )


def codes_of(
    path: Path, headings: list[str], structure: Structure | None, dialect: str = "csv"
) -> list[str]:
    """The code heading of every column; raises InputProblems for headings that fit none or several.

    structure is needed for text headings and for names of the database (231001X2X5SQ001).
    """
    refuse_duplicate_headings(path, headings)
    known = _known_codes(structure) if structure else None
    if "id" in headings:
        found = _from_names(path, headings, structure, dialect)
    elif (separator := code_separator(headings)) is not None:
        names = [heading.split(separator, 1)[0] for heading in headings]
        found = _from_names(path, names, structure, dialect)
    else:
        found = _from_texts(path, headings, structure)
    problems = ProblemList()
    for heading, codes in zip(headings, found, strict=True):
        if not codes:
            problems.add(
                path,
                f"de onbekende kop '{heading[:60]}'",
                CSV_AGAIN if structure else f"{STRUCTURE_NEEDED}; {CSV_AGAIN}",
                row=1,
                expected="een vraagcode",
            )
        elif len(codes) > 1:
            problems.add(
                path,
                f"de kop '{heading[:60]}' past bij {', '.join(codes)}",
                f"welke vraag het is, valt niet te zeggen; {CSV_AGAIN}",
                row=1,
            )
        elif known is not None and codes[0] not in known and not UNLISTED.fullmatch(codes[0]):
            problems.add(
                path,
                f"de kolom {codes[0]} staat niet in het .lss-bestand",
                "geef het .lss-bestand van deze vragenlijst en deze golf",
                row=1,
            )
    problems.raise_if_any()
    single = [code for (code,) in found]
    refuse_duplicate_headings(path, single)
    return single


def code_separator(headings: list[str]) -> str | None:
    """What stands between code and text in every heading ('id. Respons-ID'), told by signs after
    the codes of two columns that every export has; None for headings that are no 'code. text'."""
    firsts = [heading for heading in headings if heading.startswith("id")]
    for code in ("submitdate", "lastpage", "startlanguage", "startdate"):
        others = [heading for heading in headings if heading.startswith(code)]
        for first in firsts:
            for other in others:
                signs = re.match(r"([^\w\[\]]+).*\0\1", f"{first[2:]}\0{other[len(code) :]}", re.S)
                if signs:
                    return signs[1]
    return None


def _from_names(
    path: Path, headings: list[str], structure: Structure | None, dialect: str
) -> list[tuple[str, ...]]:
    own = {
        heading
        for heading in headings
        if heading in SYSTEM_TEXTS["nl"] or PERSONAL.fullmatch(heading)
    }
    asked = [heading for heading in headings if heading not in own]
    if structure is None:
        if any(INTERNAL.fullmatch(heading) for heading in asked):
            raise refusal(
                path,
                "interne kolomnamen zoals 231001X2X5 in plaats van codes",
                STRUCTURE_NEEDED,
                row=1,
            )
        guessed = guessed_names(asked, dialect)
        return [
            (heading,) if heading in own else ((guessed[heading],) if heading in guessed else ())
            for heading in headings
        ]
    known = known_names(asked, structure, dialect)
    others = guessed_names([heading for heading in asked if heading not in known], dialect)
    return [
        (heading,)
        if heading in own
        else known.get(heading) or ((others[heading],) if heading in others else ())
        for heading in headings
    ]


def _from_texts(
    path: Path, headings: list[str], structure: Structure | None
) -> list[tuple[str, ...]]:
    style = style_of(headings)
    if structure is not None and style is None and _is_glued(headings):
        known = _known_codes(structure)
        return [_code_in_front(heading, known) for heading in headings]
    if style is None:
        raise refusal(path, "de kolom id ontbreekt", CSV_AGAIN, row=1)
    if structure is None:
        raise refusal(path, "vraagteksten als koppen", STRUCTURE_NEEDED, row=1)
    places: dict[str, tuple[str, ...]] = {}
    translated: dict[str, list[str]] = {}
    for code, text, row, pattern in _texts(structure, style.language):
        if pattern:
            made = style.heading(code, text, f"{row}\0" if row is not None else "\0")
            form = re.escape(made).replace("\\\0", pattern).replace("\0", pattern)
            translated.setdefault(form, []).append(code)
            continue
        heading = style.heading(code, text, row)
        places[heading] = (*places.get(heading, ()), code)
    known = _known_codes(structure)
    return [
        places.get(heading)
        or tuple(
            code
            for form, codes in translated.items()
            if re.fullmatch(form, heading, re.DOTALL)
            for code in codes
        )
        or (_code_in_front(heading, known) if style.separator is not None else ())
        for heading in headings
    ]


def _is_glued(headings: list[str]) -> bool:
    """Code and text with nothing between, in a language this project has no words of."""
    every = ("id", "submitdate", "lastpage", "startlanguage")
    return all(any(heading.startswith(code) for heading in headings) for code in every)


def _code_in_front(heading: str, known: set[str]) -> tuple[str, ...]:
    """The only known codes with which a heading of code and text together begins."""
    return tuple(sorted(code for code in known if heading.startswith(code)))


def _known_codes(structure: Structure) -> set[str]:
    """Every code a column of this survey can have, timings included."""
    return {code for code, *_ in _texts(structure, "nl")}


def _texts(structure: Structure, language: str) -> Iterator[tuple[str, str, str | None, str]]:
    """Code, text, row text and pattern of every possible column in a language of LimeSurvey.

    pattern: of the part of the row that LimeSurvey itself words (Rang 1, Schaal 2, Opmerking), in
    words that differ between its versions; empty where there is none.
    """
    asked = language if language in structure.languages else structure.languages[0]
    for code, text in (*SYSTEM_TEXTS[language].items(), *structure.attributes.items()):
        yield code, text, None, ""
    for column in structure.columns():
        text, row = column.parts(asked, OTHER[language])
        if column.part == FILE_COUNT:
            yield column.code, f"filecount - {text}", None, ""
        elif column.part == COMMENT:
            # the row of a box, then a word for comment; a list has that word alone
            yield column.code, text, None if row is None else f"{row}][", r"[^\[\]]+"
        elif column.question.type in "R1":
            number = column.second or column.row
            before = None if column.second is None else f"{row}]["
            yield column.code, text, before, rf"[^\[\]\d]*{number}[^\[\]\d]*"
        else:
            yield column.code, text, row, ""
    group_time, question_time = TIMES[language]
    for group in structure.groups:
        name = plain(group.name.get(asked, ""))
        yield f"groupTime{group.gid}", f"{group_time}{name}", None, ""
    for question in structure.questions:
        yield f"{question.code}Time", f"{question_time}{question.code}", None, ""
