"""Whether an export holds the columns and codes of the mapping, each fault named once."""

from __future__ import annotations

from collections.abc import Mapping as Mappings
from pathlib import Path

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.export import Export
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS, TIMING
from surveyreport.sources.mapping import ANY_TEXT, Mapping

SHOWN_ROWS = 5
NUMBER = r"-?\d+(\.\d+)?"


def check_unsure(export: Export, mapping: Mapping, problems: ProblemList) -> None:
    """Yes/no questions whose 'no' may be a question left open cannot be counted."""
    for mapped in mapping.columns:
        if mapped.column in export.unsure:
            problems.add(
                export.path,
                "N is omgezet: wie deze ja-neevraag openliet, staat er ook als nee",
                "exporteer opnieuw als CSV met antwoordcodes, zonder omzetting van Y en N",
                column=mapped.column,
            )


def check_columns(
    export: Export, group: str, mappings: Mappings[str, Mapping], problems: ProblemList
) -> None:
    mapping = mappings[group]
    extra = {*SYSTEM_TEXTS["nl"]} - {mapping.provider}
    present = [
        c
        for c in export.cells.columns
        if c not in extra and not mapping.ignores(c) and not TIMING.fullmatch(c)
    ]
    likeness = {
        name: len(set(present) & set(other.headings)) / len(set(present) | set(other.headings))
        for name, other in mappings.items()
    }
    best = max(likeness, key=lambda name: likeness[name])
    if best != group and likeness[best] > likeness[group]:
        problems.add(
            export.path,
            f"dit lijkt de export van groep '{best}': {likeness[best]:.0%} van de kolommen komt "
            f"overeen, voor '{group}' is dat {likeness[group]:.0%}",
            "zet bij deze groep in config.yaml het juiste bestand",
            expected=f"de export van groep '{group}'",
        )
        return
    for column in mapping.headings:
        if column not in present and column not in export.attributes:
            problems.add(
                export.path,
                f"kolom {column} ontbreekt",
                f"exporteer alle vragen, of haal de kolom uit {mapping.path}",
                row=1,
                column=column,
            )
    for column in present:
        if column not in mapping.headings:
            problems.add(
                export.path,
                f"onbekende kolom {column}",
                f"vul aan in {mapping.path} bij welk item ze hoort, of zet er @ignore (één regel "
                f"{column.split('[')[0]},@ignore voor de hele vraag)",
                row=1,
                column=column,
            )
    for column in ("submitdate", "lastpage"):
        if column not in export.cells:
            problems.add(
                export.path,
                f"kolom {column} ontbreekt",
                "exporteer ook de kolommen met gegevens over de afname",
                row=1,
                column=column,
            )


def check_codes(export: Export, mapping: Mapping, counts: pd.Series, problems: ProblemList) -> None:
    rankings: dict[str, set[str]] = {}
    for mapped in mapping.columns:
        for name in mapped.places.values():
            rankings.setdefault(name, set()).update(mapped.levels)
    for mapped in mapping.columns:
        if mapped.item.type == "open" or ANY_TEXT in mapped.levels or mapped.places:
            continue
        values = export.cells.loc[counts, mapped.column].fillna("")
        if mapped.item.type == "number":
            _check_numbers(export.path, mapped.column, values, problems)
            continue
        expected = ", ".join(f"{code} ({level})" for code, level in mapped.levels.items())
        _check_known(export, mapping, mapped.column, values, set(mapped.levels), expected, problems)
    for name, known in rankings.items():
        values = export.cells.loc[counts, name].fillna("")
        _check_known(export, mapping, name, values, known, ", ".join(sorted(known)), problems)


def _check_known(
    export: Export,
    mapping: Mapping,
    column: str,
    values: pd.Series,
    known: set[str],
    expected: str,
    problems: ProblemList,
) -> None:
    remedy = f"verbeter de code of vul haar aan in {mapping.path}"
    unknown = values[~values.isin({*known, ""})]
    for row, value in _each_once(unknown):
        problems.add(
            export.path,
            f"antwoordcode {value}",
            remedy,
            row=row,
            column=column,
            expected="een van: " + expected,
        )


def _check_numbers(path: Path, column: str, values: pd.Series, problems: ProblemList) -> None:
    for row, value in _each_once(values[values.ne("") & ~values.str.fullmatch(NUMBER)]):
        problems.add(
            path,
            f"{value} is geen getal",
            "verbeter het antwoord, of neem de vraag op als open vraag",
            row=row,
            column=column,
            expected="een getal met een decimale punt, of leeg",
        )


def _each_once(wrong: pd.Series) -> list[tuple[int, str]]:
    """(row, text) of the first SHOWN_ROWS values; the text counts the other rows that have it."""
    counts = wrong.value_counts()
    return [
        (
            int(row),
            f"'{value[:40]}'" + (f" (in {counts[value]} rijen)" if counts[value] > 1 else ""),
        )
        for row, value in wrong.drop_duplicates().head(SHOWN_ROWS).items()
    ]
