"""Text whose numbers know where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter
from typing import Any

from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.files.yamlfile import line_of
from surveyreport.study.model import Study

TEXTS = Path("study/texts/nl.yaml")
DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Number:
    """A number in a text: the table and row it comes from, its value there and how it is shown."""

    table: str
    key: str
    value: str
    shown: str

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True)
class Words:
    """Words taken over as they are: a wording, a label, a file name. They may hold digits."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Reference:
    """A mention of a figure, a place the reader can go to."""

    target: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Styled:
    """Text set apart. style: emphasis, strong, or untrue: a sentence that its numbers no longer
    bear, with `note` telling the reader why."""

    style: str
    text: Text
    note: str = ""

    def __str__(self) -> str:
        return plain(self.text) + (f" [{self.note}]" if self.note else "")


@dataclass(frozen=True)
class Footnote:
    """A note that a sign in the text leads to; where there are no notes, nothing."""

    text: Text

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Link:
    """A place outside the report."""

    text: Text
    address: str

    def __str__(self) -> str:
        return plain(self.text)


Part = str | Number | Words | Reference | Styled | Footnote | Link
Text = tuple[Part, ...]


def plain(text: Text) -> str:
    """The text without its bindings."""
    return "".join(map(str, text))


def numbers_of(text: Text) -> Iterator[Number]:
    """The bound numbers in the order of reading, those in what is set apart too."""
    for part in text:
        if isinstance(part, Number):
            yield part
        elif isinstance(part, Styled | Footnote | Link):
            yield from numbers_of(part.text)


def listed(texts: list[Text], conjunction: str) -> Text:
    """Texts as a list: a, b en c."""
    joined: list[Part] = []
    for index, text in enumerate(texts):
        if index:
            joined.append(f" {conjunction} " if index == len(texts) - 1 else ", ")
        joined.extend(text)
    return tuple(joined)


class Phrases:
    """The templates under `publication:` in the texts, filled in with bound parts."""

    def __init__(self, study: Study):
        self.words: dict[str, Any] = study.texts["publication"]

    def __call__(self, name: str, **values: Part | Text) -> Text:
        """Template `name` ('table.source') with each {placeholder} filled in.

        A value is a Number, Words, a Reference or a text made of them.
        Raises InputProblems when the template asks for a value that is not bound here.
        """
        return fill(self.template(name), name, values)

    def each(self, name: str, **values: Part | Text) -> list[Text]:
        """The templates of the list `name`, each filled in."""
        return [fill(template, name, values) for template in self._find(name, list)]

    def template(self, name: str) -> str:
        """The template as written."""
        return self._find(name, str)

    def _find(self, name: str, kind: type) -> Any:
        """Raises InputProblems when the texts have no such template."""
        found: Any = self.words
        for key in name.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if not isinstance(found, kind):
            fault = f"onder 'publication' staat geen tekst '{name}'"
            raise InputProblems([Problem(str(TEXTS), fault, "vul de tekst aan", column=name)])
        return found


def fill(template: str, name: str, values: dict[str, Part | Text]) -> Text:
    """A template with its placeholders filled in; see `Phrases`."""
    parts: list[Part] = []
    for literal, placeholder, _, _ in Formatter().parse(template):
        if literal:
            parts.append(literal)
        if placeholder is None:
            continue
        value = values.get(placeholder)
        if value is None or isinstance(value, str):
            problem = Problem(
                str(TEXTS),
                f"'{{{placeholder}}}' is hier niet gebonden aan een getal of woord",
                "neem een van de namen die de tekst kan invullen",
                column=name,
                expected=", ".join(sorted(values)) or "een tekst zonder {…}",
            )
            raise InputProblems([problem])
        parts.extend(value if isinstance(value, tuple) else (value,))
    return tuple(parts)


def refuse_typed_numbers(
    words: Any, path: Path, keys: tuple[str | int, ...], problems: ProblemList
) -> None:
    """Add a problem for every template with a digit in it: numbers come from tables only.

    words: what stands under `keys` in the YAML file `path`.
    """
    if isinstance(words, dict | list):
        entries = words.items() if isinstance(words, dict) else enumerate(words)
        for key, value in entries:
            refuse_typed_numbers(value, path, (*keys, key), problems)
    elif DIGIT.search(str(words)):
        problems.add(
            path,
            f"een getypt cijfer in '{words}'",
            "zet een {naam} in de plaats: elk getal komt uit een tabel",
            row=line_of(path, *keys) if path.is_file() else None,
            column=".".join(map(str, keys)),
        )


def of_wave(part: Part, wave: str) -> Part:
    """A number with the table of the other wave that it comes from."""
    return replace(part, table=f"../{wave}/{part.table}") if isinstance(part, Number) else part
