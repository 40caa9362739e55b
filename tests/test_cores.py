"""Work in forks: what it makes and what it raises come back, whatever stood in this process."""

import os

import pytest

from surveyreport.files.cores import beside, over_cores
from surveyreport.files.problems import InputProblems, Problem


def fault(*_):
    raise InputProblems([Problem("a.csv", "een fout", "verbeter ze")])


def test_work_beside_sees_what_was_made_and_gives_what_it_makes():
    made = ["hier"]
    with beside(lambda: [*made, os.getpid()]) as other:
        made.append("later")
        found, process = other()
    assert found == "hier" and process != os.getpid()


def test_what_it_raises_is_raised_here():
    with beside(fault) as other, pytest.raises(InputProblems, match="een fout"):
        other()
    with pytest.raises(InputProblems, match="een fout"):
        over_cores(fault, [1, 2, 3])


def test_a_fault_here_does_not_wait_for_it():
    with pytest.raises(KeyError), beside(lambda: 1):
        raise KeyError("hier")
    assert over_cores(str, [1, 2, 3]) == ["1", "2", "3"]
