"""Compare the questionnaires of two waves."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.textfile import write_text
    from surveyreport.questionnaires.comparability import decided_differences, difference_table
    from surveyreport.questionnaires.difference_page import difference_page
    from surveyreport.questionnaires.links import decisions_path
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    names = (snakemake.params.earlier, snakemake.params.later)
    waves = [wave_of(name, snakemake.params.waves[name]) for name in names]
    study = study_as_used(Path("study"))
    decided = decided_differences(*waves, study, Path("study"))
    decisions = decisions_path(Path("study"), *names)
    write_csv(difference_table(decided), Path(snakemake.output.table))
    page = difference_page(decided, *waves, study, decisions.as_posix())
    write_text(page, Path(snakemake.output.page))
