"""Every sentence with a count in it is right for none, one and many."""

import re
from string import Formatter

import pytest

from surveyreport.feedback.words import Words
from surveyreport.study.words import default_words

WRONG = re.compile(
    r"\b(1|één) (?!mens\b)(\w+(?<!e)en|\w+'s|\w+s)\b(?! van\b)"
    r"|\b(0|[2-9]|\d\d+) (mens|leerling|thema|keer)(?![\w'])"
    r"|\b1 (antwoordden|liggen|waren|namen)\b|\b([2-9]|\d\d+) (antwoordde|ligt|was|nam)\b",
    re.I,
)


def forms(texts):
    """(key, forms) of every sentence with a form for each count."""
    return {key: value for key, value in texts.items()
            if isinstance(value, dict) and "many" in value}  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 36])
def test_counted_sentences(study, count):
    for texts in (default_words()["feedback"], study.texts["feedback"]):
        words = Words(texts)
        assert len(forms(texts)) >= 6
        for key, value in forms(texts).items():
            names = {n for text in value.values() for _, n, _, _ in Formatter().parse(text) if n}
            filled = dict.fromkeys(names - {"count"}, "X")
            sentence = words.counted(key, count, **filled)
            assert not WRONG.search(sentence), sentence
            assert "{" not in sentence and sentence.endswith(".")
            if count > 1:
                assert str(count) in sentence


def test_no_other_sentence_has_a_count_in_it():
    """A count goes through a form for each number, or the word after it does not change."""
    texts = default_words()["feedback"]
    plain = [text for value in texts.values() if isinstance(value, str | list)
             for text in ([value] if isinstance(value, str) else value)]  # fmt: skip
    assert not [text for text in plain if "{count}" in text]
    # thresholds are never one: the settings start at three
    names = {n for text in plain for _, n, _, _ in Formatter().parse(text) if n}
    assert names <= {"name", "least", "groups", "theme", "group", "position", "wave", "points",
                     "power_12", "power_30", "real_12", "real_30", "themes",
                     "questions", "categories", "days", "contact", "question", "n",
                     "own", "all", "label", "value",
                     "expected"}  # fmt: skip


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "bijna niemand"), (0.04, "bijna niemand"), (0.05, "ongeveer 1 van de 10"),
     (0.84, "ongeveer 8 van de 10"), (0.94, "ongeveer 9 van de 10"), (0.95, "bijna iedereen"),
     (1, "bijna iedereen")],
)  # fmt: skip
def test_a_share_as_people_say_it(share, expected):
    assert Words(default_words()["feedback"]).about(share) == expected


def test_the_check_finds_what_is_wrong():
    for text in ("1 intervallen", "er antwoordden 1 leerlingen", "2 leerling", "1 thema's",
                 "Van hen namen 1 deel: 1 namen", "3 ligt"):  # fmt: skip
        assert WRONG.search(text), text
    for text in ("1 leerling", "36 thema's", "in hoogstens 1 van de 20 rapporten"):
        assert not WRONG.search(text), text
