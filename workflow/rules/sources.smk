# data/raw/<wave>/, study/waves/<wave>/  ->  data/processed/<wave>/answers/, results/<wave>/register.csv


rule ingest:
    """Read one LimeSurvey export: answers as stored, without personal data or open text."""
    input:
        files=export_files,
        mappings=mappings_of_wave,
        study=QUESTIONNAIRE_FILES,
        code=code_of("ingest.py"),
    output:
        answers="data/processed/{wave}/answers/{group}.parquet",
        note="data/processed/{wave}/answers/{group}.json",
    log:
        "logs/{wave}/ingest-{group}.log",
    conda:
        "../../environment.yml"
    params:
        files=lambda wildcards: wave_entry(wildcards)["exports"][wildcards.group],
        cleaning=config["cleaning"],
        period=lambda wildcards: SETTINGS.waves[wildcards.wave].period,
    script:
        "../scripts/ingest.py"


rule registers:
    """Read the official counts and recompute their printed totals."""
    input:
        registers=register_files,
        study="study/registers.yaml",
        code=code_of("registers.py"),
    output:
        "results/{wave}/register.csv",
    log:
        "logs/{wave}/registers.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
    script:
        "../scripts/registers.py"


rule structure_differences:
    """Check the study against the surveys as fielded, where a wave has their structure."""
    input:
        structures=structure_files,
        mappings=mappings_of_wave,
        study=QUESTIONNAIRE_FILES,
        code=code_of("structure_differences.py"),
    output:
        "results/{wave}/structure_differences.csv",
    log:
        "logs/{wave}/structure_differences.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
    script:
        "../scripts/structure_differences.py"
