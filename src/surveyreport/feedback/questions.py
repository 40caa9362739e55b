"""The rows and bars of the questions, in the order of the questionnaire."""

from __future__ import annotations

from typing import Any

import pandas as pd

from surveyreport.feedback.words import Words
from surveyreport.figures.theme import Theme
from surveyreport.files.dutch import percent
from surveyreport.protection.counts import Answers, answers_of
from surveyreport.study.model import Item, Study

LABEL_FROM = 0.12
Part = tuple[str, float]


class Printed:
    """The printed counts of one provider. rows: of provider_printed."""

    def __init__(self, rows: pd.DataFrame):
        self.questions: dict[str, tuple[int, int]] = {}
        self.categories: dict[str, dict[str, int]] = {}
        self.size: dict[str, int] = {}
        columns = zip(rows["kind"], rows["id"], rows["category"], rows["n"], rows["printed"],
                      strict=True)  # fmt: skip
        for kind, name, category, n, printed in columns:
            if kind == "question":
                self.questions[name] = (int(n), int(printed))
            elif kind == "category":
                self.categories.setdefault(name, {})[category] = int(printed)
                self.size[name] = int(n)

    def __contains__(self, item: Item) -> bool:
        return item.id in self.questions or item.id in self.categories


class Questions:
    """Makes the rows of the questions. totals: per item {category: n} over all providers."""

    def __init__(self, study: Study, words: Words, totals: dict[str, dict[str, int]]):
        self.study, self.words, self.totals = study, words, totals
        self.theme = Theme(**study.theme)
        scales = [scale for scale in study.scales.values() if scale.top2]
        self.fills = {scale.id: self.theme.level_colours(scale) for scale in scales}
        # fill -> the colours of its edge and of what is written on it
        self._around: dict[str, tuple[str, str]] = {}

    def rows(self, group: str, printed: Printed) -> list[dict[str, Any]]:
        """What the templates draw of a group, in the order of the questionnaire: what is printed
        of each question, and nothing of a question of which nothing is."""
        rows: list[dict[str, Any]] = []
        for question in self.study.questions.values():
            items = [item for item in question.items if item.closed and item in printed]
            if question.group != group or not items:
                continue
            found = [row for item in items for row in self._item(item, printed)]
            stem = question.text
            if question.type == "single" and items[0].scale.top2:
                # the one row of a single question has the question itself
                stem = ""
            found[0] |= {"code": question.id.split(".", 1)[1], "stem": stem}
            rows += found
        return rows

    def _item(self, item: Item, printed: Printed) -> list[dict[str, Any]]:
        answers, totals = answers_of(item), self.totals[item.id]
        people = sum(totals.values())
        if answers.favourable:
            n, count = printed.questions[item.id]
            everyone = sum(totals[name] for name in answers.favourable) / people
            own = count / n
            parts: tuple[list[Part], list[Part]] = [(answers.name, own)], [(answers.name, everyone)]
            if item.id in printed.categories:
                mine = printed.categories[item.id]
                parts = (
                    [(name, mine[name] / n) for name in answers.categories],
                    [(name, totals[name] / people) for name in answers.categories],
                )
            return [self._row(item, item.text, n, (own, everyone), parts, answers)]
        n, mine = printed.size[item.id], printed.categories[item.id]
        return [
            self._row(item, name, n, (mine[name] / n, totals[name] / people),
                      ([(name, mine[name] / n)], [(name, totals[name] / people)]), answers)
            for name in answers.categories
        ]  # fmt: skip

    def _row(
        self,
        item: Item,
        text: str,
        n: int,
        shares: tuple[float, float],
        parts: tuple[list[Part], list[Part]],
        answers: Answers,
    ) -> dict[str, Any]:
        words = self.words
        own, everyone = words.about(shares[0]), words.share(shares[1])
        question = text if text.endswith((".", "?", ":")) else f"{text}."
        alt = words.fill("alt", question=question, n=n, own=own, all=everyone)
        if len(parts[0]) > 1:
            named = [
                ", ".join(words.fill("alt_part", label=name, value=say(share))
                          for name, share in part)
                for part, say in zip(parts, (words.about, words.share), strict=True)
            ]  # fmt: skip
            alt = words.fill("alt", question=question, n=n, own=named[0], all=named[1])
        return {
            "code": "",
            "stem": "",
            "text": text,
            "n": str(n),
            "own": own,
            "all": everyone,
            "own_bar": self._drawn(item, parts[0], answers),
            "all_bar": self._drawn(item, parts[1], answers),
            "alt": alt,
        }

    def _drawn(self, item: Item, parts: list[Part], answers: Answers) -> list[dict[str, Any]]:
        drawn = []
        for name, share in parts:
            fill = self._fill(item, name)
            edge, ink = self._edge_and_ink(fill)
            part: dict[str, Any] = {"share": share, "fill": fill, "edge": edge, "label": ""}
            if len(parts) > 1 and share >= LABEL_FROM:
                part |= {"label": str(percent(share)), "ink": ink}
            drawn += [part] if share else []
        return drawn

    def _edge_and_ink(self, fill: str) -> tuple[str, str]:
        if fill not in self._around:
            edge = "" if self.theme.stands_out(fill) else self.theme.colour("ink")
            self._around[fill] = edge, self.theme.ink_on(fill)
        return self._around[fill]

    def _fill(self, item: Item, name: str) -> str:
        scale = item.scale
        if scale is None or not scale.top2:
            return self.theme.colour("bar")
        return self.fills[scale.id][scale.favourable_first[0] if name == "top2" else name]

    def legend(self, printed: Printed) -> list[dict[str, str]]:
        """text, fill: each colour of the stacked bars of this report with all it stands for."""
        labels: dict[str, dict[str, None]] = {}
        for name in printed.categories:
            item = self.study.items[name]
            if item.scale and item.scale.top2:
                for label in item.scale.labels:
                    labels.setdefault(self._fill(item, label), {})[label] = None
        aside = [self.theme.colour(kind) for kind in ("dont_know", "not_applicable")]
        order = sorted(labels, key=lambda fill: aside.index(fill) + 1 if fill in aside else 0)
        return [{"text": " / ".join(labels[fill]), "fill": fill} for fill in order]
