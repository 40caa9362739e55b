# study/report/, results/<wave>/*.csv, figures/  ->  results/<wave>/report.pdf, report.html,
# report.docx, tables.docx, report_numbers.csv, claims.csv, left_out.csv


rule open_answers:
    """Count who answered the open questions."""
    input:
        responses=responses_of_wave,
        study=QUESTIONNAIRE_FILES,
        code=code_of("open_answers.py"),
    output:
        "results/{wave}/open_answers.csv",
    log:
        "logs/{wave}/open_answers.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/open_answers.py"


rule report:
    """Write the report as PDF, HTML and Word, every number in it bound to a row of a table."""
    input:
        tables=lambda wildcards: [
            f"results/{wildcards.wave}/{name}.csv"
            for name in (
                "response",
                "register",
                "estimates",
                "verdicts",
                "open_answers",
                *(
                    ["published_check"]
                    if SETTINGS.waves[wildcards.wave].published
                    else []
                ),
            )
        ],
        evidence=lambda wildcards: evidence_tables(wildcards.wave),
        figures=lambda wildcards: [
            f"results/{wildcards.wave}/figures/{name}.{kind}"
            for name in (*figures_of(wildcards.wave), *differences_of(wildcards.wave))
            for kind in ("svg", "png", "csv")
        ],
        subgroups=subgroups_of_wave,
        several="results/{wave}/several.csv",
        structure="study/report.yaml",
        chapters=CHAPTERS,
        template=TEMPLATE,
        other_waves=other_waves_of_report,
        trends=trends_of_report,
        asked=asked_of_wave,
        study=lambda wildcards: [
            *(
                ["study/discrepancies.yaml"]
                if SETTINGS.waves[wildcards.wave].published
                else []
            ),
            *VISIT_GUIDE,
            "study/comparisons.yaml",
            "study/figures.yaml",
            "study/registers.yaml",
            "study/theme.yaml",
            *TEXTS,
            "study/texts/size-words.yaml",
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("report.py"),
    output:
        # What was published stays when a figure or number is missing
        "results/{wave}/report.pdf",
        "results/{wave}/report.html",
        "results/{wave}/report.docx",
        "results/{wave}/tables.docx",
        "results/{wave}/report_numbers.csv",
        "results/{wave}/claims.csv",
        "results/{wave}/left_out.csv",
    log:
        "logs/{wave}/report.log",
    conda:
        "../../environment.yml"
    params:
        waves=IN_TIME,
        settings=lambda wildcards: {
            **{name: rules for name, rules in config.items() if name != "waves"},
            "waves": {wildcards.wave: wave_entry(wildcards)},
        },
    script:
        "../scripts/report.py"
