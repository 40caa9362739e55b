"""Count the answers to the open questions of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.responses.open_answers import open_answer_counts
    from surveyreport.study.load import study_as_used

    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    counts = open_answer_counts(responses, study_as_used(Path("study")))
    write_csv(counts, Path(snakemake.output[0]))
