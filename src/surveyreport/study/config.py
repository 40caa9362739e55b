"""config.yaml: the waves and the thresholds an analyst sets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from surveyreport.files.opened import unfit_name
from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml
from surveyreport.study.wave_entry import CONFIG, Wave, checked_wave

ABSENT, NO_FILE = "dat bestand is er niet", "dat is geen gewoon bestand"


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
    waves = {name: checked_wave(name, entry, path, problems) for name, entry in entries.items()}
    for name, wave in waves.items():
        for file in dict.fromkeys(wave.raw_files):
            unfit = unfit_name(file)
            if unfit or not file.is_file():
                fault = unfit or (NO_FILE if file.exists() else ABSENT)
                (problems if unfit or absent is None else absent).add(
                    path,
                    f"golf {name} noemt {file}, maar {fault}",
                    "zet het bestand daar of pas config.yaml aan",
                    row=_row_naming(path, file) or line_of(path, "waves", name),
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


def _row_naming(path: Path, file: Path) -> int | None:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((i for i, line in enumerate(lines, 1) if str(file) in line), None)
