"""Every number in the finished PDF, recomputed from the tables without the publication's code."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pikepdf
import publication_data
import pytest
import yaml
from pdf_reader import bare, flat_outline, pages, reading_pages, tagged
from pypdf import PdfReader
from support import ROOT, study_of

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"


@pytest.fixture(scope="module")
def numbers(published) -> pd.DataFrame:
    return pd.read_csv(published / "report_numbers.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def structure() -> dict:
    return yaml.safe_load((ROOT / "study/report.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def places(published, fragments, structure) -> dict[str, str]:
    """The text of each place in the PDF, without spaces."""
    return read_places(published / "report.pdf", fragments, structure)


def test_each_number_is_what_its_row_says(numbers):
    tables = publication_data.tables()
    for row in numbers.itertuples():
        value = recompute(row.table, row.key, tables)
        assert same(value, row.value), row
        assert row.shown in written(value), row


def test_each_number_stands_in_its_place_in_the_pdf(numbers, places):
    assert len(numbers) > 700
    assert numbers["number_id"].is_unique
    for place, rows in numbers.groupby("place", sort=False):
        at = 0
        for shown in rows["shown"]:
            found = places[place].find(bare(shown), at)
            assert found >= 0, (place, shown, places[place][at : at + 200])
            at = found + len(bare(shown))


def test_every_digit_in_the_findings_and_summary_is_a_bound_number(numbers, places):
    """No number in these texts escapes the list: what is left of the digits is a name of a figure
    or stands in quoted wording."""
    texts = {name: places[name] for name in ("samenvatting", "methode", "omslag")}
    # what is said of the comparisons on a figure stands behind it, so before the text of the next
    texts["figuur"] = places["figuren"]
    for place in texts:
        rest = re.sub(r"[Ff]iguur\d+", "", texts[place])
        rest = re.sub(r"Golf2022-2023|\d{1,2}/\d{1,2}/\d{4}|‘[^’]*’", "", rest)
        own = numbers["place"].eq(place)
        if place == "figuur":
            own = numbers["place"].str.fullmatch(r"figuur \d+, tekst")
        shown = [bare(text) for text in numbers.loc[own, "shown"]]
        # the plan of the pages may set one text before another
        digits = sorted(re.findall(r"\d", rest))
        assert digits == sorted(re.findall(r"\d", "".join(shown))), place


def test_a_changed_estimate_changes_the_report(results, study, published):
    """The numbers come from the tables, not from a copy: one respondent more is seen."""
    path = results / "estimates.csv"
    table = pd.read_csv(path)
    cell = table["item"].eq("leerlingen.B1") & table["category"].eq("top2")
    table.loc[cell, ["n", "share"]] = [236, 236 / 244]
    table.to_csv(path, index=False)
    publication_data.run(results, study)
    before, after = (
        pd.read_csv(folder / "report_numbers.csv", dtype=str).set_index("number_id")
        for folder in (published, results)
    )
    changed = after.index[after["shown"].ne(before["shown"])]
    assert list(after.loc[changed, "place"]) == ["figuur 28, tekst"]
    assert after.loc[changed[0], "shown"] == "97\u00a0%"


def recompute(table: str, key: str, tables: dict[str, pd.DataFrame]):
    """The number a key describes, read from the table with nothing but pandas."""
    if table == "config.yaml":
        value = publication_data.settings()
        for name in key.split("."):
            value = value[name]
        return value if isinstance(value, int | float) else str(value)
    if " / " in key:
        part, whole = key.split(" / ")
        return recompute(table, part, tables) / recompute(table, whole, tables)
    column, *conditions = key.split("; ")
    rows = tables[table]
    for condition in conditions:
        name, _, wanted = condition.partition("=")
        cells = rows[name]
        if pd.api.types.is_bool_dtype(cells):
            cells = cells.map(str)
        elif pd.api.types.is_numeric_dtype(cells):
            cells, wanted = cells.astype(float), float(wanted)
        rows = rows[cells == wanted]
    how, _, name = column.partition(" ")
    if column == "rows":
        return len(rows)
    if how in ("sum", "distinct"):
        return rows[name].sum() if how == "sum" else rows[name].nunique()
    assert len(rows) == 1, key
    return rows[column].iloc[0]


def same(value, text: str) -> bool:
    return value == text if isinstance(value, str) else abs(float(value) - float(text)) < 1e-9


def written(value) -> set[str]:
    """The ways a value may be written."""
    if isinstance(value, str):
        year, month, day = value.split("-")
        return {f"{int(day)}\u00a0{MONTHS.split()[int(month) - 1]}\u00a0{year}"}
    exact = Decimal(repr(round(float(value), 10)))

    def half_up(number: Decimal, step: str) -> str:
        return str(number.quantize(Decimal(step), ROUND_HALF_UP)).replace(".", ",")

    points = half_up(abs(exact) * 100, "1")
    sign = "" if points == "0" else "−" if exact < 0 else "+"
    ways = {f"{half_up(exact * 100, '1')}\u00a0%", half_up(exact, "0.1"), points, sign + points}
    if exact == exact.to_integral():
        ways.add(f"{int(exact):,}".replace(",", "\u2009"))
    return ways | {str(float(value)).replace(".", ",")}


def read_places(path, fragments, structure: dict) -> dict[str, str]:
    """Cut the text of the PDF at its headings and captions; descriptions come from the tags."""
    texts = pages(fragments, structure["title"], "Synthetische data")
    titles = [bare(entry.title) for entry in flat_outline(PdfReader(path).outline)]
    body = "".join(texts[page] for page in reading_pages(texts))
    figures = yaml.safe_load((ROOT / "study/figures.yaml").read_text(encoding="utf-8"))
    shown = [f for f in figures["figures"] if f["number"] in study_of("2023").figures]
    ids = {bare(part["title"]): part["id"] for part in figures["sections"]}
    titled = [part for part in structure["chapters"] if "title" in part]
    ids |= {bare(part["title"]): part["id"] for part in titled}
    marks, at = [], 0
    for title in [titles[0], *titles[2:-1]]:
        at = body.index(title, at)
        name = next((ids[t] for t in ids if re.fullmatch(rf"(\d|\.|Bijlage\w)*{t}", title)), title)
        at += len(title)
        marks.append((at - len(title), at, name))
    for figure in shown:
        caption = bare(f"Figuur {figure['number']}. {figure['title']}")
        assert body.count(caption) == 1, caption
        start = body.index(caption)
        marks.append((start, start + len(caption), f"figuur {figure['number']}"))
    for found in re.finditer(r"Overzicht(\d+)\.", body):
        marks.append((*found.span(), f"overzicht {found[1]}"))
    for found in re.finditer(r"Figuur(\d+)\.", body):
        if found.start() not in {start for start, *_ in marks}:
            marks.append((*found.span(), f"bij figuur {found[1]}"))
    marks.sort()
    notes = {f"figuur {f['number']}": bare(f["notes"]) for f in shown
             if f["kind"] == "table"}  # fmt: skip
    places = {"omslag": texts[0]}
    for (_, start, name), (end, _, following) in zip(
        marks, [*marks[1:], (len(body), 0, "")], strict=True
    ):
        piece = body[start:end]
        # After a table come its notes, then the sentences of the next figure
        table, note, rest = piece.partition(notes.get(name, "\0"))
        if note:
            places |= {f"{name}, tabel": table, f"{name}, noten": table + note}
        else:
            places[name] = piece
        said = rest if note else piece
        if following.startswith("figuur"):
            places[f"{following}, tekst"] = said
        if name.startswith("bij figuur "):
            # up to the next caption: of this figure first, then of the next
            place = f"figuur {name.split()[2]}, tekst"
            places[place] = places.get(place, "") + piece
        if name.startswith("bij figuur ") or following.startswith("figuur"):
            places["figuren"] = places.get("figuren", "") + said
    with pikepdf.open(path) as pdf:
        described = [bare(str(node.Alt)) for node in tagged(pdf, "Figure")]
    pictures = [f["number"] for f in shown if f["kind"] != "table"]
    return places | {
        f"figuur {number}, beschrijving": text
        for number, text in zip(pictures, described, strict=True)
    }
