# data/raw/<wave>/  ->  data/processed/<wave>/open/answers.parquet, for make codesheets only


rule open_texts:
    """Keep the open answers of a wave for whoever codes them, and every text for the audit."""
    input:
        files=raw_exports,
        lists=provider_lists,
        mappings=mappings_of_wave,
        study=QUESTIONNAIRE_FILES,
        code=code_of("open_texts.py"),
    output:
        answers="data/processed/{wave}/open/answers.parquet",
        typed="data/processed/{wave}/open/typed.parquet",
    log:
        "logs/{wave}/open_texts.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        cleaning=config["cleaning"],
    script:
        "../scripts/open_texts.py"


rule agreement:
    """Measure how far coders agree, and the share of every factor with both its intervals."""
    input:
        responses=responses_of_wave,
        coded=coded_files,
        few="study/disclosure.yaml",
        study=QUESTIONNAIRE_FILES,
        code=code_of("agreement.py"),
    output:
        agreement="results/{wave}/agreement.csv",
        factors="results/{wave}/factors.csv",
    log:
        "logs/{wave}/agreement.log",
    conda:
        "../../environment.yml"
    params:
        level=config["estimates"]["confidence_level"],
    script:
        "../scripts/agreement.py"


rule visits:
    """Count in how many visits each theme came up, where and in which direction."""
    input:
        found="data/coded/{wave}/visits.csv",
        study="study/visits.yaml",
        code=code_of("visits.py"),
    output:
        "results/{wave}/visits.csv",
    log:
        "logs/{wave}/visits.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/visits.py"


rule side_by_side:
    """Put what the sources say on each research question side by side, related by rule."""
    input:
        tables=lambda wildcards: [
            *(
                f"results/{wildcards.wave}/{table}.csv"
                for table in ("estimates", "register", "verdicts")
            ),
            *evidence_of(wildcards.wave),
        ],
        judged=judgements_of_wave,
        study=[
            *VISIT_GUIDE,
            "study/side_by_side.yaml",
            "study/comparisons.yaml",
            *TEXTS,
            "study/registers.yaml",
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("side_by_side.py"),
    output:
        "results/{wave}/side_by_side.csv",
    log:
        "logs/{wave}/side_by_side.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/side_by_side.py"


rule quotes:
    """Hold the approved quotes word for word against the answers they come from."""
    input:
        quotes=quotes_of_wave,
        texts="data/processed/{wave}/open/answers.parquet",
        lists=provider_lists,
        forgotten=lambda wildcards: [
            path for path in coded_files(wildcards) if path.endswith("forgotten.csv")
        ],
        study=QUESTIONNAIRE_FILES,
        code=code_of("quotes.py"),
    output:
        "results/{wave}/quotes.csv",
    log:
        "logs/{wave}/quotes.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
    script:
        "../scripts/quotes.py"
