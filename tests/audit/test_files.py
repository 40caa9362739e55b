"""The audit of a whole set of files: sound when clean, unsound with one leak or one odd report, and
with every careless way to draw or print."""

import base64
import json
import re
import shutil
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pandas as pd
import pikepdf
import pytest
import whole_audit as whole
from whole_audit import whole_audit

from surveyreport.audit import draws, provider_files
from surveyreport.audit.draws import Drawn
from surveyreport.audit.files import NOT_SEEN
from surveyreport.audit.findings import read_findings
from surveyreport.audit.odds import printed_odds
from surveyreport.audit.pdf_file import read_pdf
from surveyreport.audit.released import Released
from surveyreport.audit.tables import DRAWS, totals_of
from surveyreport.audit.trends import Trends
from surveyreport.audit.truth import Truth
from surveyreport.feedback.content import common_content, provider_content
from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.render import Reports, render_batch
from surveyreport.figures.theme import Theme
from surveyreport.files.csvfile import read_table, write_csv
from surveyreport.files.parquet import read_parquet
from surveyreport.protection.counts import answered, provider_counts
from surveyreport.protection.draws import Plan
from surveyreport.protection.key import key_mark, read_key
from surveyreport.protection.printed import printed_table
from surveyreport.protection.protect import protect
from surveyreport.study.config import load_config

PROVIDERS = ("A02", "A16", "A35")


@pytest.fixture(scope="module")
def wave(sources):
    return load_config().waves["2023"]


@pytest.fixture(scope="module")
def texts(finished):
    return frozenset(read_parquet(finished / "data/processed/2023/open/typed.parquet")["text"])


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


@pytest.fixture(scope="module")
def few(sources):
    """The wave as if only PROVIDERS had answered."""
    here = sources.respondents["provider_id"].isin(PROVIDERS)
    return replace(sources, respondents=sources.respondents[here])


@pytest.fixture(scope="module")
def reports(few, tmp_path_factory):
    """The folder of their reports, with its list."""
    folder = tmp_path_factory.mktemp("reports") / "feedback"
    index, failures = render_batch(few, PROVIDERS, folder, lambda line: None)
    assert not failures
    write_csv(index, folder / "index-1.csv")
    return folder


@pytest.fixture(scope="module")
def pdf_once():
    """read_pdf, once for the same bytes."""
    known = {}

    def read(path):
        data = path.read_bytes()
        if data not in known:
            known[data] = read_pdf(path)
        return known[data]

    return read


@pytest.fixture
def audit(
    sources, few, reports, wave, truth, plan, drawn, key, odds_once, pdf_once, texts, monkeypatch,
    tmp_path,
):  # fmt: skip
    """Audits results/2023 under tmp_path: three reports and one public table."""
    monkeypatch.setattr(draws, "printed_odds", odds_once)
    monkeypatch.setattr(provider_files, "read_pdf", pdf_once)
    # three reports are read sooner than two forks begin
    monkeypatch.setattr("surveyreport.files.cores.cores", lambda: 1)
    results = tmp_path / "results" / "2023"
    shutil.copytree(reports, results / "feedback")
    public = results / "table.csv"
    public.write_text("item,n\nbeleid.B1,66\nAanbieder 10,3\n", encoding="utf-8")

    def run(
        logs=(), earlier=(), table=drawn, printed=None, rules=sources.rules, trends=None,
        pages=(), verdicts=None,
    ) -> list[str]:  # fmt: skip
        together = sorted((results.parent / "trends").glob("*"))
        sound = whole_audit(
            replace(
                few,
                rules=rules,
                printed=printed_table(plan, table) if printed is None else printed,
            ),
            wave,
            truth=truth,
            protected=Drawn(table, key, key_mark(key)),
            folder=results / "release",
            indexes=[results / "feedback/index-1.csv"],
            public=[public, *together, *pages],
            trends=trends,
            verdicts=verdicts,
            texts=texts,
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
    # under any name: the numbers of a report stand with the column that they come from
    for value, wrong in ((limit, 1), (round(limit, 2), 0)):
        public.write_text(f"key,value\nci_low; item=x,{value}\n", encoding="utf-8")
        assert len(run()) == wrong


def test_an_answer_in_a_log_is_found(audit, texts):
    results, _, run = audit
    log = results.parents[1] / "clean.log"
    log.write_text("niets\n", encoding="utf-8")
    assert run([log]) == []
    answer = max(texts, key=len)
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


def listed_again(folder):
    """The list of reports with the hashes that the files have now, as a careless maker writes."""
    index = read_table(folder / "index-1.csv")
    for file, digest in (("file", "sha256"), ("page", "page_sha256")):
        index[digest] = [sha256((folder / name).read_bytes()).hexdigest() for name in index[file]]
    write_csv(index, folder / "index-1.csv")


@pytest.mark.parametrize("how", ["bar", "comment", "author", "remark", "attachment", "sentence"])
def test_a_report_that_says_more_than_was_drawn_is_found(audit, sources, how):
    """A true number behind the printed one: as width of a bar, in metadata, in words."""
    results, _, run = audit
    folder = results / "feedback"
    page, pdf = folder / "A16.html", folder / "A16.pdf"
    text = page.read_text(encoding="utf-8")
    if how == "bar":
        page.write_text(re.sub(r"width:([1-8])", r"width:9", text, count=1), encoding="utf-8")
    elif how == "comment":
        page.write_text(text.replace("<main>", "<main><!-- B3 7/14 -->"), encoding="utf-8")
    elif how == "sentence":
        made = Reports(common_content(sources), Theme(**sources.study.theme))
        content = provider_content(sources, "A16")
        more = content | {"summary": [*content["summary"], "Precies 7 van de 14 mensen."]}
        pdf.write_bytes(made.pdf(made.versioned(more, made.mark(content), sources.wave)))
    else:
        with pikepdf.open(pdf, allow_overwriting_input=True) as file:
            if how == "author":
                file.docinfo["/Author"] = "7 van de 14"
            elif how == "attachment":
                file.attachments["b3.txt"] = b"7/14"
            else:
                note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text,
                                          Rect=[0, 0, 9, 9], Contents="B3: zeven")  # fmt: skip
                file.pages[0].Annots = pikepdf.Array([note])
            file.save(pdf)
    listed_again(folder)
    (fault,) = run()
    assert fault.startswith("A16.pdf: er staat iets in" if how in
                            ("author", "attachment", "remark", "sentence") else
                            "A16.html: de woorden of getallen wijken af")  # fmt: skip


def test_reports_of_other_counts_than_were_audited_are_found(audit, plan, key):
    """Counts protected with another seed, from which the reports were not made."""
    _, _, run = audit
    other = printed_table(plan, protect("2023", plan, sha256(b"").digest())[0])
    (fault,) = run(printed=other)
    assert "gedrukte aantallen volgen niet" in fault


def test_the_same_people_under_another_name_are_found(audit, plan, drawn, key, sources):
    """A second wave of the same export, or one key for two waves."""
    _, _, run = audit
    record = {"wave": "2022", "key": "other", "signed_by": "An", "signed_on": "2022-05-01"}
    totals = totals_of(sources.estimates)
    strangers = drawn[DRAWS].assign(responses="x" + drawn["responses"])
    assert run(earlier=[Released(record, totals, strangers)]) == []
    twice = protect("2022", plan, key)[0]
    assert not twice["drawn"].equals(drawn["drawn"])
    (fault,) = run(earlier=[Released(record, totals, twice[DRAWS])])
    assert fault.startswith("dit zijn de antwoorden van golf 2022")
    (fault,) = run(earlier=[Released(record | {"key": key_mark(key)}, totals, strangers)])
    assert fault.startswith("de sleutel is die van golf 2022")


def test_a_seed_without_the_key_is_found(audit, plan):
    _, _, run = audit
    unkeyed = protect("2023", plan, sha256(b"").digest())[0]
    assert "niet de verschuiving die de sleutel geeft" in run(table=unkeyed)[0]


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
    found = run(table=table)
    assert found[-1] == "boven de belofte" and not any("verschuiving" in one for one in found)


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
    record = {"wave": "2023", "key": key_mark(key), "signed_by": "An", "signed_on": "2023-05-01"}
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


def test_a_table_inside_a_page_is_read(audit):
    """A page carries the numbers of its figures as downloads, which nobody sees on it."""
    _, public, run = audit
    page = public.with_suffix(".html")

    def faults(table):
        code = base64.b64encode(table.encode()).decode()
        page.write_text(f'<a href="data:text/csv;charset=utf-8;base64,{code}">x</a>', "utf-8")
        return run(pages=[page])

    assert faults("item,share,ci_low\nx,0.1666666667,0.11\n") == []
    assert "te weinig afgerond" in faults("item,share,ci_low\nx,0.1666666667,0.1123\n")[0]
    assert "een andere aanbieder" in faults("item,provider_id\nx,A16\n")[0]
    table = pd.DataFrame({"delta": [0.1234567891], "difference_low": [-0.0312345678]})
    for value, given in (("0.1234567891", 0), ("-0.0312345678", 1)):
        page.write_text(f'<p><data value="{value}">x</data></p>', encoding="utf-8")
        assert len(run(pages=[page], verdicts=table)) == given
    weighted = table.assign(unweighted_delta=0.1)
    page.write_text('<data value="0.1234567891">x</data>', encoding="utf-8")
    assert len(run(pages=[page], verdicts=weighted)) == 1


@pytest.fixture
def trends(drawn):
    """Trends of this wave and an earlier one, with one comparison."""
    verdicts = pd.DataFrame(
        {"group": "beleid", "item": "beleid.B1", "from": "2021", "to": "2023", "n_from": 66,
         "n_to": 63, "returning_n_from": 53,
         "returning_n_to": 50, "providers_from": 35, "providers_to": 38, "providers_both": 30,
         "returning_difference": 0.0412345679, "difference": 0.0523456789}, index=[0],
    )  # fmt: skip
    small = drawn.assign(own=1.73)
    texts = frozenset({"wij deden dat ooit anders met die ene leerling"})
    return Trends(verdicts, {"2021": small, "2023": small}, frozenset({"School Noord"}), texts)


def test_what_goes_out_of_several_waves_together(audit, trends, drawn, sources):
    results, _, run = audit
    page = results.parent / "trends/trends.html"
    page.parent.mkdir()
    page.write_text("<p>Alle: 5 punten, terugkerend: 4 punten</p>", encoding="utf-8")
    assert run(trends=trends) == []
    record = json.loads((results / "release/audit.json").read_text(encoding="utf-8"))
    assert "trends/trends.html" in [entry["file"] for entry in record["files"]]
    for leak, said in (
        ("0,0412345679", "trends/trends.html: 1 getallen"),
        ("School Noord", "trends/trends.html, inhoud: een andere aanbieder"),
        ("&#87;ij deden dat ooit anders met die ene leerling", "een antwoord in eigen woorden"),
    ):
        page.write_text(f"<p>{leak}</p>", encoding="utf-8")
        (fault,) = run(trends=trends)
        assert said in fault
    page.write_text("<p></p>", encoding="utf-8")
    table = page.with_name("verdicts.csv")
    write_csv(trends.verdicts, table)
    assert "verdicts.csv: 1 getallen" in run(trends=trends)[0]
    table.unlink()
    few = trends.verdicts.assign(returning_n_from=60)
    (fault,) = run(trends=replace(trends, verdicts=few))
    assert "6 mensen bij aanbieders van die ene golf" in fault
    (fault,) = run(trends=replace(trends, drawn=trends.drawn | {"2021": drawn}))
    assert "hoogstens 1,73" in fault and "golf 2021" in fault


def test_all_beside_returning_providers_tells_of_the_others_when_exact():
    """Why: with ten decimals the difference of the returning providers leaves one table, and the
    totals less that are what six people of the other providers answered."""
    random = np.random.default_rng(5)
    n, back = np.array([66, 63]), np.array([60, 53])
    exact, rounded = 0, 0
    for _ in range(50):
        gone = random.binomial(n - back, 0.8)
        stayed = random.binomial(back, 0.8)
        told = stayed[1] / back[1] - stayed[0] / back[0]
        a, b = np.meshgrid(*(np.arange(size + 1) for size in n - back), indexing="ij")
        can = (stayed + gone)[1] - b, (stayed + gone)[0] - a
        value = can[0] / back[1] - can[1] / back[0]
        exact += (np.abs(value - told) < 1e-9).sum() == 1
        rounded += (np.round(value, 2) == np.round(told, 2)).sum() == 1
    assert exact == 50 and rounded == 0


@pytest.fixture
def written(audit, sources, wave, monkeypatch):
    """Writes the audit again from what the parts found, after they went through a file."""
    results, public, run = audit
    found = []
    write = whole.write_audit
    monkeypatch.setattr(whole, "write_audit", lambda *rest: found.append(rest) or write(*rest))
    run()
    parts, *rest = found[0]
    parts.write(results / "parts.json")

    def again():
        return write(read_findings(results / "parts.json"), *rest)

    return results, public, again


def test_what_the_parts_found_gives_the_same_audit_from_a_file(written):
    results, _, again = written
    names = ("audit.json", "audit.html")
    before = [(results / "release" / name).read_bytes() for name in names]
    assert again()
    assert [(results / "release" / name).read_bytes() for name in names] == before


@pytest.mark.parametrize("name", ["table.csv", "feedback/A02.pdf", "feedback/A16.html"])
def test_a_file_that_is_not_what_a_part_looked_at_is_never_vouched_for(written, name):
    results, _, again = written
    path = results / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert not again()
    page = (results / "release/audit.html").read_text(encoding="utf-8")
    assert f"{name}: {NOT_SEEN}" in page
    assert json.loads((results / "release/audit.json").read_text())["sound"] is False
