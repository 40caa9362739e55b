"""Make the table behind every figure of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import read_table
    from surveyreport.numbers.write import write_numbers
    from surveyreport.study.load import study_as_used
    from surveyreport.study.model import figure_of
    from surveyreport.study.wave import asked_items, study_of_wave

    asked = asked_items(Path("study"), snakemake.params.wave, snakemake.params.groups)
    figures = {entry["number"]: figure_of(entry) for entry in snakemake.params.figures}
    whole = study_as_used(Path("study")).but(figures=figures)
    study = study_of_wave(whole, snakemake.params.wave, asked)
    write_numbers(
        study,
        study.figures.values(),
        read_table(Path(snakemake.input.estimates)),
        read_table(Path(snakemake.input.register)),
        read_table(Path(snakemake.input.verdicts)),
        snakemake.params.differences,
        Path(snakemake.output[0]).parent,
        {path.stem: read_table(path) for path in map(Path, snakemake.input.evidence)},
        next((read_table(Path(path)) for path in snakemake.input.subgroups), None),
    )
