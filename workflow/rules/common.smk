# Checked settings and the functions that rules share.
import gc
import signal
import sys
from pathlib import Path

# a plan is short and keeps what it makes: no looking through it all, until the jobs begin
gc.disable()

# Ctrl-C before there is a run to stop ends without a word
signal.signal(signal.SIGINT, signal.SIG_DFL)

from surveyreport.record.run import Run

RUN = Run(workflow)
RUN.ahead()

from surveyreport.protection.key import key_path
from surveyreport.record.closure import closures_of
from surveyreport.files.memory import recall
from surveyreport.record.receipts import LIBRARIES, code_now
from surveyreport.files.cores import beside
from surveyreport.numbers.differences import difference_pictures
from surveyreport.numbers.trend import trend_figures, trend_names
from surveyreport.files.problems import InputProblems
from surveyreport.report.chapters import (
    chapter_files,
    other_waves,
    tells_change,
    template_of,
)
from surveyreport.study.quotes import quotes_path
from surveyreport.study.several import several_splits
from surveyreport.study.subgroups import splits
from surveyreport.study.words import texts_path
from surveyreport.study.wave import asked_items, study_of_wave
from surveyreport.checks.everything import check_everything
from surveyreport.checks.libraries import check_libraries
from surveyreport.questionnaires.links import decisions_path, in_time, linked_waves

SCRIPTS = Path("workflow/scripts")

CODE = code_now()

try:
    check_libraries(Path(LIBRARIES))
    recall(CODE)
    # Here and not in a rule: a rule would lose its earlier output before it finds the fault
    with beside(lambda: closures_of(SCRIPTS)) as followed:
        CHECKED = check_everything(Path("config.yaml"), Path("study"))
        CLOSURES = followed()
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
# what the study says differently from the words of the library, if it does
TEXTS = [
    path.as_posix()
    for path in (texts_path(Path("study"), SETTINGS.language),)
    if path.is_file()
]
QUESTIONNAIRE_FILES = [
    "study/groups.yaml",
    "study/scales.yaml",
    *(f"study/questionnaires/{group}.yaml" for group in STUDY.groups),
    *(f"study/codebooks/{name}.yaml" for name in STUDY.codebooks),
]
# With whom visitors speak, and about what
VISIT_GUIDE = ["study/visits.yaml"] if STUDY.visits else []
# What people wrote; with the waves that their text takes a value of
CHAPTERS = [path.as_posix() for path in chapter_files(Path("study"))]
TEMPLATE = [
    path.as_posix() for path in (template_of(Path("study")),) if path is not None
]
RUN.words = STUDY.texts["run"]


wildcard_constraints:
    wave="|".join(WAVES),
    group="|".join(STUDY.groups),


def code_of(script):
    """The script and the libraries. Every module and template that it can reach counts too: an edit
    of one reruns the rule, as its receipts say (surveyreport.record.run)."""
    try:
        RUN.reached[script] = CLOSURES.reached(SCRIPTS / script)
    except (SyntaxError, ValueError) as error:
        sys.exit(f"De code is niet te volgen: {error}")

    def code(wildcards):
        # now that Snakemake plans its jobs
        RUN.begin()
        return [(SCRIPTS / script).as_posix(), LIBRARIES]

    return code


def other_waves_of_report(wildcards):
    """The tables of the waves that a chapter compares this one with."""
    tables = (
        "response",
        "register",
        "estimates",
        "verdicts",
        "open_answers",
        "several",
    )
    return [
        path
        for wave in other_waves(Path("study"))
        if wave in WAVES and wave != wildcards.wave
        for path in (
            *(f"results/{wave}/{table}.csv" for table in tables),
            *evidence_tables(wave),
            *subgroups_of(wave),
        )
    ]


def trends_of_report(wildcards):
    """The verdicts about waves, where a chapter tells what changed."""
    first = wildcards.wave == IN_TIME[0]
    told = tells_change(Path("study")) and not first
    return ["results/trends/verdicts.csv"] if told else []


def wave_entry(wildcards):
    """The settings of one wave as written in config.yaml."""
    return next(
        entry for name, entry in config["waves"].items() if str(name) == wildcards.wave
    )


def export_files(wildcards):
    """The files of one group's export."""
    files = SETTINGS.waves[wildcards.wave].exports[wildcards.group].paths
    return [path.as_posix() for path in files]


def frame_of_wave(wildcards):
    """The providers of a wave."""
    return SETTINGS.waves[wildcards.wave].frame.as_posix()


def raw_exports(wildcards):
    """The files of all exports of a wave."""
    exports = SETTINGS.waves[wildcards.wave].exports.values()
    return [path.as_posix() for files in exports for path in files.paths]


def coded_of(wave):
    """What people decided about the open answers of a wave, if they did."""
    files = Path("data/coded", wave).glob("*.csv")
    return sorted(path.as_posix() for path in files if path.stem != "visits")


def visits_files(wave):
    """What visitors found in a wave, if they noted it."""
    path = Path("data/coded", wave, "visits.csv")
    return [path.as_posix()] if path.is_file() else []


def coded_files(wildcards):
    """`coded_of` the wave of a rule."""
    return coded_of(wildcards.wave)


def evidence_of(wave):
    """What was made of the open answers and visits of a wave, as far as it has them."""
    folder = Path("data/coded", wave)
    factors = (folder / "answers.csv").is_file()
    visits = STUDY.visits is not None and (folder / "visits.csv").is_file()
    return [
        *([f"results/{wave}/factors.csv"] if factors else []),
        *([f"results/{wave}/visits.csv"] if visits else []),
    ]


def judgements_of_wave(wildcards):
    """What somebody thinks of the findings of a wave, if they wrote it down."""
    path = Path("study/confidence", f"{wildcards.wave}.yaml")
    return [path.as_posix()] if path.is_file() else []


def quotes_of_wave(wildcards):
    """The quotes of a wave that somebody approved, if there are."""
    path = quotes_path(Path("study"), wildcards.wave)
    return [path.as_posix()] if path.is_file() else []


def evidence_tables(wave):
    """The tables about open answers, visits and all sources side by side."""
    tables = evidence_of(wave)
    if f"results/{wave}/factors.csv" in tables:
        tables.append(f"results/{wave}/agreement.csv")
    if Path("study/side_by_side.yaml").is_file():
        tables.append(f"results/{wave}/side_by_side.csv")
    if quotes_path(Path("study"), wave).is_file():
        tables.append(f"results/{wave}/quotes.csv")
    return tables


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


def visited_file(wildcards):
    """The official counts of the providers themselves, if a wave has them."""
    path = SETTINGS.waves[wildcards.wave].registers.get("visited")
    return [path.as_posix()] if path else []


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


def asked_files(wave):
    """What tells which questions, answers and codes a wave asked (`asked_items`)."""
    mappings = [
        f"study/waves/{wave}/{group}.csv" for group in SETTINGS.waves[wave].exports
    ]
    coded = coded_of(wave)
    return [
        *mappings,
        *coded,
        *(["study/disclosure.yaml"] if coded else []),
        *visits_files(wave),
    ]


def asked_of_wave(wildcards):
    """`asked_files` of the wave of a rule."""
    return asked_files(wildcards.wave)


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


def splits_of(wave):
    """Item -> what the figures and comparisons of a wave part its results by."""
    names, study = figures_of(wave), STUDIES[wave]
    drawn = [figure for figure in study.figures.values() if figure.name in names]
    return splits(study, drawn) | several_splits(study, COMPARISONS.several, wave)


def subgroups_of(wave):
    """The table of parted results; none when no figure parts them."""
    return [f"results/{wave}/subgroups.csv"] if splits_of(wave) else []


def subgroups_of_wave(wildcards):
    """As subgroups_of, of the wave that a rule is about."""
    return subgroups_of(wildcards.wave)


def differences_of(wave):
    """The pictures of differences between the groups of a wave: name -> families in it."""
    return difference_pictures(COMPARISONS, STUDIES[wave], SETTINGS.waves[wave].exports)


def robustness_of(wave):
    """How firm the verdicts of a wave are: table and page; none without choices or comparisons."""
    if not (CHECKED.choices and differences_of(wave)):
        return []
    return [f"results/{wave}/robustness.{kind}" for kind in ("csv", "html")]


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
    of_a_wave = {
        "comparability",
        "confidence",
        "published",
        "quotes",
        "reference",
        "waves",
    }
    study = sorted(
        path.as_posix()
        for path in Path("study").rglob("*.yaml")
        if not of_a_wave & set(path.parts)
    )
    raw = [path.as_posix() for path in SETTINGS.waves[wildcards.wave].raw_files]
    wave = wildcards.wave
    people = [
        *judgements_of_wave(wildcards),
        *quotes_of_wave(wildcards),
        *coded_of(wave),
        *visits_files(wave),
    ]
    return [*raw, *mappings_of_wave(wildcards), *people, *study, "config.yaml"]


def outputs_of_wave(wildcards):
    """Everything this wave publishes; the reports for providers are not public."""
    wave = wildcards.wave
    tables = ["response", "quality", "register", "estimates", "comparisons", "verdicts"]
    tables.append("several")
    tables.append("themes")
    tables += ["subgroups"] if splits_of(wave) else []
    tables += ["open_answers", "report_numbers", "claims", "left_out"]
    tables += ["who_answered", "early_late", "item_bounds"]
    if SETTINGS.waves[wave].published:
        tables.append("published_check")
    tables += [Path(path).stem for path in evidence_tables(wave)]
    if structure_files(wildcards):
        tables.append("structure_differences")
    pages = ["response", "report"]
    archive = [
        "codebook.html",
        "datapackage.json",
        "ddi.xml",
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
        *robustness_of(wave),
        *(f"results/{wave}/who_answered.{kind}" for kind in ("svg", "png")),
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
        *(
            f"results/{wave}/{name}"
            for name in ("report.pdf", "report.docx", "tables.docx")
        ),
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
            *asked_files(wave),
        )
    ]
    if names:
        names.append(f"results/{wildcards.wave}/questionnaire_difference.csv")
    return names


# with the text of the report
WRITTEN = ("report.pdf", "report.html", "report.docx", "tables.docx")
TOGETHER = any(pattern.startswith("trends/") for pattern in PROTECTION.files)


def public_files(wave, patterns=PROTECTION.files):
    """The files that go out together with the provider reports of a wave."""
    found = []
    for pattern in patterns:
        if pattern.startswith("trends/"):
            names = TREND_NAMES if others_with(wave) else []
            folder = "results"
        elif pattern.startswith("microdata/"):
            names, folder = list(SETTINGS.waves[wave].exports), f"results/{wave}"
        else:
            names = [picture for each in batches(wave).values() for picture in each]
            folder = f"results/{wave}"
        if "*" not in pattern:
            names = names[:1]
        found += [f"{folder}/{pattern.replace('*', name)}" for name in names]
    return found


def others_with(wave):
    """The waves of which the last wave tells too, by its trends."""
    return IN_TIME[:-1] if TOGETHER and wave == IN_TIME[-1] else []


def public_parts(wave):
    """`public_files`, those with the text of the report apart: a sentence changes only these."""
    public = public_files(wave)
    text = [path for path in public if Path(path).name in WRITTEN]
    return {"report": text, "rest": [path for path in public if path not in text]}


def entries_together(wildcards):
    """The entries of the waves of which the last one tells too, by id."""
    return {wave: ENTRIES[wave] for wave in others_with(wildcards.wave)}


def files_together(wildcards):
    """What the audit of the last wave needs of the others, when trends go out with it."""
    others = others_with(wildcards.wave)
    found = ["results/trends/verdicts.csv"] if others else []
    for wave in others:
        found += [
            f"data/processed/{wave}/provider_drawn.parquet",
            f"data/processed/{wave}/open/typed.parquet",
            SETTINGS.waves[wave].frame.as_posix(),
        ]
    return found
