"""Write the quality table and the response page of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.files.textfile import write_text
    from surveyreport.report.who_answered import who_answered_section
    from surveyreport.responses.quality import ANSWER_COLUMNS, quality_table
    from surveyreport.responses.quality_page import response_page
    from surveyreport.sources.frame import read_corrections, read_frame
    from surveyreport.sources.ingest_note import read_ingest_note
    from surveyreport.study.config import cleaning_of, quality_of
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    problems = ProblemList()
    study = study_as_used(Path("study"))
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    thresholds = quality_of(snakemake.params.quality)
    corrections = {}
    if wave.corrections:
        frame = read_frame(wave.frame, problems)
        corrections = read_corrections(wave.corrections, frame, problems)
    problems.raise_if_any()
    answers = {p.stem: read_parquet(p, ANSWER_COLUMNS) for p in map(Path, snakemake.input.answers)}
    responses = {p.stem: read_parquet(p) for p in map(Path, snakemake.input.responses)}
    notes = {p.stem: read_ingest_note(p) for p in map(Path, snakemake.input.notes)}
    table = quality_table(answers, responses, study, thresholds, corrections)
    write_csv(table, Path(snakemake.output.table))
    tables = [
        read_table(Path(snakemake.input[name])) for name in ("who_answered", "early_late", "bounds")
    ]
    picture = Path(snakemake.input.picture).read_text(encoding="utf-8")
    page = response_page(
        read_table(Path(snakemake.input.response)),
        table,
        notes,
        wave,
        study,
        cleaning_of(snakemake.params.cleaning),
        thresholds,
        who_answered_section(*tables, picture, study),
    )
    write_text(page, Path(snakemake.output.page))
