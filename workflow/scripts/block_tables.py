"""Write the comparisons of each block as a table for people."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.report.block_tables import block_table
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.load import study_as_used

    study = study_as_used(Path("study"))
    entries = load_comparisons(Path("study/comparisons.yaml"), study)
    verdicts = read_table(Path(snakemake.input.verdicts))
    for path in map(Path, snakemake.output):
        table = block_table(verdicts, path.stem, study, entries, snakemake.params.level)
        write_csv(table, path)
