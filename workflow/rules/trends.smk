# data/processed/<wave>/, study/comparability/  ->  results/<wave>/questionnaire_difference.*,
#   results/trends/

STEPS = list(zip(IN_TIME, IN_TIME[1:]))
ENTRIES = {str(name): entry for name, entry in config["waves"].items()}
ENTRIES = {wave: ENTRIES[wave] for wave in IN_TIME}
# None with one wave
TREND_FIGURES = trend_figures(STUDY, [STUDIES[wave] for wave in IN_TIME])
TREND_NAMES = [
    name
    for number, parts in TREND_FIGURES.items()
    for name in trend_names(number, parts)
]
TREND_NAMES.append("enrolment")
TREND_FILES = "results/trends/figures/{name}.{kind}"
KINDS = ["svg", "png", "csv"]
TREND_PICTURES = expand(TREND_FILES, name=TREND_NAMES, kind=KINDS)

for earlier, wave in STEPS:

    rule:
        name:
            f"questionnaire_difference_{wave}"
        input:
            mappings=[
                f"study/waves/{each}/{group}.csv"
                for each in (earlier, wave)
                for group in SETTINGS.waves[each].exports
            ],
            structures=[
                files.structure
                for each in (earlier, wave)
                for files in SETTINGS.waves[each].exports.values()
                if files.structure
            ],
            coded=[*coded_of(earlier), *coded_of(wave)],
            decisions=decisions_files(earlier, wave),
            study=[*QUESTIONNAIRE_FILES, "study/theme.yaml"],
            code=code_of("questionnaire_difference.py"),
        output:
            table=f"results/{wave}/questionnaire_difference.csv",
            page=f"results/{wave}/questionnaire_difference.html",
        log:
            f"logs/{wave}/questionnaire_difference.log",
        conda:
            "../../environment.yml"
        params:
            earlier=earlier,
            later=wave,
            waves={name: ENTRIES[name] for name in (earlier, wave)},
        script:
            "../scripts/questionnaire_difference.py"


if STEPS:

    rule trends:
        """Compare waves, item by item, where their questionnaires allow it."""
        input:
            responses=[
                f"data/processed/{wave}/{group}.parquet"
                for wave in WAVES
                for group in SETTINGS.waves[wave].exports
            ],
            differences=[
                f"results/{later}/questionnaire_difference.csv" for _, later in STEPS
            ],
            registers=[f"results/{wave}/register.csv" for wave in IN_TIME],
            estimates=[f"results/{wave}/estimates.csv" for wave in IN_TIME],
            gaps=gap_files(),
            frames=[SETTINGS.waves[wave].frame.as_posix() for wave in WAVES],
            study=[
                *QUESTIONNAIRE_FILES,
                "study/comparisons.yaml",
                "study/registers.yaml",
                *TEXTS,
            ],
            code=code_of("trends.py"),
        output:
            trends="results/trends/trends.csv",
            verdicts="results/trends/verdicts.csv",
            enrolment="results/trends/enrolment.csv",
        log:
            "logs/trends/trends.log",
        conda:
            "../../environment.yml"
        params:
            waves=IN_TIME,
            entries=ENTRIES,
            labels={wave: SETTINGS.waves[wave].label for wave in WAVES},
            rules=config["comparisons"],
            level=SETTINGS.confidence_level,
        script:
            "../scripts/trends.py"

    # The waves of each figure under each other, and the official counts over time
    for batch, names in halves(TREND_NAMES).items():

        rule:
            name:
                f"trend_figures_{batch}"
            input:
                verdicts="results/trends/verdicts.csv",
                enrolment="results/trends/enrolment.csv",
                estimates=[f"results/{wave}/estimates.csv" for wave in IN_TIME],
                study=[
                    "study/figures.yaml",
                    "study/theme.yaml",
                    *TEXTS,
                    "study/registers.yaml",
                    *QUESTIONNAIRE_FILES,
                ],
                code=code_of("trend_figures.py"),
            output:
                expand(TREND_FILES, name=names, kind=KINDS),
            log:
                f"logs/trends/trend_figures-{batch}.log",
            # Not last: the longest jobs, and the page waits for them
            priority: 1
            conda:
                "../../environment.yml"
            params:
                waves=IN_TIME,
                labels={wave: SETTINGS.waves[wave].label for wave in WAVES},
                synthetic=any(wave.synthetic for wave in SETTINGS.waves.values()),
                level=SETTINGS.confidence_level,
                figures=TREND_FIGURES,
                names=names,
            script:
                "../scripts/trend_figures.py"

    rule trend_report:
        """Write what the waves tell together as a page and as PDF."""
        input:
            verdicts="results/trends/verdicts.csv",
            pictures=TREND_PICTURES,
            study=[
                "study/figures.yaml",
                "study/theme.yaml",
                *TEXTS,
                "study/registers.yaml",
                *QUESTIONNAIRE_FILES,
            ],
            code=code_of("trend_report.py"),
        output:
            page="results/trends/trends.html",
            pdf="results/trends/trends.pdf",
        log:
            "logs/trends/trend_report.log",
        conda:
            "../../environment.yml"
        params:
            waves=ENTRIES,
            level=SETTINGS.confidence_level,
            alpha=config["comparisons"]["alpha"],
            figures=TREND_FIGURES,
        script:
            "../scripts/trend_report.py"

    rule trends_manifest:
        """Record what the trends were made from and with what."""
        input:
            inputs=[
                *(f"results/{wave}/manifest.json" for wave in IN_TIME),
                *(
                    path
                    for earlier, *_, later in linked_waves(IN_TIME)
                    for path in decisions_files(earlier, later)
                ),
            ],
            code=code_of("manifest.py"),
            outputs=[
                "results/trends/trends.csv",
                "results/trends/verdicts.csv",
                "results/trends/enrolment.csv",
                "results/trends/trends.html",
                "results/trends/trends.pdf",
                *TREND_PICTURES,
            ],
        output:
            "results/trends/manifest.json",
        log:
            "logs/trends/manifest.log",
        conda:
            "../../environment.yml"
        params:
            wave="trends",
            synthetic=any(wave.synthetic for wave in SETTINGS.waves.values()),
        script:
            "../scripts/manifest.py"
