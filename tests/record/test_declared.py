"""Every rule declares what its job reads: nothing is forgotten and no study file is too many."""

import json

import pytest


@pytest.fixture(scope="module")
def receipts(finished):
    paths = (finished / "data/processed/2023/receipts").glob("*.json")
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in paths}
    assert len(found) > 20
    return found


def test_every_file_that_a_job_opened_is_declared_by_its_rule(receipts):
    # which reports a batch makes is known only after cleaning: the audit waits for their lists
    reports = ("results/2023/feedback/",)
    undeclared = {
        # a folder whose names were read counts as well, and needs no rule
        step: [n for n in receipt["undeclared"] if n[-1] != "/" and not n.startswith(reports)]
        for step, receipt in receipts.items()
        # these look at everything that any job names
        if step not in ("manifest", "crate")
    }
    assert {step: names for step, names in undeclared.items() if names} == {}


def test_no_job_waits_for_a_file_of_people_that_it_does_not_open(receipts):
    given = ("config.yaml", "data/raw/", "study/")
    unread = {
        step: [name for name in receipt["unread"] if name.startswith(given)]
        for step, receipt in receipts.items()
        # of the two halves of the figures one has the visits
        if not step.startswith("draw-")
    }
    assert {step: names for step, names in unread.items() if names} == {}
