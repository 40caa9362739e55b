# data/processed/<wave>/<group>.parquet  ->  results/<wave>/estimates.csv, published_check.csv,
#   subgroups.csv, comparisons.csv, verdicts.csv, several.csv, robustness.csv, themes.csv,
#   comparison_tables/<family>.csv, who_answered.*, early_late.csv, item_bounds.csv

WEIGHTS = {
    key: config["comparisons"][key]
    for key in ("weights", "margins")
    if key in config["comparisons"]
}


rule estimate:
    """Estimate every item and category with an interval that takes providers as clusters."""
    input:
        responses=responses_of_wave,
        asked=asked_of_wave,
        # weights count towards the frame
        lists=provider_lists if "weights" in config["comparisons"] else [],
        study=[*QUESTIONNAIRE_FILES, "study/registers.yaml"],
        policy="study/disclosure.yaml",
        code=code_of("estimate.py"),
    output:
        "results/{wave}/estimates.csv",
    log:
        "logs/{wave}/estimate.log",
    # first: the figures wait for it, and they take longest
    priority: 1
    conda:
        "../../environment.yml"
    params:
        figures=STUDY.figures_by_item(),
        rules=config["estimates"],
        frame=lambda wildcards: wave_entry(wildcards)["frame"],
        weights=WEIGHTS,
    script:
        "../scripts/estimate.py"


rule subgroups:
    """Estimate the shares by background question or type of provider that figures ask for."""
    input:
        responses=responses_of_wave,
        lists=provider_lists,
        asked=asked_of_wave,
        study=[*QUESTIONNAIRE_FILES, "study/registers.yaml"],
        policy="study/disclosure.yaml",
        code=code_of("subgroups.py"),
    output:
        "results/{wave}/subgroups.csv",
    log:
        "logs/{wave}/subgroups.log",
    conda:
        "../../environment.yml"
    params:
        splits=lambda wildcards: splits_of(wildcards.wave),
        frame=lambda wildcards: wave_entry(wildcards)["frame"],
        rules=config["estimates"],
        weights=WEIGHTS,
    script:
        "../scripts/subgroups.py"


rule published_check:
    """Compare every published value with the one computed from the raw exports."""
    input:
        published=published_file,
        estimates="results/{wave}/estimates.csv",
        response="results/{wave}/response.csv",
        register="results/{wave}/register.csv",
        study="study/discrepancies.yaml",
        code=code_of("published_check.py"),
    output:
        "results/{wave}/published_check.csv",
    log:
        "logs/{wave}/published_check.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/published_check.py"


rule compare:
    """Compare the pairs of items of study/comparisons.yaml and give each its verdict."""
    input:
        responses=responses_of_wave,
        estimates="results/{wave}/estimates.csv",
        subgroups=subgroups_of_wave,
        frame=lambda wildcards: wave_entry(wildcards)["frame"],
        asked=asked_of_wave,
        study=[
            "study/comparisons.yaml",
            "study/registers.yaml",
            *TEXTS,
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("compare.py"),
    output:
        comparisons="results/{wave}/comparisons.csv",
        verdicts="results/{wave}/verdicts.csv",
        several="results/{wave}/several.csv",
    log:
        "logs/{wave}/compare.log",
    # first: the figures wait for it, and they take longest
    priority: 1
    conda:
        "../../environment.yml"
    params:
        rules=config["comparisons"],
        frame=lambda wildcards: wave_entry(wildcards)["frame"],
        estimates=config["estimates"],
    script:
        "../scripts/compare.py"


rule who_answered:
    """Lay who answered beside the frame, late answers beside early ones, and bound what is open."""
    input:
        responses=responses_of_wave,
        estimates="results/{wave}/estimates.csv",
        lists=provider_lists,
        asked=asked_of_wave,
        study=[
            *QUESTIONNAIRE_FILES,
            "study/registers.yaml",
            "study/theme.yaml",
            *TEXTS,
        ],
        code=code_of("who_answered.py"),
    output:
        table="results/{wave}/who_answered.csv",
        early_late="results/{wave}/early_late.csv",
        bounds="results/{wave}/item_bounds.csv",
        svg="results/{wave}/who_answered.svg",
        png="results/{wave}/who_answered.png",
    log:
        "logs/{wave}/who_answered.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        rules=config["comparisons"],
        level=config["estimates"]["confidence_level"],
        # not the figures: the words in one are no reason to compute this again
        drawn=lambda wildcards: sorted(STUDIES[wildcards.wave].figures_by_item()),
    script:
        "../scripts/who_answered.py"


rule robustness:
    """Give each verdict in every combination of defensible choices, and the page that tells it."""
    input:
        responses=responses_of_wave,
        estimates="results/{wave}/estimates.csv",
        verdicts="results/{wave}/verdicts.csv",
        lists=provider_lists,
        asked=asked_of_wave,
        study=[
            *QUESTIONNAIRE_FILES,
            "study/comparisons.yaml",
            "study/registers.yaml",
            "study/choices.yaml",
            "study/theme.yaml",
            *TEXTS,
        ],
        code=code_of("robustness.py"),
    output:
        table="results/{wave}/robustness.csv",
        page="results/{wave}/robustness.html",
    log:
        "logs/{wave}/robustness.log",
    conda:
        "../../environment.yml"
    params:
        rules=config["comparisons"],
        quality=config["quality"],
        estimates=config["estimates"],
        wave=wave_entry,
    script:
        "../scripts/robustness.py"


rule themes:
    """Measure whether the questions of each theme hang together, and a provider's mean of it."""
    input:
        responses=responses_of_wave,
        estimates="results/{wave}/estimates.csv",
        asked=asked_of_wave,
        study=[*QUESTIONNAIRE_FILES, "study/feedback.yaml"],
        code=code_of("themes.py"),
    output:
        "results/{wave}/themes.csv",
    log:
        "logs/{wave}/themes.log",
    conda:
        "../../environment.yml"
    params:
        level=config["estimates"]["confidence_level"],
    script:
        "../scripts/themes.py"


# The blocks differ by wave: a wave compares the groups it has
for wave in WAVES:
    if families_of(wave):

        rule:
            name:
                f"block_tables_{wave}"
            input:
                verdicts=f"results/{wave}/verdicts.csv",
                study=[
                    "study/comparisons.yaml",
                    "study/registers.yaml",
                    *TEXTS,
                    *QUESTIONNAIRE_FILES,
                ],
                code=code_of("block_tables.py"),
            output:
                expand(
                    "results/{wave}/comparison_tables/{family}.csv",
                    wave=wave,
                    family=families_of(wave),
                ),
            log:
                f"logs/{wave}/block_tables.log",
            conda:
                "../../environment.yml"
            params:
                level=config["estimates"]["confidence_level"],
            script:
                "../scripts/block_tables.py"
