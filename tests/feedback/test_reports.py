"""Finished reports, read back and recomputed from the responses."""

import re
from dataclasses import replace
from itertools import chain

import pandas as pd
import pikepdf
import pytest
from pypdf import PdfReader

from surveyreport.disclosure.pdf_file import read_pdf
from surveyreport.disclosure.release_table import HIDDEN
from surveyreport.feedback.check import index_faults, report_faults
from surveyreport.feedback.content import provider_content
from surveyreport.feedback.render import render_batch
from surveyreport.files.dutch import percent

NOTHING, LARGE, MIDDLE = "A02", "A16", "A35"
READ = (NOTHING, LARGE, MIDDLE)
ROW = re.compile(r"(?:^|\s)(\d+) (?:–|(\d+)\s%) (\d+)\s%( \*)?(?=\s|$)")
PAGES = 7


@pytest.fixture(scope="module")
def reports(finished):
    """The folder with the report of every provider, and the list of them."""
    folder = finished / "results/2023/feedback"
    lists = [pd.read_csv(path, dtype=str) for path in sorted(folder.glob("index-*.csv"))]
    return folder, pd.concat(lists).sort_values("provider_id", ignore_index=True)


@pytest.fixture(scope="module")
def pages(reports, sources):
    """The text of every page of every report, as a reader of its own finds it."""
    return {
        name: [page.extract_text() for page in PdfReader(reports[0] / f"{name}.pdf").pages]
        for name in sources.providers
    }


def expected_rows(responses, study):
    """provider: (item, n, own %, others %, all %) of the rows of its tables, from the responses."""
    rows = {}
    for group in study.groups:
        table = responses[group][responses[group]["included"]]
        provider = table["provider_id"]
        told = [name for name, people in provider.value_counts().items() if people >= 5]
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
            n = answered.groupby(provider).sum()
            for chosen in wanted:
                k = (chosen & answered).groupby(provider).sum()
                for name in told:
                    shares = (
                        percent(k[name] / n[name]) if n[name] else None,
                        percent((k.sum() - k[name]) / (n.sum() - n[name])),
                        percent(k.sum() / n.sum()),
                    )
                    rows.setdefault(name, []).append((item.id, n[name], *shares))
    return rows


def test_numbers_in_every_pdf_are_those_of_its_provider(pages, sources, responses, study):
    """Also that no page has a number of the provider where the release hides it."""
    released = sources.released.drop_duplicates(["provider_id", "item"])
    hidden = released[released["detail"] == HIDDEN].groupby("provider_id")["item"].agg(set)
    expected = expected_rows(responses, study)
    for provider in sources.providers:
        text = "\n".join(pages[provider])
        assert f"Terugkoppeling voor Aanbieder {provider[1:]}" in pages[provider][0]
        assert len(pages[provider]) <= PAGES
        items = text[text.rindex("Antwoorden per vraag") : text.rindex("Methode en bescherming")]
        printed = [tuple(int(x) if x.isdigit() else x for x in row) for row in ROW.findall(items)]
        assert printed == [
            (n, "", everyone, " *") if item in hidden[provider] else (n, mine, others, "")
            for item, n, mine, others, everyone in expected.get(provider, [])
        ], provider
    assert set(expected) < set(sources.providers)


def test_a_report_below_the_thresholds_says_so_and_shows_no_number(reports, pages):
    text = " ".join(pages[NOTHING]).replace("\n", " ")
    assert "in elke groep minder dan 5 mensen, of niemand" in text
    assert "zijn niet te noemen" in text
    assert read_pdf(reports[0] / f"{NOTHING}.pdf").alternatives == []


def test_every_report_is_tagged_dated_and_marked(reports, pages):
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
    for text in chain.from_iterable(pages.values()):
        assert "Vertrouwelijk" in text and "Synthetische data" in text


def test_every_bar_pair_has_its_numbers_as_alternative_text(reports, sources):
    found = read_pdf(reports[0] / f"{LARGE}.pdf").alternatives
    content = provider_content(sources, LARGE)
    assert found == [row["alt"] for group in content["groups"] for row in group["rows"]]
    assert all("n = " in text for text in found)


def test_only_what_changed_is_made_again(reports, sources, tmp_path):
    index, _ = render_batch(sources, READ, tmp_path, lambda line: None)
    made = reports[1]
    assert index.equals(made[made["provider_id"].isin(READ)].reset_index(drop=True))
    before = {name: (tmp_path / f"{name}.pdf").stat().st_mtime_ns for name in READ}
    lines = []
    render_batch(sources, READ, tmp_path, lines.append)
    assert lines[-1] == "3 van 3 rapporten, 0 opnieuw gemaakt, 0 mislukt"
    renamed = replace(sources, names=sources.names | {MIDDLE: "Aanbieder met een nieuwe naam"})
    again, _ = render_batch(renamed, READ, tmp_path, lines.append)
    changed = [n for n in READ if (tmp_path / f"{n}.pdf").stat().st_mtime_ns != before[n]]
    assert changed == [MIDDLE]
    assert (again["sha256"] != index["sha256"]).tolist() == [False, False, True]


def test_one_failure_does_not_stop_the_others(sources, tmp_path):
    """A glyph that no font has makes typst refuse one report; its earlier one must not stay."""
    (tmp_path / f"{MIDDLE}.pdf").write_bytes(b"an earlier report")
    (tmp_path / "A99.pdf").write_bytes(b"a report of a provider that does not take part any more")
    broken = replace(sources, names=sources.names | {MIDDLE: "\N{EGYPTIAN HIEROGLYPH A001}"})
    index, failures = render_batch(broken, [MIDDLE, NOTHING], tmp_path, lambda line: None)
    assert list(failures) == [MIDDLE]
    assert "typst" in failures[MIDDLE]
    assert index["provider_id"].tolist() == [NOTHING]
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [f"{NOTHING}.pdf"]


def test_swapped_stale_doubled_and_altered_reports_do_not_pass(reports, sources, tmp_path):
    folder, index = reports[0], reports[1].query("provider_id in @READ")
    versions = dict(zip(index["provider_id"], index["version"], strict=True))
    content = {name: provider_content(sources, name) for name in READ}
    for name in READ:
        path = folder / f"{name}.pdf"
        assert report_faults(read_pdf(path), content[name], name, versions[name]) == []
    swapped = report_faults(
        read_pdf(folder / f"{LARGE}.pdf"), content[MIDDLE], MIDDLE, versions[MIDDLE]
    )
    assert len(swapped) == 4
    stale = report_faults(read_pdf(folder / f"{LARGE}.pdf"), content[LARGE], LARGE, "0" * 12)
    assert len(stale) == 2
    leaking = provider_content(sources, LARGE)
    leaking["groups"][1]["rows"][0]["alt"] += " Eén persoon antwoordde anders."
    assert report_faults(read_pdf(folder / f"{LARGE}.pdf"), leaking, LARGE, versions[LARGE]) == [
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
