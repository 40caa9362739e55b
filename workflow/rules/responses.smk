# data/processed/<wave>/answers/  ->  data/processed/<wave>/<group>.parquet, results/<wave>/response.csv


rule clean:
    """Give every response its provider and one reason to stay out, or include it; list the provider
    codes that neither the rule nor a correction leads to the frame."""
    input:
        answers="data/processed/{wave}/answers/{group}.parquet",
        lists=provider_lists,
        code=code_of("clean.py"),
    output:
        cleaned=temp("data/processed/{wave}/cleaned/{group}.parquet"),
        unknown="data/processed/{wave}/unknown_codes/{group}.csv",
    log:
        "logs/{wave}/clean-{group}.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        cleaning=config["cleaning"],
    script:
        "../scripts/clean.py"


rule recode:
    """Turn answer codes into levels, the kinds of missing kept apart; beside them, as boxes to tick,
    what people found in open answers."""
    input:
        cleaned="data/processed/{wave}/cleaned/{group}.parquet",
        mapping="study/waves/{wave}/{group}.csv",
        structure=structure_file,
        coded=coded_files,
        few="study/disclosure.yaml",
        study=QUESTIONNAIRE_FILES,
        code=code_of("recode.py"),
    output:
        "data/processed/{wave}/{group}.parquet",
    log:
        "logs/{wave}/recode-{group}.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/recode.py"


rule response:
    """Count the way from invited providers to respondents, and every exclusion."""
    input:
        responses=responses_of_wave,
        lists=provider_lists,
        study=QUESTIONNAIRE_FILES,
        code=code_of("response.py"),
    output:
        "results/{wave}/response.csv",
    log:
        "logs/{wave}/response.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        cleaning=config["cleaning"],
    script:
        "../scripts/response.py"


rule quality:
    """Measure the quality of the answers and show it on a page for analysts."""
    input:
        answers=answers_of_wave,
        notes=notes_of_wave,
        responses=responses_of_wave,
        response="results/{wave}/response.csv",
        who_answered="results/{wave}/who_answered.csv",
        early_late="results/{wave}/early_late.csv",
        bounds="results/{wave}/item_bounds.csv",
        picture="results/{wave}/who_answered.svg",
        # the frame tells whether a correction is right
        lists=lambda wildcards: (
            provider_lists(wildcards)
            if SETTINGS.waves[wildcards.wave].corrections
            else []
        ),
        study=[
            *QUESTIONNAIRE_FILES,
            "study/theme.yaml",
            "study/registers.yaml",
            *TEXTS,
        ],
        code=code_of("quality.py"),
    output:
        table="results/{wave}/quality.csv",
        page="results/{wave}/response.html",
    log:
        "logs/{wave}/quality.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        cleaning=config["cleaning"],
        quality=config["quality"],
    script:
        "../scripts/quality.py"
