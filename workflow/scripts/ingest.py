"""Read one LimeSurvey export."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.parquet import write_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.sources.ingest import ingest
    from surveyreport.sources.ingest_note import write_ingest_note
    from surveyreport.sources.read_mapping import read_mapping
    from surveyreport.study.config import cleaning_of
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import export_files_of

    problems = ProblemList()
    study = study_as_used(Path("study"))
    mappings = {
        path.stem: read_mapping(path, study, path.stem, problems)
        for path in map(Path, snakemake.input.mappings)
    }
    problems.raise_if_any()
    answers = ingest(
        export_files_of(snakemake.params.files),
        snakemake.wildcards.group,
        mappings,
        cleaning_of(snakemake.params.cleaning).test_entries,
        tuple(snakemake.params.period),
    )
    print(f"{len(answers.table)} rijen, dialect {answers.dialect}", *answers.losses, sep="\n")
    write_parquet(answers.table, Path(snakemake.output.answers))
    write_ingest_note(answers, Path(snakemake.output.note))
