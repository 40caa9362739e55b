"""From an id to the explanation of what it stands for."""

from __future__ import annotations

import difflib
import re
from os.path import normpath

import pandas as pd

from surveyreport.estimates.kinds import VALUES
from surveyreport.estimates.published import compute
from surveyreport.files.problems import ProblemList
from surveyreport.record.explain.run import Run
from surveyreport.record.explain.sections import (
    Section,
    estimate_sections,
    export_lines,
    figure_lines,
    question_lines,
    register_sections,
    response_sections,
    shown_percent,
    word,
)
from surveyreport.study.model import Figure

FIGURE = re.compile(r"(?:figuur|figure|tabel|fig)?[\s._-]*0*(\d{1,2})", re.IGNORECASE)
SELECTORS = ("register", "date", "provider_type", "grade", "programme")
SUGGESTIONS = 5


def explain(run: Run, name: str) -> list[Section]:
    """The sections on `name`: a value of the published report, a figure, a comparison, a number of
    the report, or a cell estimates:<item>/<category> or response:<group>/<statistic>.

    Raises InputProblems with the ids that look most like an unknown one.
    """
    name = name.strip()
    figure = FIGURE.fullmatch(name)
    if figure and int(figure[1]) in run.study.figures:
        return _figure(run, run.study.figures[int(figure[1])])
    if name in set(run.published["value_id"]):
        return _published(run, name)
    verdicts = run.table("verdicts")
    if len(verdicts) and name in set(verdicts["comparison"]):
        return _comparison(run, verdicts[verdicts["comparison"].eq(name)].iloc[0])
    found = _cell(run, name) or _report_number(run, name)
    if found:
        return found
    problems = ProblemList()
    near = difflib.get_close_matches(name, known_ids(run), n=SUGGESTIONS, cutoff=0.4)
    problems.add(
        "ID",
        f"'{name}' is geen bekende waarde, figuur, vergelijking of cel",
        "kies een van: " + ", ".join(near) if near else "kies bijvoorbeeld: figuur 15",
        expected="een value_id van de gepubliceerde waarden, 'figuur 15', een vergelijking,"
        " estimates:<item>/<antwoord> of response:<groep>/<statistiek>",
    )
    problems.raise_if_any()
    return []


def known_ids(run: Run) -> list[str]:
    """Every id that can be explained."""
    estimates, response = run.table("estimates"), run.table("response")
    everyone = response[response["provider_type"].eq("alle")]
    tables = {"verdicts": "comparison", "report_numbers": "number_id"}
    return [
        *run.published["value_id"],
        *(f"figuur {number}" for number in run.study.figures),
        *(id for table, key in tables.items() for id in run.table(table).get(key, [])),
        *("estimates:" + estimates["item"] + "/" + estimates["category"]),
        *("response:" + everyone["group"] + "/" + everyone["statistic"]),
    ]


def _published(run: Run, name: str) -> list[Section]:
    line = next(row for row in run.published.itertuples(index=False) if row.value_id == name)
    table = run.table(line.source)
    value = compute(line, table)
    checks = run.table("published_check")
    check = checks[checks["value_id"].eq(name)]
    agrees = len(check) and check["agrees"].iloc[0]
    shown = (
        "niet te berekenen"
        if value is None
        else shown_percent(value / 100)
        if line.statistic.endswith("percent")
        else f"{value:g}".replace(".", ",")
    )
    verdict = "komt overeen" if agrees else "komt niet overeen"
    row = f"; {run.results}/published_check.csv, rij {check.index[0]}" if len(check) else ""
    lines = [f"{name}: {shown}", f"gepubliceerd: {line.value} ({line.unit}), {verdict}{row}"]
    lines += [f"{code}: {run.study.discrepancies[code]}" for code in line.discrepancies.split(";")
              if code]  # fmt: skip
    head = [("Waarde", lines)]
    if line.source == "response":
        keys = ("group", "provider_type", "statistic")
        return head + response_sections(run, _matching(table, line, keys))
    if line.source == "register":
        return head + register_sections(run, _matching(table, line, SELECTORS))
    categories = line.categories.split(";")
    parts = []
    for item in line.item.split(";"):
        cells = table[table["item"].eq(item) & table["category"].isin(categories)]
        parts += estimate_sections(run, run.study.items[item], cells)
    return head + parts


def _matching(table: pd.DataFrame, line: object, keys: tuple[str, ...]) -> pd.DataFrame:
    for key in keys:
        if wanted := getattr(line, key):
            table = table[table[key].isin(wanted.split(";"))]
    return table


def _figure(run: Run, figure: Figure) -> list[Section]:
    sections = [("Figuur", figure_lines(run, [figure]))]
    if figure.notes:
        sections.append(("Noot", [figure.notes]))
    numbers = run.results / "figures" / f"{figure.name}.csv"
    parted = [f"per {figure.by}: {run.results}/subgroups.csv"] if figure.by else []
    sections.append(("Getallen", [f"{numbers}", *parted]))
    estimates = run.table("estimates")
    for item in run.study.figure_items(figure):
        cells = estimates[estimates["item"].eq(item.id)]
        if cells.empty:
            continue
        rows = f"{cells.index[0]}-{cells.index[-1]}"
        counted = ", ".join(f"{row.category} {row.n}" for row in cells.itertuples())
        sections.append(
            (
                item.id,
                [
                    *question_lines(run, item),
                    f"basis {cells['base'].iloc[0]}; {counted}",
                    f"{run.results}/estimates.csv, rij {rows}",
                    *export_lines(run, item),
                ],
            )
        )
    if register := figure.spec.get("register"):
        table = run.table("register")
        sections += register_sections(run, table[table["register"].eq(register)])
    elif run.study.figure_items(figure):
        verdicts = run.table("verdicts")
        own = verdicts[verdicts["figure"].eq(figure.number)] if len(verdicts) else verdicts
        if len(own):
            sections.append(("Vergelijkingen", [f"{r.comparison}: {r.sentence}" for r in
                                                own.itertuples()]))  # fmt: skip
        sections.append(("Code", run.made_by("estimates")))
    else:
        sections.append(("Uit", ["study/figures.yaml: een schema, zonder getallen uit gegevens"]))
    return sections


def _comparison(run: Run, verdict: pd.Series) -> list[Section]:
    table = run.table("comparisons")
    own = table[table["comparison"].eq(verdict["comparison"])]
    items = [run.study.items[verdict[key]] for key in ("item_a", "item_b")]
    measures = [
        f"rij {row.Index}: {word(run, row.estimand)} {_number(row.estimate)};"
        f" {word(run, row.test)}, p = {_number(row.p_value)}"
        for row in own.itertuples()
    ]
    figure = verdict["figure"]
    sections = [
        ("Vergelijking", [f"{verdict['comparison']}: {verdict['sentence']}"]),
        ("Vragen", [line for item in items for line in question_lines(run, item)]),
        ("Aantallen", [f"{verdict[f'n_{side}']} met een mening bij {verdict[f'providers_{side}']}"
                       f" aanbieders ({verdict[f'group_{side}']})" for side in "ab"]),
        ("Tabel", [f"{run.results}/verdicts.csv, rij {verdict.name}",
                   f"{run.results}/comparisons.csv", *measures]),
        ("Uit", ["study/comparisons.yaml", *(line for item in items
                                             for line in export_lines(run, item))]),
    ]  # fmt: skip
    if not pd.isna(figure):
        figures = [run.study.figures[int(figure)]]
        sections.insert(2, ("Figuur", figure_lines(run, figures)))
    return [*sections, ("Code", run.made_by("comparisons"))]


def _number(value: float) -> str:
    return "niet van toepassing" if pd.isna(value) else f"{value:.4f}".replace(".", ",")


def _cell(run: Run, name: str) -> list[Section]:
    table, _, rest = name.partition(":")
    key, _, last = rest.partition("/")
    if table == "estimates" and key in run.study.items:
        rows = run.table("estimates")
        cells = rows[rows["item"].eq(key) & rows["category"].eq(last)]
        if len(cells):
            share = cells["share"].iloc[0]
            shown = _number(share) if cells["kind"].iloc[0] in VALUES else shown_percent(share)
            head = ("Waarde", [f"{name}: {shown}"])
            return [head, *estimate_sections(run, run.study.items[key], cells)]
    if table == "response":
        rows = run.table("response")
        cells = rows[rows["group"].eq(key) & rows["statistic"].eq(last)]
        if len(cells):
            return response_sections(run, cells)
    return []


def _report_number(run: Run, name: str) -> list[Section]:
    """A number of the report's text, by the table and key it is bound to."""
    numbers = run.table("report_numbers")
    if numbers.empty or name not in set(numbers["number_id"]):
        return []
    row = numbers[numbers["number_id"].eq(name)].iloc[0]
    table = row["table"]
    # a setting, or a table of the wave, of another wave or of the trends (../2023/estimates)
    file = table if table.endswith(".yaml") else normpath(run.results / f"{table}.csv")
    return [
        ("Getal in het rapport", [f"{name}: {row['shown']}, {row['place']}"]),
        ("Tabel", [f"{file}, {row['key']}, waarde {row['value']}"]),
    ]
