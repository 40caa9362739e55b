"""Words and numbers of change between waves: true only where the verdict about them says so."""

from __future__ import annotations

import pandas as pd
import pytest
from trend_data import verdict
from written_data import COMPARISONS, WAVE, chapters, tables, writer

from surveyreport.report.bound import Footnote, Number, plain
from surveyreport.report.changes import Changes
from surveyreport.report.chapters import other_waves, tells_change
from surveyreport.report.claims import Claim
from surveyreport.report.tables import Tables
from surveyreport.report.words import bindable

BEFORE = "2021"
BROKEN = "‘De evaluaties zijn duidelijk’ is niet te vergelijken. De zin is anders opgebouwd."


def shares(before: float, after: float, half: float = 0.03) -> dict:
    """The numbers of a row, with an interval of half a width on both sides."""
    change = after - before
    return {"top2_from": before, "top2_to": after, "difference": change,
            "difference_low": change - half, "difference_high": change + half}  # fmt: skip


def row(item: str, name: str, before: str = "", **values) -> dict:
    """A comparison of the reference wave with the one before."""
    empty = dict.fromkeys(shares(0, 0))
    return verdict(before or item, item, BEFORE, WAVE, name, **empty | values)


# beleid.B1 is 95 % in the reference wave, beleid.B8 67 %, schoolteam.C9.8 53 %
VERDICTS = pd.DataFrame([
    row("beleid.B1", "more_positive", **shares(0.80, 63 / 66, 0.1)),
    row("beleid.B8", "less_positive", decision="with_note", note="De rij stond elders.",
        **shares(0.90, 44 / 66)),
    row("beleid.B7", "no_clear_difference", **shares(0.76, 0.78, 0.15)),
    row("beleid.B6", "small_difference", **shares(0.79, 0.8030303)),
    row("beleid.B5", "more_positive", **shares(0.90, 0.85)),
    row("schoolteam.C9.8", "more_ticked", **shares(0.40, 156 / 295)),
    row("leerlingen.B1", "too_few", sentence="Bij ‘Ik kijk uit’ zijn er te weinig antwoorden."),
    row("leerlingen.B5", "break", sentence=BROKEN),
])  # fmt: skip


def written(folder, text: str):
    """The writer of a chapter of the reference wave, and its section."""
    read, problems = chapters(folder, text, None, (BEFORE, WAVE), (WAVE,))
    assert not problems, "\n".join(map(str, problems))
    earlier = tables()
    rows = earlier["estimates"]
    for item, n, base in (("beleid.B1", 80, 100), ("beleid.B8", 90, 100)):
        own = rows["item"].eq(item)
        for category, count in (("top2", n), ("bottom2", base - n)):
            cell = own & rows["category"].eq(category)
            rows.loc[cell, ["n", "base", "share"]] = [count, base, count / base]
    made = writer(read, others={BEFORE: Tables(earlier, {})}, changes=Changes(VERDICTS, WAVE))
    return made, made.section(read.texts["proef"], "1", False)


def claims(folder, text: str) -> list[Claim]:
    return written(folder, text)[0].claims


@pytest.mark.parametrize(
    ("words", "binding", "holds"),
    [
        # a clear change, in its direction only
        ("gestegen", "beleid.B1", "ja"),
        ("is gestegen", "beleid.B1", "ja"),
        ("gedaald", "beleid.B1", "nee"),
        ("hoger", "beleid.B1", "ja"),
        ("lager", "beleid.B1", "nee"),
        ("positiever", "beleid.B1", "ja"),
        ("flink gestegen", "beleid.B1", "ja"),
        ("licht gestegen", "beleid.B1", "nee"),
        ("gelijk gebleven", "beleid.B1", "nee"),
        ("niet gestegen", "beleid.B1", "nee"),
        ("duidelijk veranderd", "beleid.B1", "ja"),
        ("15 procentpunten hoger", "beleid.B1", "ja"),
        ("steeg met 15 procentpunten", "beleid.B1", "ja"),
        ("met 15 procentpunten gestegen", "beleid.B1", "ja"),
        ("steeg met 5 procentpunten", "beleid.B1", "nee"),
        ("van 80 naar 95 procent", "beleid.B1", "ja"),
        ("steeg van 80 naar 95 procent", "beleid.B1", "ja"),
        ("daalde van 80 naar 95 procent", "beleid.B1", "nee"),
        ("van 80 % naar 90 %", "beleid.B1", "nee"),
        ("van 95 naar 80 procent", "beleid.B1", "nee"),
        # the unfavourable answers move the other way
        ("gedaald", "beleid.B1 bottom2", "ja"),
        ("gestegen", "beleid.B1 bottom2", "nee"),
        ("daalde", "beleid.B8", "ja"),
        ("verslechterde", "beleid.B8", "ja"),
        ("nam toe", "beleid.B8", "nee"),
        ("vaker", "schoolteam.C9.8", "ja"),
        ("minder vaak", "schoolteam.C9.8", "nee"),
        # that no change was shown is neither a rise nor no change
        ("gestegen", "beleid.B7", "nee"),
        ("hoger", "beleid.B7", "nee"),
        ("2 procentpunten hoger", "beleid.B7", "nee"),
        ("gelijk gebleven", "beleid.B7", "nee"),
        ("even vaak", "beleid.B7", "nee"),
        ("geen duidelijk verschil", "beleid.B7", "ja"),
        ("niet aantoonbaar veranderd", "beleid.B7", "ja"),
        ("duidelijk veranderd", "beleid.B7", "nee"),
        # at most a small one is
        ("gelijk gebleven", "beleid.B6", "ja"),
        ("niet veranderd", "beleid.B6", "ja"),
        ("gestegen", "beleid.B6", "nee"),
        # all answers together say otherwise than the favourable ones
        ("gestegen", "beleid.B5", "nee"),
        ("gedaald", "beleid.B5", "nee"),
        # of one answer no change is tested
        ("gestegen", "beleid.B1 helemaal akkoord", "nee"),
    ],
)
def test_a_word_of_change_needs_the_verdict(words, binding, holds, tmp_path):
    item, _, answer = binding.partition(" ")
    (claim,) = claims(tmp_path, f"Dat is [{words}]{{{item} tegenover golf 2021 {answer}}}.")
    assert (claim.holds, bool(claim.proposal)) == (holds, holds == "nee"), claim
    assert claim.kind == "vergelijking"


@pytest.mark.parametrize(
    ("said", "binding", "right"),
    [
        ("gestegen", "beleid.B8", "duidelijk gedaald"),
        ("gestegen", "beleid.B7", "niet aantoonbaar veranderd"),
        ("gestegen", "beleid.B6", "gelijk gebleven"),
        ("van 80 naar 90 procent", "beleid.B1", "van 80 naar 95 procent"),
        ("gestegen", "leerlingen.B1", "Bij ‘Ik kijk uit’ zijn er te weinig antwoorden"),
        ("gestegen", "leerlingen.B5", BROKEN.rstrip(".")),
        ("gestegen", "schoolteam.B1", "golf 2023 is voor schoolteam.B1 niet met golf 2021"),
    ],
)
def test_a_word_that_is_right_is_proposed_or_the_reason_told(said, binding, right, tmp_path):
    (claim,) = claims(tmp_path, f"Dat is [{said}]{{{binding} tegenover golf 2021}}.")
    assert claim.holds == "nee" and right in claim.proposal


@pytest.mark.parametrize(
    ("binding", "shown"),
    [
        ("verschil beleid.B1 tegenover golf 2021", "15 procentpunt"),
        ("interval beleid.B1 tegenover golf 2021", "+5 tot +25"),
        ("verschil beleid.B1 tegenover golf 2021 bottom2", "15 procentpunt"),
        ("golf 2021: aandeel beleid.B1 top2", "80 %"),
        ("verschil leerlingen.B5 tegenover golf 2021", ""),
        ("interval beleid.B1 tegenover golf 2021 bottom2", ""),
    ],
)
def test_a_number_of_change_is_that_of_the_trends(binding, shown, tmp_path):
    (claim,) = claims(tmp_path, f"Dat is {{{binding}}}.")
    assert claim.text.replace("\u00a0", " ") == shown
    assert claim.holds == ("ja" if shown else "nee")


def test_a_number_keeps_the_table_it_comes_from(tmp_path):
    text = "Van {golf 2021: aandeel beleid.B1} is het {verschil beleid.B1 tegenover golf 2021}."
    _, section = written(tmp_path, text)
    numbers = [part for part in section.blocks[0].text if isinstance(part, Number)]
    assert [(number.table, number.value) for number in numbers] == [
        ("../2021/estimates", "0.8"), ("../trends/verdicts", "0.1545454545")
    ]  # fmt: skip


def test_what_goes_with_a_comparison_is_a_footnote_once(tmp_path):
    text = ("Dat [daalde]{beleid.B8 tegenover golf 2021} met {verschil beleid.B8 tegenover golf "
            "2021}. Het [daalde]{beleid.B8 tegenover golf 2021}.")  # fmt: skip
    _, section = written(tmp_path, text)
    notes = [part for part in section.blocks[0].text if isinstance(part, Footnote)]
    assert [plain(note.text) for note in notes] == ["De rij stond elders."]


def test_a_loose_word_gets_the_binding_to_the_wave_before(tmp_path):
    text = "Dat is {aandeel beleid.B1}, gestegen van {golf 2021: aandeel beleid.B1}."
    loose = [claim for claim in claims(tmp_path, text) if claim.holds == "niet gebonden"]
    assert [(claim.text, claim.proposal) for claim in loose] == [
        ("gestegen", "[…]{beleid.B1 tegenover golf 2021}")
    ]


@pytest.mark.parametrize(
    ("text", "waves", "written_for", "fault"),
    [
        ("[gestegen]{beleid.B1 tegenover golf 2021}", ("2023",), None, "staat niet in config.yaml"),
        ("[gestegen]{beleid.B1 tegenover golf 2023}", ("2023",), None,
         "golf 2023 komt niet vóór golf 2023"),
        ("[gestegen]{beleid.B1 tegenover golf 2025}", ("2023", "2025"), ("2023",),
         "golf 2025 komt niet vóór golf 2023"),
        ("[gestegen]{beleid.B1 tegenover schoolteam.B1}", ("2023",), None,
         "'gestegen' spreekt van verandering"),
        ("[gestegen]{visie}", ("2023",), None, "'gestegen' spreekt van verandering"),
        ("[groeide]{telling pupils 2022-10-01 duaal tegenover pupils 2021-10-01 aanloopfase}",
         ("2023",), None, "spreekt van verandering"),
        ("[groeide]{telling pupils 2021-10-01 duaal tegenover pupils 2022-10-01 duaal}",
         ("2023",), None, "spreekt van verandering"),
        ("[de helft]{beleid.B1 tegenover golf 2021}", ("2021", "2023"), ("2023",),
         "is een woord voor één getal"),
        ("{beleid.B1 tegenover golf 2021}", ("2021", "2023"), ("2023",), "is geen getal"),
        ("{laagste beleid.B2 tegenover golf 2021}", ("2021", "2023"), ("2023",), "met tegenover"),
        ("{verschil beleid.B2 tegenover golf 2021}", ("2021", "2023"), ("2023",), "meer dan één"),
        ("[gestegen]{beleid.B1 tegenover golf}", ("2021", "2023"), ("2023",), "staat geen vraag"),
        ("[gestegen]{golf 2023: beleid.B1 tegenover golf 2021}", ("2021", "2023"), ("2023",),
         "noemt twee golven"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_one_fault_with_its_row(
    text, waves, written_for, fault, tmp_path
):
    _, problems = chapters(tmp_path, f"Dat is {text}.", None, waves, written_for)
    assert [(problem.row, fault in problem.found) for problem in problems] == [(3, True)], problems


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Dat is [hoger]{beleid.B1 tegenover golf 2021} dan in 2021.", ""),
        ("Sinds golf 2021 is dat [gestegen]{beleid.B1 tegenover golf 2021}.", ""),
        ("Dat is [hoger]{beleid.B1 tegenover golf 2021} dan in schooljaar 2020-2021.", ""),
        ("Dat is [hoger]{beleid.B1 tegenover golf 2021} dan in 2019.", "2019"),
        ("Dat is, sinds 2019, [gestegen]{beleid.B1 tegenover golf 2021}.", "2019"),
        # two groups are no two waves
        ("Dat is [hoger]{beleid.B4 tegenover schoolteam.B4} dan in 2021.", "2021"),
        ("Het [groeide]{telling pupils 2022-10-01 duaal tegenover pupils 2021-10-01 duaal} sinds "
         "2021.", ""),
    ],
)  # fmt: skip
def test_a_year_that_is_compared_with_is_that_of_the_wave(text, year, tmp_path):
    wrong = [claim.text for claim in claims(tmp_path, text) if claim.holds == "nee"]
    assert wrong == ([year] if year else [])


def test_a_run_reads_the_trends_only_where_a_chapter_tells_of_change(tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\n{golf 2025: aandeel beleid.B1 top2}\n", "utf-8")
    assert (other_waves(tmp_path), tells_change(tmp_path)) == (["2025"], False)
    (folder / "b.md").write_text("# B\n\n[hoger]{beleid.B1 tegenover\ngolf 2021 top2}\n", "utf-8")
    assert (other_waves(tmp_path), tells_change(tmp_path)) == (["2021", "2025"], True)


def test_make_words_lists_changes_with_words_that_are_true(tmp_path):
    made, _ = written(tmp_path, "Tekst.")
    lines = [line for _, own in bindable(made.values, made.chapters.words, COMPARISONS, ["beleid"])
             for line in own if "tegenover golf 2021" in line[0]]  # fmt: skip
    words = [copied.partition("]")[0] for copied, *_ in lines]
    assert words == ["[duidelijk gestegen", "{verschil beleid.B5 tegenover golf 2021}, interval "
                     "{interval beleid.B5 tegenover golf 2021}", "[gelijk gebleven",
                     "[niet aantoonbaar veranderd", "[duidelijk gedaald"]  # fmt: skip
    for copied, value, _ in lines:
        found = claims(tmp_path, f"Dat is {copied}.")
        assert {claim.holds for claim in found} == {"ja"}
        assert "procentpunt" in value
