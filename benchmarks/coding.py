"""Many answers to one open question: how long the sheets of two coders take to write and to read.

python benchmarks/coding.py [ANSWERS]: prints seconds of processor time and of the clock. What is
read back is compared with what was ticked.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from surveyreport.evidence import sheet as shape
from surveyreport.evidence.coding import Coding
from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.taking_in import read_back
from surveyreport.evidence.texts import COLUMNS
from surveyreport.files.problems import ProblemList
from surveyreport.study.coded import read_coded
from surveyreport.study.load import load_study

WAVE, BOOK, ITEM = "2031", "noden", "schoolteam.D24"
WORDS = ["meer", "uren", "middelen", "plaatsen", "kader", "vorming", "tijd", "werkgevers"]


def main(count: int) -> None:
    dice = random.Random(20_000)
    rows = [
        (ITEM, str(number), f"{' '.join(dice.choices(WORDS, k=dice.randint(3, 30)))} nr {number}")
        for number in range(1, count + 1)
    ]
    study, texts = load_study(Path("study")), pd.DataFrame(rows, columns=COLUMNS, dtype=str)
    codes = [code.id for code in study.codebooks[BOOK].codes]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told("schrijven, twee codeurs", lambda: make_sheets(coding(study, texts, folder), 2))
        wanted = {coder: tick(folder, coder, codes, dice) for coder in (1, 2)}
        told("inlezen, twee codeurs", lambda: read_back(coding(study, texts, folder)))
        ticks = read_coded(WAVE, ProblemList(), folder).ticks[BOOK]
        same = all(
            by[str(coder)] == {wanted[coder][unit]}
            for unit, by in ticks.items()
            for coder in wanted
            if str(coder) in by
        )
        print(f"{len(ticks)} van {count} antwoorden teruggelezen, gelijk aan wat aangekruist is:",
              "ja" if same and len(ticks) == count else "NEE")  # fmt: skip


def coding(study, texts: pd.DataFrame, folder: Path) -> Coding:
    return Coding(study, WAVE, True, texts, folder)


def tick(folder: Path, coder: int, codes: list[str], dice: random.Random) -> dict[str, str]:
    """Give every answer on a sheet one code of chance; unit -> code."""
    from openpyxl import load_workbook  # after surveyreport, which says how it writes

    path = shape.sheet_path(folder / "data/sheets" / WAVE, BOOK, coder)
    book = load_workbook(path)
    page = book[shape.TABS[0]]
    column = {page.cell(shape.IDS, c).value: c for c in range(1, page.max_column + 1)}
    given = {}
    for row in range(shape.FIRST, page.max_row + 1):
        if key := page.cell(row, shape.KEY).value:
            given[str(key)] = dice.choice(codes)
            page.cell(row, column[given[str(key)]]).value = "x"
    book.save(path)
    return given


def told(what: str, work) -> None:
    clock, own = time.perf_counter(), time.process_time()
    work()
    print(f"{what}: {time.process_time() - own:.1f} s processor, "
          f"{time.perf_counter() - clock:.1f} s klok", flush=True)  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
