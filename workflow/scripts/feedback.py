"""Write the reports of a batch of providers."""

import sys
from pathlib import Path

from job import job

with job(snakemake) as work:
    from surveyreport.disclosure.policy import POLICY, load_policy
    from surveyreport.feedback.gather import gather
    from surveyreport.feedback.render import render_batch
    from surveyreport.feedback.settings import SETTINGS, load_settings
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.config import wave_of
    from surveyreport.study.load import load_study

    study = load_study(Path("study"))
    sources = gather(
        wave_of(snakemake.wildcards.wave, snakemake.params.wave),
        study,
        load_settings(SETTINGS, study),
        load_policy(POLICY, study),
        read_parquet(Path(snakemake.input.released)),
        read_parquet(Path(snakemake.input.response)),
        read_table(Path(snakemake.input.estimates)),
        read_table(Path(snakemake.input.response_table)),
        snakemake.params.level,
    )
    first = int(snakemake.wildcards.batch) - 1
    mine = sources.providers[first :: snakemake.params.batches]
    folder = Path(snakemake.output[0]).parent
    index, failures = render_batch(sources, mine, folder, keeps=work.keeps)
    for file in index["file"]:
        work.made(folder / file)
    write_csv(index, Path(snakemake.output[0]))
    for provider, fault in failures.items():
        print(f"mislukt: {provider}: {fault}")
    if failures:
        sys.exit(1)
