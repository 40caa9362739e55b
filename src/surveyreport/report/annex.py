"""The annexes: wording, rules and thresholds, the published report, provenance."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from surveyreport.files.dutch import decimal
from surveyreport.files.yamlfile import read_schema
from surveyreport.report.bound import Text, Words
from surveyreport.report.model import Block, Grid, Paragraph, Section
from surveyreport.report.source import Source
from surveyreport.study.model import Question

LIBRARIES = ("jinja2", "matplotlib", "numpy", "pandas", "plotnine", "scipy", "typst")
CHECK = "published_check"
# The sections of config.yaml that hold files and words, not rules
NO_RULES = ("waves", "language")


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
    """The settings the numbers rest on, each with what it does."""
    schema = read_schema("config")["properties"]
    rows = []
    for section, settings in source.tables.settings.items():
        if section in NO_RULES:
            continue
        described = schema[section]["properties"]
        for key, value in settings.items():
            name = f"{section}.{key}"
            meaning = described[key]["description"]
            rows.append(((Words(name),), (Words(meaning),), _setting(source, name, value)))
    heads = tuple((source.say(f"table.{name}"), 1) for name in ("setting", "meaning", "value"))
    grid = Grid((heads,), tuple(rows), (False, False, False), (4.4, 6, 2.6), whole=False)
    paragraphs = [Paragraph(text) for text in source.say.each("rules")]
    return [*paragraphs, source.overview("rules", grid)]


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
    rows = [((Words(code),), (Words(text),)) for code, text in source.study.discrepancies.items()]
    heads = tuple((source.say(f"table.{name}"), 1) for name in ("code", "discrepancy"))
    grid = Grid((heads,), tuple(rows), (False, False), (1, 10), whole=False)
    return [*blocks, source.overview("discrepancies", grid)]


def provenance(source: Source, _: dict) -> list[Block]:
    """The files everything was made from, with their hash, and the versions of the libraries."""
    heads = tuple((source.say(f"table.{name}"), 1) for name in ("file", "hash"))
    files = tuple(
        ((Words(name),), (Words(f"{digest[:32]} {digest[32:]}"),))
        for name, digest in sorted(source.inputs.items())
    )
    libraries = tuple(((Words(name),), (Words(version(name)),)) for name in LIBRARIES)
    library_heads = tuple((source.say(f"table.{name}"), 1) for name in ("library", "version"))
    return [
        *(Paragraph(text) for text in source.say.each("provenance")),
        source.overview("inputs", Grid((heads,), files, (False, False), (4, 5), whole=False)),
        source.overview("libraries", Grid((library_heads,), libraries, (False, False), (1, 1))),
    ]


def _question(source: Source, question: Question) -> list[tuple[Text, ...]]:
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
    rows = [(code(question.id), (Words(question.text),), answers)]
    if question.type in ("matrix", "numbers"):
        rows += [(code(item.id), (Words(f"– {item.text}"),), ()) for item in question.items]
    return rows


def _setting(source: Source, name: str, value: Any) -> Text:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (source.tables.setting(name, decimal),)
    return (Words(_written(value)),)


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_written(part)}" for key, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


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
