"""What changed between two runs, on hand-made results."""

import json

import pytest

from surveyreport.record.run_changes import Change, as_text, run_changes

ESTIMATES = "wave,group,item,category,kind,n,base,share,ci_low,ci_high\n"


@pytest.fixture
def runs(tmp_path):
    """Write a run: its estimates and what its manifest says."""

    def write(
        name,
        estimates,
        inputs=None,
        code=None,
        libraries=None,
        outputs=None,
        verdict="x",
        roles=None,
        tables=None,
    ):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        manifest = {
            "inputs": inputs or {},
            "roles": roles or {},
            "code": code or {},
            "libraries": libraries or {"pandas": "3"},
            "outputs": outputs or {},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (folder / "estimates.csv").write_text(ESTIMATES + estimates, encoding="utf-8")
        (folder / "verdicts.csv").write_text(f"comparison,verdict,delta\nvisie,{verdict},1\n")
        for table, text in (tables or {}).items():
            (folder / table).parent.mkdir(exist_ok=True)
            (folder / table).write_text(text, encoding="utf-8")
        return folder

    return write


ROW = "w,beleid,beleid.B1,top2,top2,63,66,0.95,0.9,0.99\n"
MORE = "w,beleid,beleid.B1,top2,top2,64,67,0.955,0.9,0.99\n"


def test_equal_tables_give_an_empty_list_whatever_was_edited(runs):
    old = runs("a", ROW, {"config.yaml": "1"}, {"src/x.py": "1"})
    new = runs("b", ROW, {"config.yaml": "2"}, {"src/x.py": "2"})
    assert run_changes(old, new) == []


INDEX = "provider_id,file,version,sha256\nA1,A1.pdf,{one},x\nA2,A2.pdf,v2,x\n"
PRINTED = "provider_id,group,kind,id\n{one}A2,beleid,theme,visie\n"


def test_a_number_a_word_a_figure_and_a_report_each_with_old_and_new(runs):
    name = "data/raw/w/beleid.csv"
    figure = "results/w/figures/figure-13.svg"
    old = runs(
        "a",
        ROW,
        {name: "1"},
        verdict="no_clear_difference",
        outputs={figure: "1", "results/w/report.html": "1"},
        tables={
            "feedback/index-1.csv": INDEX.format(one="v1"),
            "release/audit.csv": PRINTED.format(one="A1,beleid,question,beleid.B1\n"),
        },
    )
    new = runs(
        "b",
        MORE,
        {name: "2"},
        verdict="a_more_positive",
        outputs={figure: "2", "results/w/report.html": "2"},
        roles={name: "exports.beleid"},
        tables={
            "feedback/index-1.csv": INDEX.format(one="v1b"),
            "release/audit.csv": PRINTED.format(one="A1,beleid,theme,visie\n"),
        },
    )
    cause = f"rijen van {name}"
    assert run_changes(old, new) == [
        Change(cause, "estimates.csv", "beleid / beleid.B1 / top2",
               "n 63, base 66, share 0.95", "n 64, base 67, share 0.955"),
        Change(cause, "figuren", "figure-13", "", ""),
        Change(cause, "getoond per aanbieder", "A1 / beleid",
               "thema's 0, vragen 1, antwoorden 0", "thema's 1, vragen 0, antwoorden 0"),
        Change(cause, "rapporten per aanbieder", "A1", "", ""),
        Change(cause, "verdicts.csv", "visie", "verdict no_clear_difference",
               "verdict a_more_positive"),
    ]  # fmt: skip


def test_provider_reports_that_one_run_did_not_make_are_no_change(runs):
    made = {"feedback/index-1.csv": INDEX, "release/audit.csv": PRINTED.format(one="")}
    assert run_changes(runs("a", ROW), runs("b", ROW, tables=made)) == []


def test_a_mapping_reaches_only_its_group_and_several_causes_are_all_named(runs):
    other = "w,leerlingen,leerlingen.B1,top2,top2,{n},20,0.5,0.1,0.9\n"
    inputs = {"study/waves/w/beleid.csv": "1", "config.yaml": "1"}
    old = runs("a", ROW + other.format(n=10), inputs)
    new = runs("b", MORE + other.format(n=11), {name: "2" for name in inputs})
    causes = {change.key.split(" / ")[0]: change.cause for change in run_changes(old, new)}
    settings = "instellingen in config.yaml (drempels, periodes, bestanden)"
    assert causes["leerlingen"] == settings
    assert causes["beleid"] == f"{settings} of koppeling study/waves/w/beleid.csv"


def test_a_row_that_came_or_went_and_a_library_as_cause(runs):
    old = runs("a", ROW, libraries={"pandas": "3.1"})
    new = runs("b", "", libraries={"pandas": "3.2"})
    (change,) = run_changes(old, new)
    assert change.cause == "bibliotheek pandas 3.1 → 3.2"
    assert (change.new, change.old.split(",")[0]) == ("", "n 63")
    assert "63" in as_text([change]) and "→ niets" in as_text([change])


def test_the_list_is_grouped_by_cause_and_kind():
    text = as_text([Change("code", "figuren", "figure-01", "", ""),
                    Change("code", "figuren", "figure-02", "", ""),
                    Change("rijen", "estimates.csv", "x", "n 1", "n 2")])  # fmt: skip
    assert text.count("## Door ") == 2 and text.count("### figuren") == 1
    assert "- figure-02\n" in text and "- x: n 1 → n 2\n" in text


def test_each_cause_reaches_only_what_depends_on_it(runs):
    """Changed at once: rows of one group, the counts, the frame and what the report printed."""
    names = {
        "data/raw/w/pupils.csv": ("exports.leerlingen", "rijen van data/raw/w/pupils.csv"),
        "data/raw/w/counts.csv": ("registers", "officiële tellingen (data/raw/w/counts.csv)"),
        "data/raw/w/fix.csv": (
            "corrections",
            "correcties van aanbiederscodes (data/raw/w/fix.csv)",
        ),
        "study/published/w.csv": ("published", "gepubliceerde waarden (study/published/w.csv)"),
    }
    words = {role: text for role, text in names.values()}
    response = "group,provider_type,statistic,value\nalle,alle,respondents,{n}\n"
    register = "register,date,unit,provider_type,grade,programme,count\npupils,d,,t,g,p,{n}\n"
    check = "value_id,computed,agrees\nx,1,{agrees}\n"

    def run(folder, version, row, n, agrees):
        return runs(
            folder,
            row,
            dict.fromkeys(names, version),
            roles={name: role for name, (role, _) in names.items()},
            verdict=version,
            tables={
                "register.csv": register.format(n=n),
                "response.csv": response.format(n=n),
                "published_check.csv": check.format(agrees=agrees),
            },
        )

    changes = run_changes(run("a", "1", ROW, 4, True), run("b", "2", MORE, 5, False))
    causes = {change.what: set(change.cause.split(" of ")) for change in changes}
    assert causes == {
        "estimates.csv": {words["corrections"]},
        "register.csv": {words["corrections"], words["registers"]},
        "response.csv": {words["corrections"], words["exports.leerlingen"]},
        "verdicts.csv": {words["corrections"], words["exports.leerlingen"]},
        "published_check.csv": set(words.values()),
    }


TREND = "group,item,from,to,decision,verdict,sentence\nbeleid,beleid.B1,1,2,{decision},x,y\n"


def test_the_trends_change_by_what_their_waves_are_made_from(runs):
    def run(folder, mapping, decision):
        runs(f"{folder}/2", ROW, {"study/waves/2/beleid.csv": mapping})
        return runs(
            f"{folder}/trends",
            ROW,
            {"results/2/manifest.json": mapping, "study/comparability/1-2.csv": decision},
            tables={"verdicts.csv": TREND.format(decision=decision)},
        )

    old = run("a", "1", "comparable")
    (change,) = run_changes(old, run("b", "1", "break"))
    assert change.cause == "beslissingen over vergelijkbaarheid (study/comparability/1-2.csv)"
    assert (change.key, change.old, change.new) == (
        "beleid / beleid.B1 / 1 / 2",
        "decision comparable",
        "decision break",
    )
    (change,) = run_changes(run("c", "2", "break"), run("d", "1", "comparable"))
    assert change.cause.split(" of ")[1] == "koppeling study/waves/2/beleid.csv"


CLAIMS = "chapter,line,kind,text,binding,value,holds,proposal,sentence\n"


def test_a_sentence_that_became_untrue_or_true_again_is_named(runs):
    """By its words, whatever row it moved to; a sentence that stays true is not."""
    row = "visie,{line},woord,{text},beleid.B1 top2,{value},{holds},{right},{sentence}\n"
    cells = {"text": "bijna alle", "sentence": "Bijna alle teams weten het."}
    other = {"text": "de helft", "sentence": "De helft kijkt uit."}
    same = {"line": 9, "text": "alle", "value": 1, "holds": "ja", "right": "", "sentence": "Alle."}
    true = {"line": 3, "value": 0.95, "holds": "ja", "right": ""}
    false = {"line": 5, "value": 0.8, "holds": "nee", "right": "vier op vijf"}
    first = row.format(**true, **cells) + row.format(**false, **other) + row.format(**same)
    second = row.format(**false, **cells) + row.format(**true, **other) + row.format(**same)
    old = runs("a", ROW, {"config.yaml": "1"}, tables={"claims.csv": CLAIMS + first})
    new = runs("b", ROW, {"config.yaml": "2"}, tables={"claims.csv": CLAIMS + second})
    changes = [(c.what, c.key, c.old, c.new) for c in run_changes(old, new)]
    assert changes == [
        (
            "zinnen van het rapport",
            "visie.md: Bijna alle teams weten het.",
            "klopt",
            "klopt niet: ‘bijna alle’, wel juist: vier op vijf",
        ),
        (
            "zinnen van het rapport",
            "visie.md: De helft kijkt uit.",
            "klopt niet: ‘de helft’, wel juist: vier op vijf",
            "klopt",
        ),
    ]
