"""The study as frozen objects: groups, scales, questions, items, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from surveyreport.study.codebooks import Codebook
    from surveyreport.study.visits import VisitGuide

CLOSED = frozenset({"single", "row", "option"})


@dataclass(frozen=True)
class Group:
    """A group of respondents with its own questionnaire."""

    id: str
    label: str
    members: str
    source: str


@dataclass(frozen=True)
class Level:
    """One answer of a scale. kind: substantive, dont_know or not_applicable."""

    label: str
    kind: str


@dataclass(frozen=True)
class Scale:
    """Ordered (or nominal) answers; top2 and bottom2 are labels of levels, or empty."""

    id: str
    description: str
    type: str
    levels: tuple[Level, ...]
    top2: tuple[str, ...] = ()
    bottom2: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(level.label for level in self.levels)

    @property
    def substantive(self) -> tuple[str, ...]:
        return tuple(level.label for level in self.levels if level.kind == "substantive")

    @property
    def favourable_first(self) -> tuple[str, ...]:
        """The substantive levels from the end that top2 and bottom2 call favourable."""
        order = self.substantive
        return order if order[0] in self.top2 or order[-1] in self.bottom2 else order[::-1]


@dataclass(frozen=True)
class Condition:
    """Who is asked: whoever gave one of `levels` to `item`; without levels, whoever ticked it."""

    item: str
    levels: tuple[str, ...] = ()

    def __str__(self) -> str:
        answers = " of ".join(f"'{level}'" for level in self.levels)
        return f"{self.item} is {answers or 'aangekruist'}"


@dataclass(frozen=True)
class Item:
    """What one column of answers holds: a question, a matrix row or an option to tick.

    type: single, row, option, open, number or ranked (an option to put in order). stem: the
    question above a row or option. kind and exclusive describe an option. asked_if: None when
    everyone is asked. coded_from: the open question in whose answers people looked for this option;
    None for what was asked. classes: edges of the histogram of a number, increasing; unit: of a
    number, for readers. ranks: places a ranked option could get.
    """

    id: str
    group: str
    question: str
    type: str
    text: str
    stem: str | None = None
    scale: Scale | None = None
    kind: str = "substantive"
    exclusive: bool = False
    asked_if: Condition | None = None
    coded_from: str | None = None
    classes: tuple[float, ...] = ()
    unit: str = ""
    ranks: int = 0

    @property
    def closed(self) -> bool:
        """Whether an answer is one of a set: a level of the scale, or a box ticked or not."""
        return self.type in CLOSED


@dataclass(frozen=True)
class Question:
    """A question as fielded, with the items it consists of (itself, rows or options)."""

    id: str
    group: str
    part: str
    type: str
    text: str
    scale: Scale | None
    items: tuple[Item, ...]
    replaces: str | None = None
    not_shown: str | None = None

    @property
    def asked_if(self) -> Condition | None:
        """Who is asked; all items of a question are asked of the same people."""
        return self.items[0].asked_if


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    id: str
    title: str


# of an entry of figures.yaml
ONLY_READ = ("section", "title", "notes", "discrepancies")


@dataclass(frozen=True)
class Figure:
    """An entry of figures.yaml; spec is the entry as written, but for `waves`.

    waves: the waves that show it, or None for every wave that asked its items.
    """

    number: int
    kind: str
    section: str
    title: str
    statements: tuple[tuple[str, ...], ...]
    option_order: tuple[str, ...]
    notes: str | None
    discrepancies: tuple[str, ...]
    spec: dict[str, Any]
    waves: list[str] | str | None = None

    @property
    def name(self) -> str:
        return f"figure-{self.number:02d}"

    @property
    def counted(self) -> dict[str, Any]:
        """What its numbers depend on: the entry, for `figure_of`, without what is only read."""
        entry = {key: value for key, value in self.spec.items() if key not in ONLY_READ}
        return entry | {"waves": self.waves}

    @property
    def by(self) -> str:
        """What its results are parted by, see `study.subgroups`; empty when they are not."""
        return self.spec.get("by", "")


class Later:
    """A part of the study that is read when it is first used."""

    def __init__(self, read: Callable[[], Any]):
        self._read = read

    @cached_property
    def value(self) -> Any:
        return self._read()


@dataclass(frozen=True)
class Study:
    """Everything under study/ that does not depend on a wave.

    Of a job (`load.study_as_used`) the parts are read when they are used, so that what a job
    opened is what its result depends on.
    """

    groups: dict[str, Group]
    scales: dict[str, Scale]
    questions: dict[str, Question]
    items: dict[str, Item]
    sections: tuple[Section, ...]
    figures: dict[int, Figure]
    discrepancies: dict[str, str]
    registers: dict[str, Any]
    theme: dict[str, Any]
    texts: dict[str, Any]
    codebooks: dict[str, Codebook] = field(default_factory=dict)
    visits: VisitGuide | None = None

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        return found.value if type(found) is Later else found

    @property
    def in_order(self) -> bool:
        """Whether it was found in order before, so that nothing is read just to check it again."""
        return type(vars(self)["figures"]) is Later

    def but(self, **parts: Any) -> Study:
        """The study with other parts; the rest is still read when it is used."""
        return Study(**(vars(self) | parts))

    def without_drawing(self) -> Study:
        """The study for checks of data, which are not done anew for how a figure looks: of a figure
        its number and what its results are parted by, and no theme."""
        bare = {
            number: Figure(number, "", "", "", (), (), None, (), {"by": figure.by})
            for number, figure in self.figures.items()
        }
        return self.but(figures=bare, sections=(), theme={})

    def group_items(self, group: str) -> tuple[Item, ...]:
        """The items of one questionnaire in the order of fielding, open questions included."""
        return tuple(item for item in self.known_items(group) if item.coded_from is None)

    def known_items(self, group: str) -> tuple[Item, ...]:
        """What is known of a group: `group_items`, and after each open question its codes."""
        return tuple(item for item in self.items.values() if item.group == group)

    def absent(self, name: str) -> tuple[str, str]:
        """What a problem about an item that is not there is about (`Problem.about`): the code or
        the question that is gone, which may be many items."""
        question, _, last = name.rpartition(".")
        if question.count(".") == 1 and not last.isdigit():
            return "code", last
        return "item", name if question in self.questions or "." not in question else question

    def figure_items(self, figure: Figure) -> tuple[Item, ...]:
        """The items a figure draws, in drawing order."""
        return tuple(
            item
            for statement in figure.statements
            for name in statement
            for item in (
                self.questions[name].items if name in self.questions else (self.items[name],)
            )
        )

    def figures_by_item(self) -> dict[str, tuple[int, ...]]:
        """Per item the numbers of the figures that draw its results over all respondents."""
        shown: dict[str, tuple[int, ...]] = {}
        for number, figure in self.figures.items():
            if figure.by:
                continue
            for item in self.figure_items(figure):
                shown[item.id] = (*shown.get(item.id, ()), number)
        return shown

    def figures_for(self, groups: tuple[str, ...], registers: tuple[str, ...]) -> list[Figure]:
        """The figures that a wave with these groups and registers can draw."""
        return [
            figure
            for figure in self.figures.values()
            if all(item.group in groups for item in self.figure_items(figure))
            and figure.spec.get("register", next(iter(registers), None)) in (*registers, None)
        ]


def figure_of(entry: dict[str, Any]) -> Figure:
    return Figure(
        number=entry["number"],
        kind=entry["kind"],
        section=entry.get("section", ""),
        title=entry.get("title", ""),
        statements=tuple(tuple(statement) for statement in entry.get("statements", ())),
        option_order=tuple(entry.get("option_order", ())),
        notes=entry.get("notes"),
        discrepancies=tuple(entry.get("discrepancies", ())),
        spec={key: value for key, value in entry.items() if key != "waves"},
        waves=entry.get("waves"),
    )
