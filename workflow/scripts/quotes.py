"""Hold the approved quotes word for word against the answers they come from."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.evidence.quotes import checked_quotes, quote_table
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    study, texts = study_as_used(Path("study")), read_parquet(Path(snakemake.input.texts))
    quotes = checked_quotes(wave, study, texts)
    write_csv(quote_table(quotes, study), Path(snakemake.output[0]))
