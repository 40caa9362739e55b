"""Write the response table of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.responses.cleaning import steps
    from surveyreport.responses.response_table import response_table
    from surveyreport.sources.frame import read_frame
    from surveyreport.study.config import cleaning_of
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    problems = ProblemList()
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    frame = read_frame(wave.frame, problems)
    problems.raise_if_any()
    reasons = tuple(step.reason for step in steps(wave, cleaning_of(snakemake.params.cleaning)))
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    table = response_table(wave.id, responses, frame, reasons, study_as_used(Path("study")))
    write_csv(table, Path(snakemake.output[0]))
