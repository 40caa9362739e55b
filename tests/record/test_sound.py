"""What a run found in order, its jobs do not look at again."""

import pytest

from surveyreport.files import yamlfile
from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import load_yaml, recall_sound, remember_sound

TEXT = "groups:\n  - {id: leerlingen, label: Leerlingen}\n"


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A file that a run read, in a process that knows nothing yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(yamlfile, "_SOUND", {})
    path = tmp_path / "groups.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_yaml(path, None, ProblemList())
    remember_sound()
    monkeypatch.setattr(yamlfile, "_SOUND", {})
    return path


def test_a_job_reads_the_same_without_looking_and_gets_a_copy_of_its_own(path, monkeypatch):
    found = load_yaml(path, None, ProblemList())
    monkeypatch.setattr(yamlfile, "_SOUND", {})
    recall_sound()
    monkeypatch.setattr(yamlfile, "_composed", lambda text: pytest.fail("looked again"))
    known = load_yaml(path, None, ProblemList())
    assert known == found == {"groups": [{"id": "leerlingen", "label": "Leerlingen"}]}
    known["groups"].clear()
    assert load_yaml(path, None, ProblemList()) == found


def test_another_text_or_schema_and_what_was_not_in_order_are_looked_at(path):
    recall_sound()
    path.write_text(TEXT.replace("Leerlingen", "Jongeren"), encoding="utf-8")
    assert load_yaml(path, None, ProblemList())["groups"][0]["label"] == "Jongeren"
    path.write_text(TEXT, encoding="utf-8")
    problems = ProblemList()
    assert not load_yaml(path, "scales", problems) and problems
    remember_sound()
    recall_sound()
    again = ProblemList()
    assert not load_yaml(path, "scales", again) and again.problems == problems.problems


@pytest.mark.parametrize("damage", ["", "{", "[]", None])
def test_a_memory_that_cannot_be_read_is_none(path, damage):
    if damage is None:
        yamlfile.MEMORY.unlink()
    else:
        yamlfile.MEMORY.write_text(damage, encoding="utf-8")
    recall_sound()
    assert yamlfile._SOUND == {} and load_yaml(path, None, ProblemList())


@pytest.mark.parametrize("value", ["!!binary aGFsbG8=", "!!timestamp 2023-02-01", "!!pairs [a: 1]"])
def test_what_json_cannot_say_is_read_again_each_time(path, value):
    path.write_text(f"groups: {value}\n", encoding="utf-8")
    found = load_yaml(path, None, ProblemList())
    assert found and load_yaml(path, None, ProblemList()) == found
    assert len(yamlfile._SOUND) == 0
