"""The words a reader sees: those of the package, with what a study says differently."""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

from surveyreport.files.problems import ProblemList
from surveyreport.files.reads import is_there
from surveyreport.files.yamlfile import line_of, load_yaml, parse_yaml

DEFAULT = "nl.yaml"
# texts by the name of a scale of the study, each with these words
BY_SCALE = ("publication", "answers")
OF_A_SCALE = ("positive", "negative")
# as many words as a table has columns
HEADS = re.compile("_heads$")


def texts_path(study_folder: Path, language: str = "nl") -> Path:
    """Where a study says its own words."""
    return study_folder / "texts" / f"{language}.yaml"


@cache
def default_words() -> dict[str, Any]:
    """Every word, by part; nothing in it is of one study."""
    return parse_yaml(files(__package__).joinpath(DEFAULT).read_text(encoding="utf-8"))


def load_words(path: Path, scales: set[str] | None, problems: ProblemList) -> dict[str, Any]:
    """The default words with those of the YAML file `path` in their place, if it is there.

    scales: those of the study; None when they cannot be read.

    To `problems` go keys that the default words lack, a text where a list or a group of words
    should be (and the other way around) and placeholders that the default text does not fill in.
    """
    if not is_there(path):
        return default_words()
    own = load_yaml(path, None, problems)
    return _merged(default_words(), own, path, (), scales, problems)


def placeholders(text: str) -> set[str]:
    """The names between braces. Raises ValueError: a brace without its other half, a name with a
    format behind it."""
    names = set()
    for _, name, form, conversion in Formatter().parse(text):
        if form or conversion:
            raise ValueError(f"'{{{name}' heeft een vorm")
        names |= {name} if name is not None else set()
    return names


def _merged(
    default: dict[str, Any],
    own: dict[str, Any],
    path: Path,
    keys: tuple[str, ...],
    scales: set[str] | None,
    problems: ProblemList,
) -> dict[str, Any]:
    merged = dict(default)
    if keys == BY_SCALE:
        if scales is None:
            return {**merged, **own}
        default = dict.fromkeys(scales, dict.fromkeys(OF_A_SCALE, ""))
    for key, value in own.items():
        here = (*keys, key)
        if key not in default:
            near = difflib.get_close_matches(str(key), default, n=1)
            problems.add(
                path,
                f"onbekende sleutel '{key}'",
                f"bedoelt u '{near[0]}'?" if near else "verwijder de sleutel of kies een bekende",
                row=line_of(path, *here),
                column=".".join(keys) or None,
                expected="een sleutel die ook bij de standaardwoorden staat: " + ", ".join(default),
            )
        elif isinstance(default[key], dict) and isinstance(value, dict):
            merged[key] = _merged(default[key], value, path, here, scales, problems)
        elif fault := _fault(key, default[key], value):
            found, remedy, expected = fault
            problems.add(
                path,
                found,
                remedy,
                row=line_of(path, *here),
                column=".".join(here),
                expected=expected,
            )
        else:
            merged[key] = value
    return merged


def _fault(key: str, default: Any, value: Any) -> tuple[str, str, str | None] | None:
    """What is wrong with the text or list that stands where `default` does."""
    wanted: dict[type, str] = {
        dict: "een groep van woorden",
        list: "een lijst van teksten",
        str: "een tekst",
    }
    if type(value) is not type(default):
        shown = "niets" if value is None else f"'{value}'"
        return shown, "schrijf het zoals de standaardwoorden", wanted[type(default)]
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) for text in texts):
        return "een lijst met iets anders dan teksten", "zet elk deel tussen aanhalingstekens", None
    if HEADS.search(key) and len(texts) != len(default):
        return f"{len(texts)} koppen", "geef elke kolom een kop", f"{len(default)} koppen"
    known = {name for text in ([default] if isinstance(default, str) else default)
             for name in placeholders(text)}  # fmt: skip
    for text in texts:
        try:
            unknown = sorted(placeholders(text) - known)
        except ValueError:
            return f"een accolade zonder wederhelft in '{text}'", "schrijf {naam}", None
        if unknown:
            return (
                f"'{{{unknown[0]}}}' kan hier niet ingevuld worden",
                "neem een van de namen die de tekst kan invullen",
                ", ".join(f"{{{name}}}" for name in sorted(known)) or "een tekst zonder {…}",
            )
    return None
