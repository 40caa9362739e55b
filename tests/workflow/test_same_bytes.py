"""The same input gives the same bytes: elsewhere, and after a run with other code."""

import hashlib
import json
from base64 import urlsafe_b64encode

import pytest
from support import new_project

from surveyreport.record.diff import difference_since
from surveyreport.record.run_changes import as_text

WAVE = "results/2023"
MANIFEST, CRATE = f"{WAVE}/manifest.json", f"{WAVE}/ro-crate-metadata.json"
TARGETS = [
    *(f"{WAVE}/{name}" for name in ("comparisons.csv", "verdicts.csv")),
    # what the reports are made from
    "data/processed/2023/provider_printed.parquet",
]
# a tenth narrower: the interval of a difference
NARROWER = """

_whole = mover_wilson


def mover_wilson(*a, **k):
    low, high = _whole(*a, **k)
    return 0.9 * low, 0.9 * high
"""


def with_other_code(project):
    """What the project makes of TARGETS with other numbers and decimals; its code is put back."""
    library = project / "src/surveyreport"
    number, table = library / "estimates/difference.py", library / "files/csvfile.py"
    texts = {path: path.read_text("utf-8") for path in (number, table)}
    number.write_text(texts[number] + NARROWER, "utf-8")
    table.write_text(texts[table].replace("\nDECIMALS = 10\n", "\nDECIMALS = 3\n"), "utf-8")
    assert table.read_text("utf-8") != texts[table]
    result = project.run(*TARGETS)
    assert result.returncode == 0, result.stdout
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    return project.outputs()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The wave made in another folder, with another hash seed, time zone and language, from files
    with comments and empty lines more; and what other code had made there before."""
    project = new_project(tmp_path_factory.mktemp("elders") / "een ander project").own_code()
    for path in (project / "config.yaml", *(project / "study").rglob("*.yaml")):
        path.write_text("# gezien\n" + path.read_text("utf-8") + "# einde\n", "utf-8")
    for path in (project / "study").rglob("*.csv"):
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    before = with_other_code(project)
    result = project.run(PYTHONHASHSEED="77", TZ="Pacific/Auckland", LC_ALL="C")
    assert result.returncode == 0, result.stdout
    return project, before


def test_other_code_makes_other_tables(made):
    project, before = made
    now = project.outputs()
    changed = {name for name in before if now[name] != before[name] and "/receipts/" not in name}
    assert changed >= {f"{WAVE}/{name}.csv" for name in ("comparisons", "estimates", "verdicts")}


def test_another_folder_seed_and_time_zone_comments_and_other_code_before_give_the_same_bytes(
    finished, made
):
    elsewhere, _ = made
    here, there = elsewhere.outputs(), finished.outputs()
    differing = {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)}
    # what names the input, and nothing else
    receipts = {name for name in there if "/receipts/" in name}
    assert differing <= {MANIFEST, CRATE, *receipts, *(n for n in there if n.endswith(".sha256"))}
    changed = [
        (digest(elsewhere / name), digest(finished / name))
        for name in json.loads((finished / MANIFEST).read_text("utf-8"))["inputs"]
    ]
    # the manifest is made from the receipts
    changed += [
        (digest(elsewhere / name), digest(finished / name)) for name in (MANIFEST, CRATE, *receipts)
    ]
    changed += [(seal(elsewhere / name), seal(finished / name)) for name in receipts]
    assert [name for name in (MANIFEST, *receipts) if said(elsewhere, name, changed) !=
            said(finished, name)] == []  # fmt: skip
    crates = [json.loads(said(elsewhere, CRATE, changed)), json.loads(said(finished, CRATE))]
    for entity in (entity for crate in crates for entity in crate["@graph"]):
        entity.pop("contentSize", None)
    assert sorted(map(str, crates[0]["@graph"])) == sorted(map(str, crates[1]["@graph"]))
    changes = difference_since(str(finished / MANIFEST), "2023", elsewhere.folder)
    assert changes == [] and as_text(changes) == "Er is niets veranderd dat een lezer ziet.\n"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def seal(path):
    return json.loads(path.read_text("utf-8"))["seal"]


def said(project, name, changed=()):
    """A file as text, with other hashes in the place of those that changed."""
    text = (project / name).read_text("utf-8")
    for pair in changed:
        text = text.replace(*pair)
        codes = [urlsafe_b64encode(bytes.fromhex(each)).decode()[:43] for each in pair]
        text = text.replace(*codes)
    return text
