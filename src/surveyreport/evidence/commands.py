"""`make codesheets`, `codes`, `visitforms`, `forget`: python -m surveyreport codes --wave 2025."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import pandas as pd

from surveyreport.evidence.coding import Coding
from surveyreport.evidence.forgetting import forget, plan, still_there
from surveyreport.evidence.forgotten import SHEETS
from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.quotes import checked_quotes
from surveyreport.evidence.sheet_read import VISITS
from surveyreport.evidence.taking_in import read_back
from surveyreport.evidence.texts import texts_path
from surveyreport.evidence.visit_forms import form_path, read_forms, visit_folder, write_form
from surveyreport.evidence.visits import write_visits
from surveyreport.files.parquet import read_parquet
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.files.yamlfile import parse_yaml
from surveyreport.sources.registers import read_visited
from surveyreport.study.config import Config, load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import CONFIG, Wave, wave_of

SAID = {
    "codesheets": "bladen voor de codeurs",
    "codes": "bladen en bezoekformulieren inlezen",
    "forget": "tekst van open antwoorden wissen",
    "visitforms": "een formulier per bezoek",
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Open antwoorden en bezoeken als bewijs.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, said in SAID.items():
        command = commands.add_parser(name, help=said)
        command.add_argument("--wave", required=True, help="golf")
        if name == "codesheets":
            command.add_argument("--coders", type=int, default=2, help="aantal codeurs")
        if name == "forget":
            command.add_argument("--uncoded", action="store_true", help="ook wat niet gecodeerd is")
    arguments = parser.parse_args()
    lines, left = _run(arguments)
    print(*lines, sep="\n")
    if left:
        print("De tekst staat nog in deze bestanden; haal ze zelf weg:", *left, sep="\n  ")
    return int(bool(left))


def _run(arguments: argparse.Namespace) -> tuple[list[str], list[Path]]:
    """The lines to print, and files that still hold what should be forgotten."""
    study, config = load_study(Path("study")), load_config()
    wave = _wave(config, arguments.wave)
    if arguments.command == "visitforms":
        return _forms(study, wave), []
    if arguments.command == "codesheets":
        return make_sheets(_coding(study, wave), arguments.coders), []
    if arguments.command == "forget":
        return _forget(study, config, wave, arguments.uncoded)
    return [*_codes(study, wave), *_visits(study, wave)], []


def _forget(
    study: Study, config: Config, wave: Wave, uncoded: bool
) -> tuple[list[str], list[Path]]:
    """Read the sheets back, then take the texts out of everything."""
    texts = _texts(wave)
    if not texts.empty:
        _codes(study, wave)
        _visits(study, wave)
    problems = ProblemList()
    # left out groups have texts too
    entry = parse_yaml(CONFIG.read_text(encoding="utf-8"))["waves"]
    entry = next(of for name, of in entry.items() if str(name) == wave.id)
    groups = {name: files | {"leave_out": False} for name, files in entry["exports"].items()}
    whole = wave_of(wave.id, entry | {"exports": groups})
    found = plan(whole, study, Path("study"), config.cleaning, problems)
    if not uncoded and not texts.empty:
        _check_coded(Coding(study, wave.id, wave.synthetic, texts), problems)
    problems.raise_if_any()
    quotes = {quote.id: quote.digest for quote in checked_quotes(wave, study, texts)}
    lines = forget(wave.id, found, quotes, date.today())
    # also of waves that config.yaml does not name
    folders = {path.name for path in Path("data/raw").iterdir() if path.is_dir()}
    others = tuple(sorted({*folders, *config.waves} - {wave.id}))
    return lines or ["er is niets te wissen"], still_there(found.texts, others)


def _check_coded(coding: Coding, problems: ProblemList) -> None:
    """What is forgotten can never be coded any more."""
    for name, units in coding.units.items():
        left = len(units) - len(coding.coded.final(coding.study.codebooks[name]))
        if left:
            problems.add(
                coding.folder,
                f"{left} van {len(units)} antwoorden van {name} hebben nog geen codes",
                "codeer ze eerst, of wis ze toch met UNCODED=1",
            )


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
    folder, lines, guide = visit_folder(wave.id), [], study.visits
    if guide is None:
        return ["study/visits.yaml is er niet"]
    for visit in _visit_numbers(study, wave):
        path = form_path(folder, visit)
        if path.is_file():
            lines.append(f"{path}: ongewijzigd")
            continue
        write_form(guide, wave.id, visit, path, study.texts["evidence"], wave.synthetic)
        lines.append(f"{path}: leeg formulier")
    return lines or [f"golf {wave.id} heeft geen lijst van bezoeken (registers.visited)"]


def _codes(study: Study, wave: Wave) -> list[str]:
    if not any(path.parent.name != VISITS for path in (SHEETS / wave.id).glob("**/*.*")):
        return [f"geen codeerbladen in {SHEETS / wave.id}"]
    return read_back(_coding(study, wave))


def _visits(study: Study, wave: Wave) -> list[str]:
    folder = visit_folder(wave.id)
    if study.visits is None or not any(folder.glob("**/*.*")):
        return []
    problems = ProblemList()
    numbers = _visit_numbers(study, wave)
    rows = read_forms(folder, study.visits, wave.id, numbers, problems)
    problems.raise_if_any()
    write_visits(rows, wave.id)
    came_in = len({row[0] for row in rows})
    return [f"bezoeken: {came_in} van {len(numbers)} formulieren ingevuld"]


def _texts(wave: Wave) -> pd.DataFrame:
    """The open answers of a wave, as a run left them."""
    path = texts_path(wave.id)
    if not path.is_file():
        problem = Problem(
            str(path),
            "de open antwoorden zijn nog niet ingelezen",
            "gebruik make codesheets, make codes of make forget: die lezen ze eerst in",
        )
        raise InputProblems([problem])
    return read_parquet(path)


def _coding(study: Study, wave: Wave) -> Coding:
    texts = _texts(wave)
    if texts.empty:
        problem = Problem(
            str(texts_path(wave.id)),
            f"golf {wave.id} heeft geen tekst van open antwoorden (meer)",
            "codeer een golf waarvan de antwoorden er nog zijn",
        )
        raise InputProblems([problem])
    return Coding(study, wave.id, wave.synthetic, texts)
