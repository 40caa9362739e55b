"""Write the manifest of a wave."""

from pathlib import Path

from job import job

with job(snakemake, may_stand=False) as work:
    from surveyreport.record.ledger import Ledger
    from surveyreport.record.provenance import write_manifest
    from surveyreport.record.receipts import hashes

    seen = Ledger().evidence(snakemake.input.outputs)
    for receipt in seen.receipts:
        work.read(receipt)
    write_manifest(
        Path(snakemake.output[0]),
        wave=snakemake.params.wave,
        synthetic=snakemake.params.synthetic,
        inputs=seen.inputs | hashes(snakemake.input.inputs),
        code=seen.code | work.code,
        outputs=seen.outputs,
        roles=snakemake.params.get("roles"),
    )
