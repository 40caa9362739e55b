# data/processed/<wave>/<group>.parquet  ->  data/processed/<wave>/provider_printed.parquet,
#   results/<wave>/feedback/<provider_id>.pdf and .html, results/<wave>/release/


rule provider_counts:
    """Count the answers per provider: the last file that knows every one of them."""
    input:
        responses=responses_of_wave,
        study=QUESTIONNAIRE_FILES,
        code=code_of("provider_counts.py"),
    output:
        counts="data/processed/{wave}/provider_counts.parquet",
        answered="data/processed/{wave}/provider_answered.parquet",
        respondents="data/processed/{wave}/provider_respondents.parquet",
    log:
        "logs/{wave}/provider_counts.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/provider_counts.py"


rule protect:
    """Draw, once for all files, the counts that the reports of the providers print."""
    input:
        counts="data/processed/{wave}/provider_counts.parquet",
        answered="data/processed/{wave}/provider_answered.parquet",
        policy="study/disclosure.yaml",
        themes="study/feedback.yaml",
        key=key_of_wave,
        study=QUESTIONNAIRE_FILES,
        asked=asked_of_wave,
        code=code_of("protect.py"),
    output:
        drawn="data/processed/{wave}/provider_drawn.parquet",
        printed="data/processed/{wave}/provider_printed.parquet",
    log:
        "logs/{wave}/protect.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        splits=lambda wildcards: splits_of(wildcards.wave),
    script:
        "../scripts/protect.py"


# Which providers answered is known only after cleaning: a batch lists the reports it made. A report
# whose content is as it was is left alone.
rule feedback:
    """Write the reports of a batch of providers, and a list of them."""
    input:
        printed="data/processed/{wave}/provider_printed.parquet",
        respondents="data/processed/{wave}/provider_respondents.parquet",
        estimates="results/{wave}/estimates.csv",
        response_table="results/{wave}/response.csv",
        before=files_before,
        lists=provider_lists,
        visited=visited_file,
        asked=asked_of_wave,
        study=[
            "study/feedback.yaml",
            "study/disclosure.yaml",
            "study/registers.yaml",
            "study/theme.yaml",
            *TEXTS,
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("feedback.py"),
    output:
        "results/{wave}/feedback/index-{batch}.csv",
    log:
        "logs/{wave}/feedback-{batch}.log",
    wildcard_constraints:
        batch=r"\d+",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        earlier=wave_before,
        batches=len(FEEDBACK_BATCHES),
    script:
        "../scripts/feedback.py"


rule audit_draws:
    """Draw everything again, and hold what is printed and public against the answers."""
    input:
        responses=responses_of_wave,
        drawn="data/processed/{wave}/provider_drawn.parquet",
        printed="data/processed/{wave}/provider_printed.parquet",
        respondents="data/processed/{wave}/provider_respondents.parquet",
        estimates="results/{wave}/estimates.csv",
        response_table="results/{wave}/response.csv",
        before=files_before,
        lists=provider_lists,
        key=key_of_wave,
        earlier=lambda wildcards: sorted(
            path.as_posix() for path in Path("data/released").glob("*/*/*")
        ),
        visited=visited_file,
        asked=asked_of_wave,
        subgroups=subgroups_of_wave,
        together=files_together,
        study=[
            "study/feedback.yaml",
            "study/disclosure.yaml",
            "study/registers.yaml",
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("audit_draws.py"),
    output:
        found="data/processed/{wave}/audit/draws.json",
        odds="results/{wave}/release/audit.csv",
        totals="results/{wave}/release/totals.csv",
        drawn="results/{wave}/release/drawn.parquet",
    log:
        "logs/{wave}/audit_draws.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        earlier=wave_before,
        splits=lambda wildcards: splits_of(wildcards.wave),
        together=entries_together,
    script:
        "../scripts/audit_draws.py"


rule audit_reports:
    """Lay every report of a provider beside one made again, and scan it."""
    input:
        draws="data/processed/{wave}/audit/draws.json",
        printed="data/processed/{wave}/provider_printed.parquet",
        respondents="data/processed/{wave}/provider_respondents.parquet",
        estimates="results/{wave}/estimates.csv",
        response_table="results/{wave}/response.csv",
        before=files_before,
        lists=provider_lists,
        typed="data/processed/{wave}/open/typed.parquet",
        visited=visited_file,
        asked=asked_of_wave,
        indexes=expand(
            "results/{{wave}}/feedback/index-{batch}.csv", batch=FEEDBACK_BATCHES
        ),
        together=files_together,
        study=[
            "study/feedback.yaml",
            "study/disclosure.yaml",
            "study/registers.yaml",
            "study/theme.yaml",
            *VISIT_GUIDE,
            *TEXTS,
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("audit_reports.py"),
    output:
        "data/processed/{wave}/audit/reports.json",
    log:
        "logs/{wave}/audit_reports.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        earlier=wave_before,
        together=entries_together,
    script:
        "../scripts/audit_reports.py"


rule audit_public:
    """Scan the public files: those with the text of the report, or the rest."""
    input:
        public=lambda wildcards: public_parts(wildcards.wave)[wildcards.part],
        spread=lambda wildcards: [
            f"results/{wildcards.wave}/estimates.csv",
            *subgroups_of(wildcards.wave),
        ],
        verdicts="results/{wave}/verdicts.csv",
        lists=frame_of_wave,
        typed="data/processed/{wave}/open/typed.parquet",
        asked=asked_of_wave,
        quotes=quotes_of_wave,
        together=files_together,
        study=[
            "study/feedback.yaml",
            "study/discrepancies.yaml",
            "study/figures.yaml",
            "study/registers.yaml",
            *VISIT_GUIDE,
            *TEXTS,
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("audit_public.py"),
    output:
        "data/processed/{wave}/audit/public_{part}.json",
    log:
        "logs/{wave}/audit_public-{part}.log",
    wildcard_constraints:
        part="report|rest",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        together=entries_together,
    script:
        "../scripts/audit_public.py"


rule audit:
    """Write the audit to sign, from what its parts found."""
    input:
        draws="data/processed/{wave}/audit/draws.json",
        found=expand(
            "data/processed/{{wave}}/audit/{part}.json",
            part=["reports", "public_report", "public_rest"],
        ),
        odds="results/{wave}/release/audit.csv",
        totals="results/{wave}/release/totals.csv",
        drawn="results/{wave}/release/drawn.parquet",
        indexes=expand(
            "results/{{wave}}/feedback/index-{batch}.csv", batch=FEEDBACK_BATCHES
        ),
        public=lambda wildcards: public_files(wildcards.wave),
        lists=frame_of_wave,
        themes_table="results/{wave}/themes.csv",
        asked=asked_of_wave,
        together=files_together,
        study=[
            "study/feedback.yaml",
            "study/disclosure.yaml",
            "study/discrepancies.yaml",
            "study/figures.yaml",
            "study/registers.yaml",
            *VISIT_GUIDE,
            *TEXTS,
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("audit.py"),
    output:
        record="results/{wave}/release/audit.json",
        page="results/{wave}/release/audit.html",
    log:
        "logs/{wave}/audit.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        together=entries_together,
    script:
        "../scripts/audit.py"
