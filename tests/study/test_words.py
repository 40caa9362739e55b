"""The words a reader sees: every one is used, and a study may only say them differently."""

import re

import pytest
from support import ROOT

from surveyreport.files.problems import ProblemList
from surveyreport.study.words import default_words, load_words, placeholders

PACKAGE = ROOT / "src/surveyreport"
# what each template calls `words` (or `word`)
TEMPLATES = {
    "report/report.html.j2": ("publication",),
    "report/report.typ": ("publication", "word"),
    "archive/codebook.html.j2": ("codebook",),
    "feedback/template.typ": ("feedback", "word"),
}
ADDED = {"feedback/template.typ": {"theme_heads"}}


def texts(words, keys=()):
    """(keys, text) of every text."""
    for key, value in words.items():
        if isinstance(value, dict):
            yield from texts(value, (*keys, key))
        else:
            for text in value if isinstance(value, list) else [value]:
                yield (*keys, key), text


def under(keys):
    words = default_words()
    for key in keys:
        words = words[key]
    return words


def test_every_word_is_a_text_that_can_be_filled_in():
    found = list(texts(default_words()))
    assert len(found) > 500
    for keys, text in found:
        assert isinstance(text, str) and text, keys
        placeholders(text)
        # numbers come from tables: none is typed
        assert keys[0] != "publication" or not re.search(r"\d", text), keys


def test_every_word_is_used():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*")
        if path.suffix in (".py", ".j2", ".typ", ".js")
    )
    tokens = set(re.findall(r"\w+", code))
    # a heading names its note
    tokens |= {name for _, text in texts(default_words()) for name in placeholders(text)}

    def used(key):
        """In the code as it is, or put together there: f"{kind}_x", f"x_{kind}", f"{a}_{b}"."""
        parts = [(key[:i], key[i:]) for i in range(1, len(key))]
        return key in tokens or any(
            (start in tokens and start.endswith("_"))
            or (end in tokens and end.startswith("_"))
            or (end.startswith("_") and {start, end[1:]} <= tokens)
            for start, end in parts
        )

    assert [keys for keys, _ in texts(default_words()) if not used(keys[-1])] == []
    assert not used("nobody_says_this")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_word_of_a_template_exists(name):
    named = re.findall(r"\bwords?\.([a-z_]+(?:\.[a-z_]+)*)", (PACKAGE / name).read_text("utf-8"))
    assert named
    known = {".".join(keys) for keys, _ in texts(under(TEMPLATES[name]))} | ADDED.get(name, set())
    assert set(named) <= known


def loaded(tmp_path, text):
    path, problems = tmp_path / "nl.yaml", ProblemList()
    path.write_text(text, encoding="utf-8")
    words = load_words(path, {"agreement"}, problems)
    return words, [(problem.row, problem.found, problem.remedy) for problem in problems.problems]


def test_a_study_says_a_word_differently(tmp_path):
    words, problems = loaded(
        tmp_path,
        """figures:
  figure: Beeld
  row_label: "{label}, {n} antwoorden"
publication:
  answers:
    agreement: {positive: mee eens, negative: oneens}
""",
    )
    assert problems == []
    assert words["figures"]["figure"] == "Beeld"
    assert words["figures"]["to"] == default_words()["figures"]["to"] == "tot"
    assert words["publication"]["answers"]["agreement"]["positive"] == "mee eens"
    assert default_words()["figures"]["figure"] == "Figuur"
    assert load_words(tmp_path / "absent.yaml", set(), ProblemList()) is default_words()


@pytest.mark.parametrize(
    ("text", "found", "remedy"),
    [
        ("figures:\n  figur: x\n", "onbekende sleutel 'figur'", "bedoelt u 'figure'?"),
        ("figuren:\n  figure: x\n", "onbekende sleutel 'figuren'", "bedoelt u 'figures'?"),
        ('figures:\n  percent: "{valeu} %"\n', "'{valeu}' kan hier niet", "namen"),
        ('figures:\n  percent: "{value %"\n', "accolade zonder wederhelft", "{naam}"),
        ('figures:\n  percent: "{value:.2f} %"\n', "accolade", "{naam}"),
        ('figures:\n  percent: "{} %"\n', "'{}' kan hier niet", "namen"),
        ("figures:\n  figure:\n", "niets", "standaardwoorden"),
        ("figures:\n  figure: 7\n", "'7'", "standaardwoorden"),
        ("figures:\n  figure: [x]\n", "['x']", "standaardwoorden"),
        ("figures: Figuur\n", "'Figuur'", "standaardwoorden"),
        ("feedback:\n  reading: lees goed\n", "'lees goed'", "standaardwoorden"),
        ("feedback:\n  reading: []\n", "een lijst met iets anders dan teksten", ""),
        ("feedback:\n  item_heads: [Vraag]\n", "1 koppen", "geef elke kolom een kop"),
        ("publication:\n  answers:\n    agree: {positive: x}\n", "onbekende sleutel 'agree'",
         "bedoelt u 'agreement'?"),
    ],
)  # fmt: skip
def test_one_fault_is_one_problem_with_its_row(tmp_path, text, found, remedy):
    words, problems = loaded(tmp_path, "# eerste regel\n" + text)
    assert len(problems) == 1, problems
    row, said, what = problems[0]
    assert found in said and remedy in what
    assert row == max(2, text.count("\n") + 1) or "publication" in text or "figuren" in text
    assert words["figures"]["to"] == "tot"
