"""The workflow on files a real LimeSurvey server exported, against what its database held."""

import csv
import json
from collections import Counter
from datetime import datetime

import pytest
from support import ROOT, new_project

FILES = ROOT / "tests/data/limesurvey"
EXPORTS = {
    "beleid": ("beleidsteam", "rc/csv__code__short__all.csv"),
    "schoolteam": ("schoolteam", "web/csv_semicolon__code__short__all__timings.csv"),
    "leerlingen": ("leerlingen", "web/csv_semicolon__code__short__all__timings.csv"),
}
CONFIG = """\
language: nl
waves:
  limesurvey:
    label: proef
    synthetic: true
    field_period: {{first_day: 2023-02-06, last_day: 2023-02-17}}
    frame: data/raw/limesurvey/aanbieders.csv
    corrections: data/raw/limesurvey/verbeteringen.csv
    exports:
      beleid: {{file: {beleid}}}
      schoolteam: {{file: {schoolteam}, participants: {participants}}}
      leerlingen: {{file: {leerlingen}}}
"""
MADE = (
    "response.html",
    "estimates.csv",
    "tables.xlsx",
    "figures/figure-01.svg",
    "figures/figure-02.svg",
    "figures/differences.svg",
    "microdata/codebook.html",
    "who_answered.csv",
)
PROVIDERS = [f"AB{number:02d}" for number in range(1, 9)]
CORRECTED = {'Centrum "De Brug", Gent': "AB06"}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("real") / "project")
    raw = project / "data/raw/limesurvey"
    raw.mkdir()
    places = {}
    for group, (folder, file) in EXPORTS.items():
        places[group] = f"data/raw/limesurvey/{group}.csv"
        (project / places[group]).write_bytes((FILES / folder / file).read_bytes())
    places["participants"] = "data/raw/limesurvey/deelnemers.csv"
    (project / places["participants"]).write_bytes(
        (FILES / "schoolteam/web/participants.csv").read_bytes()
    )
    (raw / "aanbieders.csv").write_text(
        "provider_id,type\n" + "".join(f"{name},cdo_verbonden\n" for name in PROVIDERS),
        encoding="utf-8",
    )
    with (raw / "verbeteringen.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["value", "provider_id", "reason"])
        writer.writerows((value, name, "nagevraagd") for value, name in CORRECTED.items())
    rest = (ROOT / "config.yaml").read_text(encoding="utf-8").split("\ncleaning:")[1]
    (project / "config.yaml").write_text(
        # these made-up answers are nasty on purpose: more fall away than a real group loses
        CONFIG.format(**places)
        + "\ncleaning:"
        + rest.replace("largest_loss: 0.2", "largest_loss: 0.5"),
        encoding="utf-8",
    )
    rules = project / "study/disclosure.yaml"
    # every count is held against the database, also those of a few people
    rules.write_text(
        rules.read_text("utf-8").replace("too_small: leave_out", "too_small: refuse"), "utf-8"
    )
    mapping = project / "study/waves/limesurvey"
    (project / "study/waves/2023").rename(mapping)
    school = (mapping / "schoolteam.csv").read_text(encoding="utf-8")
    (mapping / "schoolteam.csv").write_text(
        school.replace("aanbieder,@provider,,\n", ""), encoding="utf-8"
    )
    # what is made from the answers one by one; reports are made from these
    result = project.run(*(f"results/limesurvey/{name}" for name in MADE))
    assert result.returncode == 0, result.stdout
    return project


def provider(row):
    code = row["_aanbieder"] if "_aanbieder" in row else row["aanbieder"] or ""
    if code in CORRECTED:
        return CORRECTED[code]
    tidy = code.replace(" ", "").replace("-", "").upper()
    return tidy if tidy in PROVIDERS else None


def expected(group):
    """The respondents of a group, by hand from the database: the rules of docs/cleaning."""
    truth = json.loads((FILES / EXPORTS[group][0] / "truth.json").read_text(encoding="utf-8"))
    questions = [name for name in truth["responses"][0] if name[0] in "ABCD" and name[1].isdigit()]
    kept, last_seen = [], {}
    reasons = Counter()
    for row in sorted(truth["responses"], key=lambda r: (r["submitdate"] or "", r["id"])):
        answers = tuple(" ".join(str(row[q] or "").split()) for q in questions)
        if not row["submitdate"]:
            empty = row["lastpage"] in (None, -1, 0)
            reasons["opened" if empty else "unfinished"] += 1
            continue
        if any(a.lower().startswith("test") for a in answers):
            reasons["test_entry"] += 1
            continue
        if not "2023-02-06" <= row["submitdate"][:10] <= "2023-02-17":
            reasons["outside_period"] += 1
            continue
        when = datetime.fromisoformat(row["submitdate"])
        key = (row.get("_aanbieder", row.get("aanbieder")), answers)
        earlier = last_seen.get(key)
        last_seen[key] = when
        if any(answers) and earlier and (when - earlier).total_seconds() <= 1800:
            reasons["duplicate"] += 1
            continue
        if provider(row) is None:
            reasons["unknown_provider"] += 1
            continue
        kept.append(row)
    return kept, reasons


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("group", list(EXPORTS))
def test_respondents_and_exclusions(project, group):
    kept, reasons = expected(group)
    values = {
        row["statistic"]: int(float(row["value"]))
        for row in rows(project / "results/limesurvey/response.csv")
        if row["group"] == group and row["provider_type"] == "alle"
    }
    assert values["respondents"] == len(kept) > 0
    counted = {k.removeprefix("excluded_"): v for k, v in values.items() if "excluded_" in k}
    assert {reason: n for reason, n in counted.items() if n} == dict(reasons)
    assert values["providers"] == len({provider(row) for row in kept})


@pytest.mark.parametrize("group", list(EXPORTS))
def test_counts_of_every_category(project, group):
    kept, _ = expected(group)
    estimates = {
        (row["item"], row["category"]): (int(row["n"]), int(row["base"]))
        for row in rows(project / "results/limesurvey/estimates.csv")
        if row["group"] == group
    }
    seen = 0
    mapping = rows(project / f"study/waves/limesurvey/{group}.csv")
    boxes = Counter(line["column"].split("[")[0] for line in mapping if line["level"] == "selected")
    for line in mapping:
        if line["item"].startswith("@") or not line["level"]:
            continue
        column = line["column"]
        if line["level"] == "selected":
            question = column.split("[")[0]
            assert boxes[question]
            options = [m["column"] for m in mapping if m["column"].startswith(question + "[")]
            asked = [r for r in kept if any((r[o] or "").strip() for o in options)]
            n = sum(bool((r[column] or "").strip()) for r in asked)
        else:
            asked = [r for r in kept if r[column]]
            n = sum(r[column] == line["code"] for r in asked)
        assert estimates[line["item"], line["level"]] == (n, len(asked)), line
        seen += 1
    assert seen > 80


def test_figures_without_a_register_are_left_out_and_the_others_drawn(project):
    drawn = {path.stem for path in (project / "results/limesurvey/figures").glob("*.svg")}
    pictures = {f"figure-{n:02d}" for n in range(1, 39) if n not in (9, 10, 11, 12)}
    assert drawn == pictures | {"differences"}


def test_no_name_token_or_address_reaches_an_output(project):
    people = rows(project / "data/raw/limesurvey/deelnemers.csv")
    secrets = {person["email"] for person in people} | {p["token"] for p in people if p["token"]}
    secrets |= {person["lastname"] for person in people if len(person["lastname"]) > 6}
    secrets.add("jan.voorbeeld@example.org")
    assert len(secrets) > 60
    outputs = [project / name for name in project.outputs()]
    outputs += (project / "logs").rglob("*.log")
    for path in outputs:
        content = path.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, (path, secret)
