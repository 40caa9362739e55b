"""Which provider a response comes from: a question, an attribute in the export, a participant list.

Whatever holds it is read; two places that name different providers for one response are a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.frame import normalise_code
from surveyreport.sources.limesurvey.archive import has_participants
from surveyreport.sources.limesurvey.attributes import ATTRIBUTE
from surveyreport.sources.limesurvey.export import Export, read_participants
from surveyreport.sources.limesurvey.survey import Structure
from surveyreport.sources.mapping import Mapping
from surveyreport.study.wave_entry import ExportFiles

SHOWN_ROWS = 5
QUESTION, PARTICIPANTS = "question", "participants"


@dataclass(frozen=True)
class Source:
    """One place that tells the provider: its name for people, and the code of every response."""

    kind: str
    name: str
    codes: pd.Series


def provider_codes(
    export: Export,
    files: ExportFiles,
    structure: Structure | None,
    mapping: Mapping,
    problems: ProblemList,
) -> pd.Series:
    """The provider code of every response as written, "" where no place tells it.

    Adds to `problems`: nothing that tells it, an attribute that is not there, and responses for
    which two places name different providers, unless files.provider_from says which of them holds.
    """
    none = pd.Series("", index=export.cells.index, dtype=object)
    before = len(problems.problems)
    sources = [
        *_question(export, mapping, files, structure),
        *_attribute(export, files, structure),
        *_participants(export, files, structure, problems),
    ]
    if files.provider_from:
        # the one that holds first; the others fill what it leaves open
        sources.sort(key=lambda source: source.kind != files.provider_from)
    if not sources:
        if len(problems.problems) == before:
            problems.add(
                export.path,
                "nergens staat van welke aanbieder een antwoord komt",
                f"zet @provider in {mapping.path}, of geef in config.yaml de deelnemerslijst "
                "(participants) en exporteer de kolom token",
            )
        return none
    first, *others = sources
    codes = first.codes
    for other in others:
        if not files.provider_from:
            _add_contradictions(export.path, first.name, codes, other, problems)
        codes = codes.where(codes.str.strip().ne(""), other.codes)
    return codes


def _question(
    export: Export, mapping: Mapping, files: ExportFiles, structure: Structure | None
) -> list[Source]:
    """The column that the mapping calls @provider: a question, the token, or an attribute."""
    column = mapping.provider
    if column is None:
        return []
    kept = export.attributes if column in export.attributes else export.cells
    # an attribute that is also the participants' one is found below
    if column in export.attributes and column == _attribute_code(files, structure):
        return []
    return [Source(QUESTION, f"kolom {column}", kept[column].fillna(""))]


def _attribute_code(files: ExportFiles, structure: Structure | None) -> str | None:
    described = structure.attributes if structure else {}
    wanted = files.participant_attribute
    if ATTRIBUTE.fullmatch(wanted):
        return wanted
    return next((code for code, text in described.items() if text == wanted), None)


def _attribute(export: Export, files: ExportFiles, structure: Structure | None) -> list[Source]:
    """The participants' attribute that the web export can add to every response."""
    code = _attribute_code(files, structure)
    if code not in export.attributes:
        return []
    return [Source(PARTICIPANTS, f"kolom {code}", export.attributes[code].fillna(""))]


def _participants(
    export: Export, files: ExportFiles, structure: Structure | None, problems: ProblemList
) -> list[Source]:
    """The participant list of config.yaml or else of the archive itself, by token."""
    place, wanted = files.participants, files.participant_attribute
    named = place is not None
    if place is None and export.dialect == "lsa" and has_participants(file_bytes(files.file)):
        place = files.file
    if place is None or "token" not in export.cells:
        if named:
            problems.add(
                export.path,
                "de kolom token ontbreekt, zodat de deelnemerslijst niet te gebruiken is",
                "exporteer ook de kolom token (dat kan niet als de bevraging anoniem is), of haal "
                "participants weg uit config.yaml",
                column="token",
            )
        return []
    try:
        people = read_participants(place, structure=structure)
    except InputProblems as error:
        problems.extend(error)
        return []
    if wanted not in people:
        if named:
            attributes = [name for name in people if name != "token"]
            problems.add(
                place,
                f"geen attribuut met de omschrijving '{wanted}'",
                "verbeter participant_attribute in config.yaml",
                expected="een van: " + ", ".join(attributes) if attributes else "een attribuut",
            )
        return []
    of_token = people[people["token"].ne("")].set_index("token")[wanted]
    codes = export.cells["token"].map(of_token).fillna("").astype(object)
    return [Source(PARTICIPANTS, f"deelnemerslijst {place.name}", codes)]


def _add_contradictions(
    path: Path, name: str, codes: pd.Series, other: Source, problems: ProblemList
) -> None:
    keys, other_keys = codes.map(normalise_code), other.codes.map(normalise_code)
    differ = codes.index[keys.ne("") & other_keys.ne("") & keys.ne(other_keys)]
    for row in differ[:SHOWN_ROWS]:
        more = len(differ) - SHOWN_ROWS
        tail = f" (en nog {more} rijen)" if more > 0 else ""
        problems.add(
            path,
            f"{name} zegt '{codes[row][:20]}', {other.name} zegt '{other.codes[row][:20]}'{tail}",
            "verbeter wat fout is, of zet in config.yaml bij deze groep welke van beide geldt "
            "(provider_from: question of participants)",
            row=int(row),
            expected="één aanbieder per antwoord",
        )
