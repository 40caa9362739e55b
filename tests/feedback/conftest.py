"""The reference wave after its main job, as far as the reports need it."""

import pandas as pd
import pytest

from surveyreport.disclosure.policy import POLICY, load_policy
from surveyreport.feedback.gather import gather
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.files.parquet import read_parquet
from surveyreport.study.config import load_config


@pytest.fixture(scope="package")
def config(finished):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(finished.folder)
        yield load_config()


@pytest.fixture(scope="package")
def processed(config, finished):
    """A table of data/processed, by name."""
    return lambda name: read_parquet(finished / f"data/processed/2023/{name}.parquet")


@pytest.fixture(scope="package")
def responses(processed, study):
    """Recoded responses per group."""
    return {group: processed(group) for group in study.groups}


@pytest.fixture(scope="package")
def counts(processed):
    return processed("provider_counts")


@pytest.fixture(scope="package")
def sources(config, study, processed, finished):
    return gather(
        config.waves["2023"],
        study,
        load_settings(SETTINGS, study),
        load_policy(POLICY, study),
        processed("provider_estimates"),
        processed("provider_response"),
        pd.read_csv(finished / "results/2023/estimates.csv"),
        pd.read_csv(finished / "results/2023/response.csv"),
        0.95,
    )
