"""The annexes: wording, rules and thresholds, the published report, provenance."""

from __future__ import annotations

from surveyreport.files.dutch import decimal
from surveyreport.report.bound import Styled, Text, Words, listed
from surveyreport.report.model import Block, Grid, Paragraph, Section
from surveyreport.report.source import Source
from surveyreport.report.tables import as_percent, as_points_alone
from surveyreport.study.model import Question

CHECK = "published_check"


def questionnaires(source: Source, number: str) -> tuple[Section, ...]:
    """Every question as fielded, per group: code, wording, rows or options, answers."""
    sections = []
    for index, group in enumerate(source.wave.exports, 1):
        asked = [
            q
            for q in source.study.questions.values()
            if q.group == group and not q.items[0].coded_from
        ]
        grid = Grid(
            (tuple((source.say(f"table.{name}"), 1) for name in ("code", "wording", "answers")),),
            tuple(row for question in asked for row in _question(source, question)),
            (False, False, False),
            (1, 5.5, 5),
            whole=False,
        )
        title = source.study.groups[group].label
        sections.append(Section(f"vragenlijst {group}", f"{number}.{index}", title, (grid,)))
    return tuple(sections)


def rules(source: Source, _: dict) -> list[Block]:
    """How the numbers were made, told to a reader."""
    setting = source.tables.setting
    facts = {
        "duplicate": setting("cleaning.duplicate_minutes"),
        "level": setting("estimates.confidence_level", as_percent),
        "smallest": setting("comparisons.smallest_n"),
        "alpha": setting("comparisons.alpha"),
        "gap": setting("comparisons.dont_know_gap", as_points_alone),
        "share": setting("comparisons.dont_know_share", as_percent),
    }
    told = [*source.say.each("rules", **facts), *_margins(source)]
    return [Paragraph(strong_start(text)) for text in told]


def _margins(source: Source) -> list[Text]:
    """Which differences are called small, and why: one sentence for the blocks that share both."""
    shared: dict[tuple[float, str], list[str]] = {}
    families = source.comparisons.families
    compared = dict(source.tables.tables["verdicts"].groupby("family")["comparison"].first())
    for family in families.values():
        if family.margin and family.margin_reason and family.id in compared:
            shared.setdefault((family.margin, family.margin_reason), []).append(family.id)
    parts: list[Text] = [source.say("margins")] if shared else []
    for (_, reason), names in shared.items():
        first = compared[names[0]]
        margin = source.tables.number("verdicts", "margin", as_points_alone, comparison=first)
        titles: list[Text] = [(Words(f"‘{families[name].title}’"),) for name in names]
        blocks = listed(titles, source.study.texts["figures"]["and"])
        said = source.say("margin", margin=margin, blocks=blocks, reason=Words(reason))
        parts.append((" ", *said))
    return [tuple(part for text in parts for part in text)] if parts else []


def strong_start(text: Text) -> Text:
    """A text whose first words stand between ** and **: those set in bold."""
    first = text[0] if text else ""
    if not isinstance(first, str) or not first.startswith("**"):
        return text
    words, _, rest = first[2:].partition("**")
    return (Styled("strong", (words,)), rest, *text[1:])


def discrepancies(source: Source, _: dict) -> list[Block]:
    """How many published values come out again, and where that report contradicts itself; [] for
    a wave without published values."""
    if CHECK not in source.tables.tables:
        return []
    total = source.tables.count(CHECK)
    agreeing = source.tables.count(CHECK, agrees=True)
    score = source.say("discrepancies.score", agreeing=agreeing, total=total)
    blocks: list[Block] = [Paragraph(score)]
    differing = source.tables.tables[CHECK]
    differing = differing[~differing["agrees"]]
    if len(differing):
        blocks.append(_differing(source, list(differing["value_id"])))
    blocks.append(Paragraph(source.say("discrepancies.intro")))
    told = [text.partition(": ") for text in source.study.discrepancies.values()]
    rows = [((Words(where),), (Words(what[:1].upper() + what[1:]),)) for where, _, what in told]
    heads = tuple((source.say(f"table.{name}"), 1) for name in ("place", "discrepancy"))
    grid = Grid((heads,), tuple(rows), (False, False), (2.5, 7.5), whole=False)
    return [*blocks, source.overview("discrepancies", grid)]


def provenance(source: Source, _: dict) -> list[Block]:
    """What the report was made from, and where every file and version is named."""
    return [Paragraph(text) for text in source.say.each("provenance")]


def _question(source: Source, question: Question) -> list[tuple[Text, Text, Text]]:
    """The question, then its rows; the options of a multi-select as its answers."""

    def code(name: str) -> Text:
        return (Words(name.split(".", 1)[1]),)

    if question.type == "open":
        answers = source.say("wording.open")
    elif question.items[0].type == "number":
        unit = question.items[0].unit
        answers = source.say("wording.number", unit=Words(f" ({unit})" if unit else ""))
    elif question.type == "ranking":
        options = Words("; ".join(item.text for item in question.items))
        answers = source.say("wording.ranking", options=options)
    elif question.type == "multiple":
        options = Words("; ".join(item.text for item in question.items))
        answers = source.say("wording.multiple", options=options)
    else:
        answers = (Words("; ".join(question.scale.labels)),)
    rows: list[tuple[Text, Text, Text]] = [(code(question.id), (Words(question.text),), answers)]
    if question.type in ("matrix", "numbers"):
        rows += [(code(item.id), (Words(f"– {item.text}"),), ()) for item in question.items]
    return rows


def _differing(source: Source, ids: list[str]) -> Block:
    rows = []
    for value_id in ids:
        published = source.tables.number(CHECK, "published", decimal, value_id=value_id)
        computed = (
            (source.tables.number(CHECK, "computed", decimal, value_id=value_id),)
            if source.tables.has(CHECK, "computed", value_id=value_id)
            else source.say("table.no_count")
        )
        rows.append(((Words(value_id),), (published,), computed))
    names = ("value_id", "published", "computed")
    heads = tuple((source.say(f"table.{name}"), 1) for name in names)
    grid = Grid((heads,), tuple(rows), (False, True, True), (4, 1, 1), whole=False)
    return source.overview("differing", grid)
