"""Registers in random layouts: the right table or a refusal, never another table."""

import pytest
from register_layouts import SPOILERS, layout, write, write_text
from support import FUZZ

from surveyreport.files.problems import ProblemList
from surveyreport.sources.registers import read_register

CLEAN, TEXTS, SPOILT = 120 * FUZZ, 50 * FUZZ, 10 * FUZZ


def read(path, study):
    problems = ProblemList()
    table = read_register(path, "pupils", study.registers, problems)
    keys = ["date", "provider_type", "grade", "programme"]
    counts = dict(zip(table[keys].itertuples(index=False, name=None), table["count"], strict=True))
    return counts, problems.problems


@pytest.mark.parametrize("part", range(4))
def test_a_register_is_read_whatever_its_layout(study, tmp_path, part):
    """Nothing in these is ambiguous: a refusal is a fault too."""
    for seed in range(part * CLEAN // 4, (part + 1) * CLEAN // 4):
        made = layout(seed)
        write(made, tmp_path / "register.xlsx")
        counts, problems = read(tmp_path / "register.xlsx", study)
        if made.is_full:
            assert not problems, (seed, [str(problem) for problem in problems])
        assert problems or counts == made.truth, seed


def test_a_csv_of_a_sheet_is_read_whatever_its_layout(study, tmp_path):
    for seed in range(20_000, 20_000 + TEXTS):
        made = layout(seed)
        write_text(made, tmp_path / "register.csv")
        counts, problems = read(tmp_path / "register.csv", study)
        if made.is_full:
            assert not problems, (seed, [str(problem) for problem in problems])
        assert problems or counts == made.truth, seed


@pytest.mark.parametrize("spoilt", SPOILERS)
def test_a_register_with_something_wrong_is_refused(study, tmp_path, spoilt):
    outcomes: list[bool] = []
    for seed in range(10_000, 10_000 + SPOILT):
        made = layout(seed)
        if not made.truth:
            continue
        made.spoilt = spoilt
        write(made, tmp_path / "register.xlsx")
        counts, problems = read(tmp_path / "register.xlsx", study)
        # what was spoilt may have stood where it does not matter
        assert problems or counts == made.truth, seed
        outcomes.append(bool(problems))
    assert sum(outcomes) > 0.7 * len(outcomes)
