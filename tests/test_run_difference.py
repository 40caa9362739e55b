"""What changed between two runs, on hand-made results."""

import json

import pytest

from surveyreport.run_difference import Change, as_text, run_difference

ESTIMATES = "wave,group,item,category,kind,n,base,share,ci_low,ci_high\n"


@pytest.fixture
def runs(tmp_path):
    """Write a run: its estimates and what its manifest says."""

    def write(name, estimates, inputs=None, code=None, libraries=None, outputs=None, verdict="x"):
        folder = tmp_path / name
        folder.mkdir()
        manifest = {
            "inputs": inputs or {},
            "code": code or {},
            "libraries": libraries or {"pandas": "3"},
            "outputs": outputs or {},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (folder / "estimates.csv").write_text(ESTIMATES + estimates, encoding="utf-8")
        (folder / "verdicts.csv").write_text(f"comparison,verdict,delta\nvisie,{verdict},1\n")
        return folder

    return write


ROW = "w,beleid,beleid.B1,top2,top2,63,66,0.95,0.9,0.99\n"
MORE = "w,beleid,beleid.B1,top2,top2,64,67,0.955,0.9,0.99\n"


def test_equal_tables_give_an_empty_list_whatever_was_edited(runs):
    old = runs("a", ROW, {"config.yaml": "1"}, {"src/x.py": "1"})
    new = runs("b", ROW, {"config.yaml": "2"}, {"src/x.py": "2"})
    assert run_difference(old, new) == []


def test_a_number_a_word_a_figure_and_a_report_each_with_old_and_new(runs):
    old = runs(
        "a",
        ROW,
        {"data/raw/w/beleid.csv": "1"},
        verdict="no_clear_difference",
        outputs={"results/w/figures/figure-13.svg": "1", "results/w/feedback/A1.pdf": "1"},
    )
    new = runs(
        "b",
        MORE,
        {"data/raw/w/beleid.csv": "2"},
        verdict="a_more_positive",
        outputs={"results/w/figures/figure-13.svg": "2", "results/w/feedback/A1.pdf": "2"},
    )
    cause = "gegevens data/raw/w/beleid.csv"
    assert run_difference(old, new) == [
        Change(cause, "estimates.csv", "beleid / beleid.B1 / top2",
               "n 63, base 66, share 0.95", "n 64, base 67, share 0.955"),
        Change(cause, "figuren", "figure-13", "", ""),
        Change(cause, "rapporten per aanbieder", "A1", "", ""),
        Change(cause, "verdicts.csv", "visie", "verdict no_clear_difference",
               "verdict a_more_positive"),
    ]  # fmt: skip


def test_a_mapping_reaches_only_its_group_and_several_causes_are_all_named(runs):
    other = "w,leerlingen,leerlingen.B1,top2,top2,{n},20,0.5,0.1,0.9\n"
    inputs = {"study/waves/w/beleid.csv": "1", "config.yaml": "1"}
    old = runs("a", ROW + other.format(n=10), inputs)
    new = runs("b", MORE + other.format(n=11), {name: "2" for name in inputs})
    causes = {change.key.split(" / ")[0]: change.cause for change in run_difference(old, new)}
    settings = "instellingen in config.yaml (drempels, periodes, bestanden)"
    assert causes["leerlingen"] == settings
    assert causes["beleid"] == f"{settings} of koppeling study/waves/w/beleid.csv"


def test_a_row_that_came_or_went_and_a_library_as_cause(runs):
    old = runs("a", ROW, libraries={"pandas": "3.1"})
    new = runs("b", "", libraries={"pandas": "3.2"})
    (change,) = run_difference(old, new)
    assert change.cause == "bibliotheek pandas 3.1 → 3.2"
    assert (change.new, change.old.split(",")[0]) == ("", "n 63")
    assert "63" in as_text([change]) and "→ niets" in as_text([change])


def test_the_list_is_grouped_by_cause_and_kind():
    text = as_text([Change("code", "figuren", "figure-01", "", ""),
                    Change("code", "figuren", "figure-02", "", ""),
                    Change("rijen", "estimates.csv", "x", "n 1", "n 2")])  # fmt: skip
    assert text.count("## Door ") == 2 and text.count("### figuren") == 1
    assert "- figure-02\n" in text and "- x: n 1 → n 2\n" in text
