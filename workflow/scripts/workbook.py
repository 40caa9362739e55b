"""Write the workbook of a wave."""

from datetime import date
from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import read_table
    from surveyreport.numbers.read import read_numbers
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave
    from surveyreport.workbook.write import write_workbook

    wave = snakemake.params.wave
    asked = asked_items(Path("study"), wave, snakemake.params.groups)
    whole = study_as_used(Path("study"))
    study = study_of_wave(whole, wave, asked)
    families = load_comparisons(Path("study/comparisons.yaml"), whole).families.values()
    names = set(snakemake.params.names)
    first_day, last_day = map(date.fromisoformat, snakemake.params.days)
    figures = [figure for figure in study.figures.values() if figure.name in names]
    drawn = map(Path, snakemake.input.figures)
    write_workbook(
        Path(snakemake.output[0]),
        study,
        figures,
        {path.stem: read_numbers(path) for path in drawn},
        {
            path.stem: read_table(path)
            for path in map(Path, [*snakemake.input.tables, *snakemake.input.evidence])
        },
        wave=wave,
        label=snakemake.params.label,
        synthetic=snakemake.params.synthetic,
        first_day=first_day,
        last_day=last_day,
        level=snakemake.params.level,
        families={family.id: family.title for family in families},
    )
