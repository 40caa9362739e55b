"""side_by_side.csv: per research question what the sources say, and how that relates, by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from surveyreport.evidence.agreement import UNRELIABLE
from surveyreport.evidence.visits import ALL
from surveyreport.files.dutch import date, percent
from surveyreport.study.model import Study
from surveyreport.study.side_by_side import (
    EXPLAINS,
    OPPOSITE,
    Claim,
    Evidence,
    Judgement,
    SideBySide,
)
from surveyreport.study.verdict_words import DIFFERS, verdict_label

COLUMNS = ["question", "source", "evidence", "value", "relation", "rests_on"]
CONFIRMS, EXPLAINED = "bevestigt", "verklaart"
CONTRADICTS, SILENT = "spreekt tegen", "zwijgt"
HALF = 0.5
# answers that stand for several of the scale
SIDES = ("top2", "bottom2")
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Said:
    """What one source says. side: True the claim holds, False it does not, None it cannot be told;
    value: in words, for people; rests_on: file and row. silent: it says nothing at all."""

    source: str
    evidence: str
    value: str
    rests_on: str
    side: bool | None = None
    silent: bool = False


def side_by_side(
    plan: SideBySide, judgements: Mapping[int, Judgement], tables: Tables, study: Study
) -> pd.DataFrame:
    """COLUMNS, per question its claims, each with what carries it first (without relation).

    tables: estimates, register, verdicts, and factors and visits where the wave has them. Relations
    follow `relation`; what a wave did not ask or has no source for is silent. A person's judgement
    is the last row of its question.
    """
    rows = []
    for question in plan.questions:
        for claim in question.claims:
            for source, evidence, *rest in _claim(claim, plan, tables, study):
                # each row is known by its words: a number in the report is bound to it
                if any(row[:3] == (question.number, source, evidence) for row in rows):
                    evidence = f"{evidence} ({claim.text})"
                rows.append((question.number, source, evidence, *rest))
        if judgement := judgements.get(question.number):
            rows.append((question.number, *_judged(judgement, study)))
    return pd.DataFrame(rows, columns=COLUMNS)


def relation(claim: Said, beside: Said, role: str) -> str:
    """How a source relates to what carries the claim.

    One that says nothing is silent, and so is all that stands beside a claim nobody can tell. One
    that explains does so once it speaks. Else it confirms when it takes the same side of the
    claim, contradicts on the other side, and explains when it speaks on both sides.
    """
    if beside.silent or claim.silent:
        return SILENT
    if role == EXPLAINS:
        return EXPLAINED
    if beside.side is None:
        return EXPLAINED if beside.source == "bezoeken" else SILENT
    if claim.side is None:
        return SILENT
    side = not beside.side if role == OPPOSITE else beside.side
    return CONFIRMS if side == claim.side else CONTRADICTS


def _claim(
    claim: Claim, plan: SideBySide, tables: Tables, study: Study
) -> list[tuple[str, str, str, str, str]]:
    first = _said(claim.carried_by, plan, tables, study)
    lead = f"{claim.text} {first.evidence[:1].upper()}{first.evidence[1:]}"
    rows = [(first.source, lead, first.value, "", first.rests_on)]
    for one in claim.beside:
        if one.source == "register":
            said, how = _register(claim.carried_by, one, tables, study)
        elif one.source == "verdict":
            said, how = _verdict(one, tables, study)
        else:
            said = _said(one, plan, tables, study)
            how = relation(first, said, one.role)
        rows.append((said.source, said.evidence, said.value, how, said.rests_on))
    return rows


def _said(one: Evidence, plan: SideBySide, tables: Tables, study: Study) -> Said:
    if one.source == "survey":
        return _survey(one, tables, study)
    return (
        _factor(one, plan, tables, study) if one.source == "factor" else _visits(one, tables, study)
    )


def _survey(one: Evidence, tables: Tables, study: Study) -> Said:
    words = study.texts["side_by_side"]
    item, answer = study.items[one.name], one.rest["answer"]
    label = study.groups[item.group].label
    name = words["survey"].format(
        group=label,
        text=(f"{item.stem} {item.text}" if item.type == "row" else item.text).removesuffix("."),
        answer=words["answers"].join(
            words["answer"].format(label=label)
            for label in (getattr(item.scale, answer) if answer in SIDES else (answer,))
        ),
    )
    rests = f"estimates.csv: {one.name}, {answer}"
    table = tables["estimates"]
    rows = table[table["item"].eq(one.name) & table["category"].eq(answer)]
    if rows.empty or pd.isna(rows.iloc[0]["ci_low"]):
        return Said(words["sources"]["survey"], name, words["nothing"], rests, silent=True)
    row = rows.iloc[0]
    side = True if row["ci_low"] > HALF else False if row["ci_high"] < HALF else None
    return Said(words["sources"]["survey"], name, _share(row, "base", words), rests, side)


def _factor(one: Evidence, plan: SideBySide, tables: Tables, study: Study) -> Said:
    """A factor that is named takes the side of the claim; one that is not, says nothing."""
    words = study.texts["side_by_side"]
    item = study.items[one.name]
    name = words["factor"].format(members=study.groups[item.group].members, factor=item.text)
    source, rests = words["sources"]["factor"], f"factors.csv: {one.name}"
    table = tables.get("factors", pd.DataFrame(columns=["item", "code"]))
    rows = table[(table["item"] + "." + table["code"]).eq(one.name)]
    if rows.empty or pd.isna(rows.iloc[0]["share"]):
        return Said(source, name, words["nothing"], rests, silent=True)
    row = rows.iloc[0]
    value = _share(row, "answered", words)
    if row["verdict"] == UNRELIABLE:
        return Said(source, name, f"{value}; {words['unreliable']}", rests, silent=True)
    return Said(source, name, value, rests, True, silent=row["share"] < plan.named)


def _visits(one: Evidence, tables: Tables, study: Study) -> Said:
    """Visits take the side that most of them speak for, from `few` and twice the other."""
    words, guide = study.texts["side_by_side"], study.visits
    name = words["visits"].format(theme=guide.themes[one.name].label)
    source, rests = words["sources"]["visits"], f"visits.csv: {one.name}, {ALL}"
    table = tables.get("visits", pd.DataFrame(columns=["theme", "conversation"]))
    rows = table[table["theme"].eq(one.name) & table["conversation"].eq(ALL)]
    if rows.empty:
        return Said(source, name, words["nothing"], rests, silent=True)
    counts = rows.set_index("direction")["visits"]
    total, of = counts[ALL], int(rows["of"].iloc[0])
    if pd.isna(total):
        return Said(source, name, words["few"].format(few=guide.few), rests, silent=True)
    value = words["visits_value"].format(visits=int(total), of=of)
    helps, holds, *_ = guide.directions
    pro, against = (0 if pd.isna(counts[way]) else int(counts[way]) for way in (helps, holds))
    told = [f"{label} {int(counts[way])}" for way, label in guide.directions.items()
            if pd.notna(counts[way]) and counts[way]]  # fmt: skip
    value += f" ({', '.join(told)})" if told else ""
    side = None
    if max(pro, against) >= guide.few and max(pro, against) >= 2 * min(pro, against):
        side = pro > against
    return Said(source, name, value, rests, side, silent=total < guide.few)


def _verdict(one: Evidence, tables: Tables, study: Study) -> tuple[Said, str]:
    """A clear difference contradicts, a small one confirms; no clear difference is silent: it does
    not show that the groups agree."""
    words = study.texts["side_by_side"]
    source, rests = words["sources"]["verdict"], f"verdicts.csv: {one.name}"
    table = tables["verdicts"]
    rows = table[table["comparison"].eq(one.name)]
    if rows.empty:
        return Said(source, one.name, words["nothing"], rests, silent=True), SILENT
    row = rows.iloc[0]
    label = verdict_label(row["verdict"], row["group_a"], row["group_b"], study)
    said = Said(source, row["theme"], label, rests)
    if row["verdict"] in DIFFERS:
        return said, CONTRADICTS
    return said, CONFIRMS if row["verdict"] == "small_difference" else SILENT


def _register(claim: Evidence, one: Evidence, tables: Tables, study: Study) -> tuple[Said, str]:
    """An official share confirms the one of a survey when it lies inside its interval, taken as
    wide as it is when everybody who did not know belonged to it; else it contradicts."""
    words = study.texts["side_by_side"]
    grade, total = one.rest.get("grade", "totaal"), "totaal"
    kind, programme = one.rest["provider_type"], one.rest["programme"]
    name = words["register"].format(
        programme=study.registers["programmes"][programme]["label"].lower(),
        provider_type=study.registers["provider_types"][kind]["label"],
    )
    source = words["sources"]["register"]
    table = tables["register"]
    rows = table[
        table["register"].eq(one.name) & table["provider_type"].eq(kind) & table["grade"].eq(grade)
        & table["unit"].fillna("").eq("")
    ]  # fmt: skip
    day = rows["date"].max()
    counts = rows[rows["date"].eq(day)].set_index("programme")["count"]
    rests = f"register.csv: {one.name}, {day}, {kind}, {grade}, {programme} en {total}"
    if not {programme, total} <= set(counts.index) or not counts[total]:
        return Said(source, name, words["nothing"], rests, silent=True), SILENT
    share = counts[programme] / counts[total]
    value = words["register_value"].format(
        share=percent(share), count=int(counts[programme]), total=int(counts[total])
    )
    estimates = tables["estimates"]
    own = estimates[estimates["item"].eq(claim.name)]
    row = own[own["category"].eq(claim.rest["answer"])]
    if row.empty or pd.isna(row.iloc[0]["ci_low"]):
        return Said(source, name, value, rests), SILENT
    unknown = own.loc[own["kind"].eq("dont_know"), "share"].sum()
    inside = row.iloc[0]["ci_low"] <= share <= row.iloc[0]["ci_high"] + unknown
    rests += f"; estimates.csv: {claim.name}, {claim.rest['answer']}"
    return Said(source, name, value, rests), CONFIRMS if inside else CONTRADICTS


def _judged(judgement: Judgement, study: Study) -> tuple[str, ...]:
    words = study.texts["side_by_side"]
    reasons = [f"{words['reasons'][name]}: {getattr(judgement, name)}" for name in words["reasons"]]
    name = words["judgement"].format(by=judgement.by, day=date(judgement.day))
    return words["sources"]["judgement"], name, judgement.confidence, "", "; ".join(reasons)


def _share(row: pd.Series, base: str, words: dict) -> str:
    shares = {name: percent(row[name]) for name in ("share", "ci_low", "ci_high")}
    return words["share"].format(n=int(row[base]), **shares)
