"""The rows of a mapping that say which places and codes hold a ranking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.sources.mapping import NOT_OFFERED, RANKED, MappedColumn
from surveyreport.study.model import Question

PLACE = re.compile(r".*\[(\d+)\]")


def read_rank(
    path: Path,
    row: int,
    line: Mapping[str, str],
    question: Question,
    ranked: dict[str, MappedColumn],
    problems: ProblemList,
) -> None:
    """One code of one place of a ranking: the option it stands for.

    The place is the number that LimeSurvey gives the column: Q3[2] holds what was put second.
    """
    items = {item.text: item for item in question.items} | {i.id: i for i in question.items}
    place = PLACE.fullmatch(line["column"])
    if place is None:
        problems.add(
            path,
            f"kolom {line['column']} heeft geen plaats",
            "zet bij een rangorde de kolommen Q[1], Q[2] …, één per plaats",
            row=row,
            column="column",
        )
    elif line["level"] not in items:
        problems.add(
            path,
            f"'{line['level']}' is geen antwoord van {question.id}",
            "neem de tekst of het id van een antwoord van de rangorde",
            row=row,
            column="level",
            expected="een van: " + ", ".join(item.text for item in question.items),
        )
    elif line["code"] != NOT_OFFERED:
        item = items[line["level"]]
        mapped = ranked.setdefault(item.id, MappedColumn(line["column"], item, {}))
        mapped.places[int(place[1])] = line["column"]
        mapped.levels[line["code"]] = RANKED


def check_rankings(
    path: Path,
    rankings: dict[str, Question],
    ranked: dict[str, MappedColumn],
    columns: dict[str, MappedColumn],
    problems: ProblemList,
) -> None:
    """Every place of a ranking has the same codes, each for one option, from place 1 on."""
    for question in rankings.values():
        mine = [ranked[item.id] for item in question.items if item.id in ranked]
        places = {tuple(sorted(mapped.places)) for mapped in mine}
        if not mine:
            continue
        if len(places) > 1 or list(places.pop()) != list(range(1, len(mine[0].places) + 1)):
            problems.add(
                path,
                f"de plaatsen van rangorde {question.id} zijn niet volledig",
                "zet elke code bij elke plaats, van Q[1] tot de laatste",
                column="column",
            )
        codes = [code for mapped in mine for code in mapped.levels]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            problems.add(
                path,
                f"code '{code}' staat voor meer dan één antwoord van {question.id}",
                "geef elke code één antwoord",
                column="code",
            )
        for mapped in mine:
            if used := sorted(set(mapped.sources) & set(columns)):
                problems.add(
                    path,
                    f"kolom {used[0]} hoort bij {mapped.item.id} en bij {columns[used[0]].item.id}",
                    "geef elke kolom één item",
                    column="item",
                )
