"""study/visits.yaml: with whom visitors speak, and about what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.reads import is_there
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice


@dataclass(frozen=True)
class Theme:
    """A theme of the guides; see schemas/visits.yaml. conversations: where it comes up."""

    id: str
    label: str
    conversations: tuple[str, ...]
    definition: str
    question: int
    recognisable: bool = False


@dataclass(frozen=True)
class VisitGuide:
    """conversations, directions: id -> label, in order. few: smallest count shown of a
    recognisable theme."""

    conversations: dict[str, str]
    directions: dict[str, str]
    few: int
    themes: dict[str, Theme]

    @property
    def rows(self) -> list[tuple[Theme, str]]:
        """Every theme in every conversation in which it comes up, in the order of the form."""
        return [
            (theme, conversation)
            for conversation in self.conversations
            for theme in self.themes.values()
            if conversation in theme.conversations
        ]


def load_visits(path: Path, problems: ProblemList) -> VisitGuide | None:
    """The guide in `path`; None without the file or with faults, which go to `problems`."""
    if not is_there(path):
        return None
    data = load_yaml(path, "visits", problems)
    if not data:
        return None
    ids = {key: [entry["id"] for entry in data[key]] for key in ("conversations", "directions")}
    # which conversation a theme means is not known then
    if any([refuse_twice(path, (key,), names, problems) for key, names in ids.items()]):
        return None
    conversations = {entry["id"]: entry["label"] for entry in data["conversations"]}
    themes: dict[str, Theme] = {}
    for place, entry in enumerate(data["themes"]):
        row = partial(line_of, path, "themes", place)
        own = tuple(entry.pop("in"))
        if entry["id"] in themes:
            problems.add(path, f"het thema '{entry['id']}' staat er twee keer", "houd er één over",
                         row=row, column=entry["id"])  # fmt: skip
        for name in own:
            if name not in conversations:
                problems.add(
                    path,
                    f"onbekend gesprek '{name}'",
                    "neem een id van conversations",
                    row=row,
                    column=entry["id"],
                    expected="een van: " + ", ".join(conversations),
                    about=("conversation", name),
                )
        themes[entry["id"]] = Theme(conversations=own, **entry)
    directions = {entry["id"]: entry["label"] for entry in data["directions"]}
    return VisitGuide(conversations, directions, data["few"], themes)
