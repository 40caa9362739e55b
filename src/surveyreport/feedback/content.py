"""The content of every report as plain data: what is the same for all, and what is a provider's.

Which parts a report has follows from how many answered, never from what they answered.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from surveyreport.estimates.kinds import UNWEIGHTED
from surveyreport.feedback.gather import DIFFERENCE
from surveyreport.feedback.positions import EXPECTED, changes
from surveyreport.feedback.sources import Sources
from surveyreport.figures.theme import Theme
from surveyreport.files.dutch import date as dutch_date
from surveyreport.files.dutch import percent
from surveyreport.protection.settings import NOISE

# so many others of the same kind must be printed
PEERS = 5
# of what most counts move by at most
MOST = 0.8


def common_content(sources: Sources) -> dict[str, Any]:
    """What all reports share."""
    words, theme = sources.words, Theme(**sources.study.theme)
    day, rules = sources.last_day, sources.rules
    same = ("not_reading", "themes_intro", "items_intro", "team_intro", "team",
            "theme_heads", "item_heads", "peer_heads", "history_heads", "everyone_heads",
            "response_heads")  # fmt: skip
    return {
        **{key: words.texts[key] for key in same},
        "reading": _reading(sources),
        "peers_intro": words.fill("peers_intro", least=PEERS),
        "words": words.word,
        "subtitle": words.word["subtitle"].format(wave=sources.wave),
        "method": [
            line.format(themes=rules.themes, questions=rules.questions, categories=rules.categories)
            for line in words.texts[_kept(sources, "method")]
        ]
        + [words.texts["method_numbers"]] * _has_numbers(sources),
        "font": theme.font["family"],
        "colours": {name: theme.colour(name) for name in
                    ("ink", "muted", "grid", "band", "warning", "hatch", "bar")},
        "date": {"year": day.year, "month": day.month, "day": day.day},
    }  # fmt: skip


def _kept(sources: Sources, key: str) -> str:
    """The words for what was promised: counts with noise, or exact ones."""
    return key if sources.rules.kind == NOISE else f"{key}_exact"


def _has_numbers(sources: Sources) -> bool:
    """Whether something was asked that no provider's report has: numbers and rankings."""
    return any(i.type in ("number", "ranked") for i in sources.study.items.values())


def _reading(sources: Sources) -> list[str]:
    """How to read a report; what the printed odds and the power are, in words."""
    words, powers = sources.words, sources.powers
    lines = list(words.texts["reading"])
    if sources.rules.kind == NOISE:
        questions = sources.printed[sources.printed["kind"] == "question"]
        own = float(questions["odds"].median()) if len(questions) else sources.rules.odds
        # P(|d| <= k) of two-sided geometric noise
        most = int(np.ceil(np.log((1 - MOST) * (1 + 1 / own) / 2) / np.log(1 / own))) - 1
        lines.insert(1, words.counted("reading_noise", max(most, 1)))
    if UNWEIGHTED in sources.estimates:
        lines.append(words.fill("reading_unweighted"))
    if powers:
        values = {f"power_{size}": percent(chance) for size, chance in powers.items()}
        points = percent(DIFFERENCE)
        lines.append(words.fill("reading_power", points=points, **values))
        real = {f"real_{size}": percent(part) for size, part in sources.reliabilities.items()}
        lines.append(words.fill("reading_reliability", **real))
    return lines


def provider_content(sources: Sources, provider: str) -> dict[str, Any]:
    """The content of one report, its version left out.

    short: too few answered in every group; the report then is one page with all providers.
    """
    words, word = sources.words, sources.words.word
    name = sources.names[provider]
    banner = word["confidential"]
    if sources.synthetic:
        banner = f"{banner} · {word['synthetic']}"
    own = _Own(sources, provider, name)
    title = word["title"].format(name=name)
    first, last = (dutch_date(day.isoformat()) for day in (sources.first_day, sources.last_day))
    return {
        "name": name,
        "title": title,
        "document_title": f"{title} ({banner})",
        "description": words.fill("description", wave=sources.wave),
        "keywords": [provider, *([word["synthetic"]] if sources.synthetic else [])],
        "banner": banner,
        "facts": [
            [word["provider"], name],
            [word["provider_id"], provider],
            [word["wave"], sources.wave],
            [word["fielded"], word["fielded_days"].format(first=first, last=last)],
            [word["status"], banner],
        ],
        "confidential_note": words.fill(_kept(sources, "confidential_note"), name=name),
        "short": own.short,
        "summary": own.summary(),
        "response": own.response(),
        "response_notes": own.response_notes(),
        "themes": own.theme_groups(),
        "everyone": own.everyone() if own.short else [],
        "peers": own.peers(),
        "history": own.history(),
        "history_intro": own.history_intro(),
        "groups": own.questions(),
        "legend": sources.questions.legend(own.printed),
        "correction": [
            line.format(days=sources.settings.correct_within_days, contact=sources.settings.contact)
            for line in words.texts["correction"]
        ],
    }


class _Own:
    """The parts of one report."""

    def __init__(self, sources: Sources, provider: str, name: str):
        self.sources, self.provider, self.name = sources, provider, name
        self.words, self.word = sources.words, sources.words.word
        self.printed = sources.of_provider[provider]
        self.themes = sources.themes_of.get(provider, sources.positions.iloc[:0])
        self.least = sources.rules.themes
        self.titles = {theme.id: theme.title for theme in sources.settings.themes}
        self.counted = {g: sources.counted.get((provider, g), 0) for g in sources.groups}
        items = {*self.printed.questions, *self.printed.categories}
        asked = {sources.study.items[item].group for item in items}
        shown = asked.union(self.themes["group"])
        self.told = [group for group in sources.groups if group in shown]
        self.short = not self.told

    def _label(self, group: str) -> str:
        return self.sources.study.groups[group].label

    def _named(self, row: Any) -> str:
        return self.words.fill(
            "theme_named", theme=self.titles[row.theme], group=self._label(row.group).lower(),
            position=self.word[row.position],
        )  # fmt: skip

    def summary(self) -> list[str]:
        fill = self.words.fill
        if self.short:
            return [fill("summary_short", name=self.name, least=self.least)]
        groups = self.words.listed([self._label(group).lower() for group in self.told])
        lines = [fill("summary_response", groups=groups, name=self.name)]
        rest = [
            self._label(group).lower() for group in self.sources.groups if group not in self.told
        ]
        if rest:
            listed = self.words.listed(rest)
            lines.append(fill("summary_hidden_groups", groups=listed, least=self.least))
        if len(self.themes):
            away = self.themes[self.themes["position"] != EXPECTED]
            named = "; ".join(self._named(row) for row in away.itertuples(index=False))
            lines.append(self.words.counted("summary_outside", len(away), themes=named))
        return lines

    def response(self) -> list[list[str]]:
        rows = []
        for group, n in self.counted.items():
            few = self.word["few"].format(least=self.least)
            everyone = str(self.sources.participation[group])
            rows.append([self._label(group), str(n) if n >= self.least else few, everyone])
        return rows

    def response_notes(self) -> list[str]:
        numbers = self.sources.participation
        lines = [
            self.words.counted("response_providers", numbers["participating"],
                               invited=numbers["invited"])
        ]  # fmt: skip
        own = self.sources.enrolment
        own = own[own["provider_id"] == self.provider]
        if own.empty or self.short:
            return lines
        day, pupils = own.iloc[0]["date"], int(own.iloc[0]["pupils"])
        lines.append(self.words.counted("response_enrolment", pupils, date=dutch_date(day)))
        counted = self.counted.get(self.sources.settings.pupils, 0)
        if counted >= self.least and pupils:
            share = self.words.share(min(counted / pupils, 1))
            lines.append(self.words.counted("response_enrolment_share", counted, share=share))
        return lines

    def theme_groups(self) -> list[dict[str, Any]]:
        return [
            {"title": self._label(group), "rows": [self._theme(row) for row in rows.itertuples()]}
            for group, rows in self.themes.groupby("group", sort=False)
        ]

    def _theme(self, row: Any) -> dict[str, Any]:
        own, everyone = self.words.about(row.share), self.words.share(row.public)
        expected = self.words.range(row.low, row.high)
        return {
            "theme": self.titles[row.theme],
            "n": str(int(row.n)),
            "own": own,
            "all": everyone,
            "expected": expected,
            "position": self.word[row.position],
            "strip": {"low": row.low, "high": row.high, "own": row.share, "all": row.public},
            "alt": self.words.fill(
                "alt_theme", theme=self.titles[row.theme], own=own, all=everyone,
                expected=expected, position=self.word[row.position],
            ),
        }  # fmt: skip

    def everyone(self) -> list[list[str]]:
        """Per theme and group the share over all providers: what a short report shows instead."""
        totals = self.sources.estimates
        totals = totals[totals["kind"] == "top2"].set_index("item")[["n", "base"]]
        rows = []
        for theme in self.sources.settings.themes:
            for group in self.sources.groups:
                items = [item for item in theme.items.get(group, ()) if item in totals.index]
                if items:
                    n, base = totals.loc[items].sum()
                    rows.append([theme.title, self._label(group), self.words.share(n / base)])
        return rows

    def peers(self) -> list[list[str]]:
        """Themes beside the printed counts of the others of the same kind, if there are enough."""
        kind = self.sources.types.get(self.provider)
        found = []
        for row in self.themes.itertuples(index=False):
            count, n, printed = self.sources.of_type[kind, row.group, row.theme]
            if count > PEERS:  # this provider is one of them
                share = (printed - row.printed) / (n - row.n)
                found.append(
                    [
                        self.titles[row.theme],
                        self._label(row.group),
                        self.words.about(row.share),
                        self.words.share(min(max(share, 0), 1)),
                        str(count - 1),
                    ]
                )
        return found

    def history(self) -> list[list[str]]:
        """Themes beside those of the wave before, when this provider had them printed too."""
        earlier = self.sources.earlier
        if earlier is None:
            return []
        return [
            [
                self.titles[row.theme],
                self._label(row.group),
                self.words.about(row.share_then),
                self.words.about(row.share),
                self.word[row.change],
            ]
            for row in changes(self.themes, earlier.rows, self.sources.alike).itertuples(
                index=False
            )
        ]

    def history_intro(self) -> str:
        earlier = self.sources.earlier
        told = earlier is not None and self.history()
        key = _kept(self.sources, "history_intro")
        return self.words.fill(key, wave=earlier.label) if told else ""

    def questions(self) -> list[dict[str, Any]]:
        found = []
        for group in self.sources.groups:
            rows = self.sources.questions.rows(group, self.printed)
            if rows:
                members = self.sources.study.groups[group].members
                note = self.words.counted("group_note", self.counted[group], members=members)
                found.append({"title": self._label(group), "note": note, "rows": rows})
        return found
