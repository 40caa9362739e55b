"""Read a YAML file against a closed schema; every fault gets its file and line."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from surveyreport.files.memory import found, keep, mark_of
from surveyreport.files.problems import ProblemList
from surveyreport.files.textfile import UNFIT, checked_text
from surveyreport.files.yaml_faults import add_schema_faults, parser_fault

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# what all aliases written out may come to, in values
LARGEST = 200_000
DEEPEST = 100


class _PlainScalars(Loader):
    """YAML whose numbers are decimal and whose dates stay the text an analyst typed.

    Without it 010 is 8, 1:30 is 90 and 1_0 is 10.
    """


_NUMBERS = {
    "tag:yaml.org,2002:int": re.compile(r"[-+]?(0|[1-9][0-9]{0,17})$"),
    "tag:yaml.org,2002:float": re.compile(
        r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)$"
    ),
}
_PlainScalars.yaml_implicit_resolvers = {
    first: [
        (tag, _NUMBERS.get(tag, pattern))
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp"
    ]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path, schema: str | None, problems: ProblemList) -> dict[str, Any]:
    """The mapping in `path`; {} when it cannot be read.

    schema: name of a file in surveyreport/schemas, without `.yaml`; without one only the form of
    the file is checked, and that it holds keys.
    All faults are added to `problems` with line numbers.
    """
    text = checked_text(path, problems)
    if text is None:
        return {}
    mark = mark_of("yaml", _schema_text(schema), text)
    if (known := found(mark)) is not None:
        return known
    before = len(problems.problems)
    try:
        node = _composed(text)
        _measure(node)
        _check_keys(path, node, problems)
        if len(problems.problems) > before:
            return {}
        data = _PlainScalars("").construct_document(node) if node else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        fault, remedy, row = parser_fault(error, text)
        problems.add(path, f"geen geldige YAML: {fault}", remedy, row=row)
        return {}
    validator = _validator()(read_schema(schema) if schema else {"type": "object"})
    faults = sorted(validator.iter_errors(data), key=lambda e: [str(p) for p in e.path])
    add_schema_faults(path, node, faults, problems)
    if not isinstance(data, dict) or len(problems.problems) > before:
        return {}
    keep(mark, data)
    return data


def parse_yaml(text: str) -> dict[str, Any]:
    """The mapping in a YAML text of the package itself."""
    return yaml.load(text, Loader=_PlainScalars)


def content_sha256(path: Path) -> str:
    """Hexadecimal sha256 of what a YAML file says, whatever its comments and layout; of its bytes
    when that cannot be read."""
    content = path.read_bytes()
    with contextlib.suppress(yaml.YAMLError, ValueError, TypeError, RecursionError):
        content = json.dumps(parse_yaml(content.decode()), sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()


@cache
def _validator() -> Any:
    # jsonschema takes 0.2 s to import: only where a file is checked
    from jsonschema import Draft202012Validator, ValidationError, validators

    def whole(validator: Any, pattern: str, instance: Any, schema: Any) -> Any:
        # $ of Python also stands before a line end
        if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")

    return validators.extend(Draft202012Validator, {"pattern": whole})


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The JSON schema `name` as a mapping."""
    return parse_yaml(_schema_text(name))


@cache
def _schema_text(name: str | None) -> str:
    if name is None:
        return ""
    return files("surveyreport").joinpath(f"schemas/{name}.yaml").read_text(encoding="utf-8")


def line_of(path: Path, *keys: str | int) -> int | None:
    """1-based line in YAML file `path` at which the value under `keys` starts."""
    node = _composed(path.read_text(encoding="utf-8-sig"))
    for key in keys:
        child = child_of(node, key)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node is not None else None


def refuse_twice(path: Path, keys: tuple[str, ...], ids: list[str], problems: ProblemList) -> bool:
    """Add a problem for every id that an earlier entry of the list under `keys` has.

    True if any was added.
    """
    for place, name in enumerate(ids):
        if name in ids[:place]:
            problems.add(
                path,
                f"het id '{name}' bestaat al",
                "geef een eigen id",
                row=line_of(path, *keys, place),
                column=".".join(keys),
            )
    return len(set(ids)) < len(ids)


@cache
def _composed(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=_PlainScalars)


def child_of(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    """What stands under a key of a mapping or at a place of a list, if it is there."""
    if isinstance(node, yaml.MappingNode):
        return next((v for k, v in node.value if k.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key]
    return None


def _measure(node: yaml.Node | None) -> None:
    """Raise ValueError when aliases point to what they stand in, or multiply to too much."""
    sizes: dict[int, int] = {}

    def size(one: yaml.Node, above: frozenset[int]) -> int:
        if id(one) in above:
            raise yaml.MarkedYAMLError(problem="recursive alias", problem_mark=one.start_mark)
        if len(above) > DEEPEST:
            raise yaml.MarkedYAMLError(problem="too deep", problem_mark=one.start_mark)
        if id(one) not in sizes:
            inside = above | {id(one)}
            children = (
                [part for pair in one.value for part in pair]
                if isinstance(one, yaml.MappingNode)
                else one.value
                if isinstance(one, yaml.SequenceNode)
                else []
            )
            sizes[id(one)] = 1 + sum(size(child, inside) for child in children)
        if sizes[id(one)] > LARGEST:
            raise yaml.MarkedYAMLError(problem="too many aliases", problem_mark=one.start_mark)
        return sizes[id(one)]

    if node is not None:
        size(node, frozenset())


def _check_keys(path: Path, node: yaml.Node | None, problems: ProblemList) -> None:
    """Every key is a text that stands there once, and nothing hides behind an escape."""
    if isinstance(node, yaml.ScalarNode) and (unseen := UNFIT.search(node.value)):
        problems.add(path, f"een onzichtbaar teken (U+{ord(unseen[0]):04X})", "haal het teken weg",
                     row=node.start_mark.line + 1)  # fmt: skip
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            row = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                problems.add(
                    path,
                    "een sleutel die zelf een lijst of groep is",
                    "zet tekst met accolades of haken tussen aanhalingstekens",
                    row=row,
                )
                continue
            if key.tag not in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"):
                problems.add(
                    path,
                    f"de sleutel {key.value or '~'} zonder aanhalingstekens",
                    f'schrijf "{key.value}": als tekst, tussen aanhalingstekens',
                    row=row,
                    expected="een sleutel die tekst is, geen getal of ja/nee",
                )
            elif key.value in seen:
                problems.add(
                    path,
                    f"de sleutel '{key.value}' staat er twee keer",
                    "houd er één over",
                    row=row,
                )
            seen.add(key.value)
            _check_keys(path, key, problems)
            _check_keys(path, value, problems)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _check_keys(path, value, problems)
