"""Clean the answers of one group."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.responses.cleaning import clean
    from surveyreport.sources.frame import add_providers
    from surveyreport.study.config import cleaning_of
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    answers = add_providers(
        read_parquet(Path(snakemake.input.answers)), wave.frame, wave.corrections
    )
    cleaned = clean(answers, wave, cleaning_of(snakemake.params.cleaning))
    print(cleaned["exclusion_reason"].replace("", "included").value_counts().to_string())
    write_parquet(cleaned, Path(snakemake.output[0]))
