"""What a run found, its jobs do not look for again."""

import shutil
from pathlib import Path

import pytest
from support import ROOT

from surveyreport.files import memory, yamlfile
from surveyreport.files.memory import recall, remember
from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import load_yaml
from surveyreport.study import coded
from surveyreport.study.wave import asked_items

TEXT = "groups:\n  - {id: leerlingen, label: Leerlingen}\n"
CODE = {"src/one.py": "1", "src/two.py": "2"}


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A file that a run read, in a process that knows nothing yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(memory, "_FOUND", {})
    monkeypatch.setattr(memory, "_used", set())
    path = tmp_path / "groups.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_yaml(path, None, ProblemList())
    remember(CODE)
    monkeypatch.setattr(memory, "_FOUND", {})
    monkeypatch.setattr(memory, "_used", set())
    return path


def test_a_job_reads_the_same_without_looking_and_gets_a_copy_of_its_own(path, monkeypatch):
    found = load_yaml(path, None, ProblemList())
    monkeypatch.setattr(memory, "_FOUND", {})
    recall({"src/two.py": "2"})
    monkeypatch.setattr(yamlfile, "_composed", lambda text: pytest.fail("looked again"))
    known = load_yaml(path, None, ProblemList())
    assert known == found == {"groups": [{"id": "leerlingen", "label": "Leerlingen"}]}
    known["groups"].clear()
    assert load_yaml(path, None, ProblemList()) == found


@pytest.mark.parametrize("code", [{"src/two.py": "3"}, {"src/two.py": "2", "src/new.py": "1"}])
def test_a_job_with_other_code_than_its_run_looks_itself(path, code):
    recall(code)
    assert memory._FOUND == {} and load_yaml(path, None, ProblemList())


def test_another_text_or_schema_and_what_was_not_in_order_are_looked_at(path):
    recall(CODE)
    path.write_text(TEXT.replace("Leerlingen", "Jongeren"), encoding="utf-8")
    assert load_yaml(path, None, ProblemList())["groups"][0]["label"] == "Jongeren"
    path.write_text(TEXT, encoding="utf-8")
    problems = ProblemList()
    assert not load_yaml(path, "scales", problems) and problems
    remember(CODE)
    recall(CODE)
    again = ProblemList()
    assert not load_yaml(path, "scales", again) and again.problems == problems.problems


def test_what_no_run_asks_for_any_more_is_not_kept(path):
    recall(CODE)
    path.write_text(TEXT.replace("Leerlingen", "Jongeren"), encoding="utf-8")
    assert load_yaml(path, None, ProblemList())
    remember(CODE)
    memory._FOUND.clear()
    recall(CODE)
    assert ["Jongeren" in said for said in memory._FOUND.values()] == [True]


@pytest.mark.parametrize("damage", ["", "{", "[]", '[{"src/two.py": "2"}, 3]', None])
def test_a_memory_that_cannot_be_read_is_none(path, damage):
    if damage is None:
        memory.MEMORY.unlink()
    else:
        memory.MEMORY.write_text(damage, encoding="utf-8")
    recall({"src/two.py": "2"})
    assert memory._FOUND == {} and load_yaml(path, None, ProblemList())


@pytest.mark.parametrize("value", ["!!binary aGFsbG8=", "!!timestamp 2023-02-01", "!!pairs [a: 1]"])
def test_what_json_cannot_say_is_read_again_each_time(path, value):
    path.write_text(f"groups: {value}\n", encoding="utf-8")
    found = load_yaml(path, None, ProblemList())
    assert found and load_yaml(path, None, ProblemList()) == found
    assert len(memory._FOUND) == 0


EDITS = {
    "study/waves/2023/leerlingen.csv": lambda text: text.rsplit("\n", 2)[0] + "\n",
    "data/coded/2023/answers.csv": lambda text: text.split("\n", 1)[0] + "\n",
    "data/coded/2023/visits.csv": None,
    "data/coded/2023/codebook.csv": lambda text: text.rsplit("\n", 3)[0] + "\n",
    "data/coded/2023/decisions.csv": lambda text: text.replace(",ja\n", ",nee\n"),
    "data/coded/2023/ticks.csv": lambda text: text.split("\n", 1)[0] + "\n",
    "study/disclosure.yaml": lambda text: text.replace("small_table: ", "small_table: 9"),
    "study/codebooks/helpt.yaml": lambda text: text.replace(
        "  - id: ", "  - merged_into: x\n    id: "
    ),
}


@pytest.mark.parametrize("edited", EDITS)
def test_which_items_a_wave_asked_follows_each_file_it_follows_from(tmp_path, monkeypatch, edited):
    monkeypatch.setattr(memory, "_FOUND", {})
    for part in ("study", "data/coded"):
        shutil.copytree(ROOT / part, tmp_path / part)
    groups = ("beleid", "schoolteam", "leerlingen")

    def asked() -> dict[str, frozenset[str]]:
        return asked_items(tmp_path / "study", "2023", groups)

    first = asked()
    with monkeypatch.context() as patch:
        patch.setattr(coded, "read_coded", lambda *_: pytest.fail("looked again"))
        assert asked() == first
    path, change = Path(tmp_path / edited), EDITS[edited]
    if change is None:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        assert change(text) != text
        path.write_text(change(text), encoding="utf-8")
    known = asked()
    memory._FOUND.clear()
    assert known == asked() != first
