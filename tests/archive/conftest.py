"""The reference wave from its exports, and its archive."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from support import ROOT

from surveyreport.archive.write import write_archive
from surveyreport.estimates.table import estimate_table
from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import load_yaml
from surveyreport.responses.cleaning import clean
from surveyreport.responses.recoding import recode
from surveyreport.sources.frame import add_providers
from surveyreport.sources.ingest import ingest
from surveyreport.sources.read_wave import read_mappings
from surveyreport.study.config import load_config, microdata_of


@pytest.fixture(scope="session")
def rules():
    return microdata_of(load_yaml(ROOT / "config.yaml", "config", ProblemList())["microdata"])


@pytest.fixture(scope="session")
def responses(study):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        settings = load_config(groups=tuple(study.groups))
        wave = settings.waves["2023"]
        mappings = read_mappings(wave, study, ROOT / "study", ProblemList())
        words = settings.cleaning.test_entries
        tables = {}
        for group, files in wave.exports.items():
            answers = ingest(files, group, mappings, words).table
            cleaned = clean(add_providers(answers, wave.frame, None), wave, settings.cleaning)
            tables[group] = recode(cleaned, mappings[group])
        return tables


@pytest.fixture(scope="session")
def archive(responses, study, rules, tmp_path_factory):
    """folder: the microdata; estimates: those of the report."""
    folder = tmp_path_factory.mktemp("archive") / "microdata"
    estimates = estimate_table("2023", responses, study, {}, 0.95)
    facts = {"wave": "2023", "label": "2022-2023", "synthetic": True, "level": 0.95,
             "period": (date(2023, 2, 6), date(2023, 2, 17)),
             "published": date(2023, 9, 15)}  # fmt: skip
    write_archive(folder, responses, estimates, study, rules, **facts)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return SimpleNamespace(folder=folder, estimates=estimates, package=package)
