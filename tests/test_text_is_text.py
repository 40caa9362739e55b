"""Words that pandas takes for missing values or numbers, as ids and labels through a whole run."""

import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from support import ROOT

from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.estimates.table import estimate_table
from surveyreport.estimates.verdicts import Rule, verdict_table
from surveyreport.files.csvfile import read_csv, read_table, read_text, write_csv
from surveyreport.files.parquet import read_parquet, write_parquet
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.numbers.figure import figure_numbers
from surveyreport.protection.counts import provider_counts, respondents
from surveyreport.responses.cleaning import clean, steps
from surveyreport.responses.recoding import recode
from surveyreport.responses.response_table import response_table
from surveyreport.sources.frame import add_providers, read_frame
from surveyreport.sources.ingest import ingest
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.config import load_config
from surveyreport.study.load import load_study
from surveyreport.study.wave import asked_items, study_of_wave
from surveyreport.workbook.write import write_workbook

WORDS = ("NA", "nan", "None", "null", "007", "1e5", "TRUE", "N.A")
PROVIDERS = dict(zip(("A03", "A05", "A07", "A08", "A10", "A11", "A12", "A14"), WORDS, strict=True))
LABELS = {
    "niet van toepassing voor mezelf": "N/A",
    "niet van toepassing": "nan",
    "helemaal akkoord": "NA",
    "eerder wel akkoord": "None",
    "eerder niet akkoord": "1e5",
    "helemaal niet akkoord": "null",
    "ik weet het niet": "TRUE",
}
GROUPS = ("beleid", "schoolteam")
TABLES = ("estimates", "verdicts", "comparisons", "response", "register")


def reworded(path: Path, made: Path, words: dict[str, str], form: str) -> None:
    """A copy of a file in which words (patterns) that stand alone, in `form`, are others."""
    text = path.read_text(encoding="utf-8-sig")
    for word, other in words.items():
        text = re.sub(form.format(word), lambda m, o=other: m[1] + o + m[2], text)
    made.write_text(text, encoding="utf-8")


def run(folder: Path, words: bool):
    """Tables of two groups of the reference wave, written and read; with or without the words."""
    shutil.copytree(ROOT / "study", folder / "study")
    labels, providers = (LABELS, PROVIDERS) if words else ({}, {})
    reworded(ROOT / "study/scales.yaml", folder / "study/scales.yaml",
             {k: f"'{v}'" for k, v in labels.items()}, r"((?:label:|-) ){}(\n)")  # fmt: skip
    for group in GROUPS:
        reworded(ROOT / f"study/waves/2023/{group}.csv", folder / f"study/waves/2023/{group}.csv",
                 labels, "(,){}(\n)")  # fmt: skip
    raw = ROOT / "data/raw/2023"
    reworded(raw / "aanbieders.csv", folder / "frame.csv", providers, "(\n){}(,)")
    config = load_config(ROOT / "config.yaml")
    wave, rules = config.waves["2023"], config.cleaning
    study = load_study(folder / "study")
    problems = ProblemList()
    mappings = {
        group: read_mapping(folder / f"study/waves/2023/{group}.csv", study, group, problems)
        for group in GROUPS
    }
    problems.raise_if_any()
    responses = {}
    for group in GROUPS:
        export = folder / f"{group}.csv"
        # codes as people type them: a-03, A 03
        typed = {f"(?i:{name[0]}[- ]*{name[1:]})": word for name, word in providers.items()}
        reworded(wave.exports[group].file, export, typed, r'([;,]" *){}( *"[;,])')
        files = type(wave.exports[group])(export)
        answers = ingest(
            files, group, mappings, rules.test_entries, (wave.first_day, wave.last_day)
        )
        known = add_providers(answers.table, folder / "frame.csv", None)
        write_parquet(
            recode(clean(known, wave, rules), mappings[group]), folder / f"{group}.parquet"
        )
        responses[group] = read_parquet(folder / f"{group}.parquet")
    entries = load_comparisons(folder / "study/comparisons.yaml", study)
    study = study_of_wave(study, "2023", asked_items(folder / "study", "2023", responses))
    figures = study.figures_for(GROUPS, ())
    shown: dict[str, tuple[int, ...]] = {}
    for figure in figures:
        for item in study.figure_items(figure):
            shown[item.id] = (*shown.get(item.id, ()), figure.number)
    rule = Rule.of(yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))["comparisons"])
    made = {"estimates": estimate_table("2023", responses, study, shown, 0.95)}
    pairs = compare_pairs(entries, responses, study, 10, 0.95)
    made["comparisons"] = comparison_table("2023", pairs, entries)
    made["verdicts"] = verdict_table(
        made["comparisons"],
        pairs,
        entries,
        made["estimates"],
        rule,
        study,
    )
    frame = read_frame(folder / "frame.csv", problems)
    reasons = tuple(step.reason for step in steps(wave, rules))
    made["response"] = response_table("2023", responses, frame, reasons, study)
    made["register"] = pd.DataFrame(
        columns=["wave", "register", "date", "unit", "provider_type", "grade", "programme", "count"]
    )
    for name, table in made.items():
        write_csv(table, folder / f"{name}.csv")
    return study, figures, responses, {name: read_table(folder / f"{name}.csv") for name in made}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    for name in ("plain", "worded"):
        (folder / name).mkdir()
    return folder, run(folder / "plain", False), run(folder / "worded", True)


def renamed(table: pd.DataFrame, column: str, names: dict[str, str]) -> pd.DataFrame:
    return table.assign(**{column: table[column].map(lambda text: names.get(text, text))})


def test_estimates_and_verdicts_are_the_same_under_other_labels(both):
    _, (*_, plain), (*_, worded) = both
    assert set(LABELS.values()) <= set(worded["estimates"]["category"])
    expected = renamed(plain["estimates"], "category", LABELS)
    pd.testing.assert_frame_equal(worded["estimates"], expected)
    pd.testing.assert_frame_equal(worded["response"], plain["response"])
    numbers = ["verdict", "delta", "delta_low", "top2_a", "p_adjusted", "not_answering_a"]
    pd.testing.assert_frame_equal(worded["verdicts"][numbers], plain["verdicts"][numbers])


def test_every_provider_keeps_its_respondents(both):
    _, (_, _, plain, _), (study, _, worded, _) = both
    for group in GROUPS:
        counts = worded[group]["provider_id"].value_counts()
        assert counts.to_dict() == {
            PROVIDERS.get(name, name): n
            for name, n in plain[group]["provider_id"].value_counts().items()
        }
    asked = {group: worded[group] for group in GROUPS}
    for table in (provider_counts(asked, study), respondents(asked, study)):
        assert set(WORDS) <= set(table["provider_id"])


def test_figures_draw_the_same_numbers(both):
    _, (study, figures, _, plain), (other, _, _, worded) = both
    drawn = [figure for figure in figures if study.figure_items(figure)]
    assert len(drawn) > 10
    for figure in drawn:
        numbers = [
            figure_numbers(asked, asked.figures[figure.number], tables["estimates"],
                           tables["register"], tables["verdicts"])
            for asked, tables in ((study, plain), (other, worded))
        ]  # fmt: skip
        if "category" in numbers[0]:
            numbers[0] = renamed(numbers[0], "category", LABELS)
        pd.testing.assert_frame_equal(numbers[1], numbers[0])


def test_the_workbook_shows_the_words_as_text(both):
    folder, _, (study, figures, _, tables) = both
    path = folder / "tables.xlsx"
    shown = [f for f in figures if study.figure_items(f)]
    numbers = {
        f.name: figure_numbers(study, f, tables["estimates"], tables["register"]) for f in shown
    }
    write_workbook(path, study, shown, numbers, tables, wave="2023", label="2023", synthetic=True,
                   first_day=date(2023, 2, 6),
                   last_day=date(2023, 2, 17), level=0.95, families={})  # fmt: skip
    cells = [
        cell
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in LABELS.values()
    ]
    assert {cell.value for cell in cells} == set(LABELS.values())
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_change_between_runs_is_told_under_these_words(both):
    folder, *_ = both
    text = read_text(folder / "worded/estimates.csv")
    assert set(LABELS.values()) <= set(text["category"])
    assert "" not in set(text["item"])


def test_every_reader_and_writer_keeps_every_word(tmp_path):
    words = [*WORDS, "1.0", "1.10", "0x1F", "inf", "-inf", "NaT", "<NA>", "#N/A", "-", "1_0", "n/a",
             "False", "é", "2023-02-01", "1E-5", "+1"]  # fmt: skip
    table = pd.DataFrame(dict.fromkeys(("provider_id", "category", "label"), words), dtype=str)
    write_csv(table, tmp_path / "table.csv")
    write_parquet(table, tmp_path / "table.parquet")
    problems = ProblemList()
    for found in (
        read_table(tmp_path / "table.csv"),
        read_text(tmp_path / "table.csv"),
        read_csv(tmp_path / "table.csv", tuple(table), problems),
        read_parquet(tmp_path / "table.parquet"),
    ):
        assert found.to_numpy().tolist() == table.to_numpy().tolist()
    assert not problems


@pytest.mark.parametrize("text", ["NA", "n.v.t.", "1,5", "TRUE"])
def test_a_column_of_numbers_with_a_word_is_refused(tmp_path, text):
    path = tmp_path / "estimates.csv"
    path.write_text(f'item,n\nx,"{text}"\n', encoding="utf-8")
    with pytest.raises(InputProblems, match="kolom n"):
        read_table(path)


def test_every_column_of_numbers_is_known_by_name(finished):
    """What looks like numbers in the tables of a run is read as numbers, or is meant as text."""
    text = {"wave", "unit", "nr", "figure"}
    for path in (finished / "results").rglob("*.csv"):
        if path.parent.name in ("comparison_tables", "microdata"):
            continue
        # for people and `read_text`: words throughout
        if path.name in ("claims.csv", "left_out.csv"):
            continue
        table, guessed = read_table(path), pd.read_csv(path)
        for name in guessed:
            own = pd.api.types.is_numeric_dtype(guessed[name]) and guessed[name].notna().any()
            is_number = not pd.api.types.is_string_dtype(table[name])
            assert not own or is_number or name in text, (path.name, name)


def test_no_table_of_the_project_is_read_another_way():
    readers = [
        path.name
        for part in ("src", "workflow")
        for path in (ROOT / part).rglob("*.py")
        if "pd.read_" in path.read_text("utf-8")
    ]
    assert readers == ["csvfile.py"]
