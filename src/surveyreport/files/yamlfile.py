"""Read a YAML file against a closed schema; every fault gets its file and line."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from surveyreport.files.problems import ProblemList

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextDates(Loader):
    """YAML without date objects: 2023-02-06 stays the text an analyst typed."""


_TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path, schema: str, problems: ProblemList) -> dict[str, Any]:
    """The mapping in `path`; {} when it cannot be read.

    schema: name of a file in surveyreport/schemas, without `.yaml`.
    All faults are added to `problems` with line numbers.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.add(path, "het bestand bestaat niet", "zet het terug of pas de verwijzing aan")
        return {}
    except UnicodeDecodeError as error:
        problems.add(path, f"geen UTF-8 (byte {error.start})", "bewaar het bestand als UTF-8")
        return {}
    try:
        node = _composed(text)
        data = _TextDates("").construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(
            path,
            f"geen geldige YAML ({error.problem})",
            "controleer inspringing, dubbele punten en aanhalingstekens op deze rij",
            row=mark.line + 1 if mark else None,
        )
        return {}
    _repeated_keys(path, node, problems)
    # jsonschema takes 0.2 s to import: only where a file is checked
    from jsonschema import Draft202012Validator

    before = len(problems.problems)
    validator = Draft202012Validator(read_schema(schema))
    for error in sorted(validator.iter_errors(data), key=lambda e: [str(p) for p in e.path]):
        _schema_problem(path, node, error, problems)
    return data if len(problems.problems) == before else {}


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The JSON schema `name` as a mapping."""
    text = files("surveyreport").joinpath(f"schemas/{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=Loader)


def line_of(path: Path, *keys: str | int) -> int | None:
    """1-based line in YAML file `path` at which the value under `keys` starts."""
    return _line(_composed(path.read_text(encoding="utf-8")), keys)


@cache
def _composed(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=_TextDates)


def _line(node: yaml.Node | None, keys: Any) -> int | None:
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            child = next((v for k, v in node.value if k.value == str(key)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            child = node.value[key] if key < len(node.value) else None
        else:
            child = None
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node is not None else None


def _key_line(node: yaml.Node | None, keys: list[Any], name: str) -> int | None:
    """Line of the key `name` in the mapping under `keys`."""
    for key in keys:
        entries = node.value
        node = (
            entries[key]
            if isinstance(node, yaml.SequenceNode)
            else next(v for k, v in entries if k.value == str(key))
        )
    return next((k.start_mark.line + 1 for k, _ in node.value if k.value == str(name)), None)


def _repeated_keys(path: Path, node: yaml.Node | None, problems: ProblemList) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                problems.add(
                    path,
                    f"de sleutel '{key.value}' staat er twee keer",
                    "houd er één over",
                    row=key.start_mark.line + 1,
                )
            seen.add(key.value)
            _repeated_keys(path, value, problems)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _repeated_keys(path, value, problems)


def _schema_problem(path: Path, node: Any, error: Any, problems: ProblemList) -> None:
    keys = list(error.absolute_path)
    where = ".".join(str(k) for k in keys) or None
    row = _line(node, keys)
    schema = error.schema
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        for name in sorted(set(error.instance) - set(known)):
            near = difflib.get_close_matches(str(name), known, n=1)
            problems.add(
                path,
                f"onbekende sleutel '{name}'",
                f"bedoelt u '{near[0]}'?" if near else "verwijder de sleutel of kies een bekende",
                row=_key_line(node, keys, name),
                column=where,
                expected="een van: " + ", ".join(known),
            )
        return
    if error.validator == "required":
        missing = [k for k in error.validator_value if k not in error.instance]
        for name in missing:
            meaning = schema.get("properties", {}).get(name, {}).get("description", "")
            problems.add(
                path,
                f"de sleutel '{name}' ontbreekt",
                f"vul '{name}' in",
                row=row,
                column=where,
                expected=f"{name}: {meaning}" if meaning else name,
            )
        return
    expected = {
        "enum": lambda: "een van: " + ", ".join(str(v) for v in error.validator_value),
        "type": lambda: f"type {error.validator_value}",
        "pattern": lambda: f"de vorm {error.validator_value}",
        "minimum": lambda: f"minstens {error.validator_value}",
        "maximum": lambda: f"hoogstens {error.validator_value}",
    }.get(error.validator, lambda: f"{error.validator}: {error.validator_value}")()
    if description := schema.get("description"):
        expected += f" ({description})"
    shown = repr(error.instance)
    problems.add(
        path,
        shown if len(shown) <= 80 else shown[:77] + "...",
        "verbeter de waarde",
        row=row,
        column=where,
        expected=expected,
    )
