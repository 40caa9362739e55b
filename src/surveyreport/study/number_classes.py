"""The classes of a histogram: from the edges that the study sets to names of the classes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise


def class_labels(edges: Sequence[float]) -> tuple[str, ...]:
    """Names of the classes that the edges make, from low to high; every number is in one of them.

    edges: increasing, at least one. A class begins at its edge: 10 is in '10 tot 20'.
    """
    low, *_ = written = [_written(edge) for edge in edges]
    between = [f"{a} tot {b}" for a, b in pairwise(written)]
    return (f"minder dan {low}", *between, f"{written[-1]} of meer")


def class_of(value: float, edges: Sequence[float]) -> int:
    """The place of the class of a number, 0 for what lies below the first edge."""
    return bisect_right(edges, value)


def _written(edge: float) -> str:
    """A number as Dutch writes it, without a decimal where there is none."""
    return f"{edge:g}".replace(".", ",")
