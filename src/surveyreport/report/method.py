"""The chapters that follow from response.csv, verdicts.csv and open_answers.csv."""

from __future__ import annotations

from typing import Any

from surveyreport.report.bound import Text, Words
from surveyreport.report.comparisons import clear_differences
from surveyreport.report.left_out import standing_out
from surveyreport.report.model import Block, Bullets, Grid, Overview, Paragraph
from surveyreport.report.sentences import findings_of
from surveyreport.report.source import Source
from surveyreport.report.tables import as_day, as_one_decimal, as_percent, share_of
from surveyreport.responses.response_table import ALL, EXCLUDED

# what a summary that writes itself tells of
MOST_FIGURES = 6


def summary(source: Source, data: dict) -> list[Block]:
    """What was done, how the comparisons came out, and the findings of the chosen figures."""
    blocks: list[Block] = [
        Paragraph(text, "lead") for text in source.say.each("summary", **_facts(source))
    ]
    if clear := clear_differences(source):
        blocks.append(Paragraph(clear, "lead"))
    findings = []
    for number in source.structure.summary or standing_out(source, MOST_FIGURES):
        figure = next((f for f in source.figures if f.number == number), None)
        if figure is None:
            continue
        sentences = [
            part for text in findings_of(source, figure, data[number]) for part in (*text, " ")
        ]
        findings.append(
            source.say(
                "word.finding",
                title=Words(figure.title),
                sentences=tuple(sentences[:-1]),
                figure=source.reference(number),
            )
        )
    return [*blocks, Bullets(tuple(findings))]


def method(source: Source, _: dict) -> list[Block]:
    """How the survey was done and how to read the numbers."""
    told = source.say.each("method", **_facts(source))
    if source.tables.weighted:
        told.append(source.say("method_weighted"))
    return [Paragraph(text) for text in told]


def response(source: Source, _: dict) -> list[Block]:
    """Respondents per group, the way from answer to respondent, response per type of provider."""
    return [respondents(source), exclusions(source), provider_types(source)]


def open_answers(source: Source, _: dict) -> list[Block]:
    """How many respondents wrote something; their words stay out of the report."""
    name = "open.intro_quotes" if "quotes" in source.tables.tables else "open.intro"
    return [Paragraph(source.say(name)), answered(source)]


def answered(source: Source) -> Overview:
    """Per open question, under its group, how many wrote something."""
    rows: list[tuple[Text, ...]] = []
    group = None
    for item in source.study.items.values():
        if item.type != "open" or item.group not in source.wave.exports:
            continue
        wrote = source.tables.number("open_answers", "answered", item=item.id)
        everyone = source.tables.number("open_answers", "respondents", item=item.id)
        if item.group != group:
            group = item.group
            rows.append(((source.group_label(group),),))
        rows.append(((Words(item.text),), (wrote,), (everyone,), (share_of(wrote, everyone),)))
    grid = Grid(
        (_head(source, "question", "answered", "respondents", "share"),),
        tuple(rows),
        (False, True, True, True),
        (8, 1.7, 2.6, 1.6),
    )
    return source.overview("open_answers", grid)


def _facts(source: Source) -> dict[str, Any]:
    """What the templates of summary and method can name."""
    tables = source.tables
    whole: Any = {"group": ALL, "provider_type": ALL}
    invited = tables.number("response", "value", **whole, statistic="invited")
    providers = tables.number("response", "value", **whole, statistic="providers")
    period = f"waves.{source.wave.id}.field_period"
    parts = [
        source.say(
            "word.group_size",
            n=tables.number(
                "response", "value", group=group, provider_type=ALL, statistic="respondents"
            ),
            members=source.members(group),
        )
        for group in source.wave.exports
    ]
    return {
        "wave": Words(source.wave.label),
        "first_day": tables.setting(f"{period}.first_day", as_day),
        "last_day": tables.setting(f"{period}.last_day", as_day),
        "invited": invited,
        "providers": providers,
        "rate": share_of(providers, invited),
        "respondents": tables.number("response", "value", **whole, statistic="respondents"),
        "groups": source.list(parts),
        "level": tables.setting("estimates.confidence_level", as_percent),
        "alpha": tables.setting("comparisons.alpha"),
        "smallest": tables.setting("comparisons.smallest_n"),
    }


def respondents(source: Source) -> Overview:
    """Per group how many took part, and how they are spread over providers."""

    def cell(group: str, statistic: str, show=None) -> Text:
        where: Any = {"group": group, "provider_type": ALL, "statistic": statistic}
        if not source.tables.has("response", "value", **where):
            return source.say("table.no_count")
        return (source.tables.number("response", "value", *([show] if show else []), **where),)

    rows = [
        (
            (source.group_label(group),),
            cell(group, "respondents"),
            cell(group, "providers"),
            cell(group, "minimum"),
            cell(group, "maximum"),
            cell(group, "mean", as_one_decimal),
        )
        for group in source.wave.exports
    ]
    heads = _head(source, "group", "respondents", "providers", "minimum", "maximum", "mean")
    grid = Grid((heads,), tuple(rows), (False, *[True] * 5), (2.2, 2.2, *[1.7] * 4))
    return source.overview("respondents", grid)


def exclusions(source: Source) -> Overview:
    """Per group the way from a row of the export to a respondent."""
    groups = list(source.wave.exports)
    found = source.tables.tables["response"]["statistic"].drop_duplicates()
    reasons = [name for name in found if name.startswith(EXCLUDED)]
    rows = []
    for statistic in ["rows", *reasons, "respondents", "without_answers"]:
        cells = [
            (
                source.tables.number(
                    "response", "value", group=group, provider_type=ALL, statistic=statistic
                ),
            )
            for group in groups
        ]
        rows.append((source.say(f"exclusion.{statistic.removeprefix(EXCLUDED)}"), *cells))
    heads = (
        (source.say("table.step"), 1),
        *(((source.group_label(group),), 1) for group in groups),
    )
    grid = Grid(
        (heads,),
        tuple(rows),
        (False, *(True for _ in groups)),
        (4, *(1.5 for _ in groups)),
        indents=tuple(row not in (0, len(reasons) + 1) for row in range(len(rows))),
        bold=tuple(row == len(reasons) + 1 for row in range(len(rows))),
    )
    return source.overview("exclusions", grid)


def provider_types(source: Source) -> Overview:
    """Per type of provider how many were asked and took part."""
    # no respondents: one provider can be (most of) a type
    found = source.tables.tables["response"]
    types = found.loc[found["statistic"].eq("invited"), "provider_type"].tolist()
    labels = source.study.registers["frame_types"]
    rows = []
    for name in [*(name for name in types if name != ALL), ALL]:
        where = {"group": ALL, "provider_type": name}
        invited = source.tables.number("response", "value", **where, statistic="invited")
        providers = source.tables.number("response", "value", **where, statistic="providers")
        label = source.say("table.total") if name == ALL else (Words(labels[name]["label"]),)
        rows.append((label, (invited,), (providers,), (share_of(providers, invited),)))
    grid = Grid(
        (_head(source, "provider_type", "invited", "responding", "rate"),),
        tuple(rows),
        (False, True, True, True),
        (5, 2, 2, 2),
        bold=tuple(row == len(rows) - 1 for row in range(len(rows))),
    )
    return source.overview("provider_types", grid, tuple(source.say.each("note.provider_types")))


def _head(source: Source, *names: str) -> tuple[tuple[Text, int], ...]:
    return tuple((source.say(f"table.{name}"), 1) for name in names)
