"""Finished reports, read back and recomputed from the printed counts and the responses."""

import re
from copy import deepcopy
from dataclasses import replace
from itertools import chain

import numpy as np
import pandas as pd
import pikepdf
import pypdfium2
import pytest
from report.pdf_reader import fragments, page_texts

from surveyreport.audit.pdf_file import read_pdf
from surveyreport.audit.reports import (
    BARS,
    PAGE,
    alternatives,
    index_faults,
    page_faults,
    report_faults,
    told,
)
from surveyreport.feedback.content import common_content, provider_content
from surveyreport.feedback.positions import positions
from surveyreport.feedback.render import Reports, render_batch
from surveyreport.feedback.sources import Earlier
from surveyreport.figures.theme import Theme
from surveyreport.files.csvfile import read_text
from surveyreport.files.dutch import percent
from surveyreport.study.model import Item

FEW, LARGE, MIDDLE = "A02", "A16", "A35"
READ = (FEW, LARGE, MIDDLE)
PAGES = 7
LEAST_POINTS = 8.0


@pytest.fixture(scope="module")
def reports(finished):
    """The folder with the reports of every provider, and the list of them."""
    folder = finished / "results/2023/feedback"
    lists = [read_text(path) for path in sorted(folder.glob("index-*.csv"))]
    return folder, pd.concat(lists).sort_values("provider_id", ignore_index=True)


@pytest.fixture(scope="module")
def pages(reports, sources):
    """The text of every page of every report, as a reader of its own finds it."""
    return {name: page_texts(reports[0] / f"{name}.pdf") for name in sources.providers}


def said(count, n):
    tenths = percent(count / n / 10)
    return {0: "bijna niemand", 10: "bijna iedereen"}.get(tenths, f"ongeveer {tenths} van de 10")


def remade(sources, provider):
    """The content of a report with its version, and its page."""
    made = Reports(common_content(sources), Theme(**sources.study.theme))
    plain = provider_content(sources, provider)
    content = made.versioned(plain, made.mark(plain), sources.wave)
    return content, made.page(content)


def public(responses, study, item):
    """The share of all providers that chose a favourable answer or ticked, from the responses."""
    one = study.items[item]
    table = responses[one.group][responses[one.group]["included"]]
    values = table[item].dropna()
    chosen = values == 1 if one.type == "option" else values.isin(one.scale.top2)
    return percent(chosen.sum() / len(values))


def test_numbers_in_every_pdf_are_those_of_its_provider(pages, finished, sources, responses, study):
    printed = pd.read_parquet(finished / "data/processed/2023/provider_printed.parquet")
    questions = printed[printed["kind"] == "question"]
    shares = {item: public(responses, study, item) for item in questions["id"].unique()}
    row = re.compile(r"(\d+) (bijna niemand|bijna iedereen|ongeveer \d+ van de 10) (\d+)\s%")
    order = {item: place for place, item in enumerate(study.items)}
    for provider in sources.providers:
        text = " ".join(" ".join(pages[provider]).split())
        assert f"Terugkoppeling voor Aanbieder {provider[1:]}" in pages[provider][0]
        assert len(pages[provider]) <= PAGES
        mine = questions[questions["provider_id"] == provider]
        mine = mine.sort_values("id", key=lambda ids: ids.map(order))
        expected = [(str(r.n), said(r.printed, r.n), str(shares[r.id])) for r in mine.itertuples()]
        start = text.find("Vraag per vraag")
        assert (start >= 0) == bool(len(mine))
        if len(mine):
            found = row.findall(text[start : text.index("Hoe de cijfers gemaakt zijn")])
            # answers to questions without a favourable side stand between them
            left = iter(found)
            assert all(one in left for one in expected), provider


def test_nothing_of_few_people_stands_in_a_report(sources, responses):
    for group, table in responses.items():
        sizes = table.loc[table["included"], "provider_id"].value_counts()
        for provider in sources.providers:
            content = provider_content(sources, provider)
            told = {row[0]: row[1] for row in content["response"]}
            n = int(sizes.get(provider, 0))
            label = sources.study.groups[group].label
            assert told[label] == (str(n) if n >= 5 else "minder dan 5")
            if n < 5:
                assert label not in [part["title"] for part in content["themes"]]


def test_a_provider_with_too_few_answers_gets_one_page_with_all_providers(pages, sources):
    content = provider_content(sources, FEW)
    assert content["short"] and len(pages[FEW]) == 1
    text = " ".join(pages[FEW][0].split())
    assert "antwoordden minder dan 5 mensen op genoeg vragen" in text
    assert "Visie en afspraken Beleidsteam" in text and "Om samen te bespreken" not in text
    short = [name for name in sources.providers if provider_content(sources, name)["short"]]
    assert all(len(pages[name]) == 1 for name in short)


def test_a_group_that_left_too_much_open_is_not_said_to_have_too_few_people(sources):
    """Its people are counted, and nothing of what they answered is told."""
    few, enough = provider_content(sources, FEW), provider_content(sources, MIDDLE)
    assert few["short"] and not enough["short"]
    without = replace(sources, printed=sources.printed.iloc[:0], positions=sources.positions[:0])
    content = provider_content(without, MIDDLE)
    assert content["response"] == enough["response"] and content["short"]
    assert "genoeg vragen" in content["summary"][0]


def test_the_form_of_a_report_follows_from_n_alone(sources):
    """Other answers, the same numbers of answers: the same parts, rows and columns everywhere."""
    random = np.random.default_rng(4)

    def form(value):
        if isinstance(value, dict):
            return {key: form(one) for key, one in value.items()
                    if key not in ("own_bar", "all_bar", "strip")}  # fmt: skip
        return [form(one) for one in value] if isinstance(value, list) else type(value).__name__

    n = sources.printed["n"].to_numpy()
    for share in (0.0, 0.5, 1.0):
        other = sources.printed.assign(printed=random.binomial(n, share))
        rows = sources.positions.drop(columns=["low", "high", "position"])
        away = rows["printed"].to_numpy() * 0 + random.binomial(rows["n"], share)
        rows = rows.assign(printed=away, share=away / rows["n"])
        changed = replace(sources, printed=other, positions=positions(rows))
        for provider in READ:
            before, after = (provider_content(one, provider) for one in (sources, changed))
            assert form(before) == form(after)


def test_no_chapter_is_empty(pages, sources):
    heads = {"themes": "Uw thema's naast alle aanbieders", "groups": "Vraag per vraag",
             "peers": "Naast aanbieders van dezelfde soort",
             "history": "Naast uw vorige deelname"}  # fmt: skip
    for provider in sources.providers:
        content, text = provider_content(sources, provider), " ".join(pages[provider])
        for part, head in heads.items():
            assert (head in text) == bool(content[part]), (provider, part)


def test_peers_are_others_of_the_same_kind_and_enough(sources):
    content = provider_content(sources, MIDDLE)
    kind = sources.types[MIDDLE]
    rows = sources.positions
    for theme, label, _, share, count in content["peers"]:
        (title,) = [t.id for t in sources.settings.themes if t.title == theme]
        (group,) = [g for g in sources.groups if sources.study.groups[g].label == label]
        others = rows[(rows["theme"] == title) & (rows["group"] == group)
                      & rows["provider_id"].map(sources.types).eq(kind)
                      & rows["provider_id"].ne(MIDDLE)]  # fmt: skip
        assert len(others) == int(count) >= 5
        assert share == f"{percent(others['printed'].sum() / others['n'].sum())}\u00a0%"


def test_every_report_is_tagged_dated_marked_and_large_enough_to_read(reports, pages):
    for provider in READ:
        path = reports[0] / f"{provider}.pdf"
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang).startswith("nl")
            assert pdf.Root.MarkInfo.Marked
            xmp = pdf.open_metadata()
            assert xmp["pdfuaid:part"] == "1" and xmp["pdfaid:part"] == "2"
            assert str(pdf.docinfo["/CreationDate"]).startswith("D:20230217")
            assert "Synthetische data" in str(pdf.docinfo["/Title"])
        sizes = [size for page in fragments(path) for _, size, _ in page]
        bars = []
        for page in pypdfium2.PdfDocument(path):
            bars += [b[3] - b[1] for b in (o.get_bounds() for o in page.get_objects()
                                                 if o.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH)
                     if b[2] - b[0] > 100 and 4 < b[3] - b[1] < 12]  # fmt: skip
        assert min(sizes) >= LEAST_POINTS - 0.01
        assert not bars or min(bars) >= LEAST_POINTS
    for text in chain.from_iterable(pages.values()):
        assert "Vertrouwelijk" in text and "Synthetische data" in text


def test_pdf_and_page_say_the_same(reports, sources):
    for provider in READ:
        content = provider_content(sources, provider)
        pdf = read_pdf(reports[0] / f"{provider}.pdf")
        page = (reports[0] / f"{provider}.html").read_text(encoding="utf-8")
        assert pdf.alternatives == alternatives(content)
        assert page == remade(sources, provider)[1]
        assert "http" not in page.replace("http-equiv", "") and "<script" not in page


def test_reports_use_no_words_of_the_trade(pages):
    """Plain Dutch: no names of methods in what a school gets."""
    trade = re.compile(r"Wilson|MOVER|ontwerpeffect|cluster|betrouwbaarheidsinterval|"
                       r"geometri|standaardfout|p-waarde|significant|Bonferroni", re.I)  # fmt: skip
    for provider, texts in pages.items():
        assert not trade.search(" ".join(texts)), provider


def test_a_report_says_that_numbers_and_rankings_are_not_in_it(sources):
    line = sources.words.texts["method_numbers"]
    assert line not in common_content(sources)["method"]
    number = Item("beleid.Z1", "beleid", "beleid.Z1", "number", "Hoeveel uren?", classes=(1, 5))
    whole = replace(sources.study, items=sources.study.items | {number.id: number})
    assert line in common_content(replace(sources, study=whole))["method"]


def test_only_what_changed_is_made_again(reports, sources, tmp_path):
    index, _ = render_batch(sources, READ, tmp_path, lambda line: None)
    made = reports[1]
    assert index.equals(made[made["provider_id"].isin(READ)].reset_index(drop=True))
    before = {name: (tmp_path / f"{name}.pdf").stat().st_mtime_ns for name in READ}
    lines = []
    render_batch(sources, READ, tmp_path, lines.append, keeps=lambda path: True)
    assert lines[-1] == "[3 van 3] rapporten, 0 opnieuw gemaakt, 0 mislukt"
    renamed = replace(sources, names=sources.names | {MIDDLE: "Aanbieder met een nieuwe naam"})
    again, _ = render_batch(renamed, READ, tmp_path, lines.append, keeps=lambda path: True)
    changed = [n for n in READ if (tmp_path / f"{n}.pdf").stat().st_mtime_ns != before[n]]
    assert changed == [MIDDLE]
    assert (again["sha256"] != index["sha256"]).tolist() == [False, False, True]


def test_one_failure_does_not_stop_the_others(sources, tmp_path):
    """A glyph that no font has makes typst refuse one report; its earlier one must not stay."""
    (tmp_path / f"{MIDDLE}.pdf").write_bytes(b"an earlier report")
    (tmp_path / "A99.html").write_bytes(b"a report of a provider that does not take part any more")
    broken = replace(sources, names=sources.names | {MIDDLE: "\N{EGYPTIAN HIEROGLYPH A001}"})
    index, failures = render_batch(broken, [MIDDLE, FEW], tmp_path, lambda line: None)
    assert list(failures) == [MIDDLE]
    assert "typst" in failures[MIDDLE]
    assert index["provider_id"].tolist() == [FEW]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{FEW}.html", f"{FEW}.pdf"]


def test_swapped_stale_doubled_and_altered_reports_do_not_pass(reports, sources, tmp_path):
    folder, index = reports[0], reports[1].query("provider_id in @READ")
    versions = dict(zip(index["provider_id"], index["version"], strict=True))
    content = {name: remade(sources, name)[0] for name in READ}
    common = told(common_content(sources))

    def faults(pdf, name, version=None, content=content):
        return report_faults(pdf, content[name], common, name, version or versions[name])

    for name in READ:
        assert faults(read_pdf(folder / f"{name}.pdf"), name) == []
    large = read_pdf(folder / f"{LARGE}.pdf")
    assert len(faults(large, MIDDLE)) == 4
    assert len(faults(large, LARGE, "0" * 12)) == 2
    fresh = deepcopy(content)
    fresh[LARGE]["groups"][1]["rows"][0]["alt"] += " Eén persoon antwoordde anders."
    (fault,) = faults(large, LARGE, content=fresh)
    assert fault.startswith("1 getallen wijken af")
    # the exact count as the length of a bar, under the words of the printed one
    for part in ("own_bar", "all_bar"):
        longer = deepcopy(content)
        rows = longer[LARGE]["groups"][0]["rows"]
        next(row for row in rows if row[part])[part][0]["share"] -= 0.01
        assert faults(large, LARGE, content=longer) == [BARS]
    moved = deepcopy(content)
    moved[LARGE]["themes"][0]["rows"][0]["strip"]["own"] += 0.01
    assert faults(large, LARGE, content=moved) == [BARS]
    assert page_faults(remade(sources, LARGE)[1], remade(sources, MIDDLE)[1]) == [PAGE]
    for name in READ:
        for kind in ("pdf", "html"):
            (tmp_path / f"{name}.{kind}").write_bytes((folder / f"{name}.{kind}").read_bytes())
    assert index_faults(tmp_path, index, READ) == []
    (tmp_path / f"{LARGE}.pdf").write_bytes((folder / f"{MIDDLE}.pdf").read_bytes())
    (tmp_path / "A99.pdf").write_bytes(b"old")
    (tmp_path / f"{FEW}.html").unlink()
    assert len(index_faults(tmp_path, index, (*READ, "A50"))) == 4


def test_with_exact_counts_nothing_is_said_of_noise_or_a_promise(sources):
    printed = sources.printed.assign(odds=np.inf)
    rules = replace(sources.rules, kind="minimum_n")
    exact = replace(sources, rules=rules, printed=printed,
                    earlier=Earlier("2021", sources.positions))  # fmt: skip
    noise = replace(exact, rules=sources.rules, printed=sources.printed)
    for one, said in ((exact, 0), (noise, 6)):
        content = [common_content(one), provider_content(one, LARGE), provider_content(one, FEW)]
        text = re.sub(r"geen vertrouwelijkheid beloofd", "", str(content))
        assert len(re.findall("verschov|verschuiv|beloofd", text)) >= said
        assert said or not re.search("verschov|verschuiv|beloofd", text)


def test_common_content_names_the_noise_and_the_power(sources):
    reading = " ".join(common_content(sources)["reading"])
    assert re.search(r"meestal hoogstens \d mensen", reading)
    assert re.search(r"20 punten .* bij 12 mensen op in ongeveer \d+ van de 100", reading)
