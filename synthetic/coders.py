"""Two synthetic coders with planted errors and drift, and a third who decides right.

They fill in the sheets that `make codesheets` writes, so that everything between the sheet and the
results is gone through: python -m synthetic.coders --wave 2023 writes data/coded/2023.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from openpyxl import load_workbook

from surveyreport.evidence import differences as third
from surveyreport.evidence import sheet as shape
from surveyreport.evidence.coding import Coding
from surveyreport.evidence.handing_out import make_sheets
from surveyreport.evidence.sheet_style import MOMENT
from surveyreport.evidence.taking_in import read_back
from surveyreport.evidence.texts import open_texts
from surveyreport.evidence.units import Unit
from surveyreport.files.xlsxfile import workbook_bytes
from surveyreport.files.yamlfile import parse_yaml
from surveyreport.study.codebooks import NO_CONTENT, UNPLACED, Codebook
from surveyreport.study.coded import NO, YES, coded_folder
from surveyreport.study.config import cleaning_of
from surveyreport.study.load import load_study
from surveyreport.study.wave_entry import Wave, wave_of
from synthetic.opentext import known_codes, read_pools

REASON = "synthetisch besluit"


@dataclass(frozen=True)
class Coder:
    """misses: share of the codes in an answer that the coder overlooks; adds: chance of each code
    that is not in it. drift: what is added to both in the last half of the sheet."""

    misses: float
    adds: float
    drift: float = 0.0


CODERS = {1: Coder(0.06, 0.004), 2: Coder(0.08, 0.006, 0.05)}


def planted(coding: Coding) -> dict[str, dict[str, frozenset[str]]]:
    """Book -> key of an answer -> what it is about."""
    known = {item: known_codes(pool) for item, pool in read_pools().items()}

    def about(unit: Unit) -> frozenset[str]:
        codes = known[unit.item]
        return codes.get(unit.text) or codes[unit.text.removesuffix(".")]

    return {name: {unit.key: about(unit) for unit in units} for name, units in coding.units.items()}


def tick(
    truth: frozenset[str], book: Codebook, coder: Coder, late: bool, rng: np.random.Generator
) -> frozenset[str]:
    """What a coder ticks for an answer; never nothing, nor a code beside 'no content'."""
    extra = coder.drift if late else 0.0
    codes = [code.id for code in book.offered if code.kind != NO_CONTENT]
    kept = {code for code in sorted(truth) if rng.random() >= coder.misses + extra}
    drawn = rng.random(len(codes)) < coder.adds + extra / 10
    kept |= {code for code, added in zip(codes, drawn, strict=True) if added}
    if len(kept) > 1:
        kept.discard(book.no_content)
    unplaced = next(code.id for code in book.offered if code.kind == UNPLACED)
    return frozenset(kept or {unplaced})


def code_wave(make: Callable[[], Coding], seed: int) -> list[str]:
    """Code a wave from empty sheets to decisions; what `make codes` says at the end.

    make: gives the Coding of the wave as its folder stands.
    """
    coding = make()
    make_sheets(coding, len(CODERS))
    truth = planted(coding)
    for path, facts in make().workbooks:
        rng = np.random.default_rng([seed, *path.name.encode()])
        book = coding.study.codebooks[facts["Codeboek"]]
        _fill(path, book, CODERS[int(facts["Codeur"])], truth[book.id], rng)
    read_back(make())
    coded = make()
    for path, facts in coded.of_kind(third.KIND):
        name = facts["Codeboek"]
        _decide(path, coded.coded.ticks[name], truth[name])
    return read_back(make())


def _fill(
    path: Path,
    book: Codebook,
    coder: Coder,
    truth: dict[str, frozenset[str]],
    rng: np.random.Generator,
) -> None:
    workbook = load_workbook(path)
    page = workbook[shape.TABS[0]]
    place = {page.cell(shape.IDS, column).value: column for column in range(1, page.max_column + 1)}
    last = page.max_row
    for row in range(shape.FIRST, last + 1):
        late = row - shape.FIRST > (last - shape.FIRST) / 2
        for code in sorted(tick(truth[page.cell(row, shape.KEY).value], book, coder, late, rng)):
            page.cell(row, place[code]).value = shape.TICK
    path.write_bytes(workbook_bytes(workbook, MOMENT))


def _decide(
    path: Path, ticks: dict[str, dict[str, frozenset[str]]], truth: dict[str, frozenset[str]]
) -> None:
    """The right decision everywhere; where nobody saw any right code, the first that was seen."""
    workbook = load_workbook(path)
    page = workbook[third.TAB]
    rows: dict[str, dict[str, int]] = {}
    for row in range(third.FIRST, page.max_row + 1):
        key, name = (page.cell(row, column).value for column in (third.KEY, third.CODE))
        rows.setdefault(key, {})[name.rpartition("[")[2].removesuffix("]")] = row
    for key, disputed in rows.items():
        right = truth[key] & set(disputed)
        if not right | frozenset.intersection(*ticks[key].values()):
            right = set(list(disputed)[:1])
        for code, row in disputed.items():
            page.cell(row, third.DECISION).value = YES if code in right else NO
            page.cell(row, third.REASON).value = REASON
    path.write_bytes(workbook_bytes(workbook, MOMENT))


def wave_settings(wave: str) -> tuple[Wave, dict]:
    """A shipped wave and the cleaning rules: from config.yaml, or the entry ready to go into it."""
    config = parse_yaml(Path("config.yaml").read_text(encoding="utf-8"))
    waves = {str(name): entry for name, entry in config["waves"].items()}
    entry = Path("study/reference") / wave / "config-entry.yaml"
    if wave not in waves:
        waves |= parse_yaml(entry.read_text(encoding="utf-8"))
    return wave_of(wave, waves[wave]), config["cleaning"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Codeer een synthetische golf.")
    parser.add_argument("--wave", required=True, help="golf")
    wave, cleaning = wave_settings(parser.parse_args().wave)
    study = load_study(Path("study"))
    texts, _ = open_texts(wave, study, Path("study"), cleaning_of(cleaning))
    with TemporaryDirectory() as folder:
        project = Path(folder)
        code_wave(lambda: Coding(study, wave.id, True, texts, project), int(wave.id))
        target = coded_folder(wave.id)
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(coded_folder(wave.id, project).iterdir()):
            (target / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
