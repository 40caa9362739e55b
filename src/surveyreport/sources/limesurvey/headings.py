"""From the headings of an export to LimeSurvey's question codes (`A01`, `B02[SQ001]`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.table import CSV_AGAIN, refusal, refuse_duplicate_headings
from surveyreport.sources.survey import Structure, plain

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
CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(\[\w+\]){0,2}", re.ASCII)
EXPRESSION_CODE = re.compile(r"([A-Za-z][A-Za-z0-9]*)_(\w+)", re.ASCII)
INTERNAL = re.compile(r"\d+X\d+X\d+\w*", re.ASCII)
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
        parts = [self._cut(part) for part in (text, row) if part is not None]
        made = parts[0] if row is None else f"{parts[0]} [{parts[1]}]"
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
    return "id" in headings or style_of(headings) is not None


def codes_of(path: Path, headings: list[str], structure: Structure | None) -> list[str]:
    """The code heading of every column; raises InputProblems for headings that fit none or several.

    structure is needed for text headings and for internal names (231001X2X5SQ001).
    """
    refuse_duplicate_headings(path, headings)
    if "id" in headings:
        found = _from_codes(path, headings, structure)
    else:
        found = _from_texts(path, headings, structure)
    problems = ProblemList()
    known = _known_codes(structure) if structure else None
    for heading, codes in zip(headings, found, strict=True):
        if not codes:
            problems.add(
                path,
                f"de onbekende kop '{heading[:60]}'",
                CSV_AGAIN,
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
    codes = [code for (code,) in found]
    refuse_duplicate_headings(path, codes)
    return codes


def _from_codes(
    path: Path, headings: list[str], structure: Structure | None
) -> list[tuple[str, ...]]:
    internal = {column.internal: column.code for column in structure.columns()} if structure else {}
    if not structure and any(INTERNAL.fullmatch(heading) for heading in headings):
        raise refusal(
            path, "interne kolomnamen zoals 231001X2X5 in plaats van codes", STRUCTURE_NEEDED, row=1
        )
    return [_code(internal.get(heading, heading)) for heading in headings]


def _code(heading: str) -> tuple[str, ...]:
    """Question codes hold no underscore: the first one of `B08_other` divides question and row."""
    if PERSONAL.fullmatch(heading) or CODE.fullmatch(heading):
        return (heading,)
    parts = EXPRESSION_CODE.fullmatch(heading)
    return (f"{parts[1]}[{parts[2]}]",) if parts else ()


def _from_texts(
    path: Path, headings: list[str], structure: Structure | None
) -> list[tuple[str, ...]]:
    style = style_of(headings)
    if style is None:
        raise refusal(path, "de kolom id ontbreekt", CSV_AGAIN, row=1)
    if structure is None:
        if style.separator and re.search(r"[^\w\[\]]", style.separator):
            return [_code(heading.split(style.separator, 1)[0]) for heading in headings]
        raise refusal(path, "vraagteksten als koppen", STRUCTURE_NEEDED, row=1)
    places: dict[str, tuple[str, ...]] = {}
    for code, text, row in _texts(structure, style.language):
        heading = style.heading(code, text, row)
        places[heading] = (*places.get(heading, ()), code)
    return [places.get(heading, ()) for heading in headings]


def _known_codes(structure: Structure) -> set[str]:
    """Every code a column of this survey can have, timings included."""
    return {code for code, _, _ in _texts(structure, "nl")}


def _texts(structure: Structure, language: str) -> Iterator[tuple[str, str, str | None]]:
    """Code, text and row text of every possible column in a language LimeSurvey translated."""
    asked = language if language in structure.languages else structure.languages[0]
    for code, text in SYSTEM_TEXTS[language].items():
        yield code, text, None
    for column in structure.columns():
        yield column.code, *column.parts(asked, OTHER[language])
    group_time, question_time = TIMES[language]
    for group in structure.groups:
        name = plain(group.name.get(asked, ""))
        yield f"groupTime{group.gid}", f"{group_time}{name}", None
    for question in structure.questions:
        yield f"{question.code}Time", f"{question_time}{question.code}", None
