# data/processed/<wave>/<group>.parquet  ->  results/<wave>/microdata/

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
            study=[*QUESTIONNAIRE_FILES, "study/theme.yaml", *TEXTS],
            code=code_of("microdata.py"),
        output:
            expand(
                "results/{wave}/microdata/{group}.{kind}",
                wave=wave,
                group=SETTINGS.waves[wave].exports,
                kind=["csv", "sav"],
            ),
            expand(
                "results/{wave}/microdata/{name}",
                wave=wave,
                name=[
                    "anonymisation.csv",
                    "anonymisation_effect.csv",
                    "codebook.html",
                    "datapackage.json",
                    "ddi.xml",
                ],
            ),
        log:
            f"logs/{wave}/microdata.log",
        conda:
            "../../environment.yml"
        params:
            wave=wave,
            label=SETTINGS.waves[wave].label,
            synthetic=SETTINGS.waves[wave].synthetic,
            period=[
                SETTINGS.waves[wave].first_day.isoformat(),
                SETTINGS.waves[wave].last_day.isoformat(),
            ],
            published=str(SETTINGS.waves[wave].report_date or ""),
            rules=config["microdata"],
            level=config["estimates"]["confidence_level"],
        script:
            "../scripts/microdata.py"
