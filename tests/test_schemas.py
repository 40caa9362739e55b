"""Every schema is closed and explains each of its keys."""

import pytest
import yaml
from support import ROOT

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
