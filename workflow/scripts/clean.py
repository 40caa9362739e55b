"""Clean the answers of one group, and list unknown provider codes for the corrections file."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.responses.cleaning import clean
    from surveyreport.sources.frame import add_providers, read_corrections, read_frame
    from surveyreport.sources.unknown_codes import unknown_codes
    from surveyreport.study.config import cleaning_of
    from surveyreport.study.wave_entry import wave_of

    problems = ProblemList()
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    frame = read_frame(wave.frame, problems)
    corrected = read_corrections(wave.corrections, frame, problems) if wave.corrections else {}
    problems.raise_if_any()
    stored = read_parquet(Path(snakemake.input.answers))
    write_csv(unknown_codes(stored, frame, corrected), Path(snakemake.output.unknown))
    located = add_providers(stored, wave.frame, wave.corrections)
    cleaned = clean(located, wave, cleaning_of(snakemake.params.cleaning))
    print(cleaned["exclusion_reason"].replace("", "included").value_counts().to_string())
    write_parquet(cleaned, Path(snakemake.output.cleaned))
