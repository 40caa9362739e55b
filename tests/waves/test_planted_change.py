"""Both synthetic waves, from export to verdict: change is found where it was planted."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from support import ROOT

from surveyreport.estimates.table import estimate_table
from surveyreport.estimates.trend_verdicts import trend_verdicts
from surveyreport.estimates.trends import Step, trend_table, wave_changes
from surveyreport.estimates.verdicts import Rule
from surveyreport.figures.picture import Pictures
from surveyreport.figures.trend import trend_pictures
from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList
from surveyreport.numbers.trend import KINDS, trend_figures, trend_numbers
from surveyreport.questionnaires.comparability import decided_differences, difference_table
from surveyreport.responses.cleaning import clean
from surveyreport.responses.recoding import recode
from surveyreport.sources.frame import add_providers
from surveyreport.sources.ingest import ingest
from surveyreport.sources.read_wave import read_mappings
from surveyreport.study.config import cleaning_of
from surveyreport.study.verdict_words import CHANGED, OTHER_SHARES
from surveyreport.study.wave import asked_items, study_of_wave
from surveyreport.study.wave_entry import wave_of

pytestmark = pytest.mark.usefixtures("exports_read_once")
WAVES = ("2023", "2025")
LEVEL, SMALLEST = 0.95, 10


def settings() -> dict:
    config = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
    entry = yaml.safe_load((ROOT / "study/reference/2025/config-entry.yaml").read_text("utf-8"))
    return config | {"waves": {"2023": config["waves"]["2023"], **entry}}


@pytest.fixture(scope="module")
def both(study):
    """(responses, trends, verdicts, labels) of the two synthetic waves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        config = settings()
        rules, waves, responses = cleaning_of(config["cleaning"]), {}, {}
        for name in WAVES:
            wave = waves[name] = wave_of(name, config["waves"][name])
            mappings = read_mappings(wave, study, ROOT / "study", ProblemList())
            responses[name] = {}
            for group, files in wave.exports.items():
                answers = ingest(files, group, mappings, rules.test_entries).table
                known = add_providers(answers, wave.frame, wave.corrections)
                responses[name][group] = recode(clean(known, wave, rules), mappings[group])
        decided = decided_differences(waves["2023"], waves["2025"], study, ROOT / "study")
    step = Step("2023", "2025", difference_table(decided))
    changes = wave_changes([step], responses, study, SMALLEST, LEVEL)
    trends = trend_table(changes, responses, study, SMALLEST, LEVEL)
    rule = Rule.of(config["comparisons"])
    labels = {name: wave.label for name, wave in waves.items()}
    verdicts = trend_verdicts([step], changes, trends, labels, rule, study)
    return responses, trends, verdicts, labels


@pytest.fixture(scope="module")
def planted():
    path = ROOT / "study/reference/2025/planted_change.csv"
    return read_csv(path, ("item", "direction", "size"), ProblemList()).set_index("item")


def test_change_is_found_where_it_was_planted_and_nowhere_else(both, planted):
    *_, verdicts, _ = both
    changed = verdicts[verdicts["verdict"].isin([*CHANGED, OTHER_SHARES])].set_index("item")
    assert set(changed.index) <= set(planted.index)
    for item, row in changed.iterrows():
        up = row["verdict"] in ("more_positive", "more_ticked")
        assert planted["direction"][item] == ("up" if up else "down")
    # what was planted stands out before the adjustment, all of it and in its direction;
    # Holm over the fourteen items of the pupils' block keeps the word from one of them
    rows = verdicts.set_index("item").loc[planted.index]
    assert (rows["p_value"] < 0.05).all()
    assert (rows["delta"].gt(0) == planted["direction"].eq("up")).all()
    assert set(planted.index) - set(changed.index) <= {"leerlingen.B9.3"}


def test_what_was_not_comparable_has_no_numbers(both):
    *_, verdicts, _ = both
    rows = verdicts[verdicts["verdict"].isin(["break", "undecided"])]
    assert set(rows["item"]) == {"schoolteam.C9.7", "leerlingen.B12a", "leerlingen.B14"}
    assert rows["delta"].isna().all()
    assert verdicts["sentence"].str.len().gt(0).all()


def test_the_panel_is_of_returning_providers(both):
    responses, _, verdicts, _ = both
    kept = {w: responses[w]["beleid"].query("included") for w in WAVES}
    common = set(kept["2023"]["provider_id"]) & set(kept["2025"]["provider_id"])
    row = verdicts.set_index("item").loc["beleid.B6"]
    for wave, column in (("2023", "returning_n_from"), ("2025", "returning_n_to")):
        table = kept[wave][kept[wave]["provider_id"].isin(common)]
        opinions = table["beleid.B6"].notna() & table["beleid.B6"].ne("ik weet het niet")
        assert row[column] == opinions.sum()


@pytest.fixture(scope="module")
def drawn(both, study):
    responses, _, verdicts, labels = both
    estimates = {w: estimate_table(w, responses[w], study, {}, LEVEL) for w in WAVES}
    asked = [study_of_wave(study, w, asked_items(ROOT / "study", w, study.groups)) for w in WAVES]
    return trend_figures(study, asked), estimates, verdicts, labels


def test_every_figure_of_answers_in_both_waves_has_a_trend(drawn, study):
    figures, *_ = drawn
    answered = {n for n, f in study.figures.items() if f.kind in KINDS and f.waves is None}
    # of the later wave only: a question added, and one reworded that figure 33 shows
    assert set(figures) == answered - {43, 44}


def test_a_trend_draws_each_wave_as_estimated(drawn, study):
    _, estimates, verdicts, _ = drawn
    numbers = trend_numbers(study, study.figures[18], estimates, verdicts)
    assert list(dict.fromkeys(numbers["wave"])) == list(WAVES)
    for row in numbers.itertuples():
        table = estimates[row.wave]
        found = table[table["item"].eq(row.item) & table["category"].eq(row.category)]
        assert (row.n, row.base, row.share) == tuple(found[["n", "base", "share"]].iloc[0])


def texts_of(study, picture, tmp_path):
    (svg, _) = Pictures(study, tmp_path, "2022-2023 en 2025", True, LEVEL).update(picture)
    return svg.read_text("utf-8")


def test_a_trend_says_what_changed_and_where_it_breaks(drawn, study, tmp_path):
    figures, estimates, verdicts, labels = drawn
    row = verdicts.set_index("item").loc["beleid.B6"]
    (picture,) = trend_pictures(study, study.figures[18], figures[18], estimates, verdicts, labels)
    svg = texts_of(study, picture, tmp_path)
    points = f"+{round(100 * row['difference'])} ("
    assert f"sinds {labels['2023']}: positiever; {points}" in svg
    assert "Synthetische data" in svg
    assert "breuk" not in svg
    (broken,) = trend_pictures(study, study.figures[33], figures[33], estimates, verdicts, labels)
    svg = texts_of(study, broken, tmp_path)
    assert "breuk: De zin is anders opgebouwd" in svg
    assert "procentpunt" not in svg
    # both wordings are shown, each with the bar of its own wave
    assert {(r.wave, r.item) for r in broken.numbers.itertuples()} == {
        ("2023", "leerlingen.B12"),
        ("2025", "leerlingen.B12a"),
    }


def test_an_unchanged_trend_is_not_drawn_again(drawn, study, tmp_path):
    figures, estimates, verdicts, labels = drawn
    pictures = Pictures(study, tmp_path, "beide", True, LEVEL, keeps=Path.is_file)
    (picture,) = trend_pictures(study, study.figures[13], figures[13], estimates, verdicts, labels)
    assert len(pictures.update(picture)) == 2
    assert pictures.update(picture) == []
    changed = verdicts.assign(
        verdict=verdicts["verdict"].mask(verdicts["item"].eq("beleid.B1"), "too_few")
    )
    (again,) = trend_pictures(study, study.figures[13], figures[13], estimates, changed, labels)
    assert len(pictures.update(again)) == 2
