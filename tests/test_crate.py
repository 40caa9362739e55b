"""The RO-Crate read back, with rocrate and by hand."""

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import date
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from surveyreport.record.crate import tree_hash, write_crate
from surveyreport.record.provenance import write_manifest
from surveyreport.record.receipts import hashes

OUTPUTS = ("estimates.csv", "microdata/beleid.sav", "report.pdf")


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A project with inputs (two of them equal), outputs and a crate."""
    monkeypatch.chdir(tmp_path)
    files = {
        "config.yaml": "language: nl\n",
        "data/raw/1/a.csv": "aanbieder\nA1\n",
        "study/reference/a.csv": "aanbieder\nA1\n",
        "src/surveyreport/x.py": "1\n",
        "Snakefile": "rule all:\n",
        "requirements.lock": "numpy==1\n",
        **{f"results/1/{name}": f"{name}\n" for name in OUTPUTS},
    }
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return _make


def _make(synthetic=True):
    results = Path("results/1")
    write_manifest(
        results / "manifest.json",
        wave="1",
        synthetic=synthetic,
        inputs=hashes(["config.yaml", *(path.as_posix() for folder in ("data", "study")
                                        for path in Path(folder).rglob("*.csv"))]),
        code=hashes(["src/surveyreport/x.py"]),
        outputs=hashes(f"results/1/{name}" for name in OUTPUTS),
    )  # fmt: skip
    crate = results / "ro-crate-metadata.json"
    write_crate(
        crate, results / "manifest.json", Path("Snakefile"), [Path("requirements.lock")],
        label="2022-2023", first_day=date(2023, 2, 6), last_day=date(2023, 2, 17),
    )  # fmt: skip
    return crate


def graph(crate):
    return {entity["@id"]: entity for entity in json.loads(crate.read_text())["@graph"]}


def ids(value):
    return [entry["@id"] for entry in (value if isinstance(value, list) else [value])]


def test_rocrate_reads_it_and_finds_every_file_of_the_wave(made):
    crate = ROCrate(made().parent)
    assert crate.mainEntity["@type"] == ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
    for name in (*OUTPUTS, "manifest.json", "Snakefile"):
        assert (Path("results/1") / crate.dereference(name).id).is_file()


def test_the_run_names_inputs_environment_and_outputs_with_their_hashes(made):
    entities = graph(made())
    run = entities["#run"]
    assert ids(run["instrument"]) == ["Snakefile"]
    assert ids(run["result"]) == [*sorted(OUTPUTS), "manifest.json"]
    for name in ids(run["result"]):
        content = (Path("results/1") / name).read_bytes()
        assert entities[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert entities[name]["contentSize"] == str(len(content))
    named = {}
    for key in ids(run["object"]):
        more = entities[key].get("alternateName", [])
        for name in (entities[key]["name"], *([more] if isinstance(more, str) else more)):
            named[name] = key
    assert set(named) == {"config.yaml", "data/raw/1/a.csv", "study/reference/a.csv",
                          "requirements.lock"}  # fmt: skip
    for name, key in named.items():
        digest = hashlib.sha256(Path(name).read_bytes()).digest()
        assert key == "ni:///sha-256;" + urlsafe_b64encode(digest).decode().rstrip("=")
    assert set(ids(entities["./"]["hasPart"])) >= {*named.values(), *OUTPUTS, "Snakefile"}


def test_code_language_and_libraries_have_their_versions(made):
    entities = graph(made())
    digest = hashlib.sha256(b"1\n").hexdigest()
    line = f"{digest}  src/surveyreport/x.py\n".encode()
    assert entities["#code"]["version"] == "sha256:" + hashlib.sha256(line).hexdigest()
    libraries = json.loads(Path("results/1/manifest.json").read_text())["libraries"]
    for name, version in libraries.items():
        assert entities[f"#{name}"]["version"] == version
    assert set(ids(entities["Snakefile"]["softwareRequirements"])) == {
        f"#{name}" for name in libraries
    }


def test_synthetic_data_say_so_and_real_data_do_not(made):
    root = graph(made())["./"]
    assert root["keywords"] == "Synthetische data" and root["name"].startswith("Synthetische data")
    assert "Synthetische" not in made(synthetic=False).read_text()


def test_the_same_run_gives_the_same_bytes_and_no_clock(made):
    first = made().read_bytes()
    assert made().read_bytes() == first
    root = graph(made())["./"]
    assert root["datePublished"] == "2023-02-17"
    assert not {"startTime", "endTime", "dateModified"} & set(graph(made())["#run"])


def test_the_hash_of_a_tree_depends_on_names_and_contents_only():
    assert tree_hash({"a": "1", "b": "2"}) == tree_hash({"b": "2", "a": "1"})
    assert tree_hash({"a": "1"}) != tree_hash({"b": "1"}) != tree_hash({"b": "2"})
