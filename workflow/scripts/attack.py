"""Attack the release."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.disclosure.disclose import attack_release
    from surveyreport.disclosure.policy import load_policy
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.load import load_study

    study = load_study(Path("study"))
    policy = load_policy(Path(snakemake.input.policy), study)
    attacks = attack_release(
        snakemake.wildcards.wave,
        read_parquet(Path(snakemake.input.counts)),
        read_parquet(Path(snakemake.input.released)),
        read_parquet(Path(snakemake.input.decisions)),
        read_table(Path(snakemake.input.estimates)),
        study,
        policy,
    )
    print(f"{len(attacks)} aangevallen, {int((~attacks['holds']).sum())} gelukt")
    write_csv(attacks, Path(snakemake.output[0]))
