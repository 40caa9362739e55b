"""Results by a background question or by what the frame knows of providers: `by`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveyreport.files.problems import ProblemList
from surveyreport.study.characteristics import Characteristic, characteristics
from surveyreport.study.model import Figure, Study

if TYPE_CHECKING:
    import pandas as pd

PROVIDER_TYPE = "provider_type"
KINDS = ("likert", "choice", "multiple", "yes_no")
MOST_LEVELS = 6
"""With more parts than this a reader compares nothing, and every part has few answers."""


def levels_of(study: Study, by: str) -> dict[str, str]:
    """Id -> label of the parts, in order; by: PROVIDER_TYPE, a characteristic of providers that
    names its classes, or a question with one answer."""
    if by == PROVIDER_TYPE:
        return {name: entry["label"] for name, entry in study.registers["frame_types"].items()}
    known = of_providers(study, by)
    return {label: label for label in (known.named if known else study.items[by].scale.labels)}


def of_providers(study: Study, by: str) -> Characteristic | None:
    """What the frame knows of a provider that `by` names; None for a question."""
    if by == PROVIDER_TYPE:
        return Characteristic(by, by, "type", {})
    known = characteristics(study.registers)
    return next((one for one in known if one.id == by), None)


def label_of(study: Study, by: str) -> str:
    """What `by` is, for a reader."""
    if by == PROVIDER_TYPE:
        return study.texts["workbook"]["columns"][by]
    known = of_providers(study, by)
    return known.label if known else study.items[by].text


def provider_parts(study: Study, frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """by -> provider_id -> its part, for all that this frame knows of providers."""
    names = [PROVIDER_TYPE, *(one.id for one in characteristics(study.registers))]
    known = [one for name in names if (one := of_providers(study, name))]
    values = frame.set_index("provider_id")
    return {one.id: one.of(values[one.column]).to_dict() for one in known if one.column in values}


def check_parts(
    study: Study, frame: pd.DataFrame, path: Path, parted: Iterable[str], problems: ProblemList
) -> None:
    """Add a problem where a frame cannot tell the part of a provider; parted: what `by` names."""
    for by in dict.fromkeys(parted):
        known = of_providers(study, by)
        if known is None or by == PROVIDER_TYPE:
            continue
        if known.column not in frame:
            problems.add(
                path, f"kolom '{known.column}' ontbreekt, en by: {by} splitst ernaar op",
                "vul de kolom aan, of haal deze by weg", row=1, column=known.column,
            )  # fmt: skip
            continue
        part = known.of(frame[known.column]) if not known.limits else frame[known.column].iloc[:0]
        for row, value in part[~part.isin(known.named)].items():
            problems.add(
                path, f"'{value[:50]}' is geen klasse van {by}",
                f"verbeter de waarde, of vul ze aan bij characteristics.{by}.classes in "
                "study/registers.yaml", row=int(row), column=known.column,
            )  # fmt: skip


def splits(study: Study, figures: Iterable[Figure]) -> dict[str, str]:
    """Item -> what its results are parted by, of the figures that part them."""
    return {
        item.id: figure.by for figure in figures if figure.by for item in study.figure_items(figure)
    }


def parted_items(found: dict[str, str]) -> frozenset[str]:
    """The items of `splits` and the questions that part them: all that their totals tell of."""
    return frozenset(found) | frozenset(by for by in found.values() if "." in by)


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
    items = study.figure_items(figure)
    if fault := by_fault(study, by, [item.group for item in items]):
        found, remedy, *gone = fault
        add(found, remedy, key="by", about=study.absent(*gone) if gone else None)
    elif any(item.coded_from for item in items):
        add("by: de figuur toont codes van een open vraag", "laat 'by' weg", key="by")
    elif by in {item.id for item in items}:
        add(f"by: de figuur toont '{by}' zelf", "neem een andere vraag", key="by")
    else:
        _check_one_way(study, figures, figure, add)


def by_fault(study: Study, by: str, groups: Iterable[str]) -> tuple[str, ...] | None:
    """(found, remedy), and the question where it does not exist, when answers of these groups
    cannot be parted by what an entry says."""
    known = characteristics(study.registers)
    usable = [PROVIDER_TYPE, *(one.id for one in known if one.named and one.id != "type")]
    providers = f"een kenmerk van aanbieders ({', '.join(usable)})"
    if by in {one.id for one in known if not one.named}:
        return (
            f"by: van '{by}' zegt study/registers.yaml niet welke klassen er zijn",
            f"noem elke waarde van het kader bij characteristics.{by}.classes in "
            f"study/registers.yaml, of neem {', '.join(usable)}",
        )
    if of_providers(study, by) is None:
        if by not in study.items and by not in study.questions:
            return (f"by: '{by}' bestaat niet in de vragenlijsten",
                    f"neem {providers} of het id van een achtergrondvraag", by)  # fmt: skip
        if by not in study.items or study.items[by].scale is None:
            return (f"by: bij '{by}' kiest iemand niet één antwoord",
                    "neem een vraag waarop ieder één antwoord geeft")  # fmt: skip
        if set(groups) - {study.items[by].group}:
            return (f"by: '{by}' is gevraagd aan {study.items[by].group}, niet aan wie er staat",
                    f"neem een vraag van dezelfde vragenlijst, of {providers}")  # fmt: skip
    if by != PROVIDER_TYPE and not 2 <= (levels := len(levels_of(study, by))) <= MOST_LEVELS:
        return (f"by: '{by}' heeft {levels} antwoorden of klassen",
                f"neem er een met 2 tot {MOST_LEVELS}")  # fmt: skip
    return None


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
