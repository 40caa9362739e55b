"""Print where a number of the report comes from; never anything about a respondent."""

from __future__ import annotations

import argparse

from surveyreport.record.explain.lookup import explain
from surveyreport.record.explain.run import Run


def main(arguments: list[str] | None = None) -> int:
    """The command; raises InputProblems when the id or the project is not in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("id", nargs="+", help="bijvoorbeeld f15_beleid_screening_top2 of figuur 15")
    parser.add_argument("--wave", help="de golf, zoals in config.yaml; anders de laatste")
    given = parser.parse_args(arguments)
    run = Run(given.wave)
    sections = explain(run, " ".join(given.id))
    if run.wave.synthetic:
        print("Synthetische data\n")
    for title, lines in sections:
        print(title)
        print(*(f"  {line}" for line in lines), sep="\n")
    return 0
