"""Describe the run of a wave."""

from datetime import date
from pathlib import Path

from job import job

with job(snakemake, may_stand=False):
    from surveyreport.record.crate import write_crate

    first_day, last_day = map(date.fromisoformat, snakemake.params.days)
    write_crate(
        Path(snakemake.output.crate),
        Path(snakemake.input.manifest),
        Path(snakemake.input.workflow),
        map(Path, snakemake.input.environment),
        label=snakemake.params.label,
        first_day=first_day,
        last_day=last_day,
    )
