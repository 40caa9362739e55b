"""Write docs/settings.md from the schemas: every key of config.yaml and study/, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from surveyreport.files.yaml_faults import PATTERNS

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "src/surveyreport/schemas"
# schema -> the file it describes; the synthetic waves are no setting of a study
FILES = {
    "config": "config.yaml",
    "questionnaire": "study/questionnaires/<groep>.yaml",
    "codebook": "study/codebooks/<codeboek>.yaml",
    "size_words": "study/texts/size-words.yaml",
}
NOT_OF_A_STUDY = ("reference_wave",)
HEAD = """# Elke sleutel

Geschreven door `make settings` uit de schema's, waaraan elk bestand getoetst wordt voor er iets
gemaakt wordt. Een sleutel met een punt staat onder de sleutel ervoor; `[]` staat bij elk deel van
een lijst, `<naam>` bij een naam die u kiest. Wat niet ‘mag weg’ heeft, is nodig. De woorden die een
lezer ziet, staan in `src/surveyreport/study/nl.yaml`; `study/texts/nl.yaml` zegt ze anders.
"""
KINDS = {"string": "tekst", "integer": "geheel getal", "number": "getal", "array": "lijst",
         "boolean": "true of false", "object": "sleutels"}  # fmt: skip
LIMITS = {"minimum": "vanaf {}", "exclusiveMinimum": "meer dan {}", "maximum": "tot en met {}",
          "exclusiveMaximum": "minder dan {}", "minItems": "minstens {}",
          "maxItems": "hoogstens {}"}  # fmt: skip


def settings() -> str:
    """The text of docs/settings.md."""
    parts = [HEAD]
    # config.yaml first
    for path in sorted(SCHEMAS.glob("*.yaml"), key=lambda path: (path.stem != "config", path)):
        if path.stem in NOT_OF_A_STUDY:
            continue
        schema = yaml.safe_load(path.read_text(encoding="utf-8"))
        parts.append(f"\n## {FILES.get(path.stem, f'study/{path.stem}.yaml')}\n")
        parts.append("\n| sleutel | wat het is | vorm |\n|---|---|---|\n")
        parts += [f"| {' | '.join(map(_cell, row))} |\n" for row in _rows(schema, schema, "")]
    return "".join(parts)


def _rows(schema: dict[str, Any], root: dict[str, Any], where: str) -> Iterator[tuple[str, ...]]:
    """(key, meaning, form) of every key under a schema."""
    schema = _resolved(schema, root)
    required = schema.get("required", ())
    for name, entry in schema.get("properties", {}).items():
        yield from _entry(entry, root, f"{where}{name}", name in required)
    free = schema.get("additionalProperties")
    if isinstance(free, dict):
        yield from _entry(free, root, f"{where}<naam>", True)
    for option in schema.get("anyOf", schema.get("oneOf", ())):
        yield from _rows(option, root, where)
    if "items" in schema:
        yield from _rows(schema["items"], root, f"{where.removesuffix('.')}[].")


def _entry(
    entry: dict[str, Any], root: dict[str, Any], key: str, needed: bool
) -> Iterator[tuple[str, ...]]:
    resolved = _resolved(entry, root)
    form = _form(resolved, root)
    if "description" in resolved:
        yield f"`{key}`", resolved["description"], form if needed else f"{form}; mag weg"
    yield from _rows(resolved, root, f"{key}.")


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = target | {key: value for key, value in schema.items() if key != "$ref"}
    return schema


def _form(schema: dict[str, Any], root: dict[str, Any]) -> str:
    if options := schema.get("anyOf", schema.get("oneOf")):
        return " of ".join(_form(_resolved(option, root), root) for option in options)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    form = KINDS[schema.get("type", "object")]
    if schema.get("type") == "array" and "items" in schema:
        form = f"lijst: {_form(_resolved(schema['items'], root), root)}"
    if "minItems" in schema and schema["minItems"] == schema.get("maxItems"):
        return f"{form}, precies {schema['minItems']}"
    limits = [words.format(schema[name]) for name, words in LIMITS.items() if name in schema]
    pattern = PATTERNS.get(schema.get("pattern", ""))
    return ", ".join([pattern or form, *limits])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    (ROOT / "docs/settings.md").write_text(settings(), encoding="utf-8")
