"""The same work on many things, over the cores of this machine."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")
# what the forks do; they have it by being forks
_at_work: list[Any] = []


def cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def over_cores(work: Callable[[Thing], Made], things: Sequence[Thing]) -> list[Made]:
    """work(thing) of each, in the order given, whatever the number of cores.

    Each core has a fork of this process; work sees everything made before, and what it changes
    stays in its fork. What it raises is raised here.
    """
    several = min(cores(), len(things))
    if several < 2 or sys.platform != "linux":
        return [work(thing) for thing in things]
    _at_work[:] = [work, things]
    try:
        with multiprocessing.get_context("fork").Pool(several) as pool:
            return pool.map(_one, range(len(things)))
    finally:
        _at_work.clear()


@contextmanager
def beside(work: Callable[[], Made]) -> Iterator[Callable[[], Made]]:
    """Have a fork of this process work meanwhile. Gives what waits for what it made, and raises
    what it raised."""
    if cores() < 2 or sys.platform != "linux":
        yield work
        return
    _at_work[:] = [lambda one: one(), [work]]
    try:
        with multiprocessing.get_context("fork").Pool(1) as pool:
            yield pool.apply_async(_one, [0]).get
    finally:
        _at_work.clear()


def _one(number: int) -> Any:
    work, things = _at_work
    return work(things[number])
