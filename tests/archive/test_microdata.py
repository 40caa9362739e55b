"""The archive read back by other means than it was written with."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from importlib.resources import files

import jsonschema
import pandas as pd
import pyreadstat
import pytest
from support import ROOT

from surveyreport.archive.codebook import codebook_page
from surveyreport.archive.microdata import columns_of
from surveyreport.archive.public_answers import public_answers
from surveyreport.archive.write import write_archive
from surveyreport.estimates.table import estimate_table
from surveyreport.files.problems import InputProblems
from surveyreport.study.model import Item, Question

GROUPS = ["beleid", "schoolteam", "leerlingen"]
MISSING = {"niet getoond", "opengelaten", "afgebroken voor deze vraag", "afgeschermd"}
BACKGROUND = {
    "beleid": ["beleid.A1", "beleid.A2"],
    "schoolteam": [f"schoolteam.{name}" for name in
                   ("A1.1", "A1.2", "A1.3", "A1.4", "A2", "A3.1", "A3.2")],
    "leerlingen": ["leerlingen.A1", "leerlingen.A2", "leerlingen.A3"],
}  # fmt: skip


def labelled(archive, group):
    """The .sav as words: the label of each value, from the file itself."""
    table, meta = pyreadstat.read_sav(str(archive.folder / f"{group}.sav"), user_missing=True)
    words = {
        name: table[name].map(meta.variable_value_labels[name])
        for name in table
        if name in meta.variable_value_labels
    }
    return pd.DataFrame(words), meta


def as_responses(words, study):
    """Labels as the estimator takes them: levels, ticks, and nothing for what is missing."""
    columns = {}
    for name in words:
        item = study.items[name]
        answers = words[name].mask(words[name].isin(MISSING))
        if item.type == "option":
            ticks = {"aangekruist": 1, "niet aangekruist": 0}
            columns[name] = answers.map(ticks).astype("Int8")
        else:
            columns[name] = pd.Categorical(answers, item.scale.labels, ordered=True)
    people = [f"P{i % 10}" for i in range(len(words))]
    return pd.DataFrame(columns).assign(included=True, provider_id=people)


@pytest.mark.parametrize("group", GROUPS)
def test_the_sav_holds_the_answers_of_the_respondents(archive, responses, study, group):
    words, _ = labelled(archive, group)
    original = responses[group][responses[group]["included"]]
    assert len(words) == len(original)
    ticks = {1: "aangekruist", 0: "niet aangekruist"}
    asked = [name for name in words if name not in BACKGROUND[group]]
    expected = pd.DataFrame(
        {
            name: original[name]
            .astype(object)
            .map(ticks if study.items[name].type == "option" else str, na_action="ignore")
            for name in asked
        }
    )
    kinds = {"not_shown": "niet getoond", "left_open": "opengelaten"}
    for name in asked:
        missing = original[f"{name}:missing"].astype(object).map(kinds)
        expected[name] = expected[name].where(expected[name].notna(), missing)
    assert len(asked) > 20 and not expected.isna().to_numpy().any()
    same = [sorted(map(tuple, table.astype(str).to_numpy())) for table in (words[asked], expected)]
    assert same[0] == same[1]


def test_the_sav_gives_the_published_estimates(archive, study):
    read = {group: as_responses(labelled(archive, group)[0], study) for group in GROUPS}
    keys = ["item", "category", "kind"]
    again = estimate_table("2023", read, study, {}, 0.95).set_index(keys)
    published = archive.estimates.set_index(keys)
    assert again.index.equals(published.index)
    effect = pd.read_csv(archive.folder / "anonymisation_effect.csv").set_index(keys)
    same = ~published.index.isin(effect.index)
    assert same.sum() > 500
    for column in ("n", "base", "share"):
        assert again.loc[same, column].to_list() == published.loc[same, column].to_list()
    # of the background questions the file tells by how much they differ
    hidden = again.loc[effect.index]
    assert effect["base_public"].to_list() == hidden["base"].to_list()
    assert effect["share_public"].to_list() == pytest.approx(hidden["share"].to_list(), abs=1e-9)
    assert effect["share"].to_list() == pytest.approx(
        published.loc[effect.index, "share"].to_list(), abs=1e-9
    )


@pytest.mark.parametrize("group", GROUPS)
def test_every_published_combination_of_background_answers_has_company(archive, group):
    table = pd.read_csv(archive.folder / f"{group}.csv")
    sizes = table.groupby(BACKGROUND[group]).size()
    assert sizes.min() >= 3 and len(sizes) > 5
    facts = pd.read_csv(archive.folder / "anonymisation.csv", keep_default_na=False)
    facts = facts[facts["group"].eq(group)].set_index(["question", "statistic"])["value"]
    assert facts["", "smallest_after"] == sizes.min()
    assert facts["", "combinations_after"] == len(sizes)
    assert facts["", "rare_before"] > 0 and facts["", "rare_after"] == 0
    hidden = (table[BACKGROUND[group]] == -4).any(axis=1).sum()
    assert 0 < hidden < 0.2 * len(table)


def test_nothing_tells_who_or_when(archive, responses, study):
    for group in GROUPS:
        table = pd.read_csv(archive.folder / f"{group}.csv", dtype=str)
        assert table["nr"].tolist() == [str(i) for i in range(1, len(table) + 1)]
        items = table.columns[1:]
        assert all(name.startswith(f"{group}.") for name in items)
        open_items = {item.id for item in study.group_items(group) if item.type == "open"}
        assert open_items and not set(items) & open_items
        assert table[items].to_numpy(dtype=int).tolist() == sorted(
            table[items].to_numpy(dtype=int).tolist()
        )
    providers = set().union(*(set(table["provider_id"]) for table in responses.values())) - {""}
    assert len(providers) > 30
    for path in archive.folder.iterdir():
        content = path.read_bytes()
        assert not [name for name in providers if f",{name},".encode() in content], path
        assert b"provider_id" not in content and b"submitted" not in content


def test_labels_measures_and_missing_values_are_in_the_sav(archive, study):
    _, meta = labelled(archive, "schoolteam")
    assert meta.file_label == "Synthetische data. Schoolteam, 2022-2023"
    assert "Synthetische data" in " ".join(meta.notes)
    assert meta.missing_ranges["schoolteam.B1"] == [{"lo": -5.0, "hi": -1.0}]
    assert meta.variable_measure["schoolteam.B1"] == "ordinal"
    assert meta.variable_measure["schoolteam.A1.1"] == "nominal"
    values = meta.variable_value_labels["schoolteam.B2.1"]
    assert values[1.0] == "helemaal akkoord" and values[95.0] == "ik weet het niet"
    assert values[96.0] == "niet van toepassing voor mezelf" and values[-4.0] == "afgeschermd"
    item = study.items["schoolteam.B2.1"]
    assert meta.column_names_to_labels["schoolteam.B2.1"] == f"{item.stem} {item.text}"
    assert max(len(label.encode()) for label in meta.column_labels) <= 255


def test_the_codebook_for_machines_meets_the_standard(archive):
    profiles = files("dplib").joinpath("profiles/2.0")
    profile, schema = (
        jsonschema.Draft7Validator(json.loads((profiles / f"{name}.json").read_text()))
        for name in ("datapackage", "tableschema")
    )
    profile.validate(archive.package)
    tables = [entry for entry in archive.package["resources"] if "schema" in entry]
    assert [entry["name"] for entry in tables] == GROUPS
    for entry in tables:
        schema.validate(entry["schema"])
        table = pd.read_csv(archive.folder / entry["path"], dtype=str, keep_default_na=False)
        fields = entry["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table)
        for field in fields[1:]:
            known = {str(category["value"]) for category in field["categories"]}
            known |= {value["value"] for value in field["missingValues"]}
            assert set(table[field["name"]]) <= known


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.open = [], False

    def handle_starttag(self, tag, _):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self.open = True

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.open = False

    def handle_data(self, data):
        if self.open:
            self.rows[-1][-1] += data


def test_the_codebook_for_people_counts_every_code(archive, study):
    page = (archive.folder / "codebook.html").read_text(encoding="utf-8")
    assert "<title>Codeboek bij de microdata, golf 2022-2023 (synthetische data)</title>" in page
    assert page.count('<li class="synthetic">Synthetische data</li>') == 1
    reader = Cells()
    reader.feed(page)
    table = pd.read_csv(archive.folder / "beleid.csv")
    start = next(i for i, row in enumerate(reader.rows) if row[0].startswith("beleid.B2.1 "))
    counted = {}
    for row in reader.rows[start + 1 :]:
        if len(row) == 1:
            break
        counted[int(row[0])] = int(row[2])
    codes = table["beleid.B2.1"].value_counts().to_dict()
    assert {code: count for code, count in counted.items() if count} == codes
    assert sum(len(row) == 1 for row in reader.rows) == sum(
        len(entry["schema"]["fields"])
        for entry in archive.package["resources"]
        if "schema" in entry
    )


WRITE = """
import pickle, sys
from pathlib import Path
import pandas as pd
from surveyreport.archive.write import write_archive
arguments, facts = pickle.load(open(sys.argv[1], "rb"))
write_archive(Path(sys.argv[2]), *arguments, **facts)
"""


def test_the_bytes_are_the_same_in_another_process_place_and_time(
    archive, responses, study, rules, tmp_path
):
    import pickle
    from datetime import date

    facts = {"wave": "2023", "label": "2022-2023", "synthetic": True, "level": 0.95}
    facts |= {"period": (date(2023, 2, 6), date(2023, 2, 17)), "published": date(2023, 9, 15)}
    given = tmp_path / "given.pickle"
    mixed = {group: table.iloc[::-1] for group, table in responses.items()}
    given.write_bytes(pickle.dumps(((mixed, archive.estimates, study, rules), facts)))
    folder = tmp_path / "again"
    subprocess.run(
        [sys.executable, "-c", WRITE, given, folder],
        check=True,
        env=os.environ | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"},
    )
    names = sorted(path.name for path in archive.folder.iterdir())
    assert names == sorted(path.name for path in folder.iterdir()) and len(names) == 11
    for name in names:
        assert (folder / name).read_bytes() == (archive.folder / name).read_bytes(), name
    assert (folder / "beleid.sav").read_bytes()[92:109] == b"17 Feb 2300:00:00"


def copies(table, times):
    """The same answers from `times` people of each provider; ids do not matter here."""
    return pd.concat([table] * times, ignore_index=True)


def test_providers_get_a_number_only_where_each_has_k_respondents(responses, study, rules):
    table = responses["beleid"]
    one = public_answers(table, study, "beleid", rules)
    assert "aanbieder_nr" not in one.table
    many = public_answers(copies(table, 3), study, "beleid", rules)
    assert many.table["aanbieder_nr"].nunique() == 35
    sizes = many.table.groupby(["aanbieder_nr", *BACKGROUND["beleid"]]).size()
    assert sizes.min() >= 3
    never = dataclasses.replace(rules, provider_number="never")
    assert "aanbieder_nr" not in public_answers(copies(table, 3), study, "beleid", never).table


def test_a_provider_number_lets_the_combination_count_within_the_provider(responses, study, rules):
    """Three copies of each person, one of whom then changes function: alone at its provider."""
    table = copies(responses["beleid"][responses["beleid"]["included"]], 3)
    table.loc[0, "beleid.A1"] = "beleidsmedewerker"
    table.loc[[len(table) // 3, 2 * len(table) // 3], "beleid.A1"] = "coördinator van het CDO"
    public = public_answers(table, study, "beleid", rules)
    sizes = public.table.groupby(["aanbieder_nr", *BACKGROUND["beleid"]]).size()
    assert sizes.min() >= 3 and public.withheld["beleid.A1"] > 0


def test_a_group_smaller_than_k_is_not_published(responses, study, rules, archive, tmp_path):
    included = responses["leerlingen"][responses["leerlingen"]["included"]]
    few = {"leerlingen": included.head(2)}
    from datetime import date

    write_archive(
        tmp_path, few, archive.estimates, study, rules,
        wave="2023", label="x", synthetic=False, level=0.95,
        period=(date(2023, 2, 6), date(2023, 2, 17)), published=None,
    )  # fmt: skip
    assert len((tmp_path / "leerlingen.csv").read_text().splitlines()) == 1
    assert pyreadstat.read_sav(str(tmp_path / "leerlingen.sav"))[0].empty
    facts = pd.read_csv(tmp_path / "anonymisation.csv").set_index("statistic")["value"]
    assert facts["respondents"] == 2 and facts["published"] == 0
    page = (tmp_path / "codebook.html").read_text(encoding="utf-8")
    assert "Minder dan 3 respondenten" in page and "Synthetische data" not in page


def test_the_codebook_names_what_is_in_no_file(study, responses, rules):
    number = Item("beleid.Z1", "beleid", "beleid.Z1", "number", "Hoeveel uren?", classes=(1, 5))
    asked = Question("beleid.Z1", "beleid", "B", "number", number.text, None, (number,))
    whole = dataclasses.replace(
        study,
        items=study.items | {number.id: number},
        questions=study.questions | {asked.id: asked},
    )
    table = responses["beleid"].assign(**{number.id: 4.5})
    public = public_answers(table, whole, "beleid", rules)
    assert number.id not in public.table
    loss = pd.DataFrame({"group": [], "difference": []})
    columns = {"beleid": columns_of(public, study.texts["codebook"])}
    page = codebook_page(whole, [public], columns, loss, rules.k, "x", "x", False)
    assert "<code>beleid.Z1</code> <q>Hoeveel uren?</q>" in page
    assert study.texts["codebook"]["absent"] in page


def test_a_rule_on_an_unknown_question_is_refused_with_its_line(study, responses, rules, tmp_path):
    config = tmp_path / "config.yaml"
    shutil.copy(ROOT / "config.yaml", config)
    text = config.read_text().replace("[beleid.A1, beleid.A2]", "[beleid.A1, beleid.D13]")
    config.write_text(text)
    wrong = dataclasses.replace(rules, background={"beleid": ("beleid.A1", "beleid.D13")})
    with pytest.raises(InputProblems) as error:
        public_answers(responses["beleid"], study, "beleid", wrong, config)
    (problem,) = error.value.problems
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "beleid.D13" in row)
    assert problem.row == line and "beleid.D13" in problem.found
