"""data/coded/<wave>/: what people decided about open answers, without a word of the answers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_csv, write_csv
from surveyreport.files.problems import ProblemList
from surveyreport.files.reads import is_there
from surveyreport.files.yamlfile import parse_yaml
from surveyreport.study.codebooks import TEXTS, Codebook
from surveyreport.study.wave import CODED, CODED_FILES

CODEBOOK = ("codebook", "item", "code", *TEXTS)
ANSWERS = ("codebook", "unit", "item", "response", "check")
TICKS = ("codebook", "unit", "coder", "codes")
DECISIONS = ("codebook", "unit", "code", "decision")
YES, NO = "ja", "nee"
FILES = dict(zip(CODED_FILES, (CODEBOOK, ANSWERS, TICKS, DECISIONS), strict=True))


@dataclass
class Coded:
    """What is known of the open answers of a wave, per codebook.

    codebook: the codes as the coders had them. answers: which responses a unit stands for, with
    two signs of their text. ticks: unit -> coder -> codes ticked. decisions: (unit, code) -> ja or
    nee, where coders differed.
    """

    wave: str
    codebook: pd.DataFrame = field(default_factory=lambda: _empty(CODEBOOK))
    answers: pd.DataFrame = field(default_factory=lambda: _empty(ANSWERS))
    ticks: dict[str, dict[str, dict[str, frozenset[str]]]] = field(default_factory=dict)
    decisions: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)

    def final(self, book: Codebook) -> dict[str, frozenset[str]]:
        """Unit -> its codes, merged ones counted as another, of every unit that is settled."""
        ticks, decided = self.ticks.get(book.id, {}), self.decisions.get(book.id, {})
        found = {}
        for unit, by_coder in ticks.items():
            disputed = differing(by_coder)
            if all((unit, code) in decided for code in disputed):
                codes = frozenset.intersection(*by_coder.values())
                codes |= {code for code in disputed if decided[unit, code] == YES}
                found[unit] = frozenset(map(book.counts_as, codes))
        return found


@dataclass(frozen=True)
class Few:
    """When a code is too rare to show: with fewer than `small_table` answers, one found in fewer
    than `cell` of them; with fewer than `respondents` answers, or of fewer than `providers`, or
    more than `largest_share` of them of one, every code."""

    respondents: int
    cell: int
    small_table: int
    providers: int = 0
    largest_share: float = 1

    def gives_away(self, providers: pd.Series) -> bool:
        """Whether answers come of too few providers to show; providers: of every answer."""
        counts = providers.value_counts()
        return len(counts) > 0 and (
            len(counts) < self.providers or counts.max() > self.largest_share * counts.sum()
        )


def few_of(study_folder: Path) -> Few:
    """The rule as study/disclosure.yaml has it for every public table."""
    public = parse_yaml((study_folder / "disclosure.yaml").read_text(encoding="utf-8"))["public"]
    return Few(**{own.name: public[own.name] for own in fields(Few)})


def counts_of(coded: Coded, book: Codebook) -> dict[str, tuple[int, dict[str, int]]]:
    """Open question -> settled answers, and in how many of them each code is."""
    final = coded.final(book)
    codes = {code.id for code in book.counted}
    found: dict[str, tuple[int, dict[str, int]]] = {}
    own = coded.answers[coded.answers["codebook"].eq(book.id)]
    for item, rows in own.groupby("item", sort=False):
        settled = [final[unit] for unit in rows["unit"] if unit in final]
        found[item] = (len(settled), {code: sum(code in of for of in settled) for code in codes})
    return found


def shown_codes(coded: Coded, book: Codebook, few: Few) -> dict[str, set[str]]:
    """Open question -> the codes that people looked for and that are not too rare to show."""
    shown = {}
    for item, (answers, counts) in counts_of(coded, book).items():
        rows = coded.codebook[coded.codebook["codebook"].eq(book.id)]
        offered = {book.counts_as(code) for code in rows.loc[rows["item"].eq(item), "code"]}
        shown[item] = {
            code
            for code in offered
            if answers >= few.respondents
            and not (answers < few.small_table and 0 < counts[code] < few.cell)
        }
    return shown


def differing(by_coder: dict[str, frozenset[str]]) -> frozenset[str]:
    """The codes that one coder ticked and another did not."""
    return frozenset.union(*by_coder.values()) - frozenset.intersection(*by_coder.values())


def coded_folder(wave: str, project: Path = Path(".")) -> Path:
    """Where what people decided about a wave stands."""
    return project / CODED / wave


def read_coded(wave: str, problems: ProblemList, project: Path = Path(".")) -> Coded:
    """What is known of a wave; empty without files. Faults of the files go to `problems`."""
    folder = coded_folder(wave, project)
    if not is_there(folder / "answers.csv"):
        return Coded(wave)
    tables = {name: read_csv(folder / f"{name}.csv", FILES[name], problems) for name in FILES}
    coded = Coded(wave, tables["codebook"], tables["answers"])
    known = set(coded.answers[["codebook", "unit"]].itertuples(index=False, name=None))
    for name in ("ticks", "decisions"):
        units = set(tables[name][["codebook", "unit"]].itertuples(index=False, name=None))
        if strange := sorted(units - known):
            problems.add(folder / f"{name}.csv",
                         f"{len(strange)} antwoorden die niet in answers.csv staan, zoals "
                         f"{strange[0][1]}",
                         "zet de bestanden van één en dezelfde make codes terug",
                         column="unit")  # fmt: skip
    for row in tables["ticks"].itertuples():
        codes = frozenset(filter(None, row.codes.split(";")))
        coded.ticks.setdefault(row.codebook, {}).setdefault(row.unit, {})[row.coder] = codes
    for row in tables["decisions"].itertuples():
        coded.decisions.setdefault(row.codebook, {})[row.unit, row.code] = row.decision
    return coded


def write_coded(coded: Coded, project: Path = Path(".")) -> None:
    """Write the files of a wave, sorted, so that the same decisions give the same bytes."""
    folder = coded_folder(coded.wave, project)
    ticks = [
        (book, unit, coder, ";".join(sorted(codes)))
        for book, units in coded.ticks.items()
        for unit, by_coder in units.items()
        for coder, codes in by_coder.items()
    ]
    decisions = [
        (book, unit, code, decision)
        for book, decided in coded.decisions.items()
        for (unit, code), decision in decided.items()
    ]
    write_csv(coded.codebook[list(CODEBOOK)], folder / "codebook.csv")
    write_csv(coded.answers[list(ANSWERS)], folder / "answers.csv", ["codebook", "unit", "item"])
    for name, rows in (("ticks", ticks), ("decisions", decisions)):
        table = pd.DataFrame(sorted(rows), columns=list(FILES[name]), dtype=str)
        write_csv(table, folder / f"{name}.csv")


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=str)
