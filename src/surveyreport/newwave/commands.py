"""The commands check-survey, draft and survey."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.newwave.draft import (
    draft_from_export,
    draft_from_structure,
    earlier_mapping,
    write_draft,
)
from surveyreport.questionnaires.differences import structure_differences, wave_differences
from surveyreport.questionnaires.questionnaire import read_questionnaire, without_replaced
from surveyreport.questionnaires.write_tsv import questionnaire_tsv
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.config import load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import CONFIG, STUDY


def main() -> None:
    arguments = _parser().parse_args()
    study = load_study(STUDY)
    if getattr(arguments, "group", None) not in (None, *study.groups):
        raise refusal(
            STUDY / "groups.yaml",
            f"geen groep '{arguments.group}'",
            "kies een bestaande groep",
            expected="een van: " + ", ".join(study.groups),
        )
    arguments.run(arguments, study)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check-survey", help="vergelijk de studie met de bevraging")
    check.add_argument("--wave", required=True, help="de golf")
    check.add_argument("--group", help="één groep; zonder: alle exports met een structuur")
    check.add_argument("--structure", type=Path, help="structuurbestand, samen met --group")
    check.set_defaults(run=_check)
    draft = commands.add_parser("draft", help="ontwerp de koppeling van een golf")
    draft.add_argument("--wave", required=True, help="de nieuwe golf")
    draft.add_argument("--group", required=True, help="de groep")
    source = draft.add_mutually_exclusive_group(required=True)
    source.add_argument("--structure", type=Path, help=".lss, .lsa, .txt of .structure.json")
    source.add_argument("--export", type=Path, help="export met vraagcodes, als er geen .lss is")
    draft.set_defaults(run=_draft)
    write = commands.add_parser("survey", help="schrijf vragenlijst en koppeling")
    write.add_argument("--wave", required=True, help="de nieuwe golf")
    write.add_argument("--group", required=True, help="de groep")
    write.add_argument("--sid", type=int, required=True, help="nummer van de vragenlijst")
    write.add_argument("--out", type=Path, required=True, help="het bestand (.txt)")
    write.set_defaults(run=_write)
    return parser


def _check(arguments: argparse.Namespace, study: Study) -> None:
    problems = ProblemList()
    if (arguments.group is None) != (arguments.structure is None):
        raise refusal(
            Path("--group en --structure"), "één van beide", "geef ze samen, of geen van beide"
        )
    if arguments.group:
        path = mapping_path(STUDY, arguments.wave, arguments.group)
        mapping = read_mapping(path, study, arguments.group, problems)
        problems.raise_if_any()
        questionnaire = read_questionnaire(STUDY, study, arguments.group)
        found = structure_differences(questionnaire, mapping, load_structure(arguments.structure))
    else:
        waves = load_config(groups=tuple(study.groups)).waves
        if arguments.wave not in waves:
            raise refusal(
                CONFIG,
                f"geen golf '{arguments.wave}'",
                "vul de golf aan of kies een andere",
                expected="een van: " + ", ".join(waves),
            )
        wave = waves[arguments.wave]
        found = wave_differences(wave, study, STUDY)
        missing = [name for name, files in wave.exports.items() if files.structure is None]
        if missing:
            print(f"Zonder structuur in {CONFIG}, dus niet vergeleken: {', '.join(missing)}.")
    print("Vergeleken zonder HTML-opmaak; meer blanco's tellen als één.")
    _show(found, "Geen verschillen.")


def _draft(arguments: argparse.Namespace, study: Study) -> None:
    group = arguments.group
    earlier = earlier_mapping(STUDY, arguments.wave, group, study)
    if arguments.structure:
        made = draft_from_structure(load_structure(arguments.structure), study, group, earlier)
    else:
        if not arguments.export.is_file():
            raise refusal(arguments.export, "het bestand bestaat niet", "verbeter --export")
        made = draft_from_export(read_export(arguments.export), study, group, earlier)
        print("Zonder .lss zijn de teksten niet vergeleken, alleen de codes: kijk elke rij na.")
    path = write_draft(made, mapping_path(STUDY, arguments.wave, group))
    print(f"Geschreven: {path} ({len(made.table)} rijen).")
    if len(made.questions):
        print("Per vraag het voorstel:")
        _show(made.questions, "")
        print("Na te kijken:")
    _show(made.remarks, "Geen opmerkingen.")


def _write(arguments: argparse.Namespace, study: Study) -> None:
    questionnaire = without_replaced(read_questionnaire(STUDY, study, arguments.group))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(
        questionnaire_tsv(questionnaire, arguments.sid), encoding="utf-8", newline="\n"
    )
    made = draft_from_structure(load_structure(arguments.out), study, arguments.group)
    path = write_draft(made, mapping_path(STUDY, arguments.wave, arguments.group))
    print(f"Geschreven: {arguments.out} en de koppeling {path}.")
    print(
        f"Importeer {arguments.out} in LimeSurvey. Is nummer {arguments.sid} daar al bezet, dan "
        "krijgt de vragenlijst een ander: zet het nummer dat LimeSurvey toont bij survey_id in "
        "config.yaml."
    )
    _show(made.remarks, "Geen opmerkingen.")


def _show(table: pd.DataFrame, nothing: str) -> None:
    print(table.to_csv(index=False, lineterminator="\n").rstrip() if len(table) else nothing)
