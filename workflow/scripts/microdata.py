"""Write the microdata of a wave."""

from datetime import date
from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.archive.write import write_archive
    from surveyreport.estimates.too_small import items_left_out, without
    from surveyreport.files.csvfile import read_table
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.config import microdata_of
    from surveyreport.study.load import study_as_used

    estimates = read_table(Path(snakemake.input.estimates))
    hidden = items_left_out(estimates)
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    write_archive(
        Path(snakemake.output[0]).parent,
        {group: without(table, hidden) for group, table in responses.items()},
        estimates,
        study_as_used(Path("study")),
        microdata_of(snakemake.params.rules),
        wave=snakemake.params.wave,
        label=snakemake.params.label,
        synthetic=snakemake.params.synthetic,
        period=tuple(map(date.fromisoformat, snakemake.params.period)),
        published=date.fromisoformat(day) if (day := snakemake.params.published) else None,
        level=snakemake.params.level,
    )
