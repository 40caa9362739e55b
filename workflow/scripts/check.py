"""Check every input of a wave."""

from pathlib import Path

from job import job

with job(snakemake.log[0]):
    from surveyreport.config import cleaning_of, wave_of
    from surveyreport.csvfile import write_csv
    from surveyreport.sources.check import check_wave
    from surveyreport.study import load_study

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    rules = cleaning_of(snakemake.params.cleaning)
    study_folder = Path("study")
    write_csv(
        check_wave(wave, load_study(study_folder), study_folder, rules), Path(snakemake.output[0])
    )
