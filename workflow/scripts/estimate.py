"""Estimate every item and category of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.table import estimate_table
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.load import load_study

    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    table = estimate_table(
        snakemake.wildcards.wave,
        responses,
        load_study(Path("study")),
        snakemake.params.figures,
        snakemake.params.level,
    )
    write_csv(table, Path(snakemake.output[0]))
