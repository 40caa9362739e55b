# results/<wave>/  ->  results/<wave>/manifest.json, ro-crate-metadata.json


rule manifest:
    """Record what was made, from what and with what."""
    input:
        inputs=inputs_of_wave,
        code=code_of("manifest.py"),
        outputs=outputs_of_wave,
        lists=unknown_codes_of_wave,
    output:
        "results/{wave}/manifest.json",
    log:
        "logs/{wave}/manifest.log",
    conda:
        "../../environment.yml"
    params:
        wave=lambda wildcards: wildcards.wave,
        synthetic=lambda wildcards: wave_entry(wildcards)["synthetic"],
        roles=lambda wildcards: SETTINGS.waves[wildcards.wave].roles,
    script:
        "../scripts/manifest.py"


rule crate:
    """Describe the run of a wave as a Workflow Run RO-Crate."""
    input:
        manifest="results/{wave}/manifest.json",
        workflow="Snakefile",
        environment=["requirements.lock", "environment.yml"],
        code=code_of("crate.py"),
    output:
        crate="results/{wave}/ro-crate-metadata.json",
        workflow="results/{wave}/Snakefile",
    log:
        "logs/{wave}/crate.log",
    conda:
        "../../environment.yml"
    params:
        label=lambda wildcards: SETTINGS.waves[wildcards.wave].label,
        days=lambda wildcards: [
            SETTINGS.waves[wildcards.wave].first_day.isoformat(),
            SETTINGS.waves[wildcards.wave].last_day.isoformat(),
        ],
    script:
        "../scripts/crate.py"
