"""Files that are no files, that unpack to fill the memory, or that hold what nobody may see."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from support import ROOT

from surveyreport.files.opened import file_bytes
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.newwave.look import look_at
from surveyreport.newwave.look_text import as_text
from surveyreport.sources.frame import read_frame
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.sources.registers import read_register, read_visited

SECRET = "geheim:x:0:0:Jan Peeters:/root:/bin/bash\ngeheim2:x:1:1:An Peeters:/:/bin/sh\n"


def said(read) -> str:
    """What reading a file ends in; it must be refused."""
    problems = ProblemList()
    try:
        read(problems)
    except InputProblems as error:
        return str(error)
    assert problems
    return str(InputProblems(problems.problems))


def readers(path, study):
    """Every way the run reads a file that people hand over."""
    names = study.registers
    return {
        "export": lambda _: read_export(path),
        "structure": lambda _: load_structure(path),
        "register": lambda problems: read_register(path, "pupils", names, problems),
        "visited": lambda problems: read_visited(path, names, problems),
        "frame": lambda problems: read_frame(path, problems),
        "mapping": lambda problems: read_mapping(path, study, "beleid", problems),
    }


KINDS = ("export", "structure", "register", "visited", "frame", "mapping")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_regular_file_is_refused_at_once(study, tmp_path, kind):
    os.mkfifo(tmp_path / "pijp")
    (tmp_path / "nul").symlink_to("/dev/zero")
    for path in (tmp_path / "pijp", tmp_path / "nul", tmp_path, tmp_path / "weg"):
        assert str(path) in said(readers(path, study)[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_shown_of_another_file_behind_a_link(study, tmp_path, kind):
    (tmp_path / "echt").write_text(SECRET, encoding="utf-8")
    link = tmp_path / "antwoorden.csv"
    link.symlink_to(tmp_path / "echt")
    told = said(readers(link, study)[kind]) + as_text(look_at(link, study, ROOT / "study"))
    assert not any(word in told for word in ("geheim", "Peeters", "bash"))


def packed(path, name, size):
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as file,
    ):
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return path


def test_a_file_that_unpacks_to_far_more_than_it_is(study, tmp_path):
    archive = packed(tmp_path / "a.lsa", "survey_1_responses.lsr", 100 << 20)
    book = packed(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", 100 << 20)
    assert archive.stat().st_size < 1 << 20
    for path in (archive, book):
        for kind in ("export", "structure", "register"):
            assert "uitgepakt 105 MB" in said(readers(path, study)[kind])


def test_a_sheet_with_one_cell_at_its_far_end(study, tmp_path):
    book = Workbook()
    book.active["XFD1048576"] = 1
    book.active["A1"] = "id"
    path = tmp_path / "ver.xlsx"
    book.save(path)
    for kind in ("export", "register"):
        assert "tot rij 1048576 en kolom 16384" in said(readers(path, study)[kind])


def test_a_merged_range_over_the_whole_sheet(study, tmp_path):
    source = ROOT / "tests/data/registers/00_reference_reads_well.xlsx"
    path = tmp_path / "breed.xlsx"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(path, "w") as made:
        for name in archive.namelist():
            data = archive.read(name)
            if name.startswith("xl/worksheets/"):
                merged = b'<mergeCells count="1"><mergeCell ref="F9:XFD1048576"/></mergeCells>'
                data = data.replace(b"</sheetData>", b"</sheetData>" + merged)
            made.writestr(name, data)
    assert "samenvoeging" in said(readers(path, study)["register"])


RESPONSES = "survey_1_responses.lsr"
EXPORT = ROOT / "tests/data/limesurvey/beleidsteam/rc/csv__code__short__all.csv"
ARCHIVE = ROOT / "tests/data/limesurvey/beleidsteam/structure/survey_archive_231001.lsa"


def told(path, study) -> str:
    """What every reader and `make look` say of a file that none may read: one problem each."""
    look = look_at(path, study, ROOT / "study")
    assert look.kind == "unknown" and len(look.problems) == 1 and not look.rows
    return "\n".join([as_text(look), *(said(read) for read in readers(path, study).values())])


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["../../x.lsr", "/etc/x.lsr", "C:\\x.lsr", "a/../../x.lsr", "..\\x.lsr"]
)
def test_an_archive_with_a_member_outside_its_folder(study, tmp_path, name):
    with zipfile.ZipFile(ARCHIVE) as archive:
        members = [(own, archive.read(own)) for own in archive.namelist()]
    path = zipped(tmp_path / "a.lsa", [(name, b"x"), *members])
    assert told(path, study).count("ergens anders heen wijst") == len(KINDS) + 1
    assert list(tmp_path.iterdir()) == [path]
    link = zipfile.ZipInfo("x.lsr")
    link.external_attr = 0o120777 << 16
    assert "ergens anders heen" in told(zipped(path, [(link, "/etc/passwd"), *members]), study)


def test_an_archive_of_many_members_or_that_lies_about_its_size(study, tmp_path):
    many = zipped(tmp_path / "a.lsa", [(f"f{number}", "") for number in range(5001)])
    assert told(many, study).count("met 5001 bestanden") == len(KINDS) + 1
    liar = zipped(tmp_path / "b.lsa", [("s.lss", "<x/>"), (RESPONSES, bytes(40 << 20))])
    size = (40 << 20).to_bytes(4, "little")
    liar.write_bytes(liar.read_bytes().replace(size, (1000).to_bytes(4, "little")))
    assert "beschadigd archief" in said(readers(liar, study)["export"])


PACKED = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "7-Zip": lambda data: b"7z\xbc\xaf'\x1c\0\x04" + data,
    "RAR": lambda data: b"Rar!\x1a\x07\x01\0" + data,
    "tar": lambda data: tarred(data),
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "wachtwoord": lambda data: locked(data),
    "nultekens": lambda data: bytes(len(data)),
}


def locked(data: bytes) -> bytes:
    """A zip file that says of its member that it has a password."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", data)
    said = bytearray(out.getvalue())
    said[6] |= 1
    said[said.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(said)


def tarred(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("../x.csv", b"0"), ("/x.csv", b"0"), ("x", tarfile.SYMTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd" if kind != b"0" else ""
            member.size = len(data) if kind == b"0" else 0
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("name", ["a.csv", "a.lsa", "a.sav", "a.xlsx"])
def test_what_is_packed_another_way_is_named(study, tmp_path, kind, name):
    path = tmp_path / name
    path.write_bytes(PACKED[kind](EXPORT.read_bytes()))
    assert told(path, study).count(kind) == len(KINDS) + 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a.lss", "a.lsq", "a.csv"])
@pytest.mark.parametrize("entity", ['"lol"', 'SYSTEM "file:///etc/passwd"'])
def test_xml_with_entities(study, tmp_path, name, entity):
    path = tmp_path / name
    path.write_text(
        f"<!DOCTYPE x [<!ENTITY a {entity}>]><document>"
        "<LimeSurveyDocType>Survey</LimeSurveyDocType>&a;&a;</document>"
    )
    look = look_at(path, study, ROOT / "study")
    assert [problem.found for problem in look.problems] == ["XML met eigen afkortingen (ENTITY)"]
    assert "(ENTITY)" in said(readers(path, study)["export"])


def test_an_empty_file_that_is_no_export_gets_no_remedy_of_exports(study, tmp_path):
    path = tmp_path / "inschrijvingen.csv"
    path.write_bytes(b"")
    (problem,) = look_at(path, study, ROOT / "study").problems
    assert (problem.found, problem.remedy) == ("een leeg bestand", "kopieer het opnieuw")


def test_another_separator_is_named(study, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id|submitdate|B01\n1||A1\n")
    assert "'|' ertussen" in said(readers(path, study)["export"])


def test_a_damaged_archive_is_told_in_dutch(study, tmp_path):
    path = tmp_path / "a.lsa"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("survey_1.lss", "<document/>")
        archive.writestr("survey_1.lsr", "<document/>")
    path.write_bytes(path.read_bytes().replace(b"<document/>", b"<dOcument/>"))
    for kind in ("export", "structure"):
        assert "een beschadigd archief\n" in said(readers(path, study)[kind])


@pytest.mark.parametrize("cell", ["A", "Q{}", ""])
def test_a_row_of_more_cells_than_a_table_has(study, tmp_path, cell):
    path = tmp_path / "breed.csv"
    row = ";".join(cell.format(number) for number in range(100_000))
    path.write_text(f"id;submitdate;{row}\n1;;{row}\n")
    assert "meer dan 16384 kolommen" in as_text(look_at(path, study, ROOT / "study"))
    for kind in KINDS:
        assert len(said(readers(path, study)[kind])) < 5000


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_is_named(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(EXPORT.read_text("utf-8-sig").encode(encoding))
    with pytest.raises(InputProblems, match="tekst in UTF-16"):
        read_export(path)


def test_a_document_or_a_workbook_in_the_place_of_text(study, tmp_path):
    path = zipped(tmp_path / "a.csv", [("mimetype", "x"), ("content.xml", "<x/>")])
    assert told(path, study).count("OpenDocument") == 4
    book = Workbook()
    book.save(tmp_path / "aanbieders.xlsx")
    assert "een werkmap" in said(readers(tmp_path / "aanbieders.xlsx", study)["frame"])


def test_what_nobody_sees_is_told_by_its_code(study, tmp_path, capsys):
    path = tmp_path / "a.json"
    path.write_text(r'{"responses": [{"id": 1, "x\ud800\u202e\u200b": "a"}, {"id": 2}]}', "utf-8")
    look = look_at(path, study, ROOT / "study")
    print(as_text(look))
    assert "x<U+D800><U+202E><U+200B>" in capsys.readouterr().out


def test_a_large_sheet_of_real_cells_is_read(tmp_path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(2000):
        sheet.append([number, *range(50)])
    book.save(tmp_path / "groot.xlsx")
    assert file_bytes(tmp_path / "groot.xlsx")
    assert load_workbook(tmp_path / "groot.xlsx").active.max_row == 2000


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "groot.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(InputProblems, match="een bestand van 2 GB"):
        file_bytes(path)


@pytest.mark.parametrize(
    "name",
    ["../../ESC", "A/02", ".", "..", "=1+1", "-rf", "A\\02", "x" * 300, "A02.", "é", "A\u202e2",
     "A\n02", "@x", "A:B"],
)  # fmt: skip
def test_an_id_that_cannot_name_a_file_is_refused(tmp_path, name):
    path = tmp_path / "frame.csv"
    path.write_text(f'provider_id,type\n"{name}",regulier\n', encoding="utf-8")
    problems = ProblemList()
    read_frame(path, problems)
    assert len(problems.problems) == 1
    assert "\u202e" not in str(problems.problems[0])


@pytest.mark.parametrize(
    "name", ["A02", "A-02", "033456", "GO Brugge 3", "a", "NA", "1e5", "x_y.z"]
)
def test_an_id_of_letters_and_digits_is_fine(tmp_path, name):
    path = tmp_path / "frame.csv"
    path.write_text(f"provider_id,type\n{name},regulier\n", encoding="utf-8")
    problems = ProblemList()
    assert list(read_frame(path, problems)["provider_id"]) == [name] and not problems


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x07", "\x00"])
def test_signs_that_turn_or_hide_a_name_are_refused(tmp_path, sign):
    path = tmp_path / "frame.csv"
    path.write_text(f"provider_id,type,name\nA02,regulier,School {sign}x\n", encoding="utf-8")
    problems = ProblemList()
    read_frame(path, problems)
    assert len(problems.problems) == 1 and sign not in str(problems.problems[0])
