"""The entry of a new wave in config.yaml, added without touching what people wrote there."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from surveyreport.newwave.folder import Sorted
from surveyreport.study.wave_entry import Wave

DRAFT = "# ontwerp"
PLAIN = re.compile(r"[\w./-]+")
A_YEAR = timedelta(days=365)
REGISTERS = ("pupils", "schools", "visited")


def entry_text(
    wave: str, found: Sorted, folder: Path, synthetic: bool, period: tuple[date, date]
) -> str:
    """The lines of the wave under `waves:`; what people must look at is marked `# ontwerp`.

    folder: where the files stand, or will. period: as of `submitted_days`.
    """
    lines = [
        f'  "{wave}":',
        f'    label: "{wave}"  {DRAFT}: hoe een lezer de golf noemt',
        f"    synthetic: {str(synthetic).lower()}  {DRAFT}: true als de gegevens verzonnen zijn",
        f"    field_period: {{first_day: {period[0]}, last_day: {period[1]}}}"
        f"  {DRAFT}: de eerste en de laatste ingediende dag; vul de echte periode in",
        f"    keep_text_until: {period[1] + A_YEAR}  {DRAFT}: tot wanneer u de tekst van open"
        " antwoorden mag bewaren; daarna waarschuwt elke run",
        *_named(found, folder),
    ]
    return "".join(f"{line}\n" for line in lines)


def not_named(wave: Wave, found: Sorted, folder: Path) -> list[str]:
    """The lines of what the folder holds and the wave's entry has no word of."""
    singles = [role for role, path in _singles(wave).items() if path]
    left = Sorted(
        {group: files for group, files in found.groups.items() if group not in wave.exports},
        {role: path for role, path in found.single.items() if role not in singles},
    )
    return [line.strip() for line in _named(left, folder) if not line.endswith(":")]


def _singles(wave: Wave) -> dict[str, Path | None]:
    return {"frame": wave.frame, "corrections": wave.corrections, **wave.registers}


def _named(found: Sorted, folder: Path) -> list[str]:
    """The lines that name the files."""

    def at(path: Path) -> str:
        name = (folder / path.name).as_posix()
        # what YAML would read as more than a name stands between quotes
        return name if PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)

    lines = [
        f"    {role}: {at(found.single[role])}"
        for role in ("frame", "corrections")
        if role in found.single
    ]
    lines.append("    exports:")
    for group, files in found.groups.items():
        named = {
            "file": files.export.path,
            "structure": files.structure_file,
            "syntax": files.syntax,
            "participants": files.participants,
        }
        parts = [f"{key}: {at(path)}" for key, path in named.items() if path]
        if files.participants:
            parts.append(f'participant_attribute: "{files.attribute}"')
        lines.append(f"      {group}: {{{', '.join(parts)}}}")
    registers = [role for role in REGISTERS if role in found.single]
    if registers:
        lines.append("    registers:")
        lines += [f"      {role}: {at(found.single[role])}" for role in registers]
    return lines


def submitted_days(found: Sorted) -> tuple[date, date] | None:
    """The days between which all but two in a hundred at either end were submitted, so that a
    stray test does not widen the period; None when nothing was submitted."""
    cells = [files.export.cells for files in found.groups.values()]
    days = pd.concat([table["submitdate"].fillna("").str[:10] for table in cells])
    known = days[days.gt("1981")].sort_values().tolist()
    if not known:
        return None
    stray = len(known) * 2 // 100
    return date.fromisoformat(known[stray]), date.fromisoformat(known[-1 - stray])


def with_entry(config: str, entry: str) -> str:
    """The text of config.yaml with `entry` after the last wave; every other line stays."""
    lines = config.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith("waves:"))
    end = next((i for i in range(start + 1, len(lines)) if lines[i][0] not in " \r\n#"), len(lines))
    # blank lines and comments above the next key belong to that key
    while lines[end - 1].strip() == "" or lines[end - 1].startswith("#"):
        end -= 1
    return "".join([*lines[:end], entry, *lines[end:]])
