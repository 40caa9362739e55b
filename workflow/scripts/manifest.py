"""Write the manifest of a wave."""

from pathlib import Path

from job import job

with job(snakemake.log[0]):
    from surveyreport.record.provenance import write_manifest

    write_manifest(
        Path(snakemake.output[0]),
        wave=snakemake.params.wave,
        synthetic=snakemake.params.synthetic,
        inputs=map(Path, snakemake.input.inputs),
        code=map(Path, snakemake.input.code),
        outputs=map(Path, snakemake.input.outputs),
        roles=snakemake.params.get("roles"),
    )
