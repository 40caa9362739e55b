"""The audit of a whole set of files: sound when clean, unsound with one leak or one odd report."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from surveyreport.disclosure.audit import COLUMNS
from surveyreport.disclosure.open_texts import open_texts
from surveyreport.disclosure.policy import POLICY
from surveyreport.disclosure.release import release
from surveyreport.feedback.release_audit import audit_files
from surveyreport.feedback.render import render_batch
from surveyreport.files.csvfile import write_csv

PROVIDERS = ("A02", "A03")


@pytest.fixture
def audit(sources, config, counts, tmp_path):
    """Audits results/2023 under tmp_path: two reports and one public table."""
    results = tmp_path / "results" / "2023"
    few = replace(sources, response=sources.response[sources.response.provider_id.isin(PROVIDERS)])
    index, _ = render_batch(few, PROVIDERS, results / "feedback", lambda line: None)
    write_csv(index, results / "feedback/index-1.csv")
    attack = dict.fromkeys(COLUMNS, "x") | {"holds": True, "without_holds": True}
    attack |= {"reason": "secondary", "low": 0, "high": 3, "required": 3}
    attack |= {"without_low": 0, "without_high": 3}
    write_csv(pd.DataFrame([attack]), results / "release/audit.csv")
    write_csv(few.released.head(), results / "release/released.csv")
    public = results / "table.csv"
    public.write_text("item,n\nbeleid.B1,66\nAanbieder 10,3\n", encoding="utf-8")

    def run(logs=()) -> tuple[bool, dict]:
        sound = audit_files(
            few,
            config.waves["2023"],
            POLICY,
            counts=counts,
            attacks=results / "release/audit.csv",
            indexes=[results / "feedback/index-1.csv"],
            public=[public],
            released=results / "release/released.csv",
            logs=logs,
        )
        return sound, json.loads((results / "release/audit.json").read_text(encoding="utf-8"))

    return results, public, run


def test_clean_files_are_sound_and_released(audit):
    results, _, run = audit
    sound, record = run()
    assert sound and record["sound"]
    assert [entry["audience"] for entry in record["files"]].count("vertrouwelijk") == 2
    assert len(release(results, Path(POLICY))) == 3


def test_a_provider_in_a_public_file_is_found(audit):
    results, public, run = audit
    public.write_text("provider_id,n\nA16,14\n", encoding="utf-8")
    assert run()[0] is False
    page = (results / "release/audit.html").read_text(encoding="utf-8")
    assert "table.csv, inhoud: een andere aanbieder" in page
    assert "mag niet naar buiten" in page


def test_an_unrounded_interval_limit_in_a_public_file_is_found(audit, sources):
    results, public, run = audit
    limit = sources.estimates["ci_low"].dropna()
    limit = limit[(limit * 100 % 1).between(0.2, 0.8)].iloc[0]
    public.write_text(f"item,ci_low\nx,{limit:.2f}\n", encoding="utf-8")
    assert run()[0] is True
    public.write_text(f"item,ci_low\nx,{limit:.3f}\n", encoding="utf-8")
    assert run()[0] is False
    page = (results / "release/audit.html").read_text(encoding="utf-8")
    assert "table.csv: 1 getallen" in page


def test_an_answer_in_a_log_is_found(audit, config, sources):
    results, _, run = audit
    log = results.parents[1] / "clean.log"
    log.write_text("niets\n", encoding="utf-8")
    assert run([log])[0] is True
    answer = max(open_texts(config.waves["2023"], sources.study), key=len)
    log.write_text(f"gewist: {answer}\n", encoding="utf-8")
    assert run([log])[0] is False
    page = (results / "release/audit.html").read_text(encoding="utf-8")
    assert "logs/clean.log, inhoud: een antwoord in eigen woorden" in page


def test_a_report_of_another_provider_is_found(audit):
    results, _, run = audit
    one, other = (results / f"feedback/{name}.pdf" for name in PROVIDERS)
    other.write_bytes(one.read_bytes())
    assert run()[0] is False
    page = (results / "release/audit.html").read_text(encoding="utf-8")
    assert "A03.pdf: na het maken gewijzigd" in page
    assert "A03.pdf: de metadata noemt een andere aanbieder" in page
