"""Write a synthetic reference wave: python -m synthetic --out data/raw/2023."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from surveyreport.files.problems import InputProblems
from synthetic.wave import reference_wave


def main() -> None:
    parser = argparse.ArgumentParser(description="Maak een synthetische meting.")
    parser.add_argument("--out", type=Path, required=True, help="map voor de bestanden")
    parser.add_argument("--wave", help="golf; zonder: de naam van de map")
    parser.add_argument("--seed", type=int, help="ander startgetal van het toeval")
    parser.add_argument("--study", type=Path, default=Path("study"), help="map van de studie")
    arguments = parser.parse_args()
    wave = arguments.wave or arguments.out.resolve().name
    try:
        files = reference_wave(arguments.study, wave, arguments.seed)
    except InputProblems as error:
        sys.exit(str(error))
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (arguments.out / name).write_bytes(content)


if __name__ == "__main__":
    main()
