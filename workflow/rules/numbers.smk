# results/<wave>/estimates.csv, register.csv, verdicts.csv
#   ->  results/<wave>/figures/figure-NN.csv and differences.csv: the numbers behind every figure
for wave in WAVES:

    rule:
        """Make the table behind every figure, for pictures, report and workbook."""
        name:
            f"numbers_{wave}"
        input:
            estimates=f"results/{wave}/estimates.csv",
            subgroups=subgroups_of(wave),
            register=f"results/{wave}/register.csv",
            verdicts=f"results/{wave}/verdicts.csv",
            evidence=evidence_of(wave),
            asked=asked_files(wave),
            study=[*VISIT_GUIDE, "study/registers.yaml", *QUESTIONNAIRE_FILES],
            code=code_of("numbers.py"),
        output:
            expand(
                "results/{wave}/figures/{name}.csv",
                wave=wave,
                name=[*figures_of(wave), *differences_of(wave)],
            ),
        log:
            f"logs/{wave}/numbers.log",
        # first: the figures wait for it, and they take longest
        priority: 1
        conda:
            "../../environment.yml"
        params:
            wave=wave,
            groups=list(SETTINGS.waves[wave].exports),
            # not figures.yaml: a title or a note changes no number
            figures=[
                figure.counted
                for figure in STUDY.figures.values()
                if figure.name in figures_of(wave)
            ],
            differences=differences_of(wave),
        script:
            "../scripts/numbers.py"
