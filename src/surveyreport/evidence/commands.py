"""`make codesheets`, `make codes`: python -m surveyreport codesheets --wave 2025."""

from __future__ import annotations

import argparse
from pathlib import Path

from surveyreport.evidence.coding import SHEETS, Coding
from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.taking_in import read_back
from surveyreport.evidence.texts import texts_path
from surveyreport.evidence.visit_forms import form_path, read_forms, visit_folder, write_form
from surveyreport.evidence.visits import write_visits
from surveyreport.files.parquet import read_parquet
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.sources.registers import read_visited
from surveyreport.study.config import CONFIG, Config, Wave, load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

SAID = {
    "codesheets": "bladen voor de codeurs",
    "codes": "bladen en bezoekformulieren inlezen",
    "visitforms": "een formulier per bezoek",
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Open antwoorden en bezoeken als bewijs.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, said in SAID.items():
        command = commands.add_parser(name, help=said)
        command.add_argument("--wave", required=True, help="golf")
        if name == "codesheets":
            command.add_argument("--coders", type=int, default=2, help="aantal codeurs")
    arguments = parser.parse_args()
    print(*_run(arguments), sep="\n")


def _run(arguments: argparse.Namespace) -> list[str]:
    study, config = load_study(Path("study")), load_config()
    wave = _wave(config, arguments.wave)
    if arguments.command == "visitforms":
        return _forms(study, wave)
    if arguments.command == "codesheets":
        return make_sheets(_coding(study, wave), arguments.coders)
    return [*_codes(study, wave), *_visits(study, wave)]


def _wave(config: Config, name: str) -> Wave:
    if name not in config.waves:
        problem = Problem(
            str(CONFIG), f"golf {name} staat er niet", "kies een golf van config.yaml",
            expected="een van: " + ", ".join(config.waves),
        )  # fmt: skip
        raise InputProblems([problem])
    return config.waves[name]


def _visit_numbers(study: Study, wave: Wave) -> list[str]:
    """The numbers under which a wave's visits are known; none without a list of them."""
    path = wave.registers.get("visited")
    if path is None or study.visits is None:
        return []
    problems = ProblemList()
    numbers = read_visited(path, study.registers, problems)["unit"].astype(str)
    problems.raise_if_any()
    return list(dict.fromkeys(numbers))


def _forms(study: Study, wave: Wave) -> list[str]:
    """Write the forms that are not there yet."""
    folder, lines = visit_folder(wave.id), []
    for visit in _visit_numbers(study, wave):
        path = form_path(folder, visit)
        if path.is_file():
            lines.append(f"{path}: ongewijzigd")
            continue
        write_form(study.visits, wave.id, visit, path, study.texts["evidence"], wave.synthetic)
        lines.append(f"{path}: leeg formulier")
    return lines or [f"golf {wave.id} heeft geen lijst van bezoeken (registers.visited)"]


def _codes(study: Study, wave: Wave) -> list[str]:
    if not any((SHEETS / wave.id).glob("*.xlsx")):
        return [f"geen codeerbladen in {SHEETS / wave.id}"]
    return read_back(_coding(study, wave))


def _visits(study: Study, wave: Wave) -> list[str]:
    folder = visit_folder(wave.id)
    if not any(folder.glob("*.xlsx")):
        return []
    problems = ProblemList()
    numbers = _visit_numbers(study, wave)
    rows = read_forms(folder, study.visits, wave.id, numbers, problems)
    problems.raise_if_any()
    write_visits(rows, wave.id)
    came_in = len({row[0] for row in rows})
    return [f"bezoeken: {came_in} van {len(numbers)} formulieren ingevuld"]


def _coding(study: Study, wave: Wave) -> Coding:
    texts = read_parquet(texts_path(wave.id))
    if texts.empty:
        problem = Problem(
            str(texts_path(wave.id)),
            f"golf {wave.id} heeft geen tekst van open antwoorden (meer)",
            "codeer een golf waarvan de antwoorden er nog zijn",
        )
        raise InputProblems([problem])
    return Coding(study, wave.id, wave.synthetic, texts)
