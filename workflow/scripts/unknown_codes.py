"""List unknown provider codes for the corrections file."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.sources.frame import read_corrections, read_frame
    from surveyreport.sources.unknown_codes import unknown_codes
    from surveyreport.study.wave_entry import wave_of

    problems = ProblemList()
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    frame = read_frame(wave.frame, problems)
    corrected = read_corrections(wave.corrections, frame, problems) if wave.corrections else {}
    problems.raise_if_any()
    answers = read_parquet(Path(snakemake.input.answers), ["provider_code"])
    write_csv(unknown_codes(answers, frame, corrected), Path(snakemake.output[0]))
