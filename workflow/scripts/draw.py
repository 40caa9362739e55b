"""Draw a batch of figures."""

from pathlib import Path

from job import job

with job(snakemake) as work:
    from surveyreport.figures.render import render_differences, render_figures
    from surveyreport.files.csvfile import read_table
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave

    study = study_as_used(Path("study"))
    asked = asked_items(Path("study"), snakemake.params.wave, snakemake.params.groups)
    shown = study_of_wave(study, snakemake.params.wave, asked)
    names = set(snakemake.params.names)
    verdicts = read_table(Path(snakemake.input.verdicts))
    folder = Path(snakemake.output[0]).parent
    wave = {
        "wave_label": snakemake.params.label,
        "synthetic": snakemake.params.synthetic,
        "confidence_level": snakemake.params.level,
        "keeps": work.keeps,
        "after": work.pieces(len(names)),
    }
    drawn = render_figures(
        shown,
        [figure for figure in shown.figures.values() if figure.name in names],
        folder,
        verdicts=verdicts,
        **wave,
    )
    entries = load_comparisons(Path("study/comparisons.yaml"), study)
    drawn += render_differences(
        study, entries, verdicts, snakemake.params.differences, folder, **wave
    )
    print("getekend:", *(path.name for path in drawn))
