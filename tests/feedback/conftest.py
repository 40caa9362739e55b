"""The reference wave as far as the reports need it, made by the library from the raw exports."""

from pathlib import Path

import pandas as pd
import pytest
from support import ROOT

from surveyreport.config import load_config
from surveyreport.disclosure.counts import provider_counts
from surveyreport.disclosure.disclose import disclose, release_response, response_counts
from surveyreport.disclosure.policy import POLICY, load_policy
from surveyreport.estimates.table import estimate_table
from surveyreport.feedback.gather import gather
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.problems import ProblemList
from surveyreport.responses.cleaning import clean, steps
from surveyreport.responses.recoding import recode
from surveyreport.responses.response_table import response_table
from surveyreport.sources.frame import add_providers, read_frame
from surveyreport.sources.ingest import ingest
from surveyreport.sources.mapping import mapping_path, read_mapping


@pytest.fixture(scope="package")
def in_project():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        yield


@pytest.fixture(scope="package")
def config(in_project):
    return load_config()


@pytest.fixture(scope="package")
def responses(config, study):
    """Recoded responses per group."""
    wave, problems = config.waves["2023"], ProblemList()
    mappings = {
        group: read_mapping(mapping_path(Path("study"), "2023", group), study, group, problems)
        for group in wave.exports
    }
    tables = {}
    for group, files in wave.exports.items():
        answers = ingest(files, group, mappings, config.cleaning.test_entries).table
        answers = add_providers(answers, wave.frame, wave.corrections)
        tables[group] = recode(clean(answers, wave, config.cleaning), mappings[group])
    return tables


@pytest.fixture(scope="package")
def counts(responses, study):
    return provider_counts(responses, study)


@pytest.fixture(scope="package")
def estimates(responses, study):
    return estimate_table("2023", responses, study, {}, 0.95)


@pytest.fixture(scope="package")
def policy(in_project, study):
    return load_policy(POLICY, study)


@pytest.fixture(scope="package")
def sources(config, study, policy, responses, counts, estimates):
    wave = config.waves["2023"]
    problems = ProblemList()
    frame = read_frame(wave.frame, problems)
    reasons = tuple(step.reason for step in steps(wave, config.cleaning))
    return gather(
        wave,
        study,
        load_settings(SETTINGS, study),
        policy,
        disclose("2023", counts, study, policy),
        release_response(response_counts(responses, study), policy),
        estimates.assign(df=pd.to_numeric(estimates["df"])),
        response_table("2023", responses, frame, reasons, study),
        0.95,
    )
