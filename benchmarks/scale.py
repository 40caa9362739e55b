"""Ingest, clean and estimate many pupils: does time grow with the rows, and memory stay bounded?

`python benchmarks/scale.py` prints the table of docs/benchmarks.md. Each size runs in a process of
its own, so that the peak memory is its own.
"""

from __future__ import annotations

import csv
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
SIZES = (10_000, 100_000, 1_000_000)
PROVIDERS = 1_000


def write_export(path: Path, rows: int) -> None:
    """A pupils' export of 2023 with random answers, as RemoteControl writes it."""
    rng = np.random.default_rng(1)
    with (ROOT / "study/waves/2023/leerlingen.csv").open(encoding="utf-8", newline="") as file:
        mapping = list(csv.DictReader(file))
    codes: dict[str, list[str]] = {}
    for line in mapping:
        codes.setdefault(line["column"], []).append(line["code"])
    questions = [column for column in codes if column != "aanbieder"]
    head = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"]
    step = 50_000
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\ufeff" + ";".join(f'"{name}"' for name in [*head, "aanbieder", *questions]))
        for start in range(0, rows, step):
            n = min(step, rows - start)
            columns = [
                rng.choice([*codes[q], ""] if codes[q] != [""] else ["", "veel steun"], n)
                for q in questions
            ]
            provider = rng.integers(0, PROVIDERS, n)
            for i in range(n):
                when = f"2023-02-{6 + i % 12:02d} 1{i % 10}:00:{i % 60:02d}"
                cells = [start + i + 1, when, 3, "nl", i, when, when, f"P{provider[i]:04d}"]
                cells += [column[i] for column in columns]
                file.write("\r\n" + ";".join(f'"{cell}"' for cell in cells))
        file.write("\r\n\r\n")


def measure(path: Path) -> None:
    """Print the computing seconds of each stage, all in one process, and the peak memory in MB."""
    from surveyreport.estimates.table import estimate_table
    from surveyreport.files.problems import ProblemList
    from surveyreport.responses.cleaning import clean
    from surveyreport.responses.recoding import recode
    from surveyreport.sources.ingest import ingest
    from surveyreport.sources.read_mapping import read_mapping
    from surveyreport.study.config import Cleaning
    from surveyreport.study.load import load_study
    from surveyreport.study.wave_entry import ExportFiles, Wave

    study = load_study(ROOT / "study")
    mapping = read_mapping(
        ROOT / "study/waves/2023/leerlingen.csv", study, "leerlingen", ProblemList()
    )
    wave = Wave("2023", "", True, date(2023, 2, 6), date(2023, 2, 17), path, {}, {})
    clock = [time.process_time()]
    answers = ingest(ExportFiles(path), "leerlingen", {"leerlingen": mapping}, ("test",)).table
    clock.append(time.process_time())
    answers["provider_id"] = answers["provider_code"]
    cleaned = clean(answers, wave, Cleaning(("test",), 30))
    del answers
    responses = recode(cleaned, mapping)
    del cleaned
    clock.append(time.process_time())
    estimate_table("2023", {"leerlingen": responses}, study, {}, 0.95)
    clock.append(time.process_time())
    seconds = [after - before for before, after in itertools.pairwise(clock)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("|".join(f" {value:.1f} " for value in (*seconds, sum(seconds))) + f"| {peak:.0f} |")


def main() -> None:
    print(
        "| rijen | inlezen (s) | opschonen en hercoderen (s) | schatten (s) | samen (s) "
        "| geheugen (MB) |\n|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            path = Path(folder) / f"{rows}.csv"
            write_export(path, rows)
            done = subprocess.run(
                [sys.executable, __file__, str(path)], capture_output=True, text=True, check=True
            )
            print(f"| {rows} |{done.stdout.strip()}", flush=True)
            path.unlink()


if __name__ == "__main__":
    measure(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
