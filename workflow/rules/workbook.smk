# results/<wave>/*.csv  ->  results/<wave>/tables.xlsx

for wave in WAVES:

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
                    "several",
                    "response",
                    "register",
                )
            ]
            + robustness_of(wave)[:1]
            + (
                [f"results/{wave}/published_check.csv"]
                if SETTINGS.waves[wave].published
                else []
            ),
            evidence=evidence_tables(wave),
            figures=expand(
                "results/{wave}/figures/{name}.csv", wave=wave, name=figures_of(wave)
            ),
            study=[
                *VISIT_GUIDE,
                "study/figures.yaml",
                "study/comparisons.yaml",
                *TEXTS,
                "study/registers.yaml",
                *QUESTIONNAIRE_FILES,
                *asked_files(wave),
            ],
            code=code_of("workbook.py"),
        output:
            f"results/{wave}/tables.xlsx",
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
