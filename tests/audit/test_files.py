"""The audit of a whole set of files: sound when clean, unsound with one leak or one odd report, and
with every careless way to draw or print."""

import json
import re
import shutil
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest

from surveyreport.audit import files
from surveyreport.audit.files import Drawn, audit_files
from surveyreport.audit.odds import printed_odds
from surveyreport.audit.open_texts import open_texts
from surveyreport.audit.released import Released
from surveyreport.audit.tables import DRAWS, totals_of
from surveyreport.audit.truth import Truth
from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.render import render_batch
from surveyreport.files.csvfile import write_csv
from surveyreport.protection.counts import answered, provider_counts
from surveyreport.protection.draws import Plan
from surveyreport.protection.key import key_mark, read_key
from surveyreport.protection.printed import printed_table
from surveyreport.protection.protect import protect
from surveyreport.protection.settings import POLICY
from surveyreport.study.config import load_config

PROVIDERS = ("A02", "A16", "A35")


@pytest.fixture(scope="module")
def wave(sources):
    return load_config().waves["2023"]


@pytest.fixture(scope="module")
def truth(responses, sources):
    return Truth(responses, sources.study)


@pytest.fixture(scope="module")
def plan(responses, sources):
    return Plan(
        provider_counts(responses, sources.study), answered(responses, sources.study),
        sources.study, themes_of(sources.settings), sources.rules,
    )  # fmt: skip


@pytest.fixture(scope="module")
def key(sources):
    return read_key(sources.rules, "2023", synthetic=True)


@pytest.fixture(scope="module")
def drawn(plan, key):
    return protect("2023", plan, key)[0]


@pytest.fixture(scope="module")
def odds_once(drawn):
    """printed_odds, computed once for the draws as they are: most tests change something else."""
    known = []

    def odds(truth, table, *rest):
        if table is not drawn:
            return printed_odds(truth, table, *rest)
        if not known:
            known.append(printed_odds(truth, table, *rest))
        return known[0]

    return odds


@pytest.fixture
def audit(sources, wave, truth, plan, drawn, key, odds_once, monkeypatch, tmp_path):
    """Audits results/2023 under tmp_path: three reports and one public table."""
    monkeypatch.setattr(files, "printed_odds", odds_once)
    results = tmp_path / "results" / "2023"
    few = replace(
        sources,
        respondents=sources.respondents[sources.respondents["provider_id"].isin(PROVIDERS)],
    )
    index, failures = render_batch(few, PROVIDERS, results / "feedback", lambda line: None)
    assert not failures
    write_csv(index, results / "feedback/index-1.csv")
    public = results / "table.csv"
    public.write_text("item,n\nbeleid.B1,66\nAanbieder 10,3\n", encoding="utf-8")

    def run(logs=(), earlier=(), table=drawn, printed=None, rules=sources.rules) -> list[str]:
        sound = audit_files(
            replace(few, rules=rules),
            wave,
            POLICY,
            truth=truth,
            protected=Drawn(
                table,
                printed_table(plan, table) if printed is None else printed,
                key,
                key_mark(key),
            ),
            folder=results / "release",
            indexes=[results / "feedback/index-1.csv"],
            public=[public],
            logs=logs,
            earlier=earlier,
        )
        record = json.loads((results / "release/audit.json").read_text(encoding="utf-8"))
        page = (results / "release/audit.html").read_text(encoding="utf-8")
        assert record["sound"] == sound == ("De uitgave mag naar buiten" in page)
        listed = page[page.index("Fouten en lekken in") : page.index("Wat deze audit niet")]
        found = re.findall(r"<li>(.*?)</li>", listed)
        most = page[page.index("Aantallen die te veel") :]
        over = int(re.search(r"prijsgeven: (\d+)", most)[1])
        assert sound == (not found and not over)
        return [*found, *(["boven de belofte"] if over else [])]

    return results, public, run


def test_clean_files_are_sound(audit):
    results, _, run = audit
    assert run() == []
    record = json.loads((results / "release/audit.json").read_text(encoding="utf-8"))
    assert [entry["audience"] for entry in record["files"]].count("vertrouwelijk") == 6
    odds = pd.read_csv(results / "release/audit.csv")
    assert odds["holds"].all()
    assert odds[["colleague", "other"]].to_numpy().max() <= 3
    # every printed count, and what is not shown, has its odds
    assert {"theme", "question", "category", "not_shown"} == set(odds["kind"])


def test_a_provider_in_a_public_file_is_found(audit):
    _, public, run = audit
    public.write_text("provider_id,n\nA16,14\n", encoding="utf-8")
    assert run() == ["table.csv, inhoud: een andere aanbieder"]


def test_an_unrounded_number_about_providers_in_a_public_file_is_found(audit, sources):
    _, public, run = audit
    limit = sources.estimates["ci_low"].dropna()
    limit = limit[(limit * 100 % 1).between(0.2, 0.8)].iloc[0]
    for column in ("ci_low", "estimate"):
        public.write_text(f"item,{column}\nx,{limit:.2f}\n", encoding="utf-8")
        assert run() == []
        public.write_text(f"item,{column}\nx,{limit:.3f}\n", encoding="utf-8")
        assert "table.csv: 1 getallen" in run()[0]


def test_an_answer_in_a_log_is_found(audit, wave, sources):
    results, _, run = audit
    log = results.parents[1] / "clean.log"
    log.write_text("niets\n", encoding="utf-8")
    assert run([log]) == []
    answer = max(open_texts(wave), key=len)
    log.write_text(f"gewist: {answer}\n", encoding="utf-8")
    assert run([log]) == ["logs/clean.log, inhoud: een antwoord in eigen woorden"]


def test_a_report_of_another_provider_is_found(audit):
    results, _, run = audit
    one, other = (results / f"feedback/{name}.pdf" for name in PROVIDERS[:2])
    other.write_bytes(one.read_bytes())
    found = run()
    assert "A16.pdf: na het maken gewijzigd" in found
    assert "A16.pdf: de metadata noemt een andere aanbieder" in found


# ---- careless ways to draw and print


def test_fresh_noise_in_one_file_is_found(audit, sources):
    """A page made with a second draw of the same counts."""
    results, _, run = audit
    moved = sources.printed.assign(printed=np.minimum(sources.printed["printed"] + 1,
                                                      sources.printed["n"]))  # fmt: skip
    other = results.parents[1] / "other"
    render_batch(replace(sources, printed=moved), ["A16"], other, lambda line: None)
    (results / "feedback/A16.html").write_bytes((other / "A16.html").read_bytes())
    found = run()
    assert any("A16.html" in fault and "wijken af" in fault for fault in found)


def test_a_seed_without_the_key_is_found(audit, plan):
    _, _, run = audit
    unkeyed = protect("2023", plan, sha256(b"").digest())[0]
    found = run(table=unkeyed)
    assert len(found) == 1 and "niet de verschuiving die de sleutel geeft" in found[0]


def test_noise_cut_or_redrawn_where_the_truth_decides_is_found(audit, plan, drawn):
    """Clipping that tells: draws outside [0, n] cut before they are kept."""
    _, _, run = audit
    outside = (drawn["drawn"] < 0) | (drawn["drawn"] > drawn["n"])
    assert outside.sum() > 20
    cut = drawn.assign(drawn=drawn["drawn"].clip(0, drawn["n"]))
    assert "niet de verschuiving" in run(table=cut)[0]


def test_exact_counts_under_the_name_of_noise_are_found(audit, plan, drawn):
    _, _, run = audit
    exact = replace(plan.rules, kind="minimum_n")
    original = plan.rules
    plan.rules = exact
    try:
        table = protect("2023", plan, b"")[0].assign(own=drawn["own"])
    finally:
        plan.rules = original
    assert any("niet de verschuiving" in fault for fault in run(table=table))


def test_a_theme_beside_its_questions_without_budget_is_found(audit, drawn):
    _, _, run = audit
    row = drawn[(drawn["provider_id"] == "A16") & (drawn["id"] == "schoolteam.B3")].iloc[0]
    beside = row.copy()
    beside["kind"], beside["id"] = "theme", "team"
    table = pd.concat([drawn, beside.to_frame().T]).astype(drawn.dtypes.to_dict())
    assert any("telt mee in twee aantallen" in fault for fault in run(table=table))


def test_a_draw_with_too_large_a_factor_is_over_the_promise(audit, plan, key):
    _, _, run = audit
    original = plan.rules
    plan.rules = replace(original, own_odds=3.0)
    try:
        table = protect("2023", plan, key)[0]
    finally:
        plan.rules = original
    assert run(table=table) == ["boven de belofte"]


def test_a_count_shown_by_what_was_answered_is_found(audit, plan, drawn):
    """One question left out because all agreed, another printed though too few answered."""
    _, _, run = audit
    printed = printed_table(plan, drawn)
    where = printed["kind"].eq("question") & printed["provider_id"].eq("A16")
    less = printed.drop(printed.index[where][:1])
    (fault,) = run(printed=less)
    assert fault.startswith("1 aantallen ontbreken")
    row = printed[where].head(1).assign(provider_id="A02")
    (fault,) = run(printed=pd.concat([printed, row]))
    assert fault.startswith("1 aantallen die bij zo weinig antwoorden")


def test_an_earlier_release_is_compared(audit, sources, drawn, key):
    results, _, run = audit
    record = {"key": key_mark(key), "signed_by": "An", "signed_on": "2023-05-01"}
    same = Released(record, totals_of(sources.estimates), drawn[DRAWS])
    assert run(earlier=[same]) == []
    totals = totals_of(sources.estimates).copy()
    totals.loc[totals.index[0], "n"] += 1
    (fault,) = run(earlier=[replace_of(same, totals=totals)])
    assert fault.startswith("1 openbare aantallen verschillen minder dan 3")
    (fault,) = run(earlier=[replace_of(same, record=record | {"key": "other"})])
    assert "andere sleutel" in fault
    mine = drawn["provider_id"] == "A16"
    other = drawn[DRAWS].assign(responses=drawn["responses"].mask(mine, "x"))
    assert run(earlier=[replace_of(same, drawn=other)]) == []
    audited = json.loads((results / "release/audit.json").read_text(encoding="utf-8"))
    assert audited["kept"] == ["A16"]
    assert "A16" not in {entry["provider"] for entry in audited["files"]}


def replace_of(released, **changes):
    return Released(**({"record": released.record, "totals": released.totals,
                        "drawn": released.drawn} | changes))  # fmt: skip


def test_exact_counts_need_a_signature_for_their_number_of_answers(audit, plan, sources):
    _, _, run = audit
    exact = replace(sources.rules, kind="minimum_n", signed={})
    original = plan.rules
    plan.rules = exact
    try:
        table, printed = protect("2023", plan, b"")
    finally:
        plan.rules = original
    found = run(table=table, printed=printed, rules=exact)
    asked = [fault for fault in found if "antwoorden van één mens" in fault]
    assert len(asked) == 1 and "vul bij signed" in asked[0]
    count = int(re.search(r"volgen (\d+) antwoorden", asked[0])[1])
    assert count > 100


def test_answers_are_read_with_what_the_wave_did_not_offer(wave, tmp_path):
    """The audit holds the study of its wave, which lacks what nobody could choose."""
    study = shutil.copytree("study", tmp_path / "study")
    mapping = study / "waves/2023/beleid.csv"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("A02,beleid.A2,A1,", "A02,beleid.A2,-,"), encoding="utf-8")
    assert mapping.read_text(encoding="utf-8") != text
    assert open_texts(wave, study) == open_texts(wave)
