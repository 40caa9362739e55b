"""What a parser or a schema finds wrong with a YAML file, in words for the analyst (Dutch)."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import yaml

from surveyreport.files.excel import as_day, with_point
from surveyreport.files.problems import ProblemList

TYPES = {
    "string": "tekst",
    "integer": "een geheel getal",
    "number": "een getal",
    "boolean": "true of false",
    "array": "een lijst, elk deel op een regel met een streepje",
    "object": "een groep van sleutels",
    "null": "niets",
}
# what the parser says, what that means and what to do
PARSER = (
    ("recursive alias", "een verwijzing (*) naar wat er zelf in staat", "schrijf het uit"),
    ("too many aliases", "verwijzingen (*) die samen te veel worden", "schrijf uit wat nodig is"),
    ("too deep", "te veel niveaus in elkaar", "controleer haken, accolades en inspringing"),
    ("tab character", "een tab", "spring in met spaties"),
    ("found undefined alias", "een waarde die met * begint", "zet ze tussen aanhalingstekens"),
    ("duplicate anchor", "twee ankers (&) met dezelfde naam", "geef elk een eigen naam"),
    ("second occurrence", "twee ankers (&) met dezelfde naam", "geef elk een eigen naam"),
    ("alphabetic or numeric character", "een waarde die met & begint",
     "zet ze tussen aanhalingstekens"),
    ("constructor for the tag", "een waarde die met ! begint", "zet ze tussen aanhalingstekens"),
    ("mapping values are not allowed", "een dubbelepunt te veel, of een regel te ver ingesprongen",
     "zet tekst met een dubbelepunt tussen aanhalingstekens, of spring in zoals de regel erboven"),
    ("could not find expected ':'", "een regel zonder dubbelepunt en spatie na de sleutel",
     "schrijf 'sleutel: waarde', of spring in zoals de tekst waar de regel bij hoort"),
    ("did not find expected key",
     "een regel die niet past bij die erboven, of tekst na een aanhalingsteken",
     "spring in zoals de andere sleutels; een aanhalingsteken in een tekst schrijft u dubbel"),
    ("did not find expected '-'", "een regel in een lijst zonder streepje, of anders ingesprongen",
     "begin elk deel van de lijst met een streepje, even ver ingesprongen"),
    ("did not find expected ',' or ']'", "een [ zonder ]", "sluit de lijst met ]"),
    ("did not find expected ',' or '}'", "een { zonder }",
     "sluit met }, of zet tekst met accolades tussen aanhalingstekens"),
    ("unexpected end of stream", "een aanhalingsteken zonder wederhelft", "sluit de tekst af"),
    ("unknown escape character", "een \\ in een tekst tussen dubbele aanhalingstekens",
     "schrijf \\\\ of neem enkele aanhalingstekens"),
    ("escape code", "een onbekend teken na \\", "schrijf het teken zelf"),
    ("another document", "een regel met ---", "haal de regel weg"),
    ("<document start>", "tekst na een regel met ...", "haal die regel weg"),
    ("unhashable key", "een sleutel die zelf een lijst of groep is",
     "zet tekst met accolades of haken tussen aanhalingstekens"),
    ("for merging", "<< zonder groep van sleutels erachter", "schrijf de sleutels uit"),
)  # fmt: skip
# these are found at the end of the file and begin earlier
FROM_THE_START = ("unexpected end of stream", "expected ',' or", "could not find expected ':'")


def parser_fault(error: Exception, text: str) -> tuple[str, str, int | None]:
    """(found, remedy, row) for what a YAML parser raised about `text`."""
    said = str(getattr(error, "problem", None) or error)
    problem, context = (getattr(error, f"{name}_mark", None) for name in ("problem", "context"))
    early = any(part in said for part in FROM_THE_START)
    mark = (context if early else None) or problem or context
    row = mark.line + 1 if mark else None
    if "cannot start any token" in said and problem:
        sign = text[problem.index : problem.index + 1] if problem.index < len(text) else ""
        if sign == "\t":
            return "een tab", "spring in met spaties", row
        return (
            f"een waarde die met {sign or 'dit teken'} begint",
            "zet ze tussen aanhalingstekens",
            row,
        )
    for part, found, remedy in PARSER:
        if part in said:
            return found, remedy, row
    return (
        "deze regel volgt de regels van YAML niet",
        "controleer inspringing, dubbelepunten en aanhalingstekens",
        row,
    )


def add_schema_faults(path: Path, root: Any, errors: list[Any], problems: ProblemList) -> None:
    """Add what the schema found to `problems`: a misspelled key, which is unknown while the right
    one is absent, once. root: the file as composed; errors: of jsonschema."""
    absent: dict[tuple[str | int, ...], list[str]] = {}
    for error in errors:
        absent.setdefault(tuple(error.absolute_path), []).extend(_absent(error))
    meant: set[tuple[tuple[str | int, ...], str]] = set()
    for error in errors:
        if error.validator == "additionalProperties":
            place = tuple(error.absolute_path)
            names = _add_unknown_keys(path, root, error, absent[place], problems)
            meant |= {(place, name) for name in names}
    for error in errors:
        place = tuple(error.absolute_path)
        told = any((place, name) in meant for name in _absent(error))
        if error.validator != "additionalProperties" and not told:
            _add_fault(path, root, error, problems)


def _absent(error: Any) -> list[str]:
    """The keys of which an error says that they, or one of them, should be there."""
    if error.validator == "required":
        # one error per missing key, each with the whole list
        return [error.message.removesuffix(" is a required property").strip("'")]
    return [name for part in error.context or () if part.validator == "required"
            and not part.relative_path for name in _absent(part)]  # fmt: skip


def _add_unknown_keys(
    path: Path, root: Any, error: Any, absent: list[str], problems: ProblemList
) -> list[str]:
    """Add a problem per unknown key; the absent keys that they were meant to be."""
    known = error.schema.get("properties", {})
    unknown = sorted(map(str, set(error.instance) - set(known)))
    keys = list(error.absolute_path)
    node, meant = _node(root, keys), []
    for name in unknown:
        free = [key for key in known if key not in error.instance]
        near = [one for among in (absent, free, known)
                for one in difflib.get_close_matches(name, among, n=1)]  # fmt: skip
        remedy = "verwijder de sleutel of kies een bekende"
        if near:
            remedy = f"bedoelt u '{near[0]}'?"
            meant.append(near[0])
        elif len(unknown) == len(absent) == 1:
            remedy = f"maak er '{absent[0]}' van: die sleutel ontbreekt"
            meant.append(absent[0])
        problems.add(
            path,
            f"onbekende sleutel '{name}'",
            remedy,
            row=_key_row(node, name),
            column=".".join(map(str, keys)) or None,
            expected="een van: " + ", ".join(known),
        )
    return meant


def _add_fault(path: Path, root: Any, error: Any, problems: ProblemList) -> None:
    keys = list(error.absolute_path)
    where = ".".join(str(key) for key in keys) or None
    node, schema = _node(root, keys), error.schema
    row = node.start_mark.line + 1 if node is not None else None
    if error.validator == "required":
        (name,) = _absent(error)
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
    if error.validator == "propertyNames" or "propertyNames" in error.absolute_schema_path:
        row = _key_row(node, error.instance)
    found, remedy = _found(error, node)
    expected = _expected(error)
    if description := schema.get("description"):
        expected += f" ({description})"
    problems.add(path, found, remedy, row=row, column=where, expected=expected)


def _found(error: Any, node: Any) -> tuple[str, str]:
    """What stands there, as written, and what to do about it."""
    value, raw = error.instance, getattr(node, "value", None)
    if error.validator == "minItems":
        return f"een lijst van {len(value)}", "vul de lijst aan"
    if error.validator == "maxItems":
        return f"een lijst van {len(value)}", "maak de lijst korter"
    if error.validator == "minProperties":
        return "een lege groep", "vul minstens één sleutel in"
    if error.validator == "uniqueItems":
        twice = next(one for i, one in enumerate(value) if one in value[:i])
        return f"'{twice}' staat er twee keer", "houd er één over"
    if value is None and node is None:
        return "het bestand is leeg", "zet de inhoud terug"
    if value is None:
        return "niets achter de dubbelepunt", "vul een waarde in"
    if isinstance(value, dict):
        remedy = "zet tekst met accolades tussen aanhalingstekens"
        return "een groep van sleutels", remedy if node.flow_style else "schrijf één waarde"
    if isinstance(value, list):
        shown = _short(", ".join(map(str, value)))
        return f"een lijst: {shown}", "schrijf het zonder streepjes of haken"
    shown = f"'{_short(str(raw) if isinstance(raw, str) else str(value))}'"
    wanted = error.validator_value if error.validator == "type" else None
    is_day = str(error.schema.get("pattern", "")).startswith("^[0-9]{4}-")
    if is_day and (day := as_day(str(value))):
        return f"{shown}, een dag zoals Excel ze schrijft", f"schrijf {day}: jaar-maand-dag"
    if wanted == "string":
        return f"{shown} zonder aanhalingstekens", f'schrijf "{raw}", tussen aanhalingstekens'
    if wanted in ("number", "integer") and isinstance(value, str):
        if point := with_point(value):
            return f"{shown}, met een komma", f"schrijf {point}, met een punt"
        if node is not None and node.style:
            return f"{shown} tussen aanhalingstekens", "haal de aanhalingstekens weg"
        return shown, "schrijf een getal"
    if wanted == "array":
        return shown, "zet een streepje voor elk deel, of rechte haken rond de lijst"
    if wanted == "object":
        return shown, "schrijf sleutels eronder, ingesprongen"
    return shown, "verbeter de waarde"


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def _expected(error: Any) -> str:
    value = error.validator_value
    if error.validator == "type":
        names = value if isinstance(value, list) else [value]
        return " of ".join(TYPES[name] for name in names)
    if error.validator in ("anyOf", "oneOf"):
        parts = [_part(part) for part in value]
        return " of ".join(part for part in parts if part) or "een van de bekende vormen"
    return {
        "enum": lambda: "een van: " + ", ".join(str(one) for one in value),
        "const": lambda: str(value),
        "pattern": lambda: PATTERNS.get(value, f"de vorm {value}"),
        "minimum": lambda: f"minstens {value}",
        "maximum": lambda: f"hoogstens {value}",
        "exclusiveMinimum": lambda: f"meer dan {value}",
        "exclusiveMaximum": lambda: f"minder dan {value}",
        "minLength": lambda: "een tekst die niet leeg is",
        "minItems": lambda: f"minstens {value} delen",
        "maxItems": lambda: f"hoogstens {value} delen",
        "minProperties": lambda: "minstens één sleutel",
        "uniqueItems": lambda: "elk deel één keer",
    }.get(error.validator, lambda: "iets anders")()


PATTERNS = {
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "een dag als jjjj-mm-dd",
    "^#[0-9A-Fa-f]{6}$": "een kleur als #1f77b4",
    "^[^ ]+ [^ ]+ [^ ]": "een zin van minstens drie woorden",
    "^[a-z_]+$": "kleine letters en _",
    "^[a-z][a-z0-9_]*$": "kleine letters, cijfers en _, te beginnen met een letter",
    "^[a-z][a-z0-9_]*[.][A-Z][0-9]+[a-z]?$": "een id als beleid.B1a",
    "^[0-9a-z][0-9a-z_-]{0,39}$": "hoogstens 40 kleine letters, cijfers, _ en -",
    "^D[0-9]{2}$": "een nummer als D01",
    "^(?!codes$)[a-z][a-z0-9_]*$": "kleine letters, cijfers en _, maar niet codes",
    "^[1-9][0-9]?/[1-9][0-9]?$": "een breuk als 2/3",
    "^https?://": "een adres dat met https:// begint",
    "^[A-Z]{2}$": "twee hoofdletters, zoals BE",
    "[{]wave[}]": "een pad met {wave} erin",
}


def _part(schema: dict[str, Any]) -> str:
    if "type" in schema:
        return TYPES.get(schema["type"], "")
    return str(schema.get("const", ", ".join(map(str, schema.get("enum", ())))))


def _node(node: Any, keys: list[str | int]) -> Any:
    """What stands under `keys`; the last that can be found when a merged key leads on."""
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            child = next((v for k, v in node.value if k.value == str(key)), None)
        else:
            child = node.value[key]
        if child is None:
            break
        node = child
    return node


def _key_row(node: Any, name: str) -> int | None:
    """Row of the key `name` in a mapping."""
    return next((k.start_mark.line + 1 for k, _ in node.value if k.value == str(name)), None)
