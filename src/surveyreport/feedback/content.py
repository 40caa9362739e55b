"""The content of every report as plain data: what is the same for all, and what is a provider's."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from surveyreport.disclosure.release_table import HIDDEN
from surveyreport.feedback.bars import Rows
from surveyreport.feedback.comparison import HIGHER, LOWER, ranked
from surveyreport.feedback.sources import Sources
from surveyreport.figures.theme import Theme
from surveyreport.files.dutch import date as dutch_date
from surveyreport.files.dutch import decimal, listed


def common_content(sources: Sources) -> dict[str, Any]:
    """What all reports share."""
    texts, theme = sources.words.texts, Theme(**sources.study.theme)
    least = sources.policy.respondents
    protection = sources.words.fill(
        "method_protection", respondents=least, cell=sources.policy.cell - 1
    )
    day = sources.last_day
    same = ("reading", "not_reading", "themes_intro", "perspectives_intro", "perspectives_note",
            "items_intro", "item_heads", "team_intro", "team")  # fmt: skip
    return {
        **{key: texts[key] for key in same},
        "legend": sources.bars.legend(sources.groups),
        "words": texts["word"] | {"theme_heads": texts["theme_heads"]},
        "subtitle": texts["word"]["subtitle"].format(wave=sources.wave),
        "method": [*texts["method"], protection],
        "font": theme.font["family"],
        "colours": {name: theme.colour(name) for name in
                    ("ink", "muted", "grid", "band", "warning", "hatch")}
        | {"track": theme.colour("band")},
        "date": {"year": day.year, "month": day.month, "day": day.day},
    }  # fmt: skip


def provider_content(sources: Sources, provider: str) -> dict[str, Any]:
    """The content of one report, its version left out."""
    words, word = sources.words, sources.words.word
    rows, themes, response = sources.by_provider[provider]
    name = sources.names[provider]
    banner = word["confidential"]
    if sources.synthetic:
        banner = f"{banner} · {word['synthetic']}"
    counted = response.set_index("group")["respondents"]
    own = _Own(sources, provider, name, rows, themes, counted)
    strongest, weakest = own.ranking
    title = word["title"].format(name=name)
    days = (dutch_date(day.isoformat()) for day in (sources.first_day, sources.last_day))
    first, last = days
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
        "confidential_note": words.fill("confidential_note", name=name),
        "summary": own.summary(),
        "ranking_note": own.ranking_note(),
        "strongest": strongest,
        "weakest": weakest,
        "response": own.response(response),
        "response_notes": own.response_notes(),
        "themes": [own.theme_group(group) for group in own.themed],
        "themes_notes": own.level_note(),
        "themes_hidden": own.hidden("themes_hidden", own.themed),
        "perspectives": own.perspectives(),
        "groups": [own.questions(group) for group in own.told],
        "items_hidden": own.hidden("items_hidden", own.told),
        "correction": [
            line.format(days=sources.settings.correct_within_days, contact=sources.settings.contact)
            for line in words.texts["correction"]
        ],
    }


class _Own:
    """The parts of one report."""

    def __init__(
        self,
        sources: Sources,
        provider: str,
        name: str,
        rows: Rows,
        themes: pd.DataFrame,
        counted: pd.Series,
    ):
        self.sources, self.provider, self.name = sources, provider, name
        self.words, self.word = sources.words, sources.words.word
        self.rows, self.themes, self.counted = rows, themes, counted
        self.least = sources.policy.respondents
        self.groups = sources.groups
        self.whole = themes[themes["shown"] == themes["items"]]
        self.told = [group for group in self.groups if pd.notna(counted.get(group))]
        some = set(themes.loc[themes["shown"] > 0, "group"])
        self.themed = [group for group in self.groups if group in some]

    def _label(self, group: str) -> str:
        return self.sources.study.groups[group].label

    def _listed(self, groups: list[str]) -> str:
        return listed([self._label(group).lower() for group in groups], self.word["and"])

    def summary(self) -> list[str]:
        told, fill = self.told, self.words.fill
        if not told:
            return [fill("summary_none", name=self.name, least=self.least)]
        lines = [fill("summary_response", groups=self._listed(told), name=self.name)]
        lines += self.hidden("summary_hidden_groups", told)
        first = [rows[0] for item, rows in self.rows.items()
                 if self.sources.study.items[item].group in told]  # fmt: skip
        shown = sum(row.detail != HIDDEN for row in first)
        lines.append(fill("summary_items", total=len(first), shown=shown))
        verdicts = self.whole["verdict"]
        lines.append(
            fill(
                "summary_verdicts",
                compared=len(self.whole),
                higher=(verdicts == HIGHER).sum(),
                lower=(verdicts == LOWER).sum(),
            )
            if len(self.whole)
            else fill("summary_no_verdicts")
        )
        return lines

    def hidden(self, key: str, shown: list[str]) -> list[str]:
        """The text `key` about the groups that are not among the shown ones, if any."""
        rest = [group for group in self.groups if group not in shown]
        return [self.words.fill(key, groups=self._listed(rest), least=self.least)] if rest else []

    @cached_property
    def ranking(self) -> tuple[list[str], list[str]]:
        named = self.themes.set_index(self.themes["theme"] + "/" + self.themes["group"])
        titles = {theme.id: theme.title for theme in self.sources.settings.themes}

        def text(key: str) -> str:
            row = named.loc[key]
            return self.word["theme_share"].format(
                theme=titles[row["theme"]],
                group=self._label(row["group"]).lower(),
                value=self.words.share(row["share"]),
            )

        return tuple([text(key) for key in keys] for keys in
                     ranked(self.themes, self.sources.settings))  # fmt: skip

    def ranking_note(self) -> str:
        if self.ranking[0]:
            return self.words.fill("summary_rank")
        settings = self.sources.settings
        needed = max(settings.themes_needed, 2 * settings.listed)
        return self.words.fill("summary_no_rank", needed=needed, shown=len(self.whole))

    def response(self, response: pd.DataFrame) -> list[list[str]]:
        rows = [self.words.texts["response_heads"]]
        indexed = response.set_index("group")
        for group in self.groups:
            numbers = indexed.loc[group]
            rows.append(
                [
                    self._label(group),
                    self.words.count(numbers["received"], self.least),
                    self.words.count(numbers["respondents"], self.least),
                    str(self.sources.participation[group]),
                    self.words.count(numbers["open_answers"], self.sources.policy.open_text),
                ]
            )
        return rows

    def response_notes(self) -> list[str]:
        participation = self.sources.participation
        lines = [line.format(invited=participation["invited"],
                             participating=participation["participating"])
                 for line in self.words.texts["response_notes"]]  # fmt: skip
        own = self.sources.enrolment
        own = own[own["provider_id"] == self.provider]
        if own.empty:
            return [*lines, self.words.fill("response_no_enrolment")]
        day, pupils = own.iloc[0]["date"], int(own.iloc[0]["pupils"])
        lines.append(self.words.fill("response_enrolment", date=dutch_date(day), pupils=pupils))
        counted = self.counted.get(self.sources.settings.pupils)
        if pd.notna(counted) and pupils:
            share = self.words.share(counted / pupils)
            lines.append(
                self.words.fill("response_enrolment_share", respondents=int(counted), share=share)
            )
        return lines

    def level_note(self) -> list[str]:
        if self.whole.empty:
            return []
        level = self.word["percent"].format(value=decimal(self.sources.level * 100))
        return [self.words.fill("themes_level", compared=len(self.whole), level=level)]

    def theme_group(self, group: str) -> dict[str, Any]:
        titles = {theme.id: theme.title for theme in self.sources.settings.themes}
        of_group = self.themes[self.themes["group"] == group]
        rows = []
        for row in of_group.itertuples(index=False):
            some = row.shown > 0
            judged = row.shown == row.items
            rows.append(
                [
                    titles[row.theme],
                    self.word["perspective_part"].format(shown=row.shown, items=row.items),
                    self.words.span(row.n_low, row.n_high) if some else self.word["no_number"],
                    self.words.share(row.share),
                    self.words.share(row.others_share),
                    self.words.difference(row.difference, row.low, row.high, row.verdict)
                    if judged
                    else self.word[row.verdict],
                ]
            )
        return {"title": self._label(group), "rows": rows}

    def perspectives(self) -> list[list[str]]:
        """The groups that have a theme to show side by side, if there are two."""
        if len(self.themed) < 2:
            return []
        table = [[self.words.texts["perspective_head"], *map(self._label, self.themed)]]
        keyed = self.themes.set_index(["theme", "group"])
        for theme in self.sources.settings.themes:
            asked = [group for group in self.groups if (theme.id, group) in keyed.index]
            if len(asked) < 2:
                continue
            cells = [theme.title]
            for group in self.themed:
                if group not in asked:
                    cells.append(self.words.fill("perspective_absent"))
                    continue
                row = keyed.loc[(theme.id, group)]
                cells.append(
                    self.words.fill(
                        "perspective_cell",
                        value=self.words.share(row["share"]),
                        shown=row["shown"],
                        items=row["items"],
                    )
                    if row["shown"]
                    else self.word["not_shown"]
                )
            table.append(cells)
        return table

    def questions(self, group: str) -> dict[str, Any]:
        counted, members = int(self.counted[group]), self.sources.study.groups[group].members
        return {
            "title": self._label(group),
            "note": self.words.fill("group_note", respondents=counted, members=members),
            "rows": self.sources.bars.rows(group, self.rows),
        }
