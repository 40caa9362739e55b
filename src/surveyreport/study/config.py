"""config.yaml: waves, their files and the thresholds an analyst sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml

CONFIG = Path("config.yaml")


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


@dataclass(frozen=True)
class Cleaning:
    """Rules of the cleaning: words of a test answer (lower case), minutes between doubles, and the
    largest share of the submitted answers of a group that may fall away."""

    test_entries: tuple[str, ...]
    duplicate_minutes: int
    largest_loss: float = 0.2


@dataclass(frozen=True)
class Quality:
    """When the quality table flags: rows of a battery, share of the median duration, share open."""

    straight_lining_rows: int
    fast_share_of_median: float
    item_nonresponse: float


@dataclass(frozen=True)
class Catalogue:
    """What an archive says of the microdata, in the house's words: see `microdata.catalogue`."""

    agency: str
    identifier: str
    page: str
    title: str
    creator: str
    distributor: str
    abstract: str
    vocabulary: str
    topics: tuple[str, ...]
    country: str
    country_code: str
    universe: str
    sampling: str
    access: str

    def of(self, wave: str, text: str) -> str:
        """A text of this with the id of the wave in the place of {wave}."""
        return text.replace("{wave}", wave)


@dataclass(frozen=True)
class Microdata:
    """What the archive gives away: see `microdata` in schemas/config.yaml.

    background: per group the ids of questions; provider_number: never or when_all_large.
    """

    k: int
    background: dict[str, tuple[str, ...]]
    provider_number: str
    catalogue: Catalogue | None = None


@dataclass(frozen=True)
class Weights:
    """Steps of weighting beside the unweighted comparison, and frame columns to rake on."""

    steps: tuple[str, ...]
    margins: tuple[str, ...]


@dataclass(frozen=True)
class Config:
    """The checked settings."""

    language: str
    waves: dict[str, Wave]
    cleaning: Cleaning
    quality: Quality
    confidence_level: float
    microdata: Microdata
    weighting: Weights


def load_config(
    path: Path = CONFIG,
    groups: tuple[str, ...] | None = None,
    absent: ProblemList | None = None,
) -> Config:
    """The settings in `path`, with every raw file present.

    groups: ids the exports may have; not checked when None. absent: where absent files are named
    for whoever wants to look at the other files before stopping; without it they are raised.
    Raises InputProblems: unknown keys, impossible values, absent files, all at once.
    """
    problems = ProblemList()
    data = load_yaml(path, "config", problems)
    problems.raise_if_any()
    entries = {str(name): entry for name, entry in data["waves"].items()}
    waves = {name: _wave(name, entry, path, problems) for name, entry in entries.items()}
    for name, wave in waves.items():
        for file in dict.fromkeys(wave.raw_files):
            if not file.is_file():
                (problems if absent is None else absent).add(
                    path,
                    f"golf {name} noemt {file}, maar dat bestand is er niet",
                    "zet het bestand daar of pas config.yaml aan",
                    row=_row_naming(path, file),
                    column=f"waves.{name}",
                )
        if not wave.exports:
            problems.add(
                path,
                f"golf {name} laat elke groep weg",
                "haal leave_out weg bij minstens één groep",
                row=line_of(path, "waves", name, "exports"),
                column=f"waves.{name}.exports",
            )
        for group in wave.exports:
            if groups is not None and group not in groups:
                problems.add(
                    path,
                    f"onbekende groep '{group}'",
                    "kies een groep van study/groups.yaml",
                    row=line_of(path, "waves", name, "exports", group),
                    column=f"waves.{name}.exports",
                    expected="een van: " + ", ".join(groups),
                )
    problems.raise_if_any()
    return Config(
        language=data["language"],
        waves=waves,
        cleaning=cleaning_of(data["cleaning"]),
        quality=quality_of(data["quality"]),
        confidence_level=data["estimates"]["confidence_level"],
        microdata=microdata_of(data["microdata"]),
        weighting=Weights(
            *(tuple(data["comparisons"].get(key, ())) for key in ("weights", "margins"))
        ),
    )


def cleaning_of(entry: dict) -> Cleaning:
    """The cleaning rules of a checked `cleaning` entry."""
    words = tuple(word.casefold() for word in entry["test_entries"])
    loss = entry.get("largest_loss", Cleaning.largest_loss)
    return Cleaning(words, entry["duplicate_minutes"], loss)


def quality_of(entry: dict) -> Quality:
    """The thresholds of a checked `quality` entry."""
    return Quality(**entry)


def microdata_of(entry: dict) -> Microdata:
    """The rules of a checked `microdata` entry."""
    background = {group: tuple(ids) for group, ids in entry["background"].items()}
    words = entry.get("catalogue")
    catalogue = Catalogue(**words | {"topics": tuple(words["topics"])}) if words else None
    return Microdata(entry["k"], background, entry["provider_number"], catalogue)


def export_files_of(entry: dict) -> ExportFiles:
    """The files of a checked entry under `exports`.

    Without a structure the one that a fetch left beside the export (<name>.structure.json) serves.
    """
    other = ("participant_attribute", "provider_from", "survey_id", "survey_title", "leave_out")
    paths = {key: Path(value) for key, value in entry.items() if key not in other}
    fetched = Path(entry["file"]).with_suffix(".structure.json")
    if "structure" not in paths and fetched.is_file():
        paths["structure"] = fetched
    entry = {key: value for key, value in entry.items() if key != "leave_out"}
    return ExportFiles(**(entry | paths))


def wave_of(name: str, entry: dict) -> Wave:
    """The wave of a checked `waves` entry."""
    return _wave(name, entry, CONFIG, ProblemList())


def _wave(name: str, entry: dict, path: Path, problems: ProblemList) -> Wave:
    days = {}
    for key, value in entry["field_period"].items():
        try:
            days[key] = date.fromisoformat(str(value))
        except ValueError:
            problems.add(
                path,
                f"'{value}' is geen dag",
                "schrijf een bestaande dag als jjjj-mm-dd",
                row=line_of(path, "waves", name, "field_period", key),
                column=f"waves.{name}.field_period.{key}",
            )
    whole = {"first_day", "last_day"} <= days.keys()
    if whole and days["first_day"] > days["last_day"]:
        problems.add(
            path,
            "de laatste dag valt voor de eerste",
            "wissel de dagen om",
            row=line_of(path, "waves", name, "field_period"),
            column=f"waves.{name}.field_period",
        )
    elif (
        whole
        and "reminder" in days
        and not days["first_day"] < days["reminder"] <= days["last_day"]
    ):
        problems.add(
            path,
            f"de herinnering van {days['reminder']} valt niet in de periode",
            "zet bij reminder een dag na de eerste en niet na de laatste dag",
            row=line_of(path, "waves", name, "field_period", "reminder"),
            column=f"waves.{name}.field_period.reminder",
        )
    optional = {key: Path(entry[key]) for key in ("corrections", "published") if key in entry}
    single: dict[str, date] = {}
    for key in ("report_date", "keep_text_until"):
        if key not in entry:
            continue
        try:
            single[key] = date.fromisoformat(str(entry[key]))
        except ValueError:
            problems.add(
                path,
                f"'{entry[key]}' is geen dag",
                "schrijf een bestaande dag als jjjj-mm-dd",
                row=line_of(path, "waves", name, key),
                column=f"waves.{name}.{key}",
            )
    return Wave(
        id=name,
        label=entry["label"],
        synthetic=entry["synthetic"],
        first_day=days.get("first_day", date.min),
        last_day=days.get("last_day", date.max),
        frame=Path(entry["frame"]),
        exports={
            group: export_files_of(files)
            for group, files in entry["exports"].items()
            if not files.get("leave_out", False)
        },
        registers={key: Path(file) for key, file in entry.get("registers", {}).items()},
        reminder=days.get("reminder"),
        report_date=single.get("report_date"),
        keep_text_until=single.get("keep_text_until"),
        **optional,
    )


def _row_naming(path: Path, file: Path) -> int | None:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((i for i, line in enumerate(lines, 1) if str(file) in line), None)
