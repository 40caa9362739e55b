"""Do the printed p-values, intervals and verdicts keep their promise? Measured on simulated data.

`python -m benchmarks.validity` writes docs/validity.md and docs/validity.csv; at most 15 minutes on
two quiet cores. `--part` measures one situation and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.validity.measure import run, situations
from benchmarks.validity.report import summary
from surveyreport.files.csvfile import write_csv


def main() -> int:
    parser = argparse.ArgumentParser(description="Meet hoe vaak toetsen en intervallen missen.")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="map van validity.md en csv")
    parser.add_argument("--datasets", type=int, default=10_000, help="gegevenssets per scenario")
    parser.add_argument("--seed", type=int, default=20_231_001, help="startgetal")
    parser.add_argument("--processes", type=int, default=2, help="gelijktijdige processen")
    parser.add_argument("--part", help="begin van een situatie: toon ze, schrijf niets")
    given = parser.parse_args()
    # the processes share the cores already
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    cases = [case for case in situations() if case.situation.startswith(given.part or "")]
    table = run(cases, given.datasets, given.seed, given.processes)
    text = summary(table, given.datasets, given.seed)
    faulty = table[~table["holds"] & table["printed"]]
    if given.part:
        print(text, faulty.to_string() if len(faulty) else "")
    else:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "validity.md").write_text(text, encoding="utf-8")
        write_csv(table, given.out / "validity.csv")
    return int(len(faulty) > 0)


if __name__ == "__main__":
    sys.exit(main())
