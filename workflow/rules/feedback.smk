# data/processed/<wave>/<group>.parquet  ->  results/<wave>/feedback/<provider_id>.pdf, results/<wave>/release/
from surveyreport.disclosure.policy import POLICY, load_policy
from surveyreport.feedback.settings import SETTINGS as FEEDBACK, load_settings
from surveyreport.protection.key import key_path
from surveyreport.protection.settings import load_protection

try:
    DISCLOSURE = load_policy(POLICY, STUDY)
    PROTECTION = load_protection()
    FEEDBACK_BATCHES = range(1, load_settings(FEEDBACK, STUDY).batches + 1)
except InputProblems as error:
    sys.exit(str(error))


# The files of a wave that go out together with the provider reports
PUBLIC_FILES = {
    wave: [
        f"results/{wave}/{pattern.replace('*', name)}"
        for pattern in DISCLOSURE.public_files
        for name in (
            [""]
            if "*" not in pattern
            else (
                list(SETTINGS.waves[wave].exports)
                if pattern.startswith("microdata/")
                else [picture for names in batches(wave).values() for picture in names]
            )
        )
    ]
    for wave in WAVES
}


def key_of_wave(wildcards):
    """The key of a wave, where there is one: that of a synthetic wave is no file."""
    path = key_path(PROTECTION, wildcards.wave)
    return [path.as_posix()] if path.is_file() else []


rule provider_counts:
    """Count the answers per provider: the last file that knows every one of them."""
    input:
        responses=responses_of_wave,
        study=QUESTIONNAIRE_FILES,
        code=code_of("provider_counts.py"),
    output:
        counts="data/processed/{wave}/provider_counts.parquet",
        answered="data/processed/{wave}/provider_answered.parquet",
        response="data/processed/{wave}/provider_response_counts.parquet",
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
        mappings=mappings_of_wave,
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
    script:
        "../scripts/protect.py"


rule disclose:
    """Decide once, for all reports together, what may be shown of each provider."""
    input:
        counts="data/processed/{wave}/provider_counts.parquet",
        response="data/processed/{wave}/provider_response_counts.parquet",
        policy="study/disclosure.yaml",
        earlier=[path.as_posix() for path in DISCLOSURE.earlier],
        study=QUESTIONNAIRE_FILES,
        code=code_of("disclose.py"),
    output:
        released="data/processed/{wave}/provider_estimates.parquet",
        decisions="data/processed/{wave}/provider_decisions.parquet",
        response="data/processed/{wave}/provider_response.parquet",
    log:
        "logs/{wave}/disclose.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/disclose.py"


rule attack:
    """Try to compute every hidden number from everything that is released."""
    input:
        counts="data/processed/{wave}/provider_counts.parquet",
        released="data/processed/{wave}/provider_estimates.parquet",
        decisions="data/processed/{wave}/provider_decisions.parquet",
        estimates="results/{wave}/estimates.csv",
        policy="study/disclosure.yaml",
        study=QUESTIONNAIRE_FILES,
        code=code_of("attack.py"),
    output:
        "results/{wave}/release/audit.csv",
    log:
        "logs/{wave}/attack.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/attack.py"


# Which providers answered is known only after cleaning: a batch lists the reports it made. A report
# whose content is as it was is left alone, hence `update`.
rule feedback:
    """Write the reports of a batch of providers, and a list of them."""
    input:
        released="data/processed/{wave}/provider_estimates.parquet",
        printed="data/processed/{wave}/provider_printed.parquet",
        response="data/processed/{wave}/provider_response.parquet",
        estimates="results/{wave}/estimates.csv",
        response_table="results/{wave}/response.csv",
        lists=provider_lists,
        registers=register_files,
        study=[
            "study/feedback.yaml",
            "study/disclosure.yaml",
            "study/theme.yaml",
            "study/texts/nl.yaml",
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("feedback.py"),
    output:
        update("results/{wave}/feedback/index-{batch}.csv"),
    log:
        "logs/{wave}/feedback-{batch}.log",
    wildcard_constraints:
        batch=r"\d+",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        level=config["estimates"]["confidence_level"],
        batches=len(FEEDBACK_BATCHES),
    script:
        "../scripts/feedback.py"


rule audit:
    """Check and scan every file of the release, and write the audit to sign."""
    input:
        attacks="results/{wave}/release/audit.csv",
        counts="data/processed/{wave}/provider_counts.parquet",
        released="data/processed/{wave}/provider_estimates.parquet",
        response="data/processed/{wave}/provider_response.parquet",
        estimates="results/{wave}/estimates.csv",
        response_table="results/{wave}/response.csv",
        lists=provider_lists,
        exports=lambda wildcards: [
            path.as_posix() for path in SETTINGS.waves[wildcards.wave].raw_files
        ],
        indexes=expand(
            "results/{{wave}}/feedback/index-{batch}.csv", batch=FEEDBACK_BATCHES
        ),
        public=lambda wildcards: PUBLIC_FILES[wildcards.wave],
        earlier=[path.as_posix() for path in DISCLOSURE.earlier],
        study=[
            "study/feedback.yaml",
            "study/disclosure.yaml",
            "study/texts/nl.yaml",
            *QUESTIONNAIRE_FILES,
        ],
        code=code_of("audit.py"),
    output:
        record="results/{wave}/release/audit.json",
        page="results/{wave}/release/audit.html",
        released="results/{wave}/release/released.csv",
    log:
        "logs/{wave}/audit.log",
    conda:
        "../../environment.yml"
    params:
        wave=wave_entry,
        level=config["estimates"]["confidence_level"],
    script:
        "../scripts/audit.py"
