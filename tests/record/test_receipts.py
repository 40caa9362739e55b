"""A receipt vouches for what a job made only as long as everything is as the job saw it."""

import json
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from snakemake.io import IOFile, temp

from surveyreport.files.parquet import read_parquet, write_parquet
from surveyreport.files.problems import InputProblems
from surveyreport.files.reads import Reads, inside
from surveyreport.record.ledger import Ledger
from surveyreport.record.receipts import Work, read_receipt, receipt_path
from surveyreport.record.tidy import remove_left, remove_passing

LOG = "logs/1/draw.log"
LAST = ("results/1/ro-crate-metadata.json", "results/1/release/audit.json")


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("surveyreport.record.receipts._loaded", set)
    (tmp_path / ".snakemake").mkdir()
    write(**{"data/raw/a.csv": "1", "workflow/draw.py": "pass"})
    return tmp_path


def write(**files):
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def begin(outputs=("results/1/a.svg",), log=LOG, inputs=("data/raw/a.csv",), settings=""):
    code = ["workflow/draw.py"]
    return Work(log.split("/")[-1][:-4], log, inputs, code, list(outputs), settings)


def done(log=LOG, inputs=("data/raw/a.csv",), **outputs):
    work = begin(outputs, log, inputs)
    write(**outputs)
    work.finish()
    return work


def unearned():
    return Ledger().unearned()


def test_what_a_job_made_is_vouched_for_until_anything_changes():
    done(**{"results/1/a.svg": "drawn"})
    assert "results/1/a.svg" not in unearned()
    before = receipt_path(LOG).read_bytes()
    for name, other in {
        "data/raw/a.csv": "2",
        "workflow/draw.py": "pass  # another word",
        "results/1/a.svg": "edited by hand",
    }.items():
        now = Path(name).read_text(encoding="utf-8")
        write(**{name: other})
        assert "results/1/a.svg" in unearned(), name
        write(**{name: now})
        assert "results/1/a.svg" not in unearned(), name
    done(**{"results/1/a.svg": "drawn"})
    assert receipt_path(LOG).read_bytes() == before


@pytest.mark.parametrize(
    "edit",
    [
        lambda said: said.pop("libraries"),
        lambda said: said["code"].clear(),
        lambda said: said["inputs"].popitem(),
        lambda said: said["outputs"].update({"results/1/b.svg": "0" * 64}),
        lambda said: said.pop("seal"),
    ],
)
def test_a_receipt_that_was_edited_vouches_for_nothing(edit):
    done(**{"results/1/a.svg": "drawn"})
    path = receipt_path(LOG)
    text = path.read_text("utf-8")
    said = json.loads(text)
    edit(said)
    path.write_text(json.dumps(said), "utf-8")
    assert "results/1/a.svg" in unearned()
    with pytest.raises(InputProblems, match="geen geslaagde stap"):
        Ledger().evidence(["results/1/a.svg"])
    path.write_text(text, "utf-8")
    assert "results/1/a.svg" not in unearned()


def test_a_receipt_of_another_step_vouches_for_no_output_of_this_one():
    done(**{"results/1/a.svg": "drawn"})
    other = "logs/1/write.log"
    done(other, **{"results/1/b.csv": "written"})
    receipt_path(LOG).write_bytes(receipt_path(other).read_bytes())
    assert "results/1/a.svg" in unearned()


@pytest.mark.parametrize("then", ["killed", "failed", "no room"])
def test_a_job_that_does_not_end_well_leaves_nothing_that_is_vouched_for(then, monkeypatch):
    done(**{"results/1/a.svg": "drawn"})
    if then == "no room":
        monkeypatch.setattr("surveyreport.record.receipts.Receipt.write", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            begin()
    else:
        begin()
    # Snakemake puts the earlier output back, as new
    write(**{"results/1/a.svg": "drawn"})
    assert "results/1/a.svg" in unearned()


def test_a_file_without_a_receipt_is_not_vouched_for():
    write(**{"results/1/b.csv": "of an older version"})
    assert "results/1/b.csv" in unearned()


def test_an_input_that_changes_while_a_job_runs_is_refused():
    work = begin()
    write(**{"results/1/a.svg": "drawn", "data/raw/a.csv": "2"})
    with pytest.raises(InputProblems, match=r"data/raw/a\.csv"):
        work.finish()
    assert not read_receipt(receipt_path(LOG)).done


def test_code_that_runs_and_is_not_named_is_refused(monkeypatch):
    monkeypatch.setattr("surveyreport.record.receipts._loaded", lambda: {"src/lib/hidden.py"})
    work = begin()
    write(**{"results/1/a.svg": "drawn"})
    with pytest.raises(InputProblems, match=r"src/lib/hidden\.py"):
        work.finish()


def test_a_temporary_file_that_is_gone_still_links_what_was_made_from_it(project):
    done("logs/1/clean.log", **{"data/processed/1/cleaned.parquet": "rows"})
    done("logs/1/recode.log", ["data/processed/1/cleaned.parquet"], **{"results/1/a.csv": "n"})
    (project / "data/processed/1/cleaned.parquet").unlink()
    assert not {"results/1/a.csv", "data/processed/1/cleaned.parquet"} & unearned()
    seen = Ledger().evidence(["results/1/a.csv"])
    assert seen.inputs.keys() == {"data/raw/a.csv"} and len(seen.receipts) == 2
    # cleaned anew, and now other rows
    done("logs/1/clean.log", **{"data/processed/1/cleaned.parquet": "other rows"})
    (project / "data/processed/1/cleaned.parquet").unlink()
    assert "results/1/a.csv" in unearned()


def test_the_manifest_refuses_what_other_code_or_input_made():
    done(**{"results/1/a.svg": "drawn"})
    assert Ledger().evidence(["results/1/a.svg"]).code.keys() == {"workflow/draw.py"}
    write(**{"workflow/draw.py": "other", "data/raw/a.csv": "2", "results/1/b.svg": "?"})
    with pytest.raises(InputProblems) as caught:
        Ledger().evidence(["results/1/a.svg", "results/1/b.svg"])
    for words in ("andere code: workflow/draw.py", "andere invoer: data/raw/a.csv", "b.svg"):
        assert words in str(caught.value)


def test_a_file_is_kept_only_if_this_same_code_made_it():
    done(**{"results/1/a.svg": "drawn"})
    assert begin().keeps(Path("results/1/a.svg"))
    # a job that failed in between changes nothing of that
    assert begin().keeps(Path("results/1/a.svg"))
    write(**{"workflow/draw.py": "pass  # draw other lines"})
    assert not begin().keeps(Path("results/1/a.svg"))


def test_what_a_job_reads_besides_counts_among_its_inputs():
    write(**{"study/theme.yaml": "a: 1", "study/books/one.yaml": "b: 1"})
    work = begin()
    for name in ("study/theme.yaml", "data/raw/none.csv"):
        with suppress(FileNotFoundError):
            Path(name).read_text(encoding="utf-8")
    list(Path("study/books").glob("*.yaml"))
    write(**{"results/1/a.svg": "drawn"})
    Path("results/1/a.svg").read_text(encoding="utf-8")
    work.finish()
    receipt = read_receipt(receipt_path(LOG))
    assert receipt.undeclared == ["data/raw/none.csv", "study/books/", "study/theme.yaml"]
    assert receipt.unread == ["data/raw/a.csv"]
    assert "results/1/a.svg" not in unearned()
    for name, other in {
        "study/theme.yaml": "a: 2",
        "data/raw/none.csv": "there now",
        "study/books/two.yaml": "b: 2",
    }.items():
        now = Path(name).read_text(encoding="utf-8") if Path(name).exists() else None
        write(**{name: other})
        assert "results/1/a.svg" in unearned(), name
        write(**{name: now}) if now else Path(name).unlink()
        assert "results/1/a.svg" not in unearned(), name


def test_the_manifest_refuses_what_read_a_file_before_it_was_made_anew():
    done("logs/1/pages.log", **{"results/1/index.csv": "old"})
    work = begin()
    Path("results/1/index.csv").read_text(encoding="utf-8")
    write(**{"results/1/a.svg": "drawn"})
    work.finish()
    assert Ledger().evidence(["results/1/a.svg"]).outputs.keys() == {"results/1/a.svg"}
    done("logs/1/pages.log", **{"results/1/index.csv": "new"})
    assert "results/1/a.svg" in unearned()
    with pytest.raises(InputProblems, match=r"andere invoer: results/1/index\.csv"):
        Ledger().evidence(["results/1/a.svg"])


def test_a_table_of_responses_is_seen_to_be_read(project):
    write_parquet(pd.DataFrame({"a": [1]}), project / "results/1/a.parquet")
    reads = Reads()
    read_parquet(project / "results/1/a.parquet")
    assert inside(reads.files, project / "results") == {"1/a.parquet"}


def test_many_who_listen_cost_one_hook_and_each_hears_what_comes_after_it(project, monkeypatch):
    first = Reads()
    hooks = []
    monkeypatch.setattr(sys, "addaudithook", hooks.append)
    (project / "data/raw/a.csv").read_text("utf-8")
    second = Reads()
    assert hooks == []
    assert inside(first.files, project) == {"data/raw/a.csv"}
    assert inside(second.files, project) == set()


def flow(*steps):
    """A workflow that made a wave whole by these steps: rule -> outputs."""
    jobs = [
        SimpleNamespace(
            rule=SimpleNamespace(name=name), log=[f"logs/1/{name}.log"], output=list(outputs)
        )
        for name, outputs in (*steps, ("last", LAST))
    ]
    return SimpleNamespace(
        dag=SimpleNamespace(jobs=jobs), rules=[job.rule for job in jobs] + [rule("aside")]
    )


def rule(name):
    return SimpleNamespace(name=name)


def test_what_no_job_makes_any_more_goes_and_is_named(project, capsys):
    done(**{"results/1/old.svg": "drawn", "results/1/edited.svg": "drawn", "results/1/a.svg": "1"})
    done("logs/1/gone.log", **{"results/1/gone.csv": "n"})
    done("logs/1/aside.log", **{"results/1/aside.csv": "n"})
    done(**{"results/1/a.svg": "1"})
    write(**{"results/1/edited.svg": "by hand", "results/1/notes.txt": "by people"})
    remove_left(Ledger(), flow(("draw", ["results/1/a.svg"])))
    there = {path.name for path in (project / "results/1").iterdir()}
    assert there == {"a.svg", "aside.csv", "edited.svg", "notes.txt"}
    said = capsys.readouterr().out
    assert "old.svg" in said and "gone.csv" in said and "edited.svg" in said
    assert not receipt_path("logs/1/gone.log").exists() and receipt_path(LOG).exists()
    # once
    remove_left(Ledger(), flow(("draw", ["results/1/a.svg"])))
    assert capsys.readouterr().out == ""


def test_a_passing_file_that_a_killed_run_left_goes_unless_it_is_asked_for(project):
    names = [f"data/processed/1/cleaned/{group}.parquet" for group in "ab"]
    done("logs/1/clean.log", **dict.fromkeys(names, "rows"), **{"results/1/a.csv": "n"})
    made = IOFile(temp("data/processed/{wave}/cleaned/{group}.parquet"))
    now = SimpleNamespace(
        rules=[SimpleNamespace(output=[made, IOFile("results/{wave}/a.csv")])],
        storage_settings=SimpleNamespace(notemp=False),
        dag=SimpleNamespace(targetfiles={IOFile(names[1])}),
    )
    remove_passing(Ledger(), now)
    assert [Path(name).exists() for name in (*names, "results/1/a.csv")] == [False, True, True]
    # nothing has to be made again for it
    assert not {*names, "results/1/a.csv"} & unearned()


def test_a_run_of_a_part_removes_nothing(project):
    done(**{"results/1/old.svg": "drawn"})
    done(**{"results/1/a.svg": "1"})
    part = flow(("draw", ["results/1/a.svg"]))
    part.dag.jobs.pop()
    remove_left(Ledger(), part)
    assert (project / "results/1/old.svg").exists()


def test_a_run_of_everything_takes_away_a_wave_that_is_no_longer_asked_for(project, capsys):
    many = {f"results/2/figures/{number}.svg": "drawn" for number in range(30)}
    done("logs/2/draw.log", **many, **{"results/2/kept.csv": "n"})
    write(**{"results/2/kept.csv": "by hand", "data/processed/2/checked.sha256": "x"})
    done("logs/1/draw.log", **{"results/1/a.svg": "1"})
    now = ("draw", ["results/1/a.svg"])
    remove_left(Ledger(), flow(now))
    assert capsys.readouterr().out == ""
    remove_left(Ledger(), flow(now, ("all", [])))
    said = capsys.readouterr().out
    assert "results/2/figures/: 30 bestanden" in said and "results/2/kept.csv" in said
    left = [path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()]
    assert [name for name in left if "/2/" in name] == ["results/2/kept.csv"]
    assert "results/1/a.svg" in left
    assert not (project / "data/processed/2").exists()


STOOD = {"data/raw/a.csv": "1", "workflow/draw.py": "pass", "results/1/a.svg": "drawn"}


@pytest.mark.parametrize("name", STOOD)
def test_a_job_is_left_out_only_when_all_is_what_it_was(name):
    done(**{"results/1/a.svg": "drawn"})
    receipt = receipt_path(LOG).read_bytes()
    assert begin().stands() and receipt_path(LOG).read_bytes() == receipt
    write(**{name: "other"})
    assert not begin().stands() and "results/1/a.svg" in unearned()
    # what it made is not there, or another file; a job that did not end left no receipt to put back
    Path(name).unlink()
    assert not begin().stands()
    write(**STOOD)
    assert not begin().stands()


@pytest.mark.parametrize(
    "other",
    [
        {"settings": "level 0.9"},
        {"inputs": ("data/raw/a.csv", "data/raw/b.csv")},
        {"inputs": ()},
        {"outputs": ("results/1/a.svg", "results/1/b.svg")},
    ],
)
def test_a_job_of_which_the_rule_says_otherwise_is_done(other):
    done(**{"results/1/a.svg": "drawn"})
    assert not begin(**other).stands()


def test_a_job_is_done_when_what_it_read_besides_changed_or_somebody_asks(monkeypatch):
    work = begin()
    write(**{"results/1/a.svg": "drawn", "results/1/beside.csv": "n", "study/more.yaml": "a: 1"})
    Path("study/more.yaml").read_text(encoding="utf-8")
    work.made("results/1/beside.csv")
    work.finish()
    receipt = receipt_path(LOG).read_bytes()
    for name, other in {"study/more.yaml": "a: 2", "results/1/beside.csv": "m"}.items():
        now = Path(name).read_text(encoding="utf-8")
        write(**{name: other})
        assert not begin().stands(), name
        write(**{name: now})
        receipt_path(LOG).write_bytes(receipt)
    monkeypatch.setenv("SURVEYREPORT_ANEW", "1")
    assert not begin().stands()
    monkeypatch.delenv("SURVEYREPORT_ANEW")
    receipt_path(LOG).write_bytes(receipt)
    assert begin().stands()
