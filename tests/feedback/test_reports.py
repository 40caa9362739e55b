"""Finished reports, read back and recomputed from the responses."""

import re
from dataclasses import replace

import pandas as pd
import pikepdf
import pytest
from pypdf import PdfReader

from surveyreport.disclosure.scan import alternative_texts
from surveyreport.dutch import percent
from surveyreport.feedback.check import index_faults, report_faults
from surveyreport.feedback.content import provider_content
from surveyreport.feedback.render import render_batch

LARGE, MIDDLE, NOTHING = "A16", "A35", "A02"
READ = (LARGE, MIDDLE, NOTHING)
ROW = re.compile(r"(?:^|\s)(\d+) (–|\d+ %) (\d+ %)( \*)?(?=\s|$)")


@pytest.fixture(scope="module")
def reports(sources, tmp_path_factory):
    folder = tmp_path_factory.mktemp("feedback")
    lines = []
    index, failures = render_batch(sources, READ, folder, lines.append)
    assert failures == {}
    assert lines[-1].startswith("3 van 3 rapporten")
    return folder, index


def expected_rows(responses, study, provider):
    """(n, own %, others %, all %) of every row of the question tables, from the responses."""
    rows = []
    for group in study.groups:
        table = responses[group][responses[group]["included"]]
        mine = table["provider_id"] == provider
        if mine.sum() < 5:
            continue
        for item in study.group_items(group):
            if item.type == "open" or item.id not in table:
                continue
            values = table[item.id]
            if item.type == "option":
                wanted = [values == 1]
            elif item.scale.top2:
                wanted = [values.isin(item.scale.top2)]
            else:
                wanted = [values == label for label in item.scale.labels]
            answered = values.notna()
            for chosen in wanted:
                parts = [answered & mine, answered & ~mine, answered]
                rows.append((int(parts[0].sum()), *(percent(chosen[p].mean()) for p in parts)))
    return rows


@pytest.mark.parametrize("provider", READ)
def test_numbers_in_the_pdf_are_those_of_the_provider(reports, responses, study, provider):
    pages = [page.extract_text() for page in PdfReader(reports[0] / f"{provider}.pdf").pages]
    text = "\n".join(pages)
    assert f"Terugkoppeling voor Aanbieder {provider[1:]}" in pages[0]
    items = text[text.rindex("Antwoorden per vraag") : text.rindex("Methode en bescherming")]
    printed = [(int(n), own, others, star) for n, own, others, star in ROW.findall(items)]
    expected = expected_rows(responses, study, provider)
    assert len(printed) == len(expected)
    shown = 0
    for (n, own, others, star), (base, mine, rest, everyone) in zip(printed, expected, strict=True):
        assert n == base
        if star:
            assert (own, others) == ("–", f"{everyone} %")
        else:
            assert (own, others) == (f"{mine} %", f"{rest} %")
            shown += 1
    assert (shown > 20) == (provider != NOTHING)


def test_a_report_below_the_thresholds_says_so_and_shows_no_number(reports):
    reader = PdfReader(reports[0] / f"{NOTHING}.pdf")
    text = " ".join(page.extract_text() for page in reader.pages).replace("\n", " ")
    assert "in elke groep minder dan 5 mensen, of niemand" in text
    assert "zijn niet te noemen" in text
    assert alternative_texts(reports[0] / f"{NOTHING}.pdf") == []


def test_every_report_is_tagged_dated_and_marked(reports, sources):
    for provider in READ:
        with pikepdf.open(reports[0] / f"{provider}.pdf") as pdf:
            assert str(pdf.Root.Lang).startswith("nl")
            assert pdf.Root.MarkInfo.Marked
            xmp = pdf.open_metadata()
            assert xmp["pdfuaid:part"] == "1" and xmp["pdfaid:part"] == "2"
            assert str(pdf.docinfo["/CreationDate"]).startswith("D:20230217")
            assert "Synthetische data" in str(pdf.docinfo["/Title"])
            fonts = {
                str(font.BaseFont).split("+")[-1]
                for page in pdf.pages
                for font in page.Resources.get("/Font", {}).values()
            }
            assert all("DejaVu" in font for font in fonts)
        for page in PdfReader(reports[0] / f"{provider}.pdf").pages:
            text = page.extract_text()
            assert "Vertrouwelijk" in text and "Synthetische data" in text


def test_every_bar_pair_has_its_numbers_as_alternative_text(reports, sources):
    found = alternative_texts(reports[0] / f"{LARGE}.pdf")
    content = provider_content(sources, LARGE)
    assert found == [row["alt"] for group in content["groups"] for row in group["rows"]]
    assert all("n = " in text for text in found)


def test_only_what_changed_is_made_again(reports, sources, tmp_path):
    index, _ = render_batch(sources, READ, tmp_path, lambda line: None)
    assert index.equals(reports[1])
    before = {name: (tmp_path / f"{name}.pdf").stat().st_mtime_ns for name in READ}
    lines = []
    render_batch(sources, READ, tmp_path, lines.append)
    assert lines[-1] == "3 van 3 rapporten, 0 opnieuw gemaakt, 0 mislukt"
    renamed = replace(sources, names=sources.names | {MIDDLE: "Aanbieder met een nieuwe naam"})
    again, _ = render_batch(renamed, READ, tmp_path, lines.append)
    changed = [n for n in READ if (tmp_path / f"{n}.pdf").stat().st_mtime_ns != before[n]]
    assert changed == [MIDDLE]
    assert (again["sha256"] != index["sha256"]).tolist() == [False, True, False]


def test_one_failure_does_not_stop_the_others(sources, tmp_path):
    """A glyph that no font has makes typst refuse one report; its earlier one must not stay."""
    (tmp_path / f"{MIDDLE}.pdf").write_bytes(b"an earlier report")
    broken = replace(sources, names=sources.names | {MIDDLE: "\N{EGYPTIAN HIEROGLYPH A001}"})
    index, failures = render_batch(broken, [MIDDLE, NOTHING], tmp_path, lambda line: None)
    assert list(failures) == [MIDDLE]
    assert "typst" in failures[MIDDLE]
    assert index["provider_id"].tolist() == [NOTHING]
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [f"{NOTHING}.pdf"]


def test_swapped_stale_doubled_and_altered_reports_do_not_pass(reports, sources, tmp_path):
    folder, index = reports
    versions = dict(zip(index["provider_id"], index["version"], strict=True))
    content = {name: provider_content(sources, name) for name in READ}
    for name in READ:
        path = folder / f"{name}.pdf"
        assert report_faults(path, content[name], name, versions[name]) == []
    swapped = report_faults(folder / f"{LARGE}.pdf", content[MIDDLE], MIDDLE, versions[MIDDLE])
    assert len(swapped) == 4
    stale = report_faults(folder / f"{LARGE}.pdf", content[LARGE], LARGE, "0" * 12)
    assert len(stale) == 2
    leaking = provider_content(sources, LARGE)
    leaking["groups"][1]["rows"][0]["alt"] += " Eén persoon antwoordde anders."
    assert report_faults(folder / f"{LARGE}.pdf", leaking, LARGE, versions[LARGE]) == [
        "1 alternatieve teksten wijken af van de vrijgegeven cijfers"
    ]
    for name in READ:
        (tmp_path / f"{name}.pdf").write_bytes((folder / f"{name}.pdf").read_bytes())
    assert index_faults(tmp_path, index, READ) == []
    (tmp_path / f"{LARGE}.pdf").write_bytes((folder / f"{MIDDLE}.pdf").read_bytes())
    (tmp_path / "A99.pdf").write_bytes(b"old")
    (tmp_path / f"{NOTHING}.pdf").unlink()
    faults = index_faults(tmp_path, index, (*READ, "A50"))
    assert len(faults) == 4
    doubled = pd.concat([index, index.assign(file="A98.pdf").head(1)])
    assert any("gelijk aan een ander" in fault for fault in index_faults(tmp_path, doubled, READ))
