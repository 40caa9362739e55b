"""A planted leak is found wherever it hides; only audited, unchanged files are copied."""

import json
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import typst
from pypdf import PdfReader
from small import POLICY

from surveyreport.__main__ import main
from surveyreport.disclosure.audit import COLUMNS
from surveyreport.disclosure.dossier import CONFIDENTIAL, INTERNAL, PUBLIC, write_dossier
from surveyreport.disclosure.pdf_file import read_pdf
from surveyreport.disclosure.public_files import response_faults, spread_faults
from surveyreport.disclosure.release import release
from surveyreport.disclosure.scan import Forbidden, parts_of, scan
from surveyreport.files.problems import InputProblems

ANSWER = "De werkplekken liggen te ver van de school"
FORBIDDEN = Forbidden.of(["A01", "Aanbieder 01", "A02", "Aanbieder 02"], [ANSWER, "ja"])


def pdf(path: Path, text="Rustig", alt="Een balk", title="Titel", keyword="k") -> Path:
    source = (
        f'#set document(title: "{title}", keywords: ("{keyword}",), '
        "date: datetime(year: 2023, month: 2, day: 17))\n"
        f'#set text(lang: "nl")\n= Kop\n{text}\n'
        f'#figure(alt: "{alt}", rect(width: 2cm, height: 5mm))'
    )
    path.write_bytes(typst.compile(source.encode(), pdf_standards=["ua-1"]))
    return path


@pytest.mark.parametrize(
    ("where", "leak"),
    [
        ({"text": "volgens A02 wel"}, "bladzijde 1"),
        ({"alt": "Aanbieder 02: 3 van 4"}, "alternatieve tekst"),
        ({"title": "Rapport van A02"}, "metadata"),
        ({"keyword": "A02"}, "metadata"),
        ({"alt": ANSWER}, "alternatieve tekst"),
        ({"text": "de werkplekken liggen \\ te ver van de school"}, "bladzijde 1"),
        ({"text": f"#box(width: 9mm, text(hyphenate: true)[{ANSWER}])"}, "bladzijde 1"),
    ],
)
def test_a_leak_in_a_pdf_is_found(tmp_path, where, leak):
    found = scan(pdf(tmp_path / "A01.pdf", **where), "A01.pdf", FORBIDDEN, ["A01", "Aanbieder 01"])
    assert [one.part for one in found] == [leak]
    assert ANSWER not in str(found) and "A02" not in str(found)


def test_a_clean_pdf_about_the_provider_itself_passes(tmp_path):
    path = pdf(tmp_path / "A01.pdf", text="A01 en BA02 en A021, ja", title="Aanbieder 01")
    assert scan(path, "A01.pdf", FORBIDDEN, ["A01", "Aanbieder 01"]) == []
    assert [leak.part for leak in scan(path, "A01.pdf", FORBIDDEN)] == [
        "bestandsnaam",
        "bladzijde 1",
        "metadata",
    ]


def test_leaks_in_other_kinds_of_file_are_found(tmp_path):
    csv = tmp_path / "t.csv"
    csv.write_text("n,share\n3,0.5\n", encoding="utf-8")
    assert scan(csv, "t.csv", FORBIDDEN) == []
    csv.write_text("provider,n\nA02,3\n", encoding="utf-8")
    assert len(scan(csv, "t.csv", FORBIDDEN)) == 1
    book = tmp_path / "t.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<row><c>1</c></row>")
        archive.writestr("xl/externalLinks/cache.xml", f"<v>{ANSWER}</v>")
    assert [leak.part for leak in scan(book, "t.xlsx", FORBIDDEN)] == ["xl/externalLinks/cache.xml"]
    page = tmp_path / "t.html"
    page.write_text(f"<script>x = '{ANSWER.replace('e', '&#101;')}'</script>", encoding="utf-8")
    assert len(scan(page, "t.html", FORBIDDEN)) == 1
    assert scan(csv, "figures/A02.csv", FORBIDDEN)[0].part == "bestandsnaam"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("figure.svg", "<svg><title>Visie</title><desc>{}</desc></svg>"),
        ("report.html", '<script type="application/json">{{"text": "{}"}}</script>'),
        ("report.html", '<img alt="{}" src="data:,">'),
        ("table.csv", "n,text\n3,{}\n"),
        ("clean-beleid.log", "gewist: {}\n"),
    ],
)
@pytest.mark.parametrize("leak", [ANSWER, ANSWER.upper(), "Aanbieder 02"])
def test_a_leak_in_a_text_file_is_found(tmp_path, name, text, leak):
    path = tmp_path / name
    path.write_text(text.format("niets bijzonders"), encoding="utf-8")
    assert scan(path, name, FORBIDDEN) == []
    path.write_text(text.format(leak), encoding="utf-8")
    assert len(scan(path, name, FORBIDDEN)) == 1


def test_every_string_of_a_pdf_is_read(tmp_path):
    """Also with parentheses, escapes and characters of several fonts, as pypdf reads them."""
    text = "((haakjes) en \\\\ één ½ ≥ – *vet* _schuin_ `code`) 3 (b"
    path = pdf(tmp_path / "t.pdf", text=text)
    (page,) = read_pdf(path).pages
    theirs = PdfReader(path).pages[0].extract_text()
    # Languages in the marks of the text come on top
    assert not Counter("".join(theirs.split())) - Counter(page)
    assert "haakjes" in page and "½" in page


def workbook(path, study, rows):
    heads = [study.texts["workbook"]["columns"][name].format_map(Counter()) for name in rows]
    book = openpyxl.Workbook()
    for line in (["Titel"], heads, *zip(*rows.values(), strict=True)):
        book.active.append(list(line))
    book.save(path)
    return path


def test_numbers_about_the_spread_are_rounded_in_public_files(study, tmp_path):
    estimates = pd.DataFrame(
        {"ci_low": [0.3123456789], "ci_high": [0.5], "n_eff": [61.23456789], "deff": [1.4812345678]}
    )

    def faults(path):
        return spread_faults(path, parts_of(path), estimates, study)

    book = tmp_path / "t.xlsx"
    for low, deff, wrong in ((0.31, 1.5, False), (0.312, 1.5, True), (0.31, 1.48, True)):
        found = faults(workbook(book, study, {"n": [9], "ci_low": [low], "deff": [deff]}))
        assert bool(found) == wrong
    page, table = tmp_path / "t.html", tmp_path / "t.csv"
    for text, wrong in (("31 %", False), ("31,2346 %", True), ("0.3123", True), ("0.4123", False),
                        ('<svg><path d="M 61.2346 1"/></svg>', False),
                        ('<svg data-low="0.3123456789"/>', True)):  # fmt: skip
        page.write_text(f"<p>{text}</p>", encoding="utf-8")
        assert bool(faults(page)) == wrong
    table.write_text("item,p_value\nx,0.0123\n", encoding="utf-8")
    assert faults(table)


def test_respondents_per_type_of_provider_are_a_fault(study, tmp_path):
    words, book = study.texts["workbook"]["words"], tmp_path / "t.xlsx"
    rows = {"provider_type": ["regulier", words["alle"]], "value": [1, 8]}
    good = rows | {"count_of": [words["providers"], words["respondents"]]}
    assert response_faults(workbook(book, study, good), study) == []
    bad = rows | {"count_of": [words["respondents"]] * 2}
    assert len(response_faults(workbook(book, study, bad), study)) == 1


def test_text_hidden_in_a_picture_is_found_and_pixels_are_not_text(tmp_path):
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + b"\0\0\0\0"

    picture = tmp_path / "f.png"
    clean = b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b" A02 ") + chunk(b"IEND", b"")
    picture.write_bytes(clean)
    assert scan(picture, "f.png", FORBIDDEN) == []
    hidden = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(ANSWER.encode()))
    picture.write_bytes(clean[:8] + hidden + clean[8:])
    assert [leak.part for leak in scan(picture, "f.png", FORBIDDEN)] == ["metadata zTXt"]
    picture.write_bytes(clean + b" A02 ")
    assert [leak.part for leak in scan(picture, "f.png", FORBIDDEN)] == ["na het einde"]


@pytest.fixture
def audited(tmp_path):
    """results/x with an audited release of two files, and the policy file."""
    results = tmp_path / "results" / "x"
    policy_file = tmp_path / "disclosure.yaml"
    policy_file.write_text("a: 1\n", encoding="utf-8")
    for name in ("report.pdf", "feedback/A01.pdf", "release/released.csv", "release/audit.csv"):
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).write_text(name, encoding="utf-8")

    def write(faults=(), holds=True):
        row = dict.fromkeys(COLUMNS, "") | {"group": "g", "holds": holds, "without_holds": holds}
        row |= {"low": 0, "high": 3, "required": 3, "without_low": 0, "without_high": 1}
        return write_dossier(
            results / "release",
            wave="x",
            synthetic=True,
            policy=POLICY,
            policy_file=policy_file,
            attacks=pd.DataFrame([row]),
            shown=pd.DataFrame({"group": ["g"], "shown": [1], "total": [2]}),
            faults=faults,
            leaks=[],
            released=[
                (results / "report.pdf", PUBLIC),
                (results / "feedback/A01.pdf", CONFIDENTIAL),
                (results / "release/released.csv", INTERNAL),
            ],
        )

    return results, policy_file, write


def test_only_audited_files_are_copied(audited):
    results, policy_file, write = audited
    assert write()
    (results / "feedback/A99.pdf").write_text("not audited", encoding="utf-8")
    copied = release(results, policy_file)
    files = {
        path.relative_to(results / "release/files").as_posix()
        for path in (results / "release/files").rglob("*.*")
    }
    assert files == {"openbaar/report.pdf", "vertrouwelijk/feedback/A01.pdf"}
    assert len(copied) == 2
    page = (results / "release/audit.html").read_text(encoding="utf-8")
    assert "Synthetische data" in page and "mag naar buiten" in page


@pytest.mark.parametrize(
    "changed", ["report.pdf", "feedback/A01.pdf", "release/audit.csv", "policy", "absent"]
)
def test_nothing_is_copied_after_a_change(audited, changed):
    results, policy_file, write = audited
    write()
    if changed == "absent":
        (results / "report.pdf").unlink()
    else:
        path = policy_file if changed == "policy" else results / changed
        path.write_text("something else", encoding="utf-8")
    with pytest.raises(InputProblems) as error:
        release(results, policy_file)
    assert len(error.value.problems) == 1
    assert not (results / "release/files").exists()


def test_an_unsound_audit_releases_nothing(audited):
    results, policy_file, write = audited
    assert not write(holds=False)
    with pytest.raises(InputProblems, match="keurt de uitgave af"):
        release(results, policy_file)
    assert not write(faults=["A01.pdf: na het maken gewijzigd"])
    assert json.loads((results / "release/audit.json").read_text())["sound"] is False


def test_the_command_says_what_is_missing(audited, monkeypatch, capsys):
    results, _, _ = audited
    monkeypatch.chdir(results.parents[1])
    assert main(["release", "--wave", "x"]) == 1
    assert "er is geen audit" in capsys.readouterr().err
