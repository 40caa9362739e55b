# results/<wave>/figures/*.csv, verdicts.csv  ->  results/<wave>/figures/*.svg, *.png

# A wave draws the figures it has groups and registers for, in one process a core: each process
# pays the imports once. A figure whose inputs are as they were is left alone.
for wave in WAVES:
    for batch, names in batches(wave).items():

        rule:
            name:
                f"draw_{wave}_{batch}"
            input:
                numbers=expand(
                    "results/{wave}/figures/{name}.csv", wave=wave, name=names
                ),
                verdicts=f"results/{wave}/verdicts.csv",
                asked=asked_files(wave),
                study=[
                    *VISIT_GUIDE,
                    "study/figures.yaml",
                    "study/comparisons.yaml",
                    "study/theme.yaml",
                    *TEXTS,
                    "study/registers.yaml",
                    *QUESTIONNAIRE_FILES,
                ],
                code=code_of("draw.py"),
            output:
                expand(
                    "results/{wave}/figures/{name}.{kind}",
                    wave=wave,
                    name=names,
                    kind=["svg", "png"],
                ),
            log:
                f"logs/{wave}/draw-{batch}.log",
            # first: the longest jobs, and the report and the audit wait for them
            priority: 1
            conda:
                "../../environment.yml"
            params:
                wave=wave,
                groups=list(SETTINGS.waves[wave].exports),
                label=SETTINGS.waves[wave].label,
                synthetic=SETTINGS.waves[wave].synthetic,
                level=SETTINGS.confidence_level,
                names=names,
                differences={
                    name: families
                    for name, families in differences_of(wave).items()
                    if name in names
                },
            script:
                "../scripts/draw.py"
