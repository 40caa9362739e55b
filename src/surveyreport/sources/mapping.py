"""How the export of one wave and group maps to the study: column -> item, code -> level."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from surveyreport.study.model import Item

PROVIDER = "@provider"
IGNORE = "@ignore"
SELECTED = "selected"
RANKED = "ranked"
ANY_TEXT = "*"
NOT_OFFERED = "-"  # cannot be a code: LimeSurvey only takes letters and digits


@dataclass(frozen=True)
class MappedColumn:
    """One export column: the item it answers and the level of each answer code.

    levels: code -> level label of the item's scale; {code: "selected"} for an option, where the
    code "*" stands for any text; empty for an open question and for a number. not_offered: levels
    of the scale that respondents of this wave could not choose.
    An option to put in order is in the columns of all places; place -> column, `column` is that of
    the first place, and levels is {code of the option: "ranked"}.
    """

    column: str
    item: Item
    levels: dict[str, str]
    not_offered: set[str] = field(default_factory=set)
    places: dict[int, str] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that hold the answer."""
        return tuple(self.places.values()) or (self.column,)


@dataclass(frozen=True)
class Mapping:
    """The mapping of one export. provider: the column with the provider code, if it has one."""

    path: Path
    columns: tuple[MappedColumn, ...]
    provider: str | None
    ignored: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """All question columns the export should have."""
        answers = dict.fromkeys(name for mapped in self.columns for name in mapped.sources)
        return (*((self.provider,) if self.provider else ()), *answers)

    def ignores(self, column: str) -> bool:
        """Whether a line says to leave the column, or all columns of its question, out.

        `Q3` also stands for Q3[…] and Q3[comment], as far as the mapping does not use them.
        """
        return column in self.ignored or (
            column.split("[")[0] in self.ignored and column not in self.headings
        )


def mapping_path(study_folder: Path, wave: str, group: str) -> Path:
    """Where the mapping of a wave's group stands."""
    return study_folder / "waves" / wave / f"{group}.csv"
