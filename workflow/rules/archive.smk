# data/processed/<wave>/<group>.parquet, results/<wave>/*.csv  ->  results/<wave>/microdata/, tables.xlsx

# `update`: when a rule fails, what was published last stays.
for wave in WAVES:

    rule:
        """Write the anonymised answers for the archive, with their codebook."""
        name:
            f"microdata_{wave}"
        input:
            responses=[
                f"data/processed/{wave}/{group}.parquet"
                for group in SETTINGS.waves[wave].exports
            ],
            estimates=f"results/{wave}/estimates.csv",
            study=[*QUESTIONNAIRE_FILES, "study/theme.yaml", "study/texts/nl.yaml"],
            code=code_of("microdata.py"),
        output:
            update(
                expand(
                    "results/{wave}/microdata/{group}.{kind}",
                    wave=wave,
                    group=SETTINGS.waves[wave].exports,
                    kind=["csv", "sav"],
                )
            ),
            update(
                expand(
                    "results/{wave}/microdata/{name}",
                    wave=wave,
                    name=[
                        "anonymisation.csv",
                        "anonymisation_effect.csv",
                        "codebook.html",
                        "datapackage.json",
                    ],
                )
            ),
        log:
            f"logs/{wave}/microdata.log",
        conda:
            "../../environment.yml"
        params:
            wave=wave,
            label=SETTINGS.waves[wave].label,
            synthetic=SETTINGS.waves[wave].synthetic,
            day=SETTINGS.waves[wave].last_day.isoformat(),
            rules=config["microdata"],
            level=config["estimates"]["confidence_level"],
        script:
            "../scripts/microdata.py"

    rule:
        """Write every number of the report to one workbook."""
        name:
            f"workbook_{wave}"
        input:
            tables=[
                f"results/{wave}/{table}.csv"
                for table in (
                    "estimates",
                    "verdicts",
                    "comparisons",
                    "response",
                    "register",
                )
            ]
            + (
                [f"results/{wave}/published_check.csv"]
                if SETTINGS.waves[wave].published
                else []
            ),
            figures=expand(
                "results/{wave}/figures/{name}.csv", wave=wave, name=figures_of(wave)
            ),
            study=[
                "study/figures.yaml",
                "study/texts/nl.yaml",
                "study/registers.yaml",
                *QUESTIONNAIRE_FILES,
                *(
                    f"study/waves/{wave}/{group}.csv"
                    for group in SETTINGS.waves[wave].exports
                ),
            ],
            code=code_of("workbook.py"),
        output:
            update(f"results/{wave}/tables.xlsx"),
        log:
            f"logs/{wave}/workbook.log",
        conda:
            "../../environment.yml"
        params:
            wave=wave,
            label=SETTINGS.waves[wave].label,
            synthetic=SETTINGS.waves[wave].synthetic,
            days=[
                SETTINGS.waves[wave].first_day.isoformat(),
                SETTINGS.waves[wave].last_day.isoformat(),
            ],
            groups=list(SETTINGS.waves[wave].exports),
            names=figures_of(wave),
            level=SETTINGS.confidence_level,
        script:
            "../scripts/workbook.py"


rule crate:
    """Describe the run of a wave as a Workflow Run RO-Crate."""
    input:
        manifest="results/{wave}/manifest.json",
        workflow="Snakefile",
        environment=["requirements.lock", "environment.yml"],
        code=code_of("crate.py"),
    output:
        crate="results/{wave}/ro-crate-metadata.json",
        workflow="results/{wave}/Snakefile",
    log:
        "logs/{wave}/crate.log",
    conda:
        "../../environment.yml"
    params:
        label=lambda wildcards: SETTINGS.waves[wildcards.wave].label,
        days=lambda wildcards: [
            SETTINGS.waves[wildcards.wave].first_day.isoformat(),
            SETTINGS.waves[wildcards.wave].last_day.isoformat(),
        ],
    script:
        "../scripts/crate.py"
