# data/processed/<wave>/, study/comparability/  ->  results/<wave>/questionnaire_difference.*,
#   results/trends/

STEPS = list(zip(IN_TIME, IN_TIME[1:]))
TREND_FIGURES = trend_names()

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
            decisions=decisions_files(earlier, wave),
            study=[*QUESTIONNAIRE_FILES, "study/theme.yaml"],
            code=modules(
                "waves", "fielding", "sources/structure.py", "sources/mapping.py"
            ),
            template="src/surveyreport/waves/questionnaire_difference.html.j2",
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
            waves={
                str(name): entry
                for name, entry in config["waves"].items()
                if str(name) in (earlier, wave)
            },
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
            study=[*QUESTIONNAIRE_FILES, "study/texts/nl.yaml"],
            code=modules("waves", "estimates"),
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
            labels={wave: SETTINGS.waves[wave].label for wave in WAVES},
            rules=config["comparisons"],
            level=SETTINGS.confidence_level,
        script:
            "../scripts/trends.py"

    rule trend_figures:
        """Draw the waves of each Likert figure under each other, with the verdict or the break."""
        input:
            verdicts="results/trends/verdicts.csv",
            estimates=[f"results/{wave}/estimates.csv" for wave in IN_TIME],
            study=[
                "study/figures.yaml",
                "study/theme.yaml",
                "study/texts/nl.yaml",
                *QUESTIONNAIRE_FILES,
            ],
            code=modules("figures", "dutch.py", "waves/trend_verdicts.py"),
        output:
            update(
                expand(
                    "results/trends/figures/{name}.{kind}",
                    name=TREND_FIGURES,
                    kind=["svg", "png", "csv"],
                )
            ),
        log:
            "logs/trends/trend_figures.log",
        conda:
            "../../environment.yml"
        params:
            waves=IN_TIME,
            labels={wave: SETTINGS.waves[wave].label for wave in WAVES},
            synthetic=any(wave.synthetic for wave in SETTINGS.waves.values()),
            level=SETTINGS.confidence_level,
            names=TREND_FIGURES,
        script:
            "../scripts/trend_figures.py"

    rule trends_manifest:
        """Record what the trends were made from and with what."""
        input:
            inputs=[f"results/{wave}/manifest.json" for wave in IN_TIME],
            code=modules("."),
            outputs=[
                "results/trends/trends.csv",
                "results/trends/verdicts.csv",
                "results/trends/enrolment.csv",
                *expand(
                    "results/trends/figures/{name}.{kind}",
                    name=TREND_FIGURES,
                    kind=["svg", "png", "csv"],
                ),
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
