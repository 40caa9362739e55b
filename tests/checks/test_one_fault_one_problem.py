"""Whatever file is spoilt, and however: one problem that names the file, and no traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mutations import CSV, YAML, spoil
from support import FUZZ, ROOT

from surveyreport.checks.everything import check_everything
from surveyreport.files.problems import InputProblems, Problem, ProblemList
from surveyreport.protection.key import make_key
from surveyreport.report import chapters
from surveyreport.report.chapter_text import ChapterText
from surveyreport.report.markdown import read_chapter

GROUPS = ("beleid", "schoolteam", "leerlingen")
STUDY_YAML = [
    "config.yaml",
    # one codebook stands for the others
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "study").rglob("*.yaml"))
      if "reference" not in path.parts and "codebooks" not in path.parts),
    "study/codebooks/helpt.yaml",
]  # fmt: skip
TABLES = ["study/comparability/2023-2025.csv", *(f"study/waves/2025/{g}.csv" for g in GROUPS)]
# what is left is whole, or names another file
ALLOWED = {
    ("study/texts/nl.yaml", "missing"),
    ("study/texts/nl.yaml", "last block gone"),
    ("study/texts/size-words.yaml", "last block gone"),
    ("study/registers.yaml", "last block gone"),
    ("study/codebooks/helpt.yaml", "missing"),
    ("study/choices.yaml", "missing"),
    ("study/visits.yaml", "missing"),
    ("study/side_by_side.yaml", "missing"),
    ("study/choices.yaml", "missing"),
    ("study/comparisons.yaml", "last block gone"),
    ("study/confidence/2023.yaml", "missing"),
    ("study/quotes/2023.yaml", "missing"),
}
# what is wrong with the content of each file; the form is read alike everywhere, so of the other
# ways each file gets a third
OWN = ("unknown key", "year as key", "first key twice", "first value gone", "last block gone",
       "missing")  # fmt: skip
SPOILT = [
    (name, way)
    for i, name in enumerate(STUDY_YAML)
    for j, way in enumerate(YAML)
    if way in OWN or (i + j) % 3 == 0 or FUZZ > 1
]
ENGLISH = ("expected", "found", "mapping", "NoneType", "block end", "Traceback", "None", "str")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project whose inputs were once found in order."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "study", folder / "study")
    shutil.copy(ROOT / "config.yaml", folder)
    (folder / "data").mkdir()
    (folder / "data/raw").symlink_to(ROOT / "data/raw")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        check_everything(Path("config.yaml"), Path("study"))
    return folder


@pytest.fixture(scope="module", autouse=True)
def _chapters_read_once(exports_read_once):
    """A chapter that nobody spoils need not be read six hundred times."""
    known: dict[tuple[str, bytes], tuple[ChapterText, list[Problem]]] = {}

    def once(path: Path, name: str, problems: ProblemList) -> ChapterText:
        own = ProblemList()
        key = (name, path.read_bytes())
        if key not in known:
            known[key] = (read_chapter(path, name, own), own.problems)
        text, found = known[key]
        problems.problems += found
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chapters, "read_chapter", once)
        yield


@pytest.fixture
def problems(folder, monkeypatch):
    """Spoil a file and give what the check says; afterwards it is whole again."""
    monkeypatch.chdir(folder)
    kept: dict[Path, bytes] = {}

    def checked(name, change) -> tuple[Problem, ...]:
        path = Path(name)
        kept.setdefault(path, path.read_bytes())
        spoil(path, change)
        with pytest.raises(InputProblems) as caught:
            check_everything(Path("config.yaml"), Path("study"))
        return caught.value.problems

    yield checked
    for path, data in kept.items():
        path.write_bytes(data)


@pytest.mark.parametrize(("name", "way"), SPOILT)
def test_a_spoilt_yaml_file(problems, name, way):
    if (name, way) in ALLOWED:
        return
    found = problems(name, YAML[way])
    assert len(found) == 1, found
    assert found[0].file == name
    assert found[0].row or way == "missing" or "is leeg" in found[0].found
    said = f"{found[0].found} {found[0].remedy}"
    assert not any(word in said.split() for word in ENGLISH), said


@pytest.mark.parametrize("way", CSV)
@pytest.mark.parametrize("name", TABLES)
def test_a_spoilt_table(problems, name, way):
    if way == "missing":
        return
    found = problems(name, CSV[way])
    assert len(found) == 1, found
    assert found[0].file == name
    assert found[0].row or way == "empty"


def replaced(old, new, count=1):
    def change(text):
        assert old in text, old
        return text.replace(old, new, count)

    return change


FAULTS = [
    # numbers, years and days as a spreadsheet or a Dutch keyboard writes them
    ("config.yaml", "confidence_level: 0.95", "confidence_level: 0,95", "met een komma", "0.95"),
    ("config.yaml", "confidence_level: 0.95", "confidence_level: 1.5", "'1.5'", "verbeter"),
    ("config.yaml", '"2023":', "2023:", "de sleutel 2023 zonder aanhalingstekens", '"2023"'),
    ("config.yaml", "first_day: 2023-02-06", "first_day: 6/02/2023", "zoals Excel", "2023-02-06"),
    ("config.yaml", "first_day: 2023-02-06", "first_day: 44963", "44963", "2023-02-06"),
    ("config.yaml", "first_day: 2023-02-06", "first_day: 2023-02-30", "geen dag", "jjjj"),
    ("config.yaml", "first_day: 2023-02-06", "first_day: 2024-02-06", "voor de eerste", "wissel"),
    ("config.yaml", "label: 2022-2023", "label: 2023", "zonder aanhalingstekens", '"2023"'),
    ("config.yaml", "k: 3", 'k: "3"', "tussen aanhalingstekens", "haal"),
    ("config.yaml", "k: 3", "k: 03", "'03'", "getal"),
    ("config.yaml", "synthetic: true", "synthetic: waar", "'waar'", "verbeter"),
    ("config.yaml", "beleid.A1, beleid.A2", "beleid.A1, beleid.A9", "'beleid.A9'", "kies"),
    ("config.yaml", "    beleid: [beleid.A1", "    beleids: [beleid.A1", "'beleids'", "groep"),
    ("config.yaml", '"2023":', '"-rf":', "'-rf'", "verbeter"),
    ("config.yaml", "exports:\n      beleid:", "exports:\n      beleidx:", "beleidx", "groep"),
    ("study/theme.yaml", "regular: SourceSans3[wght]", "regular: Arial", "Arial.ttf", "lettertype"),
    ("study/theme.yaml", "png_dpi: 300", "png_dpi: 300,5", "'300,5'", "300.5"),
    ("study/scales.yaml", "type: ordinal", "type: ordinaal", "'ordinaal'", "verbeter"),
    ("study/comparisons.yaml", "[beleid.B1, schoolteam.B1]", "[schoolteam.B1, beleid.B1]",
     "beleid staat voor schoolteam", "wissel"),
    ("study/comparisons.yaml", "[beleid.B1, schoolteam.B1]", "[beleid.B1, beleid.B1]",
     "dezelfde groep", "twee groepen"),
    ("study/comparisons.yaml", "[beleid.B1, schoolteam.B1]", "[beleid.Z1, schoolteam.B1]",
     "'beleid.Z1' bestaat niet", "ids"),
    ("study/comparisons.yaml", "figure: 13\n", "figure: 15\n", "geen van beide", "figuur"),
    ("study/comparisons.yaml", "family: vormgeving\n", "family: vorm\n", "'vorm'", "vormgeving"),
    ("study/disclosure.yaml", "odds: 3\n", "odds: 3,5\n", "met een komma", "3.5"),
    ("study/disclosure.yaml", "{themes: 5, ", "{themes: 15, ", "dalen: 15, 10, 20", "niet dalen"),
    ("study/feedback.yaml", "beleid: [beleid.B1, ", "beleid: [beleid.Z1, ", "'beleid.Z1'", "id"),
    ("study/feedback.yaml", "id: team\n", "id: visie\n", "'visie' bestaat al", "eigen id"),
    ("study/figures.yaml", "id: cijfers", "id: respons", "'respons' bestaat al", "eigen id"),
    ("study/figures.yaml", "statements: [[beleid.A1]]", "statements: [[beleid.A11]]",
     "'beleid.A11' bestaat niet", "id"),
    ("study/figures.yaml", "{provider_type: dbso}", "{provider_type: dbsoo}", "'dbsoo'", "naam"),
    ("study/figures.yaml", "programme: duaal", "programma: duaal", "'programma'", "bedoelt u"),
    ("study/figures.yaml", 'date: "2021-10-01"', "date: 1/10/2021", "Excel", "2021-10-01"),
    ("study/figures.yaml", "kind: likert", "kind: lickert", "'lickert'", "verbeter"),
    ("study/groups.yaml", "id: schoolteam", "id: beleid", "'beleid' bestaat al", "eigen id"),
    ("study/texts/nl.yaml", "{waves}", "{golven}", "'{golven}'", "namen"),
    ("study/texts/nl.yaml", "fase: {groups}", "2 fasen: {groups}", "getypt cijfer", "{naam}"),
    ("study/texts/nl.yaml", "source_schematic:", "source_schema:", "source_schema", "bedoelt u"),
    ("study/published/2023.csv", "2023-02-01", "1/02/2023", "zoals Excel", "2023-02-01"),
    ("study/published/2023.csv", ",0.3333,", ',"0,3333",', "met een komma", "0.3333"),
    ("study/published/2023.csv", "beleid.B8,", "beleid.B88,", "'beleid.B88'", "id"),
    ("study/published/2023.csv", ",51,51,51,", ",51,52,50,", "52 is meer dan 50", "kleinste"),
    ("study/published/2023.csv", "response,invited", "respons,invited", "'respons'", "bekende"),
    ("study/published/2023.csv", ",D01\n", ",D99\n", "'D99' bestaat niet", "nummer"),
    ("study/waves/2023/beleid.csv", "A01,beleid.A1,A1", "A01,beleid.A11,A1", "'beleid.A11'", "id"),
    # a misspelled key is unknown and leaves the right one absent
    ("config.yaml", "alpha: 0.05", "alpa: 0.05", "'alpa'", "bedoelt u 'alpha'"),
    ("study/groups.yaml", "- id: leerlingen", "- di: leerlingen", "'di'", "maak er 'id' van"),
    ("study/figures.yaml", "kind: likert", "kid: likert", "'kid'", "bedoelt u 'kind'"),
    ("study/codebooks/helpt.yaml", "not_when:", "notwhen:", "'notwhen'", "bedoelt u 'not_when'"),
    ("study/side_by_side.yaml", "  factor: schoolteam.D23.middelen",
     "  factro: schoolteam.D23.middelen", "'factro'", "bedoelt u 'factor'"),
    # what follows from one fault is told with it
    ("study/feedback.yaml", "beleid: [beleid.B3,", "ebleid: [beleid.B3,", "'ebleid'", "groep"),
    ("study/codebooks/helpt.yaml", "id: relatie", "id: uitleg", "'uitleg' bestaat al", "eigen id"),
    ("study/codebooks/noden.yaml", "id: geen_inhoud", "id: synergie", "'synergie'", "eigen id"),
    ("study/questionnaires/schoolteam.yaml", "- id: B\n", "- id: A\n", "'A' bestaat al", "eigen"),
    ("study/visits.yaml", "{id: schoolteam,", "{id: beleid,", "'beleid' bestaat al", "eigen id"),
    ("study/visits.yaml", "{id: schoolteam,", "{id: team,", "onbekend gesprek 'schoolteam'", "id"),
    ("study/confidence/2023.yaml", "question: 5", "question: 1", "tweede oordeel", "één over"),
    ("study/confidence/2023.yaml", "question: 5", "question: 55", "55 bestaat niet", "nummer"),
    ("study/waves/2023/beleid.csv", "\nA01,beleid.A1,A1", "\n,beleid.A1,A1", "zonder kolom", "vul"),
    ("study/waves/2023/beleid.csv", "\nA01,beleid.A1,A1", "\nA101,beleid.A1,A1", "twee kolommen",
     "kies"),
    ("study/waves/2023/beleid.csv", "\nA01,beleid.A1,A1", "\nbeleid.A1,A01,A1", "item 'A01'", "id"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "found", "remedy"), FAULTS)
def test_a_fault_in_one_place(problems, name, old, new, found, remedy):
    (problem,) = problems(name, replaced(old, new))
    assert problem.file == name and problem.row
    assert found in problem.found and remedy in problem.remedy, problem


def test_a_wave_that_is_not_there(folder, monkeypatch):
    """As `make report WAVE=2024` asks for it."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WAVE", "2024")
    with pytest.raises(InputProblems, match=r"golf '2024' staat er niet"):
        check_everything(Path("config.yaml"), Path("study"))


def test_a_type_renamed_in_one_place_is_told_once_with_all_others(problems):
    change = replaced("  cdo_autonoom: {", "  cdo_zelfstandig: {")
    (problem,) = problems("study/registers.yaml", change)
    assert "'cdo_autonoom'" in problem.found and "cdo_zelfstandig" in problem.remedy
    places = problem.file + problem.found
    for name in ("methode.md", "aanbieders.csv", "bezochte_aanbieders.csv", "published/2023.csv"):
        assert name in places


def test_a_key_that_is_absent_is_told_with_all_other_faults(folder, monkeypatch):
    monkeypatch.chdir(folder)
    config, feedback = Path("config.yaml"), Path("study/feedback.yaml")
    texts = {path: path.read_text("utf-8") for path in (config, feedback)}
    try:
        config.write_text(texts[config].replace("synthetic: true", "synthetic: false", 1), "utf-8")
        with pytest.raises(InputProblems, match=r"make key WAVE=2023") as caught:
            check_everything(config, Path("study"))
        assert len(caught.value.problems) == 1
        # a wave that was made before the key was lost stops nothing
        printed = Path("data/processed/2023/provider_printed.parquet")
        printed.parent.mkdir(parents=True, exist_ok=True)
        printed.touch()
        check_everything(config, Path("study"))
        printed.unlink()
        feedback.write_text(texts[feedback].replace("beleid.B1,", "beleid.B71,", 1), "utf-8")
        with pytest.raises(InputProblems) as caught:
            check_everything(config, Path("study"))
        assert len(caught.value.problems) == 2
        make_key(Path("data/keys/2023.key"))
        feedback.write_text(texts[feedback], "utf-8")
        check_everything(config, Path("study"))
    finally:
        for path, text in texts.items():
            path.write_text(text, "utf-8")
        Path("data/keys/2023.key").unlink(missing_ok=True)


def test_a_question_renamed_everywhere_but_in_the_tables_is_one_problem(problems):
    """Every row of every mapping names it; so do other files."""
    for name in ("study/questionnaires/beleid.yaml", "study/figures.yaml"):
        path = Path(name)
        text = path.read_text("utf-8")
        new = text.replace("beleid.B1,", "beleid.B71,").replace("beleid.B1]", "beleid.B71]")
        change = new.replace("id: beleid.B1\n", "id: beleid.B71\n")
        assert change != text
        if "figures" in name:
            (problem,) = problems(name, lambda _, change=change: change)
        else:
            problems(name, lambda _, change=change: change)
    assert "beleid.B1'" in problem.found
    assert "study/waves/2023/beleid.csv" in problem.found and "feedback.yaml" in problem.found


def test_a_stem_that_is_no_longer_that_of_the_other_group_is_one_problem(problems):
    """Every row of the battery is compared."""
    name = "study/questionnaires/beleid.yaml"
    (problem,) = problems(name, replaced("concrete afspraken over:", "afspraken over:"))
    assert problem.file == "study/comparisons.yaml" and "niet letterlijk" in problem.found


def test_a_level_renamed_is_one_problem(problems):
    """52 rows of the mappings of two waves name the old one."""
    (problem,) = problems(
        "study/scales.yaml",
        replaced("- label: ik weet het niet\n", "- label: geen idee\n"),
    )
    assert "'ik weet het niet'" in problem.found and "ook in study/waves/2023" in problem.found


def test_an_unknown_question_in_many_sentences_of_a_chapter_is_one_problem(problems):
    name = "study/report/samenvatting.md"
    assert Path(name).read_text("utf-8").count("beleid.B4 ") > 1
    (problem,) = problems(name, replaced("beleid.B4 ", "beleid.B74 ", -1))
    assert "'beleid.B74' bestaat niet" in problem.found and "ook in" in problem.found


def test_faults_in_many_files_are_one_list(problems):
    problems("study/theme.yaml", replaced("regular: SourceSans3[wght].ttf", "regular: Arial.ttf"))
    problems("study/disclosure.yaml", YAML["tab"])
    problems("study/report.yaml", replaced("section: visie", "section: visies"))
    found = problems("config.yaml", replaced("beleid.A1, beleid.A2", "beleid.A1, beleid.A9"))
    files = [problem.file for problem in found]
    assert {"study/theme.yaml", "study/disclosure.yaml", "config.yaml"} < set(files)
    assert files.count("study/theme.yaml") == files.count("study/disclosure.yaml") == 1
