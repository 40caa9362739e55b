"""Results by a background question or by type of provider: `by` in figures.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from surveyreport.study.model import Figure, Study

PROVIDER_TYPE = "provider_type"
KINDS = ("likert", "choice", "multiple", "yes_no")
MOST_LEVELS = 6
"""With more parts than this a reader compares nothing, and every part has few answers."""


def levels_of(study: Study, by: str) -> dict[str, str]:
    """Id -> label of the parts, in order; by: PROVIDER_TYPE or a question with one answer."""
    if by == PROVIDER_TYPE:
        return {name: entry["label"] for name, entry in study.registers["frame_types"].items()}
    return {label: label for label in study.items[by].scale.labels}


def splits(study: Study, figures: Iterable[Figure]) -> dict[str, str]:
    """Item -> what its results are parted by, of the figures that part them."""
    return {
        item.id: figure.by for figure in figures if figure.by for item in study.figure_items(figure)
    }


def parted_items(found: dict[str, str]) -> frozenset[str]:
    """The items of `splits` and the questions that part them: all that their totals tell of."""
    return frozenset(found) | (frozenset(found.values()) - {PROVIDER_TYPE})


def check_by(study: Study, figures: Iterable[Figure], figure: Figure, add: Any) -> None:
    """Add a problem when the results of `figure` cannot be parted by what its entry says.

    add: of `check_figures`, takes found, remedy and, by keyword, expected, key and about.
    """
    by = figure.by
    if figure.kind not in KINDS:
        found = f"een figuur van de soort {figure.kind} heeft geen 'by'"
        add(found, "laat 'by' weg, of kies een andere soort", "een van: " + ", ".join(KINDS), "by")
        return
    if "order" in figure.spec:
        add("by en order gaan niet samen", "laat 'order' weg: elk deel heeft dezelfde volgorde")
    question = study.questions.get(by)
    if by != PROVIDER_TYPE and by not in study.items and question is None:
        add(
            f"by: '{by}' bestaat niet in de vragenlijsten",
            f"neem {PROVIDER_TYPE} of het id van een achtergrondvraag",
            key="by",
            about=study.absent(by),
        )
        return
    if by != PROVIDER_TYPE and (by not in study.items or study.items[by].scale is None):
        add(
            f"by: bij '{by}' kiest iemand niet één antwoord",
            "neem een vraag waarop ieder één antwoord geeft",
            key="by",
        )
        return
    items = study.figure_items(figure)
    if any(item.coded_from for item in items):
        add("by: de figuur toont codes van een open vraag", "laat 'by' weg", key="by")
    elif by != PROVIDER_TYPE and any(item.group != study.items[by].group for item in items):
        add(
            f"by: '{by}' is gevraagd aan {study.items[by].group}, niet aan wie de figuur toont",
            f"neem een vraag van dezelfde vragenlijst, of {PROVIDER_TYPE}",
            key="by",
        )
    elif by in {item.id for item in items}:
        add(f"by: de figuur toont '{by}' zelf", "neem een andere vraag", key="by")
    elif by != PROVIDER_TYPE and (levels := len(levels_of(study, by))) > MOST_LEVELS:
        found = f"by: '{by}' heeft {levels} antwoorden"
        add(found, f"neem een vraag met hoogstens {MOST_LEVELS} antwoorden", key="by")
    else:
        _check_one_way(study, figures, figure, add)


def _check_one_way(study: Study, figures: Iterable[Figure], figure: Figure, add: Any) -> None:
    """Two ways to part the same answers can tell together what none tells alone."""
    by, items = figure.by, study.figure_items(figure)
    for other in figures:
        shared = {item.id for item in study.figure_items(other)} if other.by else set()
        shared &= {item.id for item in items}
        if other.number < figure.number and other.by != by and shared:
            add(
                f"{', '.join(sorted(shared))}: hier per {by}, in figuur {other.number} per "
                f"{other.by}",
                "splits een vraag op één manier: twee opsplitsingen naast elkaar kunnen samen "
                "tonen wat iemand antwoordde",
                key="by",
            )
