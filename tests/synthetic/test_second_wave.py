"""Wave 2025: the same bytes again, the planned counts through the library, change where planned."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from reference_reader import ROOT, STUDY, anova_icc, table
from statsmodels.stats.multitest import multipletests

from surveyreport.checks.inputs import check_wave
from surveyreport.estimates.pair import compare
from surveyreport.estimates.table import estimate_table
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.newwave.draft import draft_from_structure, earlier_mapping
from surveyreport.responses.cleaning import clean
from surveyreport.responses.recoding import recode
from surveyreport.sources.frame import add_providers
from surveyreport.sources.ingest import ingest
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.participants import read_participants
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_wave import read_mappings
from surveyreport.study.config import cleaning_of, load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Item
from surveyreport.study.wave_entry import wave_of
from synthetic.draw_counts import drawn_counts
from synthetic.settings import read_settings
from synthetic.wave import provider_effects, reference_wave

RAW, PLANNED = ROOT / "data" / "raw" / "2025", STUDY / "reference" / "2025"
pytestmark = pytest.mark.usefixtures("exports_read_once")
ENTRY = PLANNED / "config-entry.yaml"
GROUPS = ["beleid", "schoolteam", "leerlingen"]
LIBRARY = load_study(STUDY)


@dataclass(frozen=True)
class Read:
    """A wave as the library reads it: recoded responses and columns of the mapping per group."""

    responses: dict[str, pd.DataFrame]
    dialects: dict[str, str]
    columns: dict[str, set[str]]


def settings(wave: str) -> dict:
    source, inside = (ENTRY, ()) if wave == "2025" else (ROOT / "config.yaml", ("waves",))
    entry = yaml.safe_load(source.read_text(encoding="utf-8"))
    for key in (*inside, wave):
        entry = entry[key]
    return entry


@cache
def read(wave: str) -> Read:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        settled = wave_of(wave, settings(wave))
        rules = cleaning_of(yaml.safe_load(Path("config.yaml").read_text("utf-8"))["cleaning"])
        check_wave(settled, LIBRARY, STUDY, rules)
        problems = ProblemList()
        mappings = read_mappings(settled, LIBRARY, STUDY, problems)
        problems.raise_if_any()
        responses, dialects = {}, {}
        for group, files in settled.exports.items():
            answers = ingest(files, group, mappings, rules.test_entries)
            found = clean(add_providers(answers.table, settled.frame, None), settled, rules)
            responses[group] = recode(found, mappings[group])
            dialects[group] = answers.dialect
    columns = {group: {m.column for m in mapping.columns} for group, mapping in mappings.items()}
    return Read(responses, dialects, columns)


@cache
def included(wave: str, group: str) -> pd.DataFrame:
    responses = read(wave).responses[group]
    return responses[responses["included"]]


def counts(wave: str) -> dict[str, dict[str, int]]:
    """Item -> level -> count as planned."""
    found: dict[str, dict[str, int]] = {}
    for row in table(STUDY / "reference" / wave / "counts.csv"):
        found.setdefault(row["item"], {})[row["level"]] = int(row["count"])
    return found


def planted() -> dict[str, int]:
    """Item -> 1 where it went up, -1 where it went down."""
    rows = table(PLANNED / "planted_change.csv")
    return {row["item"]: {"up": 1, "down": -1}[row["direction"]] for row in rows}


def test_generating_again_gives_the_committed_bytes():
    on_disk = {path.name: sha256(path.read_bytes()).hexdigest() for path in RAW.iterdir()}
    made = reference_wave(STUDY, "2025")
    assert {name: sha256(content).hexdigest() for name, content in made.items()} == on_disk


def test_drawing_again_gives_the_planned_counts():
    drawn: dict[str, dict[str, int]] = {}
    for item, level, number in drawn_counts(STUDY, "2025").itertuples(index=False):
        drawn.setdefault(item, {})[level] = number
    assert drawn == counts("2025")


def test_the_entry_fits_in_the_settings(tmp_path, monkeypatch):
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    path = tmp_path / "config.yaml"
    entry = ENTRY.read_text(encoding="utf-8")
    path.write_text(text.replace("\ncleaning:", f"{entry}\ncleaning:", 1), encoding="utf-8")
    monkeypatch.chdir(ROOT)
    waves = load_config(path, tuple(GROUPS)).waves
    assert list(waves) == ["2023", "2025"] and waves["2025"].synthetic
    assert set(waves["2025"].raw_files) < {
        file.relative_to(ROOT) for file in (ROOT / "data" / "raw" / "2025").iterdir()
    }


def test_estimates_are_the_planned_counts():
    table_ = estimate_table("2025", read("2025").responses, LIBRARY, {}, 0.95)
    chosen = table_[~table_["kind"].isin(["top2", "bottom2", "not_selected"])]
    found: dict[str, dict[str, int]] = {}
    for row in chosen.itertuples():
        found.setdefault(row.item, {})[row.category] = row.n
    # a level that was not offered is estimated at nobody
    assert found.pop("beleid.C12") == counts("2025")["beleid.C12"] | {"niet van toepassing": 0}
    assert found == {item: n for item, n in counts("2025").items() if item != "beleid.C12"}


@pytest.mark.parametrize("group", GROUPS)
def test_every_planted_row_is_removed_for_its_reason(group):
    reasons = Counter(read("2025").responses[group]["exclusion_reason"])
    del reasons[""]
    wanted = table(PLANNED / "planted.csv")
    assert reasons == {r["reason"]: int(r["count"]) for r in wanted if r["group"] == group}
    assert len(reasons) == 6


@pytest.mark.parametrize("group", GROUPS)
def test_respondents_per_provider(group):
    sizes = Counter(included("2025", group)["provider_id"])
    rows = table(PLANNED / "providers.csv")
    assert sizes == {r["provider_id"]: int(r[group]) for r in rows if r[group] != "0"}


def test_most_providers_return_some_are_new_and_some_gone():
    frames = {
        wave: {r["provider_id"]: r for r in table(ROOT / f"data/raw/{wave}/aanbieders.csv")}
        for wave in ("2023", "2025")
    }
    shared = frames["2023"].keys() & frames["2025"].keys()
    assert (len(frames["2023"]), len(frames["2025"]), len(shared)) == (51, 50, 45)
    for rows in frames.values():
        for row in rows.values():
            # pupils come and go
            assert int(row.pop("size")) > 0
    assert all(frames["2023"][name] == frames["2025"][name] for name in shared)
    for group in GROUPS:
        before, now = (set(included(wave, group)["provider_id"]) for wave in ("2023", "2025"))
        assert len(before & now) >= 20 and before - now and now - before


def test_another_survey_in_other_dialects():
    before, now = read("2023"), read("2025")
    assert before.dialects == {"beleid": "csv", "schoolteam": "csv", "leerlingen": "xlsx"}
    assert now.dialects == {"beleid": "json", "schoolteam": "csv", "leerlingen": "xlsx"}
    assert (RAW / "schoolteam.csv").read_bytes().startswith(b'\xef\xbb\xbf"id"\t"submitdate"\t')
    for group in GROUPS:
        assert not before.columns[group] & now.columns[group]
        codes = {row["code"] for row in table(STUDY / "waves" / "2025" / f"{group}.csv")}
        assert codes <= {"", "1", "2", "3", "4", "5", "6", "Y", "*", "-"}


@pytest.mark.parametrize("group", GROUPS)
def test_columns_stand_as_the_survey_has_its_questions(group):
    structure = load_structure(RAW / f"{group}.txt")
    name = settings("2025")["exports"][group]["file"]
    export = read_export(ROOT / name, structure=structure)
    asked = [column.code for column in structure.columns()]
    assert list(export.cells)[-len(asked) :] == asked
    assert ("token" in export.cells) == (group == "schoolteam")
    items = [row["item"] for row in table(STUDY / "waves" / "2025" / f"{group}.csv")]
    of_column = {r["column"]: r["item"] for r in table(STUDY / f"waves/2025/{group}.csv")}
    fielded = [of_column[code] for code in asked]
    assert sorted(fielded) == sorted(set(items)) and fielded != list(dict.fromkeys(items))
    # the whole survey is in one language, so nobody answered in another
    assert set(export.cells["startlanguage"]) == {"nl"}


def test_the_confirmed_mappings_are_the_drafts_and_what_an_analyst_adds():
    """@provider on the hidden question, and the answer that was not offered."""
    for group in GROUPS:
        structure = load_structure(RAW / f"{group}.txt")
        earlier = earlier_mapping(STUDY, "2025", group, LIBRARY)
        draft = draft_from_structure(structure, LIBRARY, group, earlier).table
        drafted = set(draft.itertuples(index=False, name=None))
        path = mapping_path(STUDY, "2025", group)
        confirmed = {tuple(row.values()) for row in table(path)}
        assert (
            confirmed - drafted
            == {
                "beleid": {
                    ("school", "@provider", "", ""),
                    ("P14", "beleid.C12", "-", "niet van toepassing"),
                },
                "schoolteam": set(),
                "leerlingen": {("instelling", "@provider", "", "")},
            }[group]
        )


def test_what_was_asked_moved_a_little():
    asked = {wave: set(counts(wave)) for wave in ("2023", "2025")}
    assert asked["2025"] - asked["2023"] == {"leerlingen.B12a", "leerlingen.B14"}
    assert asked["2023"] - asked["2025"] == {"leerlingen.B12", "schoolteam.C9.7"}
    assert LIBRARY.questions["leerlingen.B12a"].replaces == "leerlingen.B12"
    scales = [LIBRARY.items[name].scale for name in ("leerlingen.B12", "leerlingen.B12a")]
    assert scales[0] == scales[1]


def test_the_provider_of_a_school_team_is_in_its_second_attribute():
    people = read_participants(RAW / "deelnemers_schoolteam.csv")
    assert list(people) == ["token", "vestiging", "aanbieder"]
    rows = read_export(RAW / "schoolteam.csv").cells
    assert set(rows["token"]) < set(people["token"])
    # somebody who sent the same answers twice has one access code
    planted_twice = next(
        int(row["count"])
        for row in table(PLANNED / "planted.csv")
        if (row["group"], row["reason"]) == ("schoolteam", "duplicate")
    )
    assert rows["token"].duplicated().sum() == planted_twice


def test_participants_are_numbers():
    lines = (RAW / "deelnemers_schoolteam.csv").read_text(encoding="utf-8-sig").splitlines()
    person = re.compile(r'"(\d+)","Deelnemer","(\d{3})","deelnemer\2@example\.org","OK",')
    assert all(person.match(line) for line in lines[1:])


def by_level(item: Item, wave: str) -> np.ndarray:
    """Planned counts from the least to the most favourable level; of a box: not ticked, ticked."""
    found = counts(wave)[item.id]
    if item.type == "option":
        base = len(included(wave, item.group)[item.id].dropna())
        return np.array([base - found["selected"], found["selected"]])
    return np.array([found[level] for level in reversed(item.scale.substantive)])


def cliffs_delta(now: np.ndarray, before: np.ndarray) -> float:
    """P(now > before) - P(now < before) over all pairs."""
    pairs = np.outer(now, before)
    return float((np.tril(pairs, -1).sum() - np.triu(pairs, 1).sum()) / pairs.sum())


def ordered_items() -> list[Item]:
    """Items of both waves with a more and a less favourable end."""
    both = counts("2023").keys() & counts("2025").keys()
    items = (LIBRARY.items[name] for name in sorted(both))
    return [item for item in items if item.type == "option" or item.scale.top2]


def test_cliffs_delta_against_values_worked_out_by_hand():
    # 2 of 6 pairs are ties; of the others 3 favour the first and 1 the second
    assert cliffs_delta(np.array([1, 2]), np.array([1, 1])) == pytest.approx((2 - 1) / 6)
    assert cliffs_delta(np.array([0, 0, 3]), np.array([2, 0, 0])) == 1


def test_the_planned_change_is_in_the_truth():
    deltas = {
        item.id: cliffs_delta(by_level(item, "2025"), by_level(item, "2023"))
        for item in ordered_items()
    }
    for item, direction in planted().items():
        assert 0.2 < direction * deltas.pop(item) < 0.6
    assert max(map(abs, deltas.values())) < 0.2 and abs(np.mean(list(deltas.values()))) < 0.02


def p_of_change(item: Item) -> float:
    """p of the difference between the waves, providers as clusters over both."""
    waves = [included(wave, item.group)[["provider_id", item.id]] for wave in ("2025", "2023")]
    providers = sorted(set().union(*(frame["provider_id"] for frame in waves)))
    names = (0, 1) if item.type == "option" else tuple(reversed(item.scale.substantive))
    tables = [pd.crosstab(of["provider_id"], of[item.id].astype(object)) for of in waves]
    levels = np.array(
        [table.reindex(index=providers, columns=list(names), fill_value=0) for table in tables]
    )
    favourable = np.arange(len(names)) >= len(names) // 2
    return next(
        result.p_value
        for result in compare(levels, favourable).results
        if result.estimand == "cliff_delta"
    )


def test_change_is_found_where_it_is_and_not_where_it_is_not():
    items = ordered_items()
    adjusted = multipletests([p_of_change(item) for item in items], method="holm")[1]
    found = {item.id for item, p in zip(items, adjusted, strict=True) if p < 0.05}
    assert len(items) > 90 and found == set(planted())


@pytest.mark.parametrize("group", ["schoolteam", "leerlingen"])
def test_answers_within_a_provider_hang_together(group):
    responses = included("2025", group)
    correlations = []
    for item in LIBRARY.group_items(group):
        if item.scale and item.scale.top2 and item.id in responses:
            score = {label: number for number, label in enumerate(item.scale.substantive)}
            scored = responses[item.id].astype(str).map(score).dropna()
            correlations.append(anova_icc(scored, responses.loc[scored.index, "provider_id"]))
    assert len(correlations) > 15 and 0.07 <= np.median(correlations) <= 0.13


def test_returning_providers_keep_their_level():
    before, now = (provider_effects(STUDY, read_settings(STUDY, wave)) for wave in ("2023", "2025"))
    assert {name: now[name] for name in before} == before
    assert now.keys() - before.keys() == {"A52", "A53", "A54", "A55", "A56"}
    assert len(set(now.values())) == len(now)


def test_faults_of_a_planned_change_are_named(tmp_path):
    study = tmp_path / "study"
    shutil.copytree(STUDY, study)
    folder = study / "reference" / "2025"
    with (folder / "planted_change.csv").open("a", encoding="utf-8") as file:
        file.write("schoolteam.C9.7,up,0.5\n")
    text = (folder / "wave.yaml").read_text(encoding="utf-8")
    (folder / "wave.yaml").write_text(
        text.replace("  leerlingen.B14: leerlingen.B13\n", ""), encoding="utf-8"
    )
    with pytest.raises(InputProblems) as caught:
        drawn_counts(study, "2025")
    message = str(caught.value)
    assert "schoolteam.C9.7 zit niet in golf 2025" in message
    assert "leerlingen.B14 heeft in golf 2023 geen aantallen" in message
