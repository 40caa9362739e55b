"""Compare the questionnaires of two waves."""

from pathlib import Path

from job import job

with job(snakemake.log[0]):
    from surveyreport.config import wave_of
    from surveyreport.csvfile import write_csv
    from surveyreport.study import load_study
    from surveyreport.textfile import write_text
    from surveyreport.waves.comparability import decided_differences, difference_table
    from surveyreport.waves.difference_page import difference_page
    from surveyreport.waves.links import decisions_path

    names = (snakemake.params.earlier, snakemake.params.later)
    waves = [wave_of(name, snakemake.params.waves[name]) for name in names]
    study = load_study(Path("study"))
    decided = decided_differences(*waves, study, Path("study"))
    decisions = decisions_path(Path("study"), *names)
    write_csv(difference_table(decided), Path(snakemake.output.table))
    page = difference_page(decided, *waves, study, decisions.as_posix())
    write_text(page, Path(snakemake.output.page))
