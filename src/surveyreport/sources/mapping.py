"""How the export of one wave and group maps to the study: column -> item, code -> level."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList
from surveyreport.study.model import Item, Question, Study

PROVIDER = "@provider"
IGNORE = "@ignore"
SELECTED = "selected"
RANKED = "ranked"
PLACE = re.compile(r".*\[(\d+)\]")
ANY_TEXT = "*"
ABSENT = "maak het met make draft (FROM=de .lss of de export), of zet het terug"
NOT_OFFERED = "-"  # cannot be a code: LimeSurvey only takes letters and digits


@dataclass(frozen=True)
class MappedColumn:
    """One export column: the item it answers and the level of each answer code.

    levels: code -> level label of the item's scale; {code: "selected"} for an option, where the
    code "*" stands for any text; empty for an open question and for a number. not_offered: levels
    of the scale that respondents of this wave could not choose.
    An option to put in order is in the columns of all places; place -> column, `column` is that of
    the first place, and levels is {code of the option: "ranked"}.
    """

    column: str
    item: Item
    levels: dict[str, str]
    not_offered: set[str] = field(default_factory=set)
    places: dict[int, str] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that hold the answer."""
        return tuple(self.places.values()) or (self.column,)


@dataclass(frozen=True)
class Mapping:
    """The mapping of one export. provider: the column with the provider code, if it has one."""

    path: Path
    columns: tuple[MappedColumn, ...]
    provider: str | None
    ignored: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """All question columns the export should have."""
        answers = dict.fromkeys(name for mapped in self.columns for name in mapped.sources)
        return (*((self.provider,) if self.provider else ()), *answers)

    def ignores(self, column: str) -> bool:
        """Whether a line says to leave the column, or all columns of its question, out.

        `Q3` also stands for Q3[…] and Q3[comment], as far as the mapping does not use them.
        """
        return column in self.ignored or (
            column.split("[")[0] in self.ignored and column not in self.headings
        )


def mapping_path(study_folder: Path, wave: str, group: str) -> Path:
    """Where the mapping of a wave's group stands."""
    return study_folder / "waves" / wave / f"{group}.csv"


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
    for row, line in table.iterrows():
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
            _rank(path, row, line, rankings[name], ranked, problems)
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
    _check_rankings(path, rankings, ranked, columns, problems)
    return Mapping(path, (*columns.values(), *ranked.values()), provider, tuple(ignored))


def _rank(
    path: Path,
    row: int,
    line: pd.Series,
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


def _check_rankings(
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
