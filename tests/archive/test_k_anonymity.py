"""The answers withheld for k-anonymity: enough, as few as possible, always the same."""

from collections import Counter
from itertools import product

import pandas as pd
import pytest

from surveyreport.archive.k_anonymity import withheld_answers


def published(answers, withheld):
    return answers.mask(withheld, "*")


def smallest(table):
    return table.groupby(list(table)).size().min()


def fewest_by_trying_all(answers, k):
    """The fewest answers one can withhold, by trying every way: 2 ** (people x questions)."""
    people, questions = answers.to_numpy(), range(answers.shape[1])
    gaps = list(product([False, True], repeat=answers.shape[1]))
    best = answers.size
    for choice in product(gaps, repeat=len(people)):
        count = sum(map(sum, choice))
        if count < best:
            shown = Counter(
                tuple("*" if gap[q] else row[q] for q in questions)
                for row, gap in zip(people, choice, strict=True)
            )
            if min(shown.values()) >= k:
                best = count
    return best


def frame(*rows):
    return pd.DataFrame(list(map(list, rows)), columns=[f"q{i}" for i in range(len(rows[0]))])


def in_order(answers):
    return pd.Series(range(len(answers)), index=answers.index)


@pytest.mark.parametrize(
    ("answers", "k"),
    [
        (frame("ax", "ay", "bx", "by", "bx", "ax"), 2),
        (frame("ax", "ax", "ay", "by", "bz", "bz"), 2),
        (frame("ax", "ax", "ax", "ay", "by", "by"), 3),
        (frame("axm", "axn", "bxm", "bym"), 2),
        (frame("axm", "axm", "ayn", "byn"), 2),
        (frame("ax", "by", "cz", "dw", "ev"), 3),
    ],
)
def test_as_few_answers_are_withheld_as_possible(answers, k):
    withheld = withheld_answers(answers, k, in_order(answers))
    assert smallest(published(answers, withheld)) >= k
    assert withheld.to_numpy().sum() == fewest_by_trying_all(answers, k)


def test_the_unique_person_is_hidden_and_two_companions_with_it():
    answers = frame(*["ax"] * 5, "bx")
    withheld = withheld_answers(answers, 3, in_order(answers))
    assert withheld.sum().to_dict() == {"q0": 3, "q1": 0}
    assert withheld.loc[5, "q0"]


def test_nothing_is_withheld_where_everyone_has_company():
    answers = frame(*["ax"] * 3, *["by"] * 4)
    assert not withheld_answers(answers, 3, in_order(answers)).to_numpy().any()


def test_the_order_decides_who_gives_up_an_answer():
    answers = frame(*["ax"] * 5, "bx")
    order = pd.Series([9, 8, 1, 7, 2, 0], index=answers.index)
    withheld = withheld_answers(answers, 3, order)
    assert withheld.index[withheld["q0"]].tolist() == [2, 4, 5]


def test_fewer_people_than_k_cannot_be_published():
    answers = frame("ax", "ax")
    assert withheld_answers(answers, 3, in_order(answers)) is None


def test_without_background_questions_nobody_stands_out():
    answers = pd.DataFrame(index=range(4))
    assert withheld_answers(answers, 3, pd.Series(range(4))).shape == (4, 0)


def test_the_same_people_in_another_order_give_the_same_file():
    answers = frame("ax", "ay", "bx", "by", "bz", "cz", "cx", "ax", "ay", "by")
    order = pd.Series([5, 3, 8, 1, 9, 2, 7, 4, 6, 0], index=answers.index)
    mixed = answers.loc[[7, 2, 9, 0, 4, 1, 8, 3, 6, 5]]
    first = published(answers, withheld_answers(answers, 3, order))
    second = published(mixed, withheld_answers(mixed, 3, order.loc[mixed.index]))
    pd.testing.assert_frame_equal(first, second.sort_index())
