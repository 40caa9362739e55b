"""Which counts of a provider are drawn: every answer is in exactly one draw, chosen by n alone.

Under `themes` answers: none. Up to `questions`: all answers to the questions of a theme together.
From `questions` on: each question, its favourable answers against the rest. From `categories` on:
each question, all its answers. A theme of which some questions have fewer answers than `questions`
gets one draw for those together, so that its count is the sum of its draws.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveyreport.protection.counts import TOP2, answers_of
from surveyreport.protection.settings import Protection
from surveyreport.study.model import Study

THEME, QUESTION, CATEGORY = "theme", "question", "category"
SEPARATOR = "|"
COLUMNS = [
    "provider_id", "group", "kind", "id", "items", "category", "n", "drawn", "own", "responses",
]  # fmt: skip
Themes = dict[str, dict[str, tuple[str, ...]]]


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of the same kind and id in one group: one per provider.

    kind: THEME (id of a theme), QUESTION or CATEGORY (id of an item). items: per draw what is
    counted. cells: names of the counts; counts (draws, cells) add up to n. responses: per draw the
    sha256 of the responses it counts.
    """

    group: str
    kind: str
    id: str
    cells: tuple[str, ...]
    providers: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    counts: NDArray[np.int64]
    responses: tuple[str, ...]

    @cached_property
    def n(self) -> NDArray[np.int64]:
        return self.counts.sum(axis=1)


REST = "rest"


class Plan:
    """The draws of a wave.

    counts, answered: as of protection.counts. themes: theme -> group -> items. parted: items of
    which public tables have totals of parts of the respondents.
    """

    def __init__(
        self, counts: pd.DataFrame, answered: pd.DataFrame, study: Study, themes: Themes,
        rules: Protection, parted: Collection[str] = (),
    ):  # fmt: skip
        self.rules, self.parted = rules, frozenset(parted)
        self.providers = np.array(sorted(counts["provider_id"].unique()), dtype=object)
        self.answers = {i.id: answers_of(i) for i in study.items.values() if i.closed}
        self.counts: dict[str, NDArray[np.int64]] = {}
        self.group: dict[str, str] = {}
        for (group, item), rows in counts.groupby(["group", "item"], sort=False):
            if item not in self.answers:
                continue
            wide = rows.pivot(index="provider_id", columns="category", values="n")
            names = list(self.answers[item].categories)
            self.counts[item] = wide.loc[list(self.providers), names].to_numpy(dtype=np.int64)
            self.group[item] = group
        keys = zip(answered["item"], answered["provider_id"], strict=True)
        self.responses = dict(zip(keys, answered["responses"], strict=True))
        asked = set(self.counts)
        self.themes = {
            (theme, group): found
            for theme, groups in themes.items()
            for group, items in groups.items()
            if (found := tuple(item for item in items if item in asked))
        }

    def favourable(self, item: str) -> NDArray[np.int64]:
        """(P, 2) the favourable answers of an item and the rest."""
        chosen = np.isin(self.answers[item].categories, self.answers[item].favourable)
        counts = self.counts[item]
        return np.stack([counts[:, chosen].sum(axis=1), counts[:, ~chosen].sum(axis=1)], axis=1)

    def draws(self) -> list[Draws]:
        """Every draw, in the order of the questionnaires, themes after them."""
        found = []
        for item, counts in self.counts.items():
            n, answers = counts.sum(axis=1), self.answers[item]
            all_of_them = n >= self.rules.categories
            if answers.name == "selected":
                all_of_them = np.zeros_like(all_of_them)
            found.append(self._of_item(CATEGORY, item, answers.categories, counts, all_of_them))
            if answers.favourable:
                one = (n >= self.rules.questions) & ~all_of_them
                cells = (answers.name, REST)
                found.append(self._of_item(QUESTION, item, cells, self.favourable(item), one))
        found += [self._of_theme(*key, items) for key, items in self.themes.items()]
        return [draws for draws in found if draws.providers]

    def shown(self, items: tuple[str, ...]) -> NDArray[np.bool_]:
        """(P,) whether a theme of these items is shown: each has `themes` answers."""
        n = np.stack([self.counts[item].sum(axis=1) for item in items])
        enough: Any = (n >= self.rules.themes).all(axis=0)
        return enough

    def _of_item(
        self, kind: str, item: str, cells: tuple[str, ...], counts: NDArray, chosen: NDArray
    ) -> Draws:
        rows = np.flatnonzero(chosen)
        names = tuple(self.providers[rows])
        return Draws(
            self.group[item], kind, item, cells, names, ((item,),) * len(rows), counts[rows],
            tuple(self.responses[item, name] for name in names),
        )  # fmt: skip

    def _of_theme(self, theme: str, group: str, items: tuple[str, ...]) -> Draws:
        """What of a theme is not drawn question by question."""
        n = np.stack([self.counts[item].sum(axis=1) for item in items], axis=1)
        alone = n >= self.rules.questions
        rows = np.flatnonzero(self.shown(items) & ~alone.all(axis=1))
        each = np.stack([self.favourable(item) for item in items], axis=1)
        together, responses, counts = [], [], []
        for row in rows:
            part = tuple(item for item, other in zip(items, alone[row], strict=True) if not other)
            texts = [f"{item} {self.responses[item, self.providers[row]]}" for item in part]
            together.append(part)
            responses.append(sha256("\n".join(texts).encode()).hexdigest())
            counts.append(each[row][~alone[row]].sum(axis=0))
        matrix = np.array(counts, dtype=np.int64).reshape(len(rows), 2)
        return Draws(
            group, THEME, theme, (TOP2, REST), tuple(self.providers[rows]), tuple(together), matrix,
            tuple(responses),
        )  # fmt: skip
