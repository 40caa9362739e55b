"""The same work here and in R with survey, clubSandwich and ggplot2, on the reference wave.

`python -m benchmarks.against_r PROJECT` prints a table for docs/benchmarks.md. PROJECT: a folder in
which `make report` ended well; with two waves their trends are timed too. R of the distribution:
`apt install r-cran-survey r-cran-ggplot2 r-cran-clubsandwich`; without it only our own times are
printed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pandas as pd

from surveyreport.study.comparisons import Comparisons, load_comparisons
from surveyreport.study.load import load_study

ROOT = Path(__file__).parents[1]
WAVE, LATER, RUNS, FIGURES = "2023", "2025", 3, 20
SMALLEST, LEVEL = 10, 0.95
GROUPS = ("beleid", "schoolteam", "leerlingen")
TASKS = {
    "shares": "aandelen met interval, elke vraag en categorie",
    "comparisons": "vergelijkingen, alle toetsen",
    "trends": "trends van twee golven, alle toetsen, ook bij wie terugkwam",
    "figures": f"{FIGURES} Likert-figuren naar SVG en PNG",
}


def likert(study, folder: Path) -> list:
    """The first figures of one kind that have their numbers in `folder`."""
    there = [one for one in study.figures.values() if (folder / f"{one.name}.csv").is_file()]
    return [figure for figure in there if figure.kind == "likert"][:FIGURES]


def scaled(study) -> Comparisons:
    """The comparisons of statements, which R has the tests for."""
    entries = load_comparisons(ROOT / "study/comparisons.yaml", study)
    kept = [one for one in entries.comparisons if all(study.items[i].scale for i in one.items)]
    return replace(entries, comparisons=type(entries.comparisons)(kept))


def step(project: Path, study):
    """The two waves, with the difference table of the statements; None without a second wave."""
    from surveyreport.estimates.trends import Step
    from surveyreport.files.csvfile import read_text

    table = project / f"results/{LATER}/questionnaire_difference.csv"
    if not table.is_file():
        return None
    rows = read_text(table)
    ordered = [name for name, item in study.items.items() if item.scale and item.scale.top2]
    return Step(WAVE, LATER, rows[rows["item_to"].isin(ordered)])


def pairs_of_waves(project: Path, study) -> list[dict[str, str]]:
    """The later wave against the earlier: of all respondents, and of returning providers."""
    from surveyreport.questionnaires.comparability import comparable_pairs

    between = step(project, study)
    pairs = comparable_pairs(between.table) if between else {}
    return [
        {"table_a": f"{LATER}-{after.split('.')[0]}", "item_a": after, "item_b": before,
         "table_b": f"{WAVE}-{before.split('.')[0]}", "returning": returning}
        for after, before in pairs.items() if study.items[after].closed
        for returning in ("no", "yes")
    ]  # fmt: skip


def prepare(project: Path, folder: Path) -> None:
    """What R reads: a table of codes per wave and group, pairs, the numbers behind the figures."""
    study = load_study(ROOT / "study")
    for wave in (WAVE, LATER):
        for group, table in _responses(project, wave).items():
            table = table[table["included"]]
            codes = {"provider_id": table["provider_id"]}
            for item in study.group_items(group):
                if item.closed and item.id in table:
                    answers = table[item.id]
                    code = answers.cat.codes.where(answers.notna()) + 1 if item.scale else answers
                    codes[item.id] = code.astype("Int64")
            pd.DataFrame(codes).to_csv(folder / f"{wave}-{group}.csv", index=False)
    pairs = [
        {"table_a": f"{WAVE}-{a.split('.')[0]}", "item_a": a, "item_b": b,
         "table_b": f"{WAVE}-{b.split('.')[0]}", "returning": "no"}
        for a, b in (entry.items for entry in scaled(study).comparisons)
    ]  # fmt: skip
    pd.DataFrame(pairs).to_csv(folder / "comparisons.csv", index=False)
    pd.DataFrame(pairs_of_waves(project, study)).to_csv(folder / "trends.csv", index=False)
    drawn = project / f"results/{WAVE}/figures"
    for figure in likert(study, drawn):
        shutil.copy(drawn / f"{figure.name}.csv", folder)
    pictures = [(one.name, *_inches(drawn / f"{one.name}.png")) for one in likert(study, drawn)]
    pd.DataFrame(pictures, columns=["name", "width", "height", "dpi"]).to_csv(
        folder / "sizes.csv", index=False
    )


def _inches(picture: Path) -> tuple[float, float, int]:
    """Width and height of a picture, and its pixels an inch: R draws as many."""
    from PIL import Image

    with Image.open(picture) as opened:
        dpi = round(opened.info["dpi"][0])
        return opened.width / dpi, opened.height / dpi, dpi


def shares(project: Path, folder: Path) -> None:
    from surveyreport.estimates.table import estimate_table
    from surveyreport.files.csvfile import write_csv

    table = estimate_table(WAVE, _responses(project, WAVE), load_study(ROOT / "study"), {}, LEVEL)
    write_csv(table, folder / "shares-here.csv")


def comparisons(project: Path, folder: Path) -> None:
    from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
    from surveyreport.files.csvfile import write_csv

    study = load_study(ROOT / "study")
    entries = scaled(study)
    pairs = compare_pairs(entries, _responses(project, WAVE), study, SMALLEST, LEVEL)
    write_csv(comparison_table(WAVE, pairs, entries), folder / "comparisons-here.csv")


def trends(project: Path, folder: Path) -> None:
    from surveyreport.estimates.trends import trend_table, wave_changes
    from surveyreport.files.csvfile import write_csv

    study = load_study(ROOT / "study")
    responses = {wave: _responses(project, wave) for wave in (WAVE, LATER)}
    changes = wave_changes([step(project, study)], responses, study, SMALLEST, LEVEL)
    table = trend_table(changes, responses, study, SMALLEST, LEVEL)
    write_csv(table, folder / "trends-here.csv")


def figures(project: Path, folder: Path) -> None:
    from surveyreport.figures.render import render_figures

    study = load_study(ROOT / "study")
    render_figures(study, likert(study, folder), folder, wave_label="2022-2023", synthetic=True)


def _responses(project: Path, wave: str) -> dict[str, pd.DataFrame]:
    from surveyreport.files.parquet import read_parquet

    places = {group: project / f"data/processed/{wave}/{group}.parquet" for group in GROUPS}
    return {group: read_parquet(place) for group, place in places.items() if place.is_file()}


WORK: dict[str, Callable[[Path, Path], None]] = {
    "shares": shares,
    "comparisons": comparisons,
    "trends": trends,
    "figures": figures,
}


# what each loads before its clock starts, as R its packages
READING = ("jsonschema", "surveyreport.files.csvfile", "surveyreport.files.parquet")
LOADED = {
    "shares": ("surveyreport.estimates.table", *READING),
    "comparisons": ("surveyreport.estimates.comparison_table", *READING),
    "trends": ("surveyreport.estimates.trends", "surveyreport.questionnaires.comparability",
               *READING),
    "figures": ("surveyreport.figures.render", "plotnine", "typst", "uharfbuzz", "jsonschema"),
}  # fmt: skip


def timed(command: list[str]) -> tuple[float, float]:
    """Processor seconds of the whole process, and of its work as it prints it: other work on the
    machine does not count in them."""
    before = sum(os.times()[2:4])
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return sum(os.times()[2:4]) - before, float(done.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    project = asked.project.resolve()
    if asked.task:
        for name in LOADED[asked.task]:
            import_module(name)
        start = time.process_time()
        WORK[asked.task](project, asked.folder)
        print(time.process_time() - start)
        return
    r = shutil.which("Rscript")
    if not r:
        print("R staat hier niet: alleen onze eigen tijden (apt install r-cran-survey "
              "r-cran-clubsandwich r-cran-ggplot2)")  # fmt: skip
    print(
        "| werk | proces, hier (s) | in R (s) | verhouding | werk zelf, hier | in R | verhouding |"
    )
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(project, folder)
        for task, words in TASKS.items():
            if task == "trends" and not step(project, load_study(ROOT / "study")):
                print(f"| {words} | - | - | - | - | - | - |  geen golf {LATER} in {project.name}")
                continue
            ours, theirs = [], []
            for _ in range(RUNS):
                command = [sys.executable, "-m", "benchmarks.against_r", str(project)]
                ours.append(timed([*command, "--task", task, "--folder", name]))
                if r:
                    theirs.append(timed([r, "benchmarks/against_r.R", task, name]))
            cells = [words]
            for part in (0, 1):
                here = statistics.median(run[part] for run in ours)
                there = statistics.median(run[part] for run in theirs) if theirs else None
                cells.append(f"{here:.2f}")
                cells += [f"{there:.2f}", f"{here / there:.2f}"] if there else ["-", "-"]
            print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
