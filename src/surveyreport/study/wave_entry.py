"""A wave as config.yaml names it: its days and its files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of

CONFIG, STUDY = Path("config.yaml"), Path("study")
FIELD_DAYS = ("first_day", "last_day", "reminder")


@dataclass(frozen=True)
class ExportFiles:
    """The files of one group's export; all but `file` are optional."""

    file: Path
    structure: Path | None = None
    syntax: Path | None = None
    participants: Path | None = None
    participant_attribute: str = "aanbieder"
    provider_from: str | None = None
    survey_id: int | None = None
    survey_title: str | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        files = (self.file, self.structure, self.syntax, self.participants)
        return tuple(path for path in files if path)


@dataclass(frozen=True)
class Wave:
    """One wave: its files and its field period (both days included)."""

    id: str
    label: str
    synthetic: bool
    first_day: date
    last_day: date
    frame: Path
    exports: dict[str, ExportFiles]
    registers: dict[str, Path]
    corrections: Path | None = None
    published: Path | None = None
    report_date: date | None = None
    reminder: date | None = None
    keep_text_until: date | None = None

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of fielding."""
        return self.first_day, self.last_day

    @property
    def raw_files(self) -> tuple[Path, ...]:
        """Every file of this wave that must exist before anything runs."""
        exports = [path for files in self.exports.values() for path in files.paths]
        single = [path for path in (self.frame, self.corrections, self.published) if path]
        return (*exports, *single, *self.registers.values())

    @property
    def roles(self) -> dict[str, str]:
        """What each of these files is: path -> exports.<group>, registers, frame, corrections or
        published."""
        found = {self.frame: "frame", self.corrections: "corrections", self.published: "published"}
        found |= dict.fromkeys(self.registers.values(), "registers")
        for group, files in self.exports.items():
            found |= dict.fromkeys(files.paths, f"exports.{group}")
        return {path.as_posix(): role for path, role in found.items() if path}


def export_files_of(entry: dict) -> ExportFiles:
    """The files of a checked entry under `exports`.

    Without a structure the one that a fetch left beside the export (<name>.structure.json) serves.
    """
    other = ("participant_attribute", "provider_from", "survey_id", "survey_title", "leave_out")
    paths = {key: Path(value) for key, value in entry.items() if key not in other}
    fetched = Path(entry["file"]).with_suffix(".structure.json")
    if "structure" not in paths and os.path.isfile(fetched):
        paths["structure"] = fetched
    entry = {key: value for key, value in entry.items() if key != "leave_out"}
    return ExportFiles(**(entry | paths))


def wave_of(name: str, entry: dict) -> Wave:
    """The wave of a checked `waves` entry."""
    return checked_wave(name, entry, CONFIG, ProblemList())


def checked_wave(name: str, entry: dict, path: Path, problems: ProblemList) -> Wave:
    """The wave of a `waves` entry of `path`; days that cannot be are added to `problems`."""
    place = "waves", name

    def fault(found: str, remedy: str, *keys: str) -> None:
        row, column = line_of(path, *place, *keys), ".".join((*place, *keys))
        problems.add(path, found, remedy, row=row, column=column)

    def day(entry: dict, key: str, *above: str) -> date | None:
        try:
            return date.fromisoformat(str(entry[key])) if key in entry else None
        except ValueError:
            remedy = "schrijf een bestaande dag als jjjj-mm-dd"
            fault(f"'{entry[key]}' is geen dag", remedy, *above, key)
            return None

    period = {key: day(entry["field_period"], key, "field_period") for key in FIELD_DAYS}
    first, last, reminder = period.values()
    if first and last and first > last:
        fault("de laatste dag valt voor de eerste", "wissel de dagen om", "field_period")
    elif first and last and reminder and not first < reminder <= last:
        fault(
            f"de herinnering van {reminder} valt niet in de periode",
            "zet bij reminder een dag na de eerste en niet na de laatste dag",
            "field_period",
            "reminder",
        )
    optional = {key: Path(entry[key]) for key in ("corrections", "published") if key in entry}
    return Wave(
        id=name,
        label=entry["label"],
        synthetic=entry["synthetic"],
        first_day=first or date.min,
        last_day=last or date.max,
        frame=Path(entry["frame"]),
        exports={
            group: export_files_of(files)
            for group, files in entry["exports"].items()
            if not files.get("leave_out", False)
        },
        registers={key: Path(file) for key, file in entry.get("registers", {}).items()},
        reminder=reminder,
        report_date=day(entry, "report_date"),
        keep_text_until=day(entry, "keep_text_until"),
        **optional,
    )
