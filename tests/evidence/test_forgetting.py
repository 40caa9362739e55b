"""What people wrote goes from everything that keeps it; what they answered stays as it was."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from support import ROOT

from surveyreport.evidence.forgetting import Forgotten, forget, plan, still_there
from surveyreport.evidence.forgotten import read_forgotten, remember, told_about_texts
from surveyreport.evidence.texts import open_texts
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.sources.ingest import ingest
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.rewriting import in_the_file, rewritten
from surveyreport.sources.read_wave import read_mappings
from surveyreport.study.config import cleaning_of
from synthetic.coders import wave_settings

pytestmark = pytest.mark.usefixtures("exports_read_once")
DAY = date(2026, 1, 2)


@pytest.fixture(params=["2023", "2025"])
def project(request, tmp_path, monkeypatch):
    """A folder with the inputs of a shipped wave, and its name."""
    for name in (
        "config.yaml",
        "study",
        f"data/raw/{request.param}",
        f"data/coded/{request.param}",
    ):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
    monkeypatch.chdir(tmp_path)
    return request.param


def everything(folder):
    """All that can be read in all files, unpacked: the search of the test itself."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_relative_to(folder / "study"):
            continue
        data = path.read_bytes()
        if path.suffix == ".parquet":
            yield path, pq.read_table(path).to_pandas().astype(str).to_csv()
        elif zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield path, "".join(archive.read(n).decode("utf-8", "replace")
                                    for n in archive.namelist())  # fmt: skip
        else:
            yield path, data.decode("utf-8", "replace")


def closed_answers(wave, study, rules):
    """What is known of every respondent but the checksum over texts."""
    mappings = read_mappings(wave, study, ROOT / "study", ProblemList())
    tables = {}
    for group, files in wave.exports.items():
        table = ingest(files, group, mappings, rules.test_entries).table
        twins = pd.factorize(table.pop("answers_digest"))[0]
        tables[group] = table.assign(twins=twins)
    return tables


def test_no_text_is_left_anywhere_and_nothing_else_changed(project, study, tmp_path):
    wave, cleaning = wave_settings(project)
    rules = cleaning_of(cleaning)
    texts = set(open_texts(wave, study, ROOT / "study", rules)[0]["text"])
    before = closed_answers(wave, study, rules)
    for name in (f"processed/{project}/open/answers.parquet", f"sheets/{project}/blad.xlsx"):
        (tmp_path / "data" / name).parent.mkdir(parents=True)
    pd.DataFrame({"text": sorted(texts)}).to_parquet(
        f"data/processed/{project}/open/answers.parquet"
    )
    book = openpyxl.Workbook()
    book.active.append(sorted(texts)[:50])
    book.save(f"data/sheets/{project}/blad.xlsx")
    assert set(before) == set(wave.exports) and len(still_there(texts)) >= 4

    problems = ProblemList()
    found = plan(wave, study, ROOT / "study", rules, problems)
    problems.raise_if_any()
    assert texts <= {text.strip() for text in found.texts}
    forget(project, found, {"tijd": "ab"}, DAY)

    said = [text for text in texts if len(text) > 12 and text != "test"]
    assert len(said) > 100
    for path, content in everything(tmp_path):
        assert not [text for text in said if text in content], path
    assert still_there(found.texts) == []
    after = closed_answers(wave, study, rules)
    for group, table in before.items():
        pd.testing.assert_frame_equal(table, after[group])
    assert open_texts(wave, study, ROOT / "study", rules)[0].empty
    assert read_forgotten(project)["quote", "tijd"] == "ab"

    published = tmp_path / f".snakemake/last/{project}/quotes.csv"
    published.parent.mkdir(parents=True)
    published.write_text(max(said, key=len), encoding="utf-8")
    assert still_there(found.texts) == []
    for copy in (published.with_name("other.csv"), tmp_path / "vroeger/brief.txt"):
        copy.parent.mkdir(exist_ok=True)
        published.rename(copy)
        assert still_there(found.texts) == [copy.relative_to(tmp_path)]
        copy.rename(published)

    log = (tmp_path / f"data/raw/{project}/README.md").read_text(encoding="utf-8")
    assert "Op 2026-01-02 verving `make forget`" in log
    state = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = plan(wave, study, ROOT / "study", rules, problems)
    assert again == Forgotten()
    forget(project, again, {}, DAY)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == state


def test_the_screen_says_so_until_it_is_done(project, study):
    wave, _ = wave_settings(project)
    late = replace(wave, keep_text_until=date(2025, 12, 31))
    assert told_about_texts(late, date(2025, 12, 31)) == ""
    said = told_about_texts(late, DAY)
    assert f"make forget WAVE={project}" in said and "2025-12-31" in said
    assert all(files.file.as_posix() in said for files in wave.exports.values())
    remember(project, [files.file for files in wave.exports.values()], {})
    assert told_about_texts(late, DAY) == ""
    # an export put back has its text again
    first = next(iter(wave.exports.values())).file
    first.write_bytes(first.read_bytes() + b"\n")
    assert first.as_posix() in told_about_texts(late, DAY)
    real = replace(wave, synthetic=False, keep_text_until=None)
    assert "keep_text_until" in told_about_texts(real, DAY)
    assert told_about_texts(replace(wave, keep_text_until=None), DAY) == ""


CELLS = [
    ("1", "2031-01-02 10:00:00", "A1", "Te weinig tijd"),
    ("2", "2031-01-02 10:01:00", "A2", 'Hij zei "ja"; en toen, niets'),
    ("3", "2031-01-02 10:02:00", "A1", "twee\nregels"),
    ("4", "2031-01-02 10:03:00", "", ""),
]
HEADS = ("id", "submitdate", "Q1", "Q2")


def written(form: str) -> bytes:
    if form == "json":
        rows = [dict(zip(HEADS, cells, strict=True)) for cells in CELLS]
        return json.dumps({"responses": rows}).encode()
    if form == "xlsx":
        book = openpyxl.Workbook()
        for row in (HEADS, *CELLS):
            book.active.append(row)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()
    if form == "vv":
        lines = ["\t".join(("Nummer", "Datum", "Vraag", "Open")), "\t".join(HEADS)]
        for row in CELLS:
            cells = (c.replace("\n", "{newline}").replace('"', '""') for c in row)
            lines.append("\t".join(f'"{cell}"' for cell in cells))
        return "\n".join([*lines, ""]).encode()
    rows = (",".join('"' + c.replace('"', '""') + '"' for c in row) for row in (HEADS, *CELLS))
    return b"\xef\xbb\xbf" + "\r\n".join([*rows, ""]).encode()


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "vv"])
def test_only_the_cells_that_are_named_change_in_every_form(tmp_path, form):
    path = tmp_path / f"antwoorden.{form}"
    path.write_bytes(written(form))
    before = read_export(path)
    rows = before.cells.index
    cells = {(int(rows[n]), "Q2"): f"[gewist {n}]" for n in (0, 1, 2)}
    path.write_bytes(rewritten(path, before.dialect, in_the_file(path, cells)))
    after = read_export(path)
    assert after.dialect == before.dialect and after.losses == before.losses
    wanted = before.cells.copy()
    for (row, column), mark in cells.items():
        wanted.loc[row, column] = mark
    pd.testing.assert_frame_equal(after.cells, wanted)


def test_a_form_that_cannot_be_rewritten_is_refused(tmp_path):
    path = tmp_path / "antwoorden.sav"
    path.write_bytes(b"$FL2")
    with pytest.raises(InputProblems, match="exporteer opnieuw als CSV"):
        rewritten(path, "sav", {(1, "Q2"): "[gewist 1]"})
