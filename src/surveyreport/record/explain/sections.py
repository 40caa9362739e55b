"""The sections of an explanation: lines of Dutch text, counts only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from surveyreport.files.dutch import percent
from surveyreport.files.hashes import sha256
from surveyreport.record.explain.run import Run, short
from surveyreport.responses.response_table import EXCLUDED
from surveyreport.study.model import Figure, Item

Section = tuple[str, list[str]]


def estimate_sections(run: Run, item: Item, cells: pd.DataFrame) -> list[Section]:
    """Where the estimates `cells` of one item come from; `cells` are rows of estimates.csv."""
    base = int(cells["base"].iloc[0])
    counted = [f"{word(run, row.category)}: {row.n} van {row.base}" for row in cells.itertuples()]
    if len(cells) > 1:
        counted.append(f"samen: {cells['n'].sum()} van {base}")
    rows = ", ".join(map(str, cells.index))
    return [
        ("Tabel", [f"{run.results}/estimates.csv, rij {rows}"]),
        ("Vraag", question_lines(run, item)),
        ("Geteld", counted),
        ("Weg naar de basis", base_lines(run, item, base)),
        ("Figuur", figure_lines(run, [f for f in run.study.figures.values()
                                      if item in run.study.figure_items(f)])),
        ("Uit", export_lines(run, item)),
        ("Code", run.made_by("estimates")),
    ]  # fmt: skip


def question_lines(run: Run, item: Item) -> list[str]:
    """Id, group and wording."""
    stem = f"{item.stem} — " if item.stem else ""
    return [f"{item.id} ({run.study.groups[item.group].label}): {stem}{item.text}"]


def base_lines(run: Run, item: Item, base: int) -> list[str]:
    """From the rows of the export to those who answered the item."""
    table = run.table("response")
    own = table[table["group"].eq(item.group) & table["provider_type"].eq("alle")]
    values = own.set_index("statistic")["value"].astype(int)
    lines = [f"{values['rows']} {word(run, 'rows')}"]
    reasons = run.study.texts["publication"]["exclusion"]
    lines += [
        f"− {count} {reasons[name.removeprefix(EXCLUDED)]}"
        for name, count in values.items()
        if name.startswith(EXCLUDED) and count
    ]
    respondents = values["respondents"]
    lines.append(f"= {respondents} {word(run, 'respondents')}")
    if respondents - base:
        lines.append(f"− {respondents - base} zonder antwoord op deze vraag")
    return [*lines, f"= {base} in de basis, 'ik weet het niet' en 'niet van toepassing' inbegrepen"]


def export_lines(run: Run, item: Item) -> list[str]:
    """File, column and codes of an item."""
    files = run.wave.exports[item.group].paths
    lines = [source_line(run, path) for path in files]
    mapped = run.export_column(item.group, item.id)
    codes = ", ".join(f"{code} = {word(run, level)}" for code, level in mapped.levels.items())
    return [*lines, f"kolom {mapped.column}; {codes} (study/waves/{run.id}/{item.group}.csv)"]


def source_line(run: Run, path: Path) -> str:
    """An input with its hash, and whether it is still that of the run."""
    now, then = sha256(path), run.manifest["inputs"].get(path.as_posix())
    changed = "" if now == then else "; niet meer het bestand van de run"
    return f"{path} ({short(now)}{changed})"


def figure_lines(run: Run, figures: Iterable[Figure]) -> list[str]:
    """Number, title and files of figures; known discrepancies if the wave has published values."""
    lines = []
    for figure in figures:
        path = run.results / "figures" / f"{figure.name}.svg"
        lines.append(f"{figure.number}. {figure.title} ({path})")
        if run.wave.published:
            lines += [f"  {code}: {run.study.discrepancies[code]}" for code in figure.discrepancies]
    return lines or ["staat in geen figuur"]


def register_sections(run: Run, cells: pd.DataFrame) -> list[Section]:
    """Where counts of the registers come from; `cells` are rows of register.csv."""
    keys = ["register", "date", "unit", "provider_type", "grade", "programme"]
    lines = [
        f"rij {row}: {', '.join(str(v) for v in line[keys].dropna())} = {line['count']}"
        for row, line in cells.iterrows()
    ]
    names = {name.removesuffix("_interview") for name in cells["register"]}
    files = [source_line(run, run.wave.registers[name]) for name in sorted(names)]
    return [
        ("Tabel", [f"{run.results}/register.csv", *lines]),
        ("Uit", files),
        ("Code", run.made_by("register")),
    ]


def response_sections(run: Run, cells: pd.DataFrame) -> list[Section]:
    """Where counts of the response come from; `cells` are rows of response.csv."""
    lines = [
        f"rij {row}: {line['group']}, {line['provider_type']}, "
        f"{word(run, line['statistic'])} = {line['value']:g}"
        for row, line in cells.iterrows()
    ]
    groups = [group for group in run.wave.exports if group in set(cells["group"])]
    files = [path for group in groups or run.wave.exports
             for path in run.wave.exports[group].paths]  # fmt: skip
    return [
        ("Tabel", [f"{run.results}/response.csv", *lines]),
        ("Uit", [source_line(run, path) for path in (run.wave.frame, *files)]),
        ("Code", run.made_by("response")),
    ]


def word(run: Run, name: str) -> str:
    """The Dutch word of an id in a table; an answer is its own word."""
    return run.study.texts["workbook"]["words"].get(name, name)


def shown_percent(share: float) -> str:
    """A share rounded as in the report, and unrounded."""
    unrounded = f"{100 * share:.4f}".replace(".", ",")
    return f"{percent(share)} % (onafgerond {unrounded} %)"
