"""What a binding is worth in a wave: looked up in its tables, with the row it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from surveyreport.estimates.kinds import together
from surveyreport.files.dutch import integer
from surveyreport.files.problems import InputProblems
from surveyreport.report.binding import COUNTED, Binding
from surveyreport.report.bound import Number, Text, of_wave
from surveyreport.report.changes import AS_GROUPS, Changes
from surveyreport.report.counted_rows import (
    comparisons_counted,
    register_cell,
    setting,
    visits_counted,
)
from surveyreport.report.item_rows import (
    NoValue,
    answer_rows,
    any_row,
    mean_or_median,
    statements_before,
)
from surveyreport.report.quantities import Pair
from surveyreport.report.tables import (
    Tables,
    as_one_decimal,
    as_percent,
    as_points,
    points_in_words,
    share_of,
)
from surveyreport.responses.response_table import ALL
from surveyreport.study.model import Study
from surveyreport.study.verdict_words import CHANGED
from surveyreport.study.verdict_words import DIFFERS as CLEAR


@dataclass
class Values:
    """The tables of the wave, of the other waves by id, the study as the wave asked it, and what
    changed since the waves before it."""

    tables: Tables
    study: Study
    others: dict[str, Tables]
    changes: Changes = field(default_factory=lambda: Changes(None, ""))

    def _of(self, binding: Binding) -> Tables:
        if binding.wave and binding.wave not in self.others:
            raise NoValue(f"golf {binding.wave} is er niet")
        return self.others[binding.wave] if binding.wave else self.tables

    def text(self, binding: Binding) -> Text:
        """The bound number as printed. Raises NoValue."""
        try:
            text = self._text(self._of(binding), binding)
            return tuple(of_wave(part, binding.wave) for part in text) if binding.wave else text
        except InputProblems:
            raise NoValue(f"geen waarde voor '{binding.text}'") from None

    def _text(self, tables: Tables, binding: Binding) -> Text:
        form = binding.form
        if form in ("aandeel", "laagste", "hoogste") and not binding.relation:
            shares = [self.share(tables, item, binding.answers) for item in binding.items]
            return (self._one_of(shares, form),)
        if form == "aantal":
            return (self._count(tables, binding.items[0], binding.answers),)
        if form == "basis":
            return (any_row(tables, binding.items[0], "base"),)
        if form == "verschil" or form == "interval":
            return self._difference(tables, binding)
        if form == "instelling":
            return (setting(tables, binding.names["key"]),)
        if form in ("gemiddelde", "mediaan"):
            kind = {"gemiddelde": "mean", "mediaan": "median"}[form]
            return (mean_or_median(tables, binding.items[0], kind),)
        if form == "paren":
            return (tables.number("verdicts", "pairs", comparison=binding.comparison),)
        if form == "vergelijkingen":
            return (comparisons_counted(tables, binding),)
        if form == "vorige":
            return (statements_before(self.study, binding.items[0]),)
        return (self.counted(tables, binding),)

    def counted(self, tables: Tables, binding: Binding) -> Number:
        """A count of a register, of the response, of open answers or of visits; or a share of it.

        Raises InputProblems or NoValue without such a row.
        """
        form = binding.form
        if form in ("telling", "deel"):
            part = register_cell(tables, binding.names)
            return share_of(part, register_cell(tables, binding.whole)) if form == "deel" else part
        if form == "open":
            return tables.number("open_answers", "answered", item=binding.items[0])
        if form == "bezoeken":
            return visits_counted(tables, binding.names["words"].split())
        where: Any = {"group": ALL, "provider_type": ALL, **binding.names}
        if form == "deelname":
            invited = tables.number("response", "value", **where, statistic="invited")
            return share_of(
                tables.number("response", "value", **where, statistic="providers"), invited
            )
        show = as_one_decimal if form == "gemiddeld" else integer
        return tables.number("response", "value", show, **where, statistic=COUNTED[form])

    def _one_of(self, shares: list[Number], form: str) -> Number:
        """The share; of several the lowest, the highest, or the one they all print."""
        if form != "aandeel":
            pick = min if form == "laagste" else max
            return pick(shares, key=lambda number: float(number.value))
        if len({number.shown for number in shares}) > 1:
            raise NoValue("niet telkens hetzelfde: " + ", ".join(n.shown for n in shares))
        return shares[0]

    def share(self, tables: Tables, item: str, answers: tuple[str, ...]) -> Number:
        """The share of an item that gave one of the answers. Raises InputProblems or NoValue."""
        rows = answer_rows(tables, item, answers)
        if rows["share"].isna().any():
            raise NoValue(f"te weinig antwoorden op {item}")
        if len(rows) == 1:
            category = rows["category"].iloc[0]
            return tables.number("estimates", "share", as_percent, item=item, category=category)
        value = together(rows)
        key = f"share; item={item}; category={'+'.join(rows['category'])}"
        return Number("estimates", key, f"{value:.10f}".rstrip("0").rstrip("."), as_percent(value))

    def _count(self, tables: Tables, item: str, answers: tuple[str, ...]) -> Number:
        rows = answer_rows(tables, item, answers)
        if len(rows) == 1:
            return tables.number("estimates", "n", item=item, category=rows["category"].iloc[0])
        n = int(rows["n"].sum())
        key = f"n; item={item}; category={'+'.join(rows['category'])}"
        return Number("estimates", key, str(n), integer(n))

    def _difference(self, tables: Tables, binding: Binding) -> Text:
        if binding.comparison and not binding.items:
            where = {"comparison": binding.comparison}
            if binding.form == "verschil":
                return (tables.number("verdicts", "difference", points_in_words, **where),)
            ends = [tables.number("verdicts", f"difference_{end}", as_points, **where)
                    for end in ("low", "high")]  # fmt: skip
            return (ends[0], " tot ", ends[1])
        if binding.since and binding.answers in (("top2",), ("selected",)):
            return self.changes.in_words(binding)
        if binding.form == "interval":
            if binding.since:
                raise NoValue("een interval van een verandering is er enkel van top2 en van een "
                              "vakje")  # fmt: skip
            rows = answer_rows(tables, binding.items[0], binding.answers)
            if len(rows) != 1:
                raise NoValue("een interval is er enkel van één antwoord of van top2 of bottom2")
            where = {"item": binding.items[0], "category": rows["category"].iloc[0]}
            low, high = (tables.number("estimates", f"ci_{end}", as_percent, **where)
                         for end in ("low", "high"))  # fmt: skip
            return (Number(low.table, low.key, low.value, low.shown[:-2]), " tot ", high)
        pairs = self.pairs(binding)
        if not pairs:
            raise NoValue("een verschil vraagt twee vragen met tegenover ertussen")
        value = pairs[0].points / 100
        first, second = binding.items[0], (*binding.against, f"golf {binding.since}")[0]
        key = f"share {first} - {second}; {'+'.join((*binding.answers, *binding.beside))}"
        return (Number("estimates", key, f"{round(value, 10)}", points_in_words(value)),)

    def pairs(self, binding: Binding) -> list[Pair]:
        """The shares side by side that `tegenover`, `onder` or a comparison names.

        Of several items against as many others each with its own. Raises NoValue.
        """
        tables = self._of(binding)
        try:
            if binding.form == "telling":
                return [self._counts(tables, binding)]
            if binding.since:
                return [self._changed(binding, item) for item in binding.items]
            return [self._pair(tables, binding, a, b) for a, b in self._partners(binding)]
        except InputProblems:
            raise NoValue(f"geen waarde voor '{binding.text}'") from None

    def _counts(self, tables: Tables, binding: Binding) -> Pair:
        """Two official counts; the second is 100, so that the difference is a relative one."""
        first, second = (
            float(register_cell(tables, names).value) for names in (binding.names, binding.whole)
        )
        if not second:
            raise NoValue(f"de tweede telling van '{binding.text}' is nul")
        return Pair(100 * first / second, 100.0, None, False)

    def _partners(self, binding: Binding) -> list[tuple[str, str]]:
        items, against = binding.items, binding.against
        if len(items) == len(against):  # also of an item beside itself
            return list(zip(items, against, strict=True))
        return [(a, b) for a in items for b in against]

    def _pair(self, tables: Tables, binding: Binding, a: str, b: str) -> Pair:
        first, second = (
            100 * self.exact(tables, item, answers)
            for item, answers in ((a, binding.answers), (b, binding.beside or binding.answers))
        )
        tested = self.study.items[a].group != self.study.items[b].group
        verdicts = tables.tables["verdicts"]
        rows = verdicts[
            verdicts["item_a"].isin([a, b]) & verdicts["item_b"].isin([a, b])
        ] if tested else verdicts.iloc[:0]  # fmt: skip
        if rows.empty:
            return Pair(first, second, None, tested)
        row = rows.iloc[0]
        side = self.side(a, binding.answers)
        if binding.answers == ("top2",) and pd.notna(row["top2_a"]):
            # the shares that the verdict compares: without those whom the question does not concern
            first, second = (
                100 * row["top2_a" if item == row["item_a"] else "top2_b"] for item in (a, b)
            )
        towards = 1 if row["verdict"].startswith((row["item_a"] == a and "a_") or "b_") else -1
        agrees = row["verdict"] not in CLEAR or towards * side * (first - second) > 0
        verdict = row["verdict"] if side and agrees else None
        return Pair(first, second, verdict, tested, row["comparison"])

    def _changed(self, binding: Binding, item: str) -> Pair:
        """The share now and in the earlier wave; the verdict as one between groups."""
        row, since = self.changes.row(item, binding.since), binding.since
        if binding.answers in (("top2",), ("selected",)) and pd.notna(row["top2_to"]):
            # the shares that the verdict compares: without those whom the question does not concern
            first, second = 100 * row["top2_to"], 100 * row["top2_from"]
        else:
            before = self._of(replace(binding, wave=since))
            first = 100 * self.exact(self.tables, item, binding.answers)
            second = 100 * self.exact(before, row["item_from"], binding.answers)
        side, verdict = self.side(item, binding.answers), row["verdict"]
        towards = 1 if verdict in CHANGED[::2] else -1
        agrees = verdict not in CHANGED or towards * side * (first - second) > 0
        known = AS_GROUPS.get(verdict, verdict) if side and agrees else None
        return Pair(first, second, known, True, since=since)

    def side(self, item: str, answers: tuple[str, ...]) -> int:
        """1 for the answers that a verdict is about (the favourable ones, a ticked box), -1 for all
        of the opposite ones, 0 for others."""
        scale = self.study.items[item].scale
        if scale is None:
            return {"selected": 1, "not_selected": -1}.get("".join(answers), 0)
        for sign, name, labels in ((1, "top2", scale.top2), (-1, "bottom2", scale.bottom2)):
            if labels and (answers == (name,) or set(answers) == set(labels)):
                return sign
        return 0

    def exact(self, tables: Tables, item: str, answers: tuple[str, ...]) -> float:
        """The share (0-1), from its counts: 196 of 245 is 80 % and not a hair less."""
        rows = answer_rows(tables, item, answers)
        if rows["share"].isna().any() or not rows["base"].iloc[0]:
            raise NoValue(f"te weinig antwoorden op {item}")
        return together(rows)

    def shares(self, binding: Binding) -> list[float]:
        """The percents a size word is held against. Raises NoValue for a binding without any."""
        tables = self._of(binding)
        try:
            if binding.form in ("aandeel", "aantal"):
                return [100 * self.exact(tables, i, binding.answers) for i in binding.items]
            if binding.form in ("laagste", "hoogste"):
                return [100 * float(self._text(tables, binding)[0].value)]
            if binding.form in ("deel", "deelname"):
                return [100 * float(self.counted(tables, binding).value)]
            if binding.form in ("bezoeken", "vergelijkingen"):
                ((found, out_of),) = self.counts(binding)
                return [100 * found / out_of] if out_of else []
        except InputProblems:
            raise NoValue(f"geen waarde voor '{binding.text}'") from None
        raise NoValue(f"'{binding.text}' is geen aandeel")

    def counts(self, binding: Binding) -> list[tuple[int, int]]:
        """How many, and out of how many. Raises NoValue for a binding that does not count."""
        tables = self._of(binding)
        if binding.form in ("aandeel", "aantal"):
            found = [answer_rows(tables, item, binding.answers) for item in binding.items]
            return [(int(rows["n"].sum()), int(rows["base"].iloc[0])) for rows in found]
        if binding.form == "bezoeken":
            whole = visits_counted(tables, [])
            return [(int(self.counted(tables, binding).value), int(whole.value))]
        if binding.form == "vergelijkingen":
            family = {k: v for k, v in binding.names.items() if k == "family"}
            part, whole = (comparisons_counted(tables, one)
                           for one in (binding, replace(binding, names=family)))  # fmt: skip
            return [(int(part.value), int(whole.value))]
        raise NoValue(f"'{binding.text}' telt niet hoeveel van hoeveel")

    def differences(self, binding: Binding) -> dict[str, float]:
        """Per comparison of `onder` or `enige`, those named first: the difference in percentage
        points."""
        verdicts = self._of(binding).tables["verdicts"].set_index("comparison")["difference"]
        known = [c for c in (*binding.named, *binding.others) if c in verdicts.index]
        if binding.comparison not in known:
            raise NoValue(f"vergelijking {binding.comparison} is er niet in deze golf")
        return {name: 100 * verdicts[name] for name in known if pd.notna(verdicts[name])}
