"""The main job on the reference wave: every figure, every published value."""

import csv
import hashlib
import json
import re
from pathlib import Path

from support import ROOT

from surveyreport.study.words import default_words


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_published_value_is_computed_and_agrees(finished):
    check = rows(finished / "results/2023/published_check.csv")
    published = rows(ROOT / "study/published/2023.csv")
    assert len(check) == len(published) == 282
    assert [row["value_id"] for row in check if row["agrees"] != "True"] == []
    # the verdict does not rest on the column itself
    for line, row in zip(published, check, strict=True):
        assert float(line["lo"]) <= float(row["computed_unrounded"]) <= float(line["hi"])
        assert row["published"] == line["value"]


def test_the_run_ends_with_what_was_made_and_the_score(finished):
    lines = (finished / "stdout.txt").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith("Golf 2023:")]
    assert "48 figuren en tabellen in results/2023/figures/" in line
    assert "282 van 282" in line
    assert line.endswith("36 rapporten voor aanbieders, uitgave in orde.")
    assert lines[lines.index(line) + 1].startswith("  Het rapport: results/2023/report.pdf")
    planted = rows(ROOT / "study/reference/2023/planted.csv")
    lost = sum(int(row["count"]) for row in planted if row["reason"] == "unknown_provider")
    assert any(text.startswith(f"  Let op: {lost} antwoorden zonder aanbieder") for text in lines)
    assert lines[-1].startswith("Klaar na ")


def test_every_step_is_one_line_in_words_and_the_rest_stands_in_the_log(finished):
    lines = (finished / "stdout.txt").read_text(encoding="utf-8").splitlines()
    told = [re.sub(", nog .*", "", line) for line in lines]
    drawn = len(list((finished / "results/2023/figures").glob("*.svg")))
    done = {"Exports inlezen: 3 van 3", f"Figuren tekenen: {drawn} van {drawn}",
            "Respons tellen: klaar", "Rapporten voor aanbieders maken: 36 van 36"}  # fmt: skip
    assert done <= set(told)
    names = default_words()["run"]["steps"].values()
    whole = [line for line in told if line.split(":")[0] in names and "klaar" in line]
    assert len(whole) == len(set(whole)) > 10
    (named,) = [line for line in lines if "Snakemake" in line]
    assert Path(finished / named.split()[-1].rstrip(".")).read_text() == finished.log()
    assert "Finished jobid" in finished.log() and "jobid" not in "\n".join(lines)


def test_every_script_has_its_words():
    scripts = {path.stem for path in (ROOT / "workflow/scripts").glob("*.py")} - {"job"}
    assert set(default_words()["run"]["steps"]) == scripts


def test_every_figure_has_its_picture_and_its_numbers(finished):
    names = {path.name for path in (finished / "results/2023/figures").iterdir()}
    pictures = [f"figure-{n:02d}" for n in (*range(1, 39), *range(45, 55))]
    pictures += [
        "differences",
        *(f"differences-factoren_{of}" for of in ("helpt", "remt", "nodig")),
    ]
    wanted = {f"{name}.{kind}" for name in pictures for kind in ("svg", "png", "csv")}
    assert names == wanted


def test_exclusions_are_the_planted_ones(finished):
    counted = {
        (row["group"], row["statistic"].removeprefix("excluded_")): row["value"]
        for row in rows(finished / "results/2023/response.csv")
        if row["statistic"].startswith("excluded_")
    }
    planted = {
        (row["group"], row["reason"]): row["count"]
        for row in rows(ROOT / "study/reference/2023/planted.csv")
    }
    assert counted == planted


def test_rows_respondents_and_exclusions_add_up(finished):
    table = rows(finished / "results/2023/response.csv")
    for group in ("beleid", "schoolteam", "leerlingen"):
        values = {
            row["statistic"]: int(float(row["value"]))
            for row in table
            if row["group"] == group
            and row["provider_type"] == "alle"
            and row["statistic"] != "mean"
        }
        out = sum(value for name, value in values.items() if name.startswith("excluded_"))
        assert values["rows"] == values["respondents"] + out


def test_the_manifest_names_every_input_and_output_with_its_hash(finished):
    manifest = json.loads((finished / "results/2023/manifest.json").read_text(encoding="utf-8"))
    assert manifest["synthetic"] is True
    assert "data/raw/2023/leerlingen.xlsx" in manifest["inputs"]
    confidential = ("results/2023/feedback/", "results/2023/release/")
    made = {
        name
        for name in finished.outputs()
        if name.startswith("results/") and not name.startswith(confidential)
    }
    of_the_manifest = ("manifest.json", "ro-crate-metadata.json", "Snakefile")
    assert set(manifest["outputs"]) == made - {f"results/2023/{name}" for name in of_the_manifest}
    for part in ("inputs", "code", "outputs"):
        for name, digest in manifest[part].items():
            assert hashlib.sha256((finished / name).read_bytes()).hexdigest() == digest


def test_nothing_names_the_machine(finished):
    for name in finished.outputs():
        content = (finished / name).read_bytes()
        assert str(ROOT).encode() not in content and str(finished.folder).encode() not in content
