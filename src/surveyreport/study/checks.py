"""Cross-checks of the study: each figure on existing items, each closed item in a figure."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from surveyreport.files.problems import ProblemList, Row
from surveyreport.files.yamlfile import line_of, refuse_twice
from surveyreport.study.model import Figure, Study, figure_of
from surveyreport.study.subgroups import check_by

# the types of items, or of questions, that each kind of figure on the survey draws
TYPES = {
    "choice": {"single", "row"},
    "likert": {"single", "row"},
    "number": {"number"},
    "multiple": {"multiple"},
    "yes_no": {"multiple"},
    "ranking": {"ranking"},
}
# kinds of which the answers may stand by how often they were given
SORTED_KINDS = ("choice", "multiple", "yes_no")
WHOLE_QUESTIONS = {"multiple", "yes_no", "ranking"}
COLUMN_KEYS = {
    "table": ("date", "programme"),
    "schematic": ("system", "heading", "components"),
}


def check_figures(study: Study, data: dict[str, Any], path: Path, problems: ProblemList) -> None:
    """Add a problem for every figure on what does not exist. data: figures.yaml as read."""
    entries = data["figures"]
    sections = [section.id for section in study.sections]
    twice = refuse_twice(path, ("sections",), sections, problems)
    numbers = Counter(entry["number"] for entry in entries)
    for index, entry in enumerate(entries):
        figure = figure_of(entry)
        row = partial(line_of, path, "figures", index)

        def add(
            found: str,
            remedy: str,
            expected: str | None = None,
            key: str | None = None,
            row: Row = row,
            index: int = index,
            figure: Figure = figure,
            about: tuple[str, ...] | None = None,
        ) -> None:
            at = partial(line_of, path, "figures", index, key) if key else row
            problems.add(
                path,
                found,
                remedy,
                row=at,
                column=f"figuur {figure.number}",
                expected=expected,
                about=about,
            )

        if numbers[figure.number] > 1:
            add(
                f"nummer {figure.number} staat er {numbers[figure.number]} keer",
                "geef elke figuur een eigen nummer",
                about=("number", str(figure.number)),
            )
        if figure.section not in sections and not twice:
            add(
                f"onbekend deel '{figure.section}'",
                "kies een deel van sections",
                "een van: " + ", ".join(sections),
                "section",
                about=("section", figure.section),
            )
        for code in figure.discrepancies:
            if code not in study.discrepancies:
                add(
                    f"onbekend nummer {code}",
                    "vul het aan in discrepancies.yaml",
                    key="discrepancies",
                    about=("discrepancy", code),
                )
        need = (
            "statements"
            if figure.kind in TYPES
            else ("columns" if figure.kind == "schematic" else "register")
        )
        if figure.kind == "visits":
            if study.visits is None:
                if (path.parent / "visits.yaml").is_file():
                    continue
                add("er is geen study/visits.yaml", "maak het, of haal de figuur weg")
            elif entry.get("conversation", "") not in ("", *study.visits.conversations):
                add(
                    f"onbekend gesprek '{entry['conversation']}'",
                    "kies een gesprek van study/visits.yaml",
                    "een van: " + ", ".join(study.visits.conversations),
                    "conversation",
                )
            continue
        if need not in entry:
            add(f"een figuur van de soort {figure.kind} heeft geen '{need}'", f"vul '{need}' in")
            continue
        before = len(problems.problems)
        for statement in figure.statements:
            _check_statement(study, figure, statement, add)
        if figure.by and len(problems.problems) == before:
            sound = [one for one in study.figures.values() if _known(study, one)]
            check_by(study, sound, figure, add)
        if "order" in entry:
            _check_order(study, figure, add)
        if figure.kind in COLUMN_KEYS:
            _check_columns(study, figure, add)


def _known(study: Study, figure: Figure) -> bool:
    """Whether all its items exist; another figure's fault is told there."""
    return all(
        name in study.items or name in study.questions
        for statement in figure.statements
        for name in statement
    )


def _check_statement(study: Study, figure: Figure, statement: tuple[str, ...], add: Any) -> None:
    wanted = study.questions if figure.kind in WHOLE_QUESTIONS else study.items
    for name in statement:
        if name not in wanted:
            add(
                f"'{name}' bestaat niet in de vragenlijsten",
                "verbeter het id of vul de vraag aan in study/questionnaires",
                key="statements",
                about=study.absent(name),
            )
            return
        if wanted[name].type not in TYPES[figure.kind]:
            add(
                f"'{name}' past niet bij de soort {figure.kind}",
                "kies een andere soort of een ander item",
                key="statements",
            )
            return
        if figure.kind == "likert" and not wanted[name].scale.top2:
            add(
                f"de schaal van '{name}' heeft geen top2 en bottom2",
                "vul ze aan in scales.yaml of kies de soort choice",
                key="statements",
                about=("top2", wanted[name].scale.id),
            )
    if len({wanted[name].text for name in statement}) > 1:
        add(
            f"{', '.join(statement)} staan op één rij maar zijn verschillend verwoord",
            "geef elk item een eigen rij",
            key="statements",
        )


def _check_order(study: Study, figure: Figure, add: Any) -> None:
    """`order` is for answers without an order of their own, and the only word on it."""
    remedy = "laat order weg"
    if figure.by:
        # told already: with `by` no kind has an order
        return
    if figure.kind not in SORTED_KINDS:
        kinds = "een van: " + ", ".join(SORTED_KINDS)
        add(f"order past niet bij de soort {figure.kind}", remedy, kinds, "order")
    elif figure.option_order:
        add("order en option_order zeggen elk iets anders", "laat er één weg", key="order")
    elif figure.kind == "choice":
        known = [study.items[name] for row in figure.statements for name in row
                 if name in study.items]  # fmt: skip
        for item in known:
            if item.scale and item.scale.type == "ordinal":
                add(f"de antwoorden van '{item.id}' hebben zelf een volgorde", remedy, key="order")


def _check_columns(study: Study, figure: Figure, add: Any) -> None:
    """A table has rows and columns that the registers know; every column its keys."""
    spec = figure.spec
    for part in ("rows", "columns") if figure.kind == "table" else ("columns",):
        if not spec.get(part):
            add(f"een figuur van de soort {figure.kind} heeft geen '{part}'", f"vul '{part}' in")
            return
    for column in spec["columns"]:
        for key in COLUMN_KEYS[figure.kind]:
            if key not in column:
                add(f"een kolom zonder '{key}'", f"vul '{key}' in", key="columns")
                return
    named = [("rows", "provider_type"), ("rows", "grade"), ("columns", "programme")]
    for part, key in named if figure.kind == "table" else ():
        # without the registers themselves nothing can be said
        known = study.registers.get(f"{key}s", ())
        for entry in spec[part] if known else ():
            if entry.get(key) and entry[key] not in known:
                add(
                    f"{key} '{entry[key]}' bestaat niet in de registers",
                    "neem een naam van study/registers.yaml",
                    "een van: " + ", ".join(known),
                    key=part,
                    about=("register name", key, entry[key]),
                )


def check_all_shown(study: Study, folder: Path, problems: ProblemList) -> None:
    named = {
        name
        for figure in study.figures.values()
        for statement in figure.statements
        for name in statement
    }
    for question in study.questions.values():
        if question.type == "open" or question.not_shown:
            continue
        hidden = [item.id for item in question.items if not {item.id, question.id} & named]
        if hidden and question.items[0].coded_from:
            problems.add(
                folder / "figures.yaml",
                f"geen figuur toont {question.id}, de codes van {question.items[0].coded_from}",
                "voeg er een toe van de soort multiple",
                column=question.id,
            )
        elif hidden:
            path = folder / "questionnaires" / f"{question.group}.yaml"
            lines = path.read_text(encoding="utf-8").splitlines()
            row = next(i for i, text in enumerate(lines, 1) if f"id: {hidden[0]}" in text)
            problems.add(
                path,
                f"geen figuur toont {', '.join(hidden)}",
                "voeg ze toe aan figures.yaml of geef bij de vraag in 'not_shown' de reden",
                row=row,
                column=question.id,
            )
