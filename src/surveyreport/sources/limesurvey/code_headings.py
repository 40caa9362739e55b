"""Headings that are names: question codes, expression codes, names of the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from surveyreport.sources.limesurvey.survey import Column, Structure

CODE = re.compile(r"[A-Za-z]\w*(\[[^\[\]\r\n]+\]){0,2}", re.ASCII)
EXPRESSION_CODE = re.compile(r"([A-Za-z][A-Za-z0-9]*)_(\w+)", re.ASCII)
# codes that LimeSurvey itself proposes for rows, and its own two
USUAL_ROW = re.compile(r"(?:SQ|SY|SX|A|AO)\d+\w*|other|comment|othercomment|filecount")
SCALE = re.compile(r"(\w+)_([01])", re.ASCII)
# names with underscores are all these dialects have
UNDERSCORED = frozenset({"vv", "sav", "spss"})
SCHEMES: dict[str, Callable[[Column], str]] = {
    "code": lambda column: column.code,
    "expression": lambda column: column.expression,
    "internal": lambda column: column.internal,
    "internal7": lambda column: column.internal7,
}


def known_names(
    headings: Iterable[str], structure: Structure, dialect: str
) -> dict[str, tuple[str, ...]]:
    """Heading -> codes it can be, for every heading that names a column of the structure.

    The file is read under the one scheme of names that knows most of its headings; an archive
    holds names of the database, everything else rather codes. Two schemes that know as many and
    mean different columns give both.
    """
    headings = list(headings)
    columns = structure.columns()
    schemes = {
        name: {named(column): column.code for column in columns} for name, named in SCHEMES.items()
    }
    order = list(SCHEMES) if dialect != "lsa" else list(SCHEMES)[::-1]
    score = {name: sum(h in schemes[name] for h in headings) for name in order}
    best = max(order, key=lambda name: score[name])
    found: dict[str, tuple[str, ...]] = {}
    for heading in headings:
        if heading in schemes[best]:
            codes = {schemes[best][heading]}
            if dialect == "vv":
                others = (name for name in order if score[name] == score[best])
                codes |= {schemes[name][heading] for name in others if heading in schemes[name]}
        else:
            codes = {scheme[heading] for scheme in schemes.values() if heading in scheme}
        if codes:
            found[heading] = tuple(sorted(codes))
    loose: dict[str, set[str]] = {}
    for column in columns:
        for name in (column.code, column.expression):
            loose.setdefault(_loose(name), set()).add(column.code)
    for heading in headings:
        if heading not in found and _loose(heading) in loose:
            found[heading] = tuple(sorted(loose[_loose(heading)]))
    return found


def _loose(name: str) -> str:
    """A name as SPSS and R may spell it: every run of signs one underscore."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")


def guessed_names(headings: Iterable[str], dialect: str) -> dict[str, str]:
    """Heading -> code without a structure to ask; what cannot be a code is left out.

    An underscore divides question and row in expression codes only: where another heading has
    brackets it belongs to the code, and a lone Q_1 stays what it is.
    """
    headings = list(headings)
    divided = not any("[" in heading for heading in headings)
    parts = {heading: EXPRESSION_CODE.fullmatch(heading) for heading in headings}
    stems = Counter(match[1] for match in parts.values() if match)
    scales = Counter(
        (match[1], scale[1])
        for match in parts.values()
        if match and (scale := SCALE.fullmatch(match[2]))
    )
    found = {}
    for heading in headings:
        match = parts[heading]
        told = match and (
            dialect in UNDERSCORED or stems[match[1]] > 1 or USUAL_ROW.fullmatch(match[2])
        )
        if match and f"{match[1]}[{match[2]}]" in headings:
            found[heading] = f"{match[1]}[{match[2]}]"  # twice the same column: refused as such
        elif divided and match and told:
            scale = SCALE.fullmatch(match[2])
            if scale and scales[match[1], scale[1]] == 2:
                found[heading] = f"{match[1]}[{scale[1]}][{int(scale[2]) + 1}]"
            else:
                found[heading] = f"{match[1]}[{match[2]}]"
        elif CODE.fullmatch(heading):
            found[heading] = heading
    return found
