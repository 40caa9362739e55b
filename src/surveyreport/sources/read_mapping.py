"""Read the mapping of one wave and group, and hold it against the study."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList
from surveyreport.sources.mapping import (
    IGNORE,
    NOT_OFFERED,
    PROVIDER,
    SELECTED,
    MappedColumn,
    Mapping,
)
from surveyreport.sources.rankings import check_rankings, read_rank
from surveyreport.study.model import Item, Study

ABSENT = "maak het met make draft (FROM=de .lss of de export), of zet het terug"


def read_mapping(path: Path, study: Study, group: str, problems: ProblemList) -> Mapping:
    """The mapping in `path`: columns column, item, code, level; one row per answer code.

    item may be @provider or @ignore; an item that was not asked has no rows. The code "-" says that
    a level of the scale was not offered in this wave. Unknown items, levels outside the scale,
    levels without a code and columns with two items go to `problems`.
    """
    table = read_csv(path, ("column", "item", "code", "level"), problems, absent=ABSENT)
    own = {item.id: item for item in study.group_items(group)}
    rankings = {
        question.id: question
        for question in study.questions.values()
        if question.group == group and question.type == "ranking"
    }
    columns: dict[str, MappedColumn] = {}
    ranked: dict[str, MappedColumn] = {}
    provider, ignored = None, []
    spoilt: set[str] = set()
    unplaced: set[str] = set()
    rows: dict[str, int] = {}
    for row, line in table.to_dict("index").items():
        name, code, level = line["item"], line["code"], line["level"]
        if not line["column"]:
            found = f"een rij van {name} zonder kolom"
            problems.add(path, found, "vul de kolom van de export in", row=row, column="column")
            unplaced.add(name)
            continue
        if name == PROVIDER:
            provider = line["column"]
            continue
        if name == IGNORE:
            ignored.append(line["column"])
            continue
        if name in rankings:
            read_rank(path, row, line, rankings[name], ranked, problems)
            continue
        if name not in own or own[name].type == "ranked":
            problems.add(
                path,
                f"onbekend item '{name}'",
                f"neem een id van study/questionnaires/{group}.yaml",
                row=row,
                column="item",
                about=study.absent(name),
            )
            # where the cells of a row changed places, the name is that of its column
            spoilt |= {line["column"], name}
            continue
        rows.setdefault(line["column"], row)
        mapped = columns.setdefault(line["column"], MappedColumn(line["column"], own[name], {}))
        if mapped.item.id != name:
            problems.add(
                path,
                f"kolom {line['column']} hoort bij {mapped.item.id} en bij {name}",
                "geef elke kolom één item",
                row=row,
                column="item",
            )
        elif own[name].type in ("open", "number"):
            continue
        elif level not in _levels(own[name]):
            problems.add(
                path,
                f"niveau '{level}' bestaat niet voor {name}",
                "neem een niveau van de schaal",
                row=row,
                column="level",
                expected="een van: " + ", ".join(_levels(own[name])),
                about=("level", *_levels(own[name]), level),
            )
            spoilt.add(line["column"])
        elif level in mapped.not_offered or (
            code == NOT_OFFERED and level in mapped.levels.values()
        ):
            problems.add(
                path,
                f"'{level}' staat er ook als niet aangeboden",
                f"houd de rij met de code of die met {NOT_OFFERED}",
                row=row,
                column="code",
            )
        elif code == NOT_OFFERED:
            mapped.not_offered.add(level)
        elif code in mapped.levels:
            problems.add(
                path,
                f"code '{code}' staat er twee keer voor {line['column']}",
                "houd er één over",
                row=row,
                column="code",
            )
        else:
            mapped.levels[code] = level
    # an item or level with a typing error leaves no level without its code
    whole = {
        name: mapped
        for name, mapped in columns.items()
        if name not in spoilt and mapped.item.id not in unplaced
    }
    _check_complete(path, whole, rows, problems)
    check_rankings(path, rankings, ranked, columns, problems)
    return Mapping(path, (*columns.values(), *ranked.values()), provider, tuple(ignored))


def _levels(item: Item) -> tuple[str, ...]:
    return (SELECTED,) if item.type == "option" else item.scale.labels


def _check_complete(
    path: Path, columns: dict[str, MappedColumn], rows: dict[str, int], problems: ProblemList
) -> None:
    """rows: the first of each column."""
    seen: dict[str, str] = {}
    placed = Counter(mapped.item.id for mapped in columns.values())
    for mapped in columns.values():
        if mapped.item.id in seen:
            problems.add(
                path,
                f"item {mapped.item.id} staat bij twee kolommen: "
                f"{seen[mapped.item.id]} en {mapped.column}",
                "kies één kolom",
                row=rows[mapped.column],
                column="item",
            )
        seen.setdefault(mapped.item.id, mapped.column)
        # which of two columns has the codes of an item is not known
        if mapped.item.type in ("open", "number") or placed[mapped.item.id] > 1:
            continue
        if mapped.not_offered.issuperset(_levels(mapped.item)):
            problems.add(
                path,
                f"kolom {mapped.column}: geen enkel antwoord aangeboden",
                "een vraag of vakje dat niet in deze golf zat, heeft geen rijen: haal ze weg",
                row=rows[mapped.column],
                column="code",
            )
        for level in _levels(mapped.item):
            if level not in mapped.levels.values() and level not in mapped.not_offered:
                problems.add(
                    path,
                    f"kolom {mapped.column} heeft geen code voor '{level}'",
                    "voeg een rij met de code toe, of met de code "
                    f"{NOT_OFFERED} als dit antwoord niet aangeboden werd",
                    row=rows[mapped.column],
                    column="level",
                    about=("no code", level, *_levels(mapped.item)),
                )
