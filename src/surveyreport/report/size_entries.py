"""The words of study/texts/size-words.yaml one by one, with what each says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from surveyreport.report.quantities import EVERY, Difference, Extreme, Range, normal


def size_entries(data: dict[str, Any]) -> Iterator[tuple[str, Range]]:
    """Each word for a share, with the percents for which it is true."""
    for entry in data["sizes"]:
        for word in entry["words"]:
            yield normal(word), Range.of(entry)


def difference_entries(data: dict[str, Any]) -> Iterator[tuple[str, Difference]]:
    """Each word for a difference, alone and behind each modifier."""
    entries = data["comparisons"]
    for entry in entries.get("ratios", ()):
        for word in entry["words"]:
            times = Range.of(entry)
            direction = "more" if times.low > 1 else "less"
            yield normal(word), Difference(direction, "clear", EVERY, times,
                                           over_time=entry.get("over_time", False))  # fmt: skip
    for entry in entries["words"]:
        plain = Difference(entry["direction"], entry["needs"], Range.of(entry),
                           judges=entry.get("judges", False),
                           over_time=entry.get("over_time", False))  # fmt: skip
        for word in entry["words"]:
            yield normal(word), plain
        if plain.direction == "none":
            continue
        bare = [normal(word) for word in entry["words"]]
        for modifier in entries["modifiers"]:
            needs = modifier.get("needs", plain.needs)
            own = replace(plain, needs=needs, points=Range.of(modifier))
            for before in map(normal, modifier["words"]):
                for word in bare:
                    yield f"{before} {word}", own


def superlative_entries(
    data: dict[str, Any], differences: dict[str, Difference]
) -> Iterator[tuple[str, Extreme]]:
    """Those of the file, and those of its comparatives: positiever, positiefst."""
    for word, difference in differences.items():
        if difference.direction == "none" or not re.fullmatch(r"\w{4,}er", word):
            continue
        stem = re.sub("v$", "f", re.sub(r"([^aeiou])\1$", r"\1", word[:-2]))
        place = "highest" if difference.direction == "more" else "lowest"
        other = "lowest" if place == "highest" else "highest"
        for form, at in (
            (f"meest {stem}", place),
            (f"{stem}st", place),
            (f"minst {stem}", other),
        ):
            yield form, Extreme(at, judges=difference.judges)
    for entry in data["comparisons"]["superlatives"]:
        for word in entry["words"]:
            yield normal(word), Extreme(entry["place"], judges=entry.get("judges", False))
