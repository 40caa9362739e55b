"""The entry of a new wave in config.yaml, added without touching what people wrote there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from surveyreport.waves.folder import Sorted

DRAFT = "# ontwerp"
REGISTERS = ("pupils", "schools", "visited")


def entry_text(wave: str, found: Sorted, folder: Path, synthetic: bool) -> str:
    """The lines of the wave under `waves:`; what people must look at is marked `# ontwerp`.

    folder: where the files stand, or will. The field period is that of the submitted answers.
    """
    first, last = _days([files.export.cells for files in found.groups.values()])

    def at(path: Path) -> str:
        return (folder / path.name).as_posix()

    lines = [
        f'  "{wave}":',
        f'    label: "{wave}"  {DRAFT}: hoe een lezer de golf noemt',
        f"    synthetic: {str(synthetic).lower()}  {DRAFT}: true als de gegevens verzonnen zijn",
        f"    field_period: {{first_day: {first}, last_day: {last}}}"
        f"  {DRAFT}: de eerste en de laatste ingediende dag; vul de echte periode in",
    ]
    for role in ("frame", "corrections"):
        if role in found.single:
            lines.append(f"    {role}: {at(found.single[role])}")
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
    return "".join(f"{line}\n" for line in lines)


def _days(cells: Sequence[pd.DataFrame]) -> tuple[date, date]:
    """First and last day on which at least one in a hundred was submitted, so that a stray early
    test does not widen the period."""
    days = pd.concat([table["submitdate"].fillna("").str[:10] for table in cells])
    counts = days[days.gt("1981")].value_counts()
    usual = counts[counts >= counts.sum() / 100].index
    return date.fromisoformat(min(usual)), date.fromisoformat(max(usual))


def with_entry(config: str, entry: str) -> str:
    """The text of config.yaml with `entry` after the last wave; every other line stays."""
    lines = config.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith("waves:"))
    end = next((i for i in range(start + 1, len(lines)) if lines[i][0] not in " \r\n#"), len(lines))
    # blank lines and comments above the next key belong to that key
    while lines[end - 1].strip() == "" or lines[end - 1].startswith("#"):
        end -= 1
    return "".join([*lines[:end], entry, *lines[end:]])
