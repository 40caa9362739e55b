"""Measure whether the questions of each theme hang together."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.themes import theme_table
    from surveyreport.estimates.too_small import items_left_out
    from surveyreport.feedback.settings import SETTINGS, load_settings
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave

    whole = study_as_used(Path("study"))
    settings = load_settings(SETTINGS, whole)
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    wave = snakemake.wildcards.wave
    table = theme_table(
        wave,
        responses,
        study_of_wave(whole, wave, asked_items(Path("study"), wave, responses)),
        {theme.id: theme.items for theme in settings.themes},
        settings.omega_from,
        settings.respondents_from,
        snakemake.params.level,
        items_left_out(read_table(Path(snakemake.input.estimates))),
    )
    write_csv(table, Path(snakemake.output[0]))
