"""The frame: which providers were invited, and how an untidy code finds its provider."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList

COLUMNS = ("provider_id", "type")
OPTIONAL = ("name", "network", "province", "urban", "size", "visited")
FORMULA = r"[=+\-@]"
# an id becomes the name of a file: letters, digits and . _ - or blanks between them
PROVIDER_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,38}[A-Za-z0-9])?")
LONGEST = 200
# people of a group who could answer; what else a study knows of providers
OWN = re.compile(r"(eligible|trait)_[a-z][a-z0-9_]*")


def read_frame(path: Path, problems: ProblemList) -> pd.DataFrame:
    """The invited providers, one row each: provider_id, type and what else the file holds.

    eligible_<group>: people of a group who could answer, for weights; size: a number; trait_<name>:
    what else a study knows of a provider, see `characteristics` in study/registers.yaml.

    Faults (absent columns, an empty or repeated id) go to `problems`.
    """
    frame = read_csv(path, COLUMNS, problems, OPTIONAL, OWN)
    keys = frame["provider_id"].map(normalise_code)
    times = Counter(keys)
    for row, key in keys.items():
        if not key:
            problems.add(
                path, "een lege provider_id", "vul het id in", row=row, column="provider_id"
            )
        elif not PROVIDER_ID.fullmatch(frame.at[row, "provider_id"]):
            problems.add(
                path,
                f"'{frame.at[row, 'provider_id'][:50]}'",
                "geef de aanbieder een ander id",
                row=row,
                column="provider_id",
                expected="hoogstens 40 letters (zonder accent) en cijfers, met . _ - of spatie"
                " ertussen",
            )
        elif times[key] > 1:
            problems.add(
                path,
                f"'{frame.at[row, 'provider_id']}' staat er meer dan één keer",
                "houd er één over",
                row=row,
                column="provider_id",
            )
    for column in frame.columns.difference(list(COLUMNS)):
        for row, text in frame.loc[frame[column].str.len() > LONGEST, column].items():
            problems.add(
                path, f"{len(text)} tekens", f"kort in tot {LONGEST}", row=int(row), column=column
            )
    return frame


def read_names(path: Path, problems: ProblemList) -> dict[str, str]:
    """provider_id -> name, or the id again where the frame of `read_frame` has no names."""
    return names_of(read_frame(path, problems))


def names_of(frame: pd.DataFrame) -> dict[str, str]:
    """As `read_names`, of a frame that was read."""
    names = frame["name"] if "name" in frame else frame["provider_id"]
    return dict(zip(frame["provider_id"], names, strict=True))


def check_types(
    frame: pd.DataFrame, path: Path, known: Collection[str], problems: ProblemList
) -> None:
    """Add a problem for every provider whose type study/registers.yaml does not name."""
    for row, value in frame.loc[~frame["type"].isin(list(known)), "type"].items():
        problems.add(
            path,
            f"onbekend type '{value}'",
            "verbeter het type of vul het aan bij frame_types in study/registers.yaml",
            row=int(row),
            column="type",
            expected="een van: " + ", ".join(known),
            about=("register word", value),
        )


def read_corrections(path: Path, frame: pd.DataFrame, problems: ProblemList) -> dict[str, str]:
    """Corrected provider codes: the value as exported -> provider_id of the frame.

    The file has the columns value, provider_id, reason, and count where it was copied from
    unknown_codes.csv; an id outside the frame is a problem.
    """
    table = read_csv(path, ("value", "provider_id", "reason"), problems, ("count",))
    table["value"] = table["value"].str.replace(rf"^'(?={FORMULA})", "", regex=True)
    for row, line in table.iterrows():
        if line["provider_id"] not in set(frame["provider_id"]):
            problems.add(
                path,
                f"'{line['provider_id']}' staat niet in het kader",
                "neem een provider_id van het kader",
                row=row,
                column="provider_id",
            )
        if not line["reason"].strip():
            problems.add(
                path,
                "er staat geen reden",
                "vul in waarom de code zo verbeterd is",
                row=row,
                column="reason",
            )
    return dict(zip(table["value"], table["provider_id"], strict=True))


def find_providers(codes: pd.Series, frame: pd.DataFrame, corrections: dict[str, str]) -> pd.Series:
    """provider_id per code, empty where the code is not in the frame: never guessed.

    Rule: a correction of the exact value first; else upper case without blanks and hyphens.
    """
    known = {normalise_code(name): name for name in frame["provider_id"]}
    found = {
        code: corrections.get(code, known.get(normalise_code(code), "")) for code in codes.unique()
    }
    return codes.map(found)


def normalise_code(code: str) -> str:
    """Upper case without white space and hyphens: ' ab-03' and 'AB03' are one code."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", code).upper()


def add_providers(answers: pd.DataFrame, frame: Path, corrections: Path | None) -> pd.DataFrame:
    """The answers with provider_id, looked up from provider_code in the frame file."""
    problems = ProblemList()
    providers = read_frame(frame, problems)
    corrected = read_corrections(corrections, providers, problems) if corrections else {}
    problems.raise_if_any()
    return answers.assign(
        provider_id=find_providers(answers["provider_code"], providers, corrected)
    )
