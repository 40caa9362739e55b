"""What a file is taken for and what the run reads in it: make look FILE=... [WITH=survey.lss].

Nothing is changed, and of a file that is refused only its kind is told.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.newwave.folder import SYNTAX, group_of_structure, role_of_csv
from surveyreport.newwave.look_export import see_export, version_of
from surveyreport.newwave.look_file import Given, Look, place_of, tried
from surveyreport.newwave.look_text import as_text
from surveyreport.sources.frame import check_types, read_corrections, read_frame
from surveyreport.sources.limesurvey.export import read_participants
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.register_told import told_back, told_visits
from surveyreport.sources.registers import read_register, read_visited, register_role
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import STUDY

# a document of LimeSurvey that is no structure says itself why
DOCUMENT = re.compile(rb"(?s)[\xef\xbb\xbf\s]*<.{,2000}<LimeSurveyDocType>")


def look_at(path: Path, study: Study, study_folder: Path, beside: Path | None = None) -> Look:
    """See a file as the run reads it.

    beside: the structure (.lss, .lsa) or syntax (.sps, .R) that belongs to an export; a file that
    config.yaml names has those that stand there.
    """
    look = Look(str(path))
    try:
        place = place_of(path, tuple(study.groups))
        given = Given(path, file_bytes(path), study, study_folder, beside, place)
        look.wave = place.wave.id if place else None
        if not (given.data.strip(b"\xef\xbb\xbf\r\n \t") or (place and "export" in place.role)):
            look.problems.append(Problem(str(path), "een leeg bestand", "kopieer het opnieuw"))
            return look
        for see in (_single, _structure, _syntax, see_export, _participants, _register):
            if see(look, given):
                break
    except InputProblems as error:
        look.problems += error.problems
    return look


def _single(look: Look, given: Given) -> bool:
    """Lists of the project itself: they are told by their headings."""
    role = role_of_csv(given.path)
    if role is None and given.place and given.place.role == "registers":
        role = next(name for name, file in given.place.wave.registers.items()
                    if file.resolve() == given.path.resolve())  # fmt: skip
    if role in ("pupils", "schools"):
        return _counts(look, given, role)
    problems = ProblemList()
    if role == "visited":
        table = read_visited(given.path, given.study.registers, problems, look.remarks)
        look.rows = {"counts": len(table), "providers": table["unit"].nunique()}
        look.told = told_visits(table, given.study.registers)
        look.counts = table.to_dict("records")
    elif role == "frame":
        frame = read_frame(given.path, problems)
        check_types(frame, given.path, given.study.registers["frame_types"], problems)
        look.rows = {"providers": len(frame), **frame["type"].value_counts().to_dict()}
        look.columns = {"known": list(frame.columns)}
    elif role == "corrections":
        frame = read_frame(given.place.wave.frame, ProblemList()) if given.place else pd.DataFrame()
        look.rows = {"corrections": len(given.data.decode("utf-8", "replace").splitlines()) - 1}
        if len(frame):
            read_corrections(given.path, frame, problems)
    else:
        return False
    look.kind, look.problems = role, problems.problems
    return True


def _counts(look: Look, given: Given, role: str) -> bool:
    problems = ProblemList()
    table = read_register(given.path, role, given.study.registers, problems, look.remarks)
    look.kind, look.register, look.problems = "register", role, problems.problems
    look.rows = {"counts": len(table)}
    if not problems:
        look.counts = table.to_dict("records")
        look.told = told_back(table, given.study.registers)
    return True


def _structure(look: Look, given: Given) -> bool:
    structure = tried(lambda: load_structure(given.path))
    if structure is None:
        if DOCUMENT.match(given.data):
            load_structure(given.path)
        return False
    look.kind, look.limesurvey = "structure", version_of(given.path, given.data)
    look.group = group_of_structure(structure, given.study)
    look.rows = {"questions": len(structure.questions), "columns": len(structure.columns())}
    if given.path.suffix == ".lsa":
        see_export(look, given)
    return True


def _syntax(look: Look, given: Given) -> bool:
    if given.path.suffix.lower() not in (".sps", ".r") or not SYNTAX.search(given.data):
        return False
    look.kind = "syntax"
    return True


def _participants(look: Look, given: Given) -> bool:
    people = tried(lambda: read_participants(given.path))
    # a list of questions or fields has no access codes
    if people is None or not people["token"].any():
        return False
    look.kind = "participants"
    look.rows = {"participants": len(people), "tokens": int(people["token"].ne("").sum())}
    look.columns = {"known": list(people.columns)}
    return True


def _register(look: Look, given: Given) -> bool:
    return _counts(look, given, register_role(given.path))


def main() -> int:
    parser = argparse.ArgumentParser(description="Zeg wat een bestand is en wat erin gelezen wordt")
    parser.add_argument("file", type=Path, help="het bestand")
    parser.add_argument("--with", dest="beside", type=Path, help="de .lss, .sps of .R erbij")
    parser.add_argument("--json", action="store_true", help="voor een programma")
    arguments = parser.parse_args()
    look = look_at(arguments.file, load_study(STUDY), STUDY, arguments.beside)
    if arguments.json:
        print(json.dumps(asdict(look), ensure_ascii=False, indent=2))
    else:
        print(as_text(look))
    return 1 if look.problems else 0
