"""Print where a number of the report comes from; never anything about a respondent."""

from __future__ import annotations

import argparse
import sys

from surveyreport.files.problems import InputProblems
from surveyreport.record.explain.lookup import explain
from surveyreport.record.explain.run import Run


def main(arguments: list[str] | None = None) -> int:
    """The command; 1 when the id or the project is not in order."""
    parser = argparse.ArgumentParser(
        prog="python -m surveyreport.record.explain", description=__doc__
    )
    parser.add_argument("id", nargs="+", help="bijvoorbeeld f15_beleid_screening_top2 of figuur 15")
    parser.add_argument("--wave", help="de golf, zoals in config.yaml; anders de laatste")
    given = parser.parse_args(arguments)
    try:
        run = Run(given.wave)
        sections = explain(run, " ".join(given.id))
    except InputProblems as error:
        print(error)
        return 1
    if run.wave.synthetic:
        print("Synthetische data\n")
    for title, lines in sections:
        print(title)
        print(*(f"  {line}" for line in lines), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
