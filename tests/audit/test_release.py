"""Only audited, unchanged files of the wave itself are copied, each to whom it is for."""

import errno
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pikepdf
import pytest
import typst
from proof.proofs import pdf_faults
from support import ROOT

from surveyreport.__main__ import main
from surveyreport.audit import release as module
from surveyreport.audit.dossier import CONFIDENTIAL, INTERNAL, PUBLIC, write_dossier
from surveyreport.audit.odds import COLUMNS
from surveyreport.audit.pdf_file import read_pdf
from surveyreport.audit.release import release
from surveyreport.audit.released import read_released
from surveyreport.audit.tables import DRAWS
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.files.csvfile import read_text, write_csv
from surveyreport.files.parquet import write_parquet
from surveyreport.files.problems import InputProblems
from surveyreport.protection.settings import load_protection
from surveyreport.report.readiness import CLAIM_COLUMNS, CLAIMS, LEFT_OUT, LEFT_OUT_COLUMNS

DAY = date(2027, 3, 1)


def pdf(path: Path, text: str) -> None:
    source = f'#set document(title: "x", date: datetime(year: 2027, month: 3, day: 1))\n{text}'
    path.write_bytes(typst.compile(source.encode()))


@pytest.fixture
def audited(tmp_path, study):
    """results/x with an audited release, and how to release it."""
    results = tmp_path / "results" / "x"
    policy_file = tmp_path / "study/disclosure.yaml"
    shutil.copytree(ROOT / "study", tmp_path / "study")
    (results / "feedback").mkdir(parents=True)
    for name in ("A01", "A02"):
        pdf(results / f"feedback/{name}.pdf", f"Rapport {name}")
        (results / f"feedback/{name}.html").write_text(name, encoding="utf-8")
    (results / "report.pdf").write_text("report", encoding="utf-8")
    for name, columns in ((CLAIMS, CLAIM_COLUMNS), (LEFT_OUT, LEFT_OUT_COLUMNS)):
        write_csv(pd.DataFrame(columns=list(columns)), results / name)
    folder = results / "release"
    write_csv(pd.DataFrame({"group": ["g"], "item": ["i"], "category": ["c"], "n": [40]}),
              folder / "totals.csv")  # fmt: skip
    drawn = pd.DataFrame([["A01", "g", "theme", "t", "top2", 7, "ff"]], columns=DRAWS)
    write_parquet(drawn, folder / "drawn.parquet")

    def write(faults=(), holds=True):
        row = ["A01", "g", "theme", "t", "top2", 9, 2.0, 2.1, 1.4, holds]
        odds = pd.DataFrame([row], columns=COLUMNS)
        write_csv(odds, folder / "audit.csv")
        own = [(results / f"feedback/{name}.{kind}", CONFIDENTIAL, name)
               for name in ("A01", "A02") for kind in ("pdf", "html")]  # fmt: skip
        return write_dossier(
            folder,
            wave="x",
            synthetic=True,
            rules=load_protection(policy_file),
            policy_file=policy_file,
            key="mark",
            odds=odds,
            answers=(0, 0),
            kept=[],
            faults=faults,
            leaks=[],
            released=[
                *own,
                (results / "report.pdf", PUBLIC, ""),
                *((folder / n, INTERNAL, "") for n in ("audit.csv", "totals.csv", "drawn.parquet")),
            ],
            names={"A01": "School een", "A02": "School twee"},
            versions={"A01": "v1", "A02": "v2"},
        )

    sender = ("De inspectie", "Laan 1, 1000 Brussel")
    settings = replace(load_settings(SETTINGS, study), contact="het team", sender=sender)

    def go(**how):
        return release(
            results, policy_file, study=study, settings=settings, signed_by="An Peeters",
            signed_on=DAY, kept_in=tmp_path / "data/released", **how,
        )  # fmt: skip

    return results, policy_file, write, go


def files_of(results):
    home = results / "release/files"
    return {path.relative_to(home).as_posix() for path in home.rglob("*.*")}


def test_only_audited_files_are_copied_each_to_its_provider(audited, tmp_path):
    results, _, write, go = audited
    assert write()
    (results / "feedback/A99.pdf").write_text("not audited", encoding="utf-8")
    assert len(go()) == 7
    assert files_of(results) == {
        "openbaar/report.pdf",
        *(f"vertrouwelijk/{name}/{file}" for name in ("A01", "A02")
          for file in (f"{name}.pdf", f"{name}.html", "brief.pdf")),
    }  # fmt: skip
    page = (results / "release/audit.html").read_text(encoding="utf-8")
    assert "Synthetische data" in page and "mag naar buiten" in page
    place = results / "release/files/vertrouwelijk/A01/brief.pdf"
    assert pdf_faults(place.read_bytes()) == []
    letter = " ".join(read_pdf(place).pages)
    assert "School een" in letter and "v1" in letter and "1/3/2027" in letter
    assert "A01.html en A01.pdf" in " ".join(letter.split()) and "School twee" not in letter
    assert " ".join(letter.split()).startswith("De inspectie Laan 1, 1000 Brussel 1/3/2027")
    assert letter.split()[-2:] == ["De", "inspectie"] and "Neem contact op met het team" in letter
    register = read_text(results / "release/register.csv")
    assert register["file"].tolist() == [
        f"vertrouwelijk/{name}/{name}.{kind}" for name in ("A01", "A02") for kind in ("html", "pdf")
    ]
    assert set(register["signed_by"]) == {"An Peeters"} and set(register["encrypted"]) == {"nee"}
    (kept,) = read_released(tmp_path / "data/released")
    assert kept.when == "2027-03-01 (An Peeters)"
    assert kept.totals["n"].tolist() == [40] and kept.drawn["drawn"].tolist() == [7]
    go()
    assert len(read_released(tmp_path / "data/released")) == 2


@pytest.mark.parametrize(("protection", "promised"), [("noise", True), ("minimum_n", False)])
def test_a_letter_names_the_promise_that_was_made(audited, protection, promised):
    results, _, write, go = audited
    write()
    path = results / "release/audit.json"
    record = json.loads(path.read_text(encoding="utf-8")) | {"protection": protection}
    path.write_text(json.dumps(record), encoding="utf-8")
    go()
    letter = " ".join(read_pdf(results / "release/files/vertrouwelijk/A01/brief.pdf").pages)
    assert ("beloofd" in letter) == promised and "alleen met wie" in " ".join(letter.split())


def test_an_encrypted_report_opens_with_its_own_code_only(audited):
    results, _, write, go = audited
    write()
    go(encrypt=True)
    assert not [name for name in files_of(results) if name.endswith(".html")]
    codes = read_text(results / "release/codes.csv").set_index("provider_id")["code"]
    place = results / "release/files/vertrouwelijk/A01/A01.pdf"
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(place)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(place, password=codes["A02"])
    with pikepdf.open(place, password=codes["A01"]) as opened:
        assert opened.encryption.R == 6 and opened.encryption.bits == 256
        assert str(opened.encryption.stream_method).endswith("aesv3")
    letter = " ".join(read_pdf(place.with_name("brief.pdf")).pages)
    assert "code" in letter and codes["A01"] not in letter
    assert set(read_text(results / "release/register.csv")["encrypted"]) == {"ja"}


@pytest.mark.parametrize(
    "changed",
    ["report.pdf", "feedback/A01.html", "release/audit.csv", "release/totals.csv", "policy",
     "absent"],
)  # fmt: skip
def test_nothing_is_copied_after_a_change(audited, changed):
    results, policy_file, write, go = audited
    write()
    if changed == "absent":
        (results / "report.pdf").unlink()
    else:
        path = policy_file if changed == "policy" else results / changed
        path.write_text("something else", encoding="utf-8")
    with pytest.raises(InputProblems) as error:
        go()
    assert len(error.value.problems) == 1
    assert not (results / "release/files").exists()


@pytest.mark.parametrize(
    "edit",
    [
        lambda record: record["files"][0].update(file="../../data/raw/answers.csv"),
        lambda record: record["files"][0].update(file="/etc/hostname"),
        lambda record: record["files"][0].update(file="feedback/../../../data/raw/answers.csv"),
        lambda record: record["files"][0].update(file="linked.csv"),
        lambda record: record["files"][0].update(audience="../../elders"),
        lambda record: record["files"][0].pop("sha256"),
        lambda record: record.update(files="feedback"),
        lambda record: record.pop("key"),
    ],
)
def test_an_edited_audit_releases_nothing_from_elsewhere(audited, tmp_path, edit):
    results, _, write, go = audited
    write()
    raw = tmp_path / "data/raw/answers.csv"
    raw.parent.mkdir(parents=True)
    raw.write_text("A01;secret", encoding="utf-8")
    (results / "linked.csv").symlink_to(raw)
    path = results / "release/audit.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    edit(record)
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(InputProblems) as error:
        go()
    assert "audit.json" in error.value.problems[0].file
    assert not (results / "release/files").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', '{"files": 3}', "null"])
def test_a_broken_audit_is_a_clear_problem(audited, text):
    results, _, write, go = audited
    write()
    (results / "release/audit.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputProblems, match="audit"):
        go()


def test_a_full_disk_leaves_the_earlier_release_and_no_traceback(audited, monkeypatch, capsys):
    results, _, write, go = audited
    write()
    go()
    before = files_of(results)
    monkeypatch.chdir(results.parents[1])

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device", "x")

    monkeypatch.setattr(module.shutil, "copyfile", full)
    assert main(["release", "--wave", "x", "--signed-by", "An Peeters"]) == 1
    assert "Schrijven lukt niet" in capsys.readouterr().err
    assert files_of(results) == before
    assert not (results / "release/files.part").exists()


def test_an_unsound_audit_releases_nothing(audited):
    results, _, write, go = audited
    assert not write(holds=False)
    with pytest.raises(InputProblems, match="keurt de uitgave af"):
        go()
    assert not write(faults=["A01.pdf: na het maken gewijzigd"])
    assert json.loads((results / "release/audit.json").read_text())["sound"] is False


def test_the_command_asks_who_signs_and_says_what_is_missing(audited, monkeypatch, capsys):
    results, _, _, _ = audited
    monkeypatch.chdir(results.parents[1])
    assert main(["release", "--wave", "x", "--signed-by", "An Peeters"]) == 1
    assert "er is geen audit" in capsys.readouterr().err
    late = ["--signed-by", "An P", "--signed-on", "1/3"]
    for given, told in ((["--signed-by", " "], "noem wie"), (late, "is geen dag")):
        assert main(["release", "--wave", "x", *given]) == 1
        assert told in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["release", "--wave", "x"])
