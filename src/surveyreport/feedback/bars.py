"""The bars and tables of the questions, in the order of the questionnaire."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from surveyreport.disclosure.counts import REST, Cell, partitions_of
from surveyreport.disclosure.release_table import HIDDEN
from surveyreport.feedback.numbers import Words
from surveyreport.figures.theme import Theme
from surveyreport.files.dutch import percent
from surveyreport.study.model import Item, Study

LABEL_FROM = 0.12
Part = tuple[str, float]


class Row(NamedTuple):
    """One released row of a provider; n and base None where they are not told."""

    detail: str
    category: str
    base: int | None
    share: float
    others_base: int | None
    others_share: float


Rows = dict[str, list[Row]]


def rows_of(table: pd.DataFrame) -> dict[str, Rows]:
    """The release table as rows per provider and item."""
    columns = [table["provider_id"].tolist(), table["item"].tolist()]
    for name in Row._fields:
        column = table[name]
        if column.dtype == "Int64":
            column = column.astype(object).where(column.notna(), None)
        columns.append(column.tolist())
    found: dict[str, Rows] = {}
    for provider, item, *values in zip(*columns, strict=True):
        found.setdefault(provider, {}).setdefault(item, []).append(Row(*values))
    return found


class Bars:
    """Makes the rows of a question.

    totals: per item {category: n} over all providers, as made public.
    """

    def __init__(self, study: Study, words: Words, totals: dict[str, dict[str, int]]):
        self.study, self.words, self.totals = study, words, totals
        self.theme = Theme(**study.theme)
        self.cells = {
            item.id: {cell.name: cell for cells in partitions_of(item)[1] for cell in cells}
            for item in study.items.values()
            if item.type != "open"
        }

    def rows(self, group: str, shown: Rows) -> list[dict[str, Any]]:
        """What the template draws of a group, in the order of the questionnaire.
        shown: released rows per item."""
        rows: list[dict[str, Any]] = []
        for question in self.study.questions.values():
            if question.group != group or any(item.id not in shown for item in question.items):
                continue
            stem = question.text
            if question.type != "multiple" and question.scale.top2:
                found = [self._statement(item, shown[item.id]) for item in question.items]
                # The one row of a single question has the question itself.
                stem = "" if question.type == "single" else stem
            else:
                found = [
                    row for item in question.items for row in self._choices(item, shown[item.id])
                ]
            found[0] |= {"code": question.id.split(".", 1)[1], "stem": stem}
            rows += found
        return rows

    def _statement(self, item: Item, rows: list[Row]) -> dict[str, Any]:
        """One row for an item with a top-2: its share, and all answers as a bar."""
        own, others, n, others_n = self._parts(item, rows)
        favourable = {"top2", *item.scale.top2}

        def share(parts: list[Part] | None) -> float:
            return sum(s for name, s in parts if name in favourable) if parts else float("nan")

        return self._row(item, item.text, (share(own), share(others), n, others_n), (own, others))

    def _choices(self, item: Item, rows: list[Row]) -> list[dict[str, Any]]:
        """One row per answer of a nominal item, or the one row of an option."""
        own, others, n, others_n = self._parts(item, rows)
        found = []
        for place, (name, share) in enumerate(others):
            if name == "not_selected":
                continue
            mine = [own[place]] if own else None
            text = item.text if item.type == "option" else name
            values = (own[place][1] if own else float("nan"), share, n, others_n)
            found.append(self._row(item, text, values, (mine, [(name, share)])))
        return found

    def _parts(self, item: Item, rows: list[Row]) -> tuple[Any, list[Part], int | None, int]:
        """(own parts or None, parts of the others or of all, n, their n)."""
        first = rows[0]
        if first.detail == HIDDEN:
            totals = self.totals[item.id]
            base = sum(totals.values())
            return None, [(name, count / base) for name, count in totals.items()], first.base, base
        own = [(row.category, row.share) for row in rows]
        others = [(row.category, row.others_share) for row in rows]
        return own, others, first.base, first.others_base

    def _row(
        self,
        item: Item,
        text: str,
        values: tuple[float, float, int | None, int],
        parts: tuple[list[Part] | None, list[Part]],
    ) -> dict[str, Any]:
        own, others, n, others_n = values
        words, word = self.words, self.words.word
        hidden = parts[0] is None
        named = [", ".join(words.fill("alt_part", label=self._label(item, name),
                                      value=words.share(share)) for name, share in part or [])
                 for part in parts]  # fmt: skip
        question = text if text.endswith((".", "?", ":")) else f"{text}."
        other = words.share(others)
        return {
            "code": "",
            "stem": "",
            "text": text,
            "n": word["no_number"] if n is None else str(n),
            "own": word["no_number"] if hidden else words.share(own),
            "others": word["of_all"].format(value=other) if hidden else other,
            "thin": (thin := hidden or not self._stacked(item)),
            "own_bar": None if hidden else self._drawn(item, parts[0], thin),
            "other_bar": self._drawn(item, parts[1], thin),
            "alt": words.fill("alt_hidden" if hidden else "alt", question=question, n=n,
                              own=named[0], others_n=others_n, others=named[1]),
        }  # fmt: skip

    def _drawn(self, item: Item, parts: list[Part], thin: bool) -> list[dict[str, Any]]:
        """The parts of a bar; a thin one has no room for labels."""
        drawn = []
        for name, share in parts:
            part = {"share": share, "fill": self._fill(item, name), "label": ""}
            if not thin and share >= LABEL_FROM:
                part |= {"label": str(percent(share)), "ink": self.theme.ink_on(part["fill"])}
            drawn += [part] if share else []
        return drawn

    @staticmethod
    def _stacked(item: Item) -> bool:
        """Whether the bar of the item holds all its answers."""
        return item.scale is not None and bool(item.scale.top2)

    def _fill(self, item: Item, name: str) -> str:
        if not self._stacked(item):
            return self.theme.colour("bar")
        palette = self.theme.ordinal(len(item.scale.substantive))
        kinds = {level.label: level.kind for level in item.scale.levels}
        if name in ("top2", "bottom2"):
            return _between(*(palette[:2] if name == "top2" else palette[:-3:-1]))
        if name == REST:
            return self.theme.colour("grid")
        if kinds[name] == "substantive":
            return palette[item.scale.substantive.index(name)]
        return self.theme.colour(kinds[name])

    def _label(self, item: Item, name: str) -> str:
        """The words for a cell: the answer, or the answers taken together."""
        if name in ("selected", "not_selected"):
            return self.words.word["selected"]
        if name == REST:
            return self.words.word["rest"]
        cell: Cell = self.cells[item.id][name]
        labels = [item.scale.labels[k] for k in cell.members]
        return f" {self.words.word['and']} ".join(labels)

    def legend(self, groups: list[str]) -> list[dict[str, str]]:
        """text, fill: each colour of the stacked bars of these groups with all that it stands for.
        What a scale leaves aside comes last."""
        labels: dict[str, dict[str, None]] = {}
        for item in self.study.items.values():
            if item.group in groups and self._stacked(item):
                for label in item.scale.labels:
                    labels.setdefault(self._fill(item, label), {})[label] = None
                for name in ("top2", "bottom2", "rest"):
                    labels.setdefault(self._fill(item, name), {})[self.words.word[name]] = None
        aside = [self.theme.colour(kind) for kind in ("dont_know", "not_applicable", "grid")]
        order = sorted(labels, key=lambda fill: aside.index(fill) + 1 if fill in aside else 0)
        return [{"text": " / ".join(labels[fill]), "fill": fill} for fill in order]


def _between(one: str, other: str) -> str:
    """A colour (#rrggbb) from `one`, a third of the way to `other`."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{(2 * a + b) // 3:02X}" for a, b in pairs)
