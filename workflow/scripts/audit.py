"""Audit the files of the release."""

from pathlib import Path

import pandas as pd
from job import job

with job(snakemake):
    from surveyreport.disclosure.policy import POLICY, load_policy
    from surveyreport.disclosure.release_table import public_rows, read_earlier
    from surveyreport.feedback.gather import gather
    from surveyreport.feedback.release_audit import audit_files
    from surveyreport.feedback.settings import SETTINGS, load_settings
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.config import wave_of
    from surveyreport.study.load import load_study

    study = load_study(Path("study"))
    policy = load_policy(POLICY, study)
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    released = read_parquet(Path(snakemake.input.released))
    estimates = read_table(Path(snakemake.input.estimates))
    sources = gather(
        wave,
        study,
        load_settings(SETTINGS, study),
        policy,
        released,
        read_parquet(Path(snakemake.input.response)),
        estimates,
        read_table(Path(snakemake.input.response_table)),
        snakemake.params.level,
    )
    totals = public_rows(snakemake.wildcards.wave, estimates)
    write_csv(pd.concat([released, totals]), Path(snakemake.output.released))
    sound = audit_files(
        sources,
        wave,
        POLICY,
        counts=read_parquet(Path(snakemake.input.counts)),
        attacks=Path(snakemake.input.attacks),
        indexes=[Path(path) for path in snakemake.input.indexes],
        public=[Path(path) for path in snakemake.input.public],
        released=Path(snakemake.output.released),
        logs=sorted(Path(snakemake.log[0]).parent.glob("*.log")),
        earlier=read_earlier(policy),
    )
    print("in orde" if sound else "niet in orde: zie audit.html")
