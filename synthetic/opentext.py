"""Made-up open answers: openings and cores combined at random, and a few awkward whole answers.

Every building block belongs to codes of the codebook, so that it is known what an answer is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from itertools import permutations

import numpy as np
import yaml

# Shares of respondents: who writes anything, and who of them writes one of the awkward answers.
RESPONSE, WHOLE, TWO_CORES = (0.4, 0.6), 0.12, 0.25


@dataclass(frozen=True)
class Pool:
    """Building blocks for one question. codes: core or whole answer -> what it is about."""

    opening: tuple[str, ...]
    core: tuple[str, ...]
    whole: tuple[str, ...]
    codes: dict[str, frozenset[str]]


def read_pools() -> dict[str, Pool]:
    """Pools by question id, from the file next to this module."""
    text = files(__package__).joinpath("opentext.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    return {question: _pool(pool) for pool in content["pools"] for question in pool["questions"]}


def _pool(entry: dict) -> Pool:
    parts = [entry.get(part, {}) for part in ("core", "whole")]
    core, whole = (tuple(text for texts in part.values() for text in texts) for part in parts)
    codes = {
        text: frozenset(names.split("+"))
        for part in parts
        for names, texts in part.items()
        for text in texts
    }
    return Pool(tuple(entry.get("opening", ())), core, whole, codes)


def known_codes(pool: Pool) -> dict[str, frozenset[str]]:
    """Every answer that `write_answers` can give, without its full stop, and what it is about."""
    known = {text: pool.codes[text] for text in pool.whole}
    for opening in pool.opening:
        for core in pool.core:
            known[_sentence(opening + core)] = pool.codes[core]
        for first, second in permutations(pool.core, 2):
            text = _sentence(f"{opening}{first} en {second}")
            known[text] = pool.codes[first] | pool.codes[second]
    return known


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def write_answers(pool: Pool, respondents: int, rng: np.random.Generator) -> list[str]:
    """One text per respondent; "" for those who leave the question open (40-60 % answer)."""
    share = rng.uniform(*RESPONSE)
    return [_answer(pool, rng) if rng.random() < share else "" for _ in range(respondents)]


def _answer(pool: Pool, rng: np.random.Generator) -> str:
    if rng.random() < WHOLE:
        return pool.whole[rng.integers(len(pool.whole))]
    first, second = rng.choice(len(pool.core), size=2, replace=False)
    text = pool.opening[rng.integers(len(pool.opening))] + pool.core[first]
    if rng.random() < TWO_CORES:
        text += " en " + pool.core[second]
    return _sentence(text) + ("." if rng.random() < 0.5 else "")


def other_text(pool: Pool, ticked: np.ndarray, rng: np.random.Generator) -> list[str]:
    """Text of the "other" box for those who ticked it, "" for the rest."""
    return [pool.core[rng.integers(len(pool.core))] if mark else "" for mark in ticked]
