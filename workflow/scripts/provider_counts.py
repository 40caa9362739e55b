"""Count the answers per provider, and mark which responses they came from."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.protection.counts import answered, provider_counts, respondents
    from surveyreport.study.load import study_as_used

    study = study_as_used(Path("study"))
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    write_parquet(provider_counts(responses, study), Path(snakemake.output.counts))
    write_parquet(answered(responses, study), Path(snakemake.output.answered))
    write_parquet(respondents(responses, study), Path(snakemake.output.respondents))
