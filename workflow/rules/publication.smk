# results/<wave>/  ->  results/<wave>/manifest.json


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
