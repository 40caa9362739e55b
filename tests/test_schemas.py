"""Every schema is closed and explains each of its keys, in docs/settings.md and in an editor."""

import re
import sys

import pytest
import yaml
from support import ROOT

from surveyreport.files.yaml_faults import PATTERNS

sys.path.insert(0, str(ROOT / "tools"))
from write_settings import settings

SCHEMAS = sorted((ROOT / "src/surveyreport/schemas").glob("*.yaml"))


def objects(schema, where=""):
    """Every mapping with properties in a schema, with the way to it."""
    if isinstance(schema, dict):
        if "properties" in schema and isinstance(schema["properties"], dict):
            yield where, schema
        for key, value in schema.items():
            yield from objects(value, f"{where}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from objects(value, f"{where}/{index}")


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_closed_and_described(path):
    schema = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = list(objects(schema))
    assert found
    for where, mapping in found:
        closed = mapping.get("additionalProperties")
        assert closed is False or isinstance(closed, dict), where
        for key, value in mapping["properties"].items():
            target = value
            while "$ref" in target and "description" not in target:
                step = schema
                for part in target["$ref"].removeprefix("#/").split("/"):
                    step = step[part]
                target = step
            assert target.get("description"), f"{where}: {key}"


def test_every_pattern_has_words():
    """A regular expression is not shown to people."""
    for path in SCHEMAS:
        for pattern in re.findall(r'pattern: "([^"]+)"', path.read_text(encoding="utf-8")):
            assert pattern in PATTERNS, (path.stem, pattern)


def test_the_list_of_settings_is_that_of_the_schemas():
    written = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert written == settings(), "make settings writes it again"
    assert "| `waves.<naam>.field_period.first_day` | dag | een dag als jjjj-mm-dd |" in written


def test_every_file_tells_an_editor_its_schema():
    # the words are checked against those of the package
    files = {ROOT / "config.yaml", *(ROOT / "study").rglob("*.yaml")}
    files -= {ROOT / "study/texts/nl.yaml", *(ROOT / "study").rglob("config-entry.yaml")}
    for path in files:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert named and (path.parent / named[1]).resolve() in SCHEMAS, path
