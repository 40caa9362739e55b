# Checked settings and the functions that rules share.
import sys
from pathlib import Path

from surveyreport.protection.key import key_path
from surveyreport.record.closure import Closures
from surveyreport.record.run import Run
from surveyreport.numbers.differences import difference_pictures
from surveyreport.numbers.trend import trend_figures, trend_names
from surveyreport.files.problems import InputProblems
from surveyreport.report.chapters import chapter_files, other_waves
from surveyreport.study.wave import asked_items, study_of_wave
from surveyreport.checks.everything import check_everything
from surveyreport.questionnaires.links import decisions_path, in_time, linked_waves

try:
    # Here and not in a rule: a rule would lose its earlier output before it finds the fault
    CHECKED = check_everything(Path("config.yaml"), Path("study"))
except InputProblems as error:
    sys.exit(str(error))

STUDY, COMPARISONS, SETTINGS = CHECKED.study, CHECKED.comparisons, CHECKED.settings
PROTECTION = CHECKED.protection
FEEDBACK_BATCHES = range(1, CHECKED.feedback.batches + 1)


# read by Snakemake too, now that it is known to be right
configfile: "config.yaml"


WAVES = list(SETTINGS.waves)
IN_TIME = [wave.id for wave in in_time(SETTINGS.waves.values())]
# The study as each wave asked it
STUDIES = {
    wave: study_of_wave(
        STUDY, wave, asked_items(Path("study"), wave, SETTINGS.waves[wave].exports)
    )
    for wave in WAVES
}
QUESTIONNAIRE_FILES = [
    "study/groups.yaml",
    "study/scales.yaml",
    *(f"study/questionnaires/{group}.yaml" for group in STUDY.groups),
]
# What people wrote; with the waves that their text takes a value of
CHAPTERS = [path.as_posix() for path in chapter_files(Path("study"))]
SCRIPTS = Path("workflow/scripts")
CLOSURES = Closures()
RUN = Run(workflow, lambda run: print_closing_lines(run))


wildcard_constraints:
    wave="|".join(WAVES),
    group="|".join(STUDY.groups),


def code_of(script):
    """Every module and template that a script can reach: an edit of one reruns the rule."""
    try:
        reached = CLOSURES.reached(SCRIPTS / script)
    except (SyntaxError, ValueError) as error:
        sys.exit(f"De code is niet te volgen: {error}")

    def code(wildcards):
        # now that Snakemake plans its jobs
        RUN.begin()
        return [path.as_posix() for path in reached]

    return code


def other_waves_of_report(wildcards):
    """The tables of the waves that a chapter compares this one with."""
    return [
        f"results/{wave}/{table}.csv"
        for wave in other_waves(Path("study"))
        if wave in WAVES and wave != wildcards.wave
        for table in ("response", "register", "estimates", "verdicts", "open_answers")
    ]


def wave_entry(wildcards):
    """The settings of one wave as written in config.yaml."""
    return next(
        entry for name, entry in config["waves"].items() if str(name) == wildcards.wave
    )


def export_files(wildcards):
    """The files of one group's export."""
    files = SETTINGS.waves[wildcards.wave].exports[wildcards.group].paths
    return [path.as_posix() for path in files]


def structure_files(wildcards):
    """The structures of the surveys of a wave as fielded."""
    return structures_of(wildcards.wave)


def structures_of(wave):
    """The structures of the surveys of a wave, by its name."""
    exports = SETTINGS.waves[wave].exports.values()
    return [files.structure.as_posix() for files in exports if files.structure]


def structure_file(wildcards):
    """The structure of one group's survey, if there is one."""
    structure = SETTINGS.waves[wildcards.wave].exports[wildcards.group].structure
    return [structure.as_posix()] if structure else []


def register_files(wildcards):
    """The official counts of a wave."""
    return [
        path.as_posix() for path in SETTINGS.waves[wildcards.wave].registers.values()
    ]


def provider_lists(wildcards):
    """The frame of a wave and, if there are, the corrections of provider codes."""
    wave = SETTINGS.waves[wildcards.wave]
    return [path.as_posix() for path in (wave.frame, wave.corrections) if path]


def published_file(wildcards):
    """What the report of a wave printed."""
    return SETTINGS.waves[wildcards.wave].published.as_posix()


def mappings_of_wave(wildcards):
    """The mapping of every export of a wave."""
    return [
        f"study/waves/{wildcards.wave}/{group}.csv"
        for group in SETTINGS.waves[wildcards.wave].exports
    ]


def responses_of_wave(wildcards):
    """The recoded responses of every group of a wave."""
    return [
        f"data/processed/{wildcards.wave}/{group}.parquet"
        for group in SETTINGS.waves[wildcards.wave].exports
    ]


def answers_of_wave(wildcards):
    """The answers as stored of every group of a wave."""
    return [
        f"data/processed/{wildcards.wave}/answers/{group}.parquet"
        for group in SETTINGS.waves[wildcards.wave].exports
    ]


def notes_of_wave(wildcards):
    """What each export of a wave was and lost."""
    return [
        f"data/processed/{wildcards.wave}/answers/{group}.json"
        for group in SETTINGS.waves[wildcards.wave].exports
    ]


def figures_of(wave):
    """The names of the figures a wave can draw."""
    settings = SETTINGS.waves[wave]
    drawn = STUDIES[wave].figures_for(
        tuple(settings.exports), tuple(settings.registers)
    )
    return [figure.name for figure in drawn]


def differences_of(wave):
    """The pictures of differences between the groups of a wave: name -> families in it."""
    return difference_pictures(COMPARISONS, STUDY, SETTINGS.waves[wave].exports)


def families_of(wave):
    """The blocks of comparisons of a wave."""
    return [family for shown in differences_of(wave).values() for family in shown]


def gap_files():
    """What tells which questions came back after a wave without them; none with two waves."""
    links = [link for link in linked_waves(IN_TIME) if len(link) > 2]
    asked = {
        path
        for wave in dict.fromkeys(wave for link in links for wave in link)
        for path in (
            *(
                f"study/waves/{wave}/{group}.csv"
                for group in SETTINGS.waves[wave].exports
            ),
            *structures_of(wave),
        )
    }
    decisions = [path for link in links for path in decisions_files(link[0], link[-1])]
    return [*sorted(asked), *decisions]


def decisions_files(earlier, later):
    """What people decided about two waves, if they did."""
    path = decisions_path(Path("study"), earlier, later)
    return [path.as_posix()] if path.is_file() else []


def batches(wave):
    """The pictures of a wave over two drawing processes."""
    return halves([*figures_of(wave), *differences_of(wave)])


def halves(names):
    """Pictures over two drawing processes."""
    return {"a": names[0::2], "b": names[1::2]}


def unknown_codes_of_wave(wildcards):
    """The provider codes an analyst may still correct, per group."""
    return [
        f"data/processed/{wildcards.wave}/unknown_codes/{group}.csv"
        for group in SETTINGS.waves[wildcards.wave].exports
    ]


def inputs_of_wave(wildcards):
    """Everything that people wrote or fetched and that this wave is made from."""
    of_a_wave = {"comparability", "published", "reference", "waves"}
    study = sorted(
        path.as_posix()
        for path in Path("study").rglob("*.yaml")
        if not of_a_wave & set(path.parts)
    )
    raw = [path.as_posix() for path in SETTINGS.waves[wildcards.wave].raw_files]
    return [*raw, *mappings_of_wave(wildcards), *study, "config.yaml"]


def outputs_of_wave(wildcards):
    """Everything this wave publishes; the reports for providers are not public."""
    wave = wildcards.wave
    tables = ["response", "quality", "register", "estimates", "comparisons", "verdicts"]
    tables += ["open_answers", "report_numbers", "claims", "left_out"]
    if SETTINGS.waves[wave].published:
        tables.append("published_check")
    if structure_files(wildcards):
        tables.append("structure_differences")
    pages = ["response", "report"]
    archive = [
        "codebook.html",
        "datapackage.json",
        "anonymisation.csv",
        "anonymisation_effect.csv",
    ]
    archive += [
        f"{group}.{kind}"
        for group in SETTINGS.waves[wave].exports
        for kind in ("csv", "sav")
    ]
    if wave != IN_TIME[0]:
        tables.append("questionnaire_difference")
        pages.append("questionnaire_difference")
    return [
        *(f"results/{wave}/{table}.csv" for table in tables),
        *(f"results/{wave}/{page}.html" for page in pages),
        *(
            f"results/{wave}/figures/{name}.{kind}"
            for name in (*figures_of(wave), *differences_of(wave))
            for kind in ("svg", "png", "csv")
        ),
        *(
            f"results/{wave}/comparison_tables/{family}.csv"
            for family in families_of(wave)
        ),
        *(f"results/{wave}/microdata/{name}" for name in archive),
        f"results/{wave}/tables.xlsx",
        f"results/{wave}/report.pdf",
    ]


def results_of_trends():
    """The manifest of the trends, when there is more than one wave."""
    return ["results/trends/manifest.json"] if len(WAVES) > 1 else []


def key_of_wave(wildcards):
    """The key of a wave, where there is one: that of a synthetic wave is no file."""
    path = key_path(PROTECTION, wildcards.wave)
    return [path.as_posix()] if path.is_file() else []


def wave_before(wildcards):
    """The entry of the wave before this one in time, by its id; none for the first."""
    place = IN_TIME.index(wildcards.wave)
    return {wave: ENTRIES[wave] for wave in IN_TIME[max(place - 1, 0) : place]}


def files_before(wildcards):
    """What a report tells of the wave before: its printed counts, and what may be compared."""
    names = [
        path
        for wave in wave_before(wildcards)
        for path in (
            f"data/processed/{wave}/provider_printed.parquet",
            f"results/{wave}/estimates.csv",
            *(
                f"study/waves/{wave}/{group}.csv"
                for group in SETTINGS.waves[wave].exports
            ),
        )
    ]
    if names:
        names.append(f"results/{wildcards.wave}/questionnaire_difference.csv")
    return names
