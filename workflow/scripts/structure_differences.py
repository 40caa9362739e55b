"""Check the study against the surveys as fielded."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import write_csv
    from surveyreport.questionnaires.differences import wave_differences
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    study_folder = Path("study")
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    table = wave_differences(wave, study_as_used(study_folder), study_folder)
    print(f"{len(table)} verschillen tussen de studie en de bevraging")
    write_csv(table, Path(snakemake.output[0]))
