"""The reference wave after its main job, as far as the reports need it."""

import pytest

from surveyreport.feedback.load import load_sources
from surveyreport.files.parquet import read_parquet
from surveyreport.files.yamlfile import parse_yaml


@pytest.fixture(scope="package")
def responses(finished, study):
    """Recoded responses per group."""
    folder = finished / "data/processed/2023"
    return {group: read_parquet(folder / f"{group}.parquet") for group in study.groups}


@pytest.fixture(scope="package")
def sources(finished):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(finished.folder)
        entry = parse_yaml((finished / "config.yaml").read_text(encoding="utf-8"))["waves"]["2023"]
        yield load_sources("2023", entry, {})
