"""Write the reports of a batch of providers."""

import sys
from pathlib import Path

from job import job

with job(snakemake) as work:
    from surveyreport.feedback.load import load_sources
    from surveyreport.feedback.render import render_batch
    from surveyreport.files.csvfile import write_csv

    sources = load_sources(
        snakemake.wildcards.wave, snakemake.params.wave, snakemake.params.earlier
    )
    first = int(snakemake.wildcards.batch) - 1
    mine = sources.providers[first :: snakemake.params.batches]
    folder = Path(snakemake.output[0]).parent
    index, failures = render_batch(sources, mine, folder, keeps=work.keeps)
    for file in (*index["file"], *index["page"]):
        work.made(folder / file)
    write_csv(index, Path(snakemake.output[0]))
    for provider, fault in failures.items():
        print(f"mislukt: {provider}: {fault}")
    if failures:
        sys.exit(1)
