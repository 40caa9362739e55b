"""Draw a batch of the trend figures and the series of enrolments."""

from pathlib import Path

from job import job

with job(snakemake) as work:
    from surveyreport.estimates.trend_verdicts import read_verdicts
    from surveyreport.figures.enrolment import enrolment_picture
    from surveyreport.figures.picture import Pictures
    from surveyreport.figures.trend import trend_pictures
    from surveyreport.files.csvfile import read_table
    from surveyreport.files.dutch import listed
    from surveyreport.study.load import study_as_used

    names = set(snakemake.params.names)
    study, labels = study_as_used(Path("study")), snakemake.params.labels
    verdicts = read_verdicts(Path(snakemake.input.verdicts))
    estimates = {
        wave: read_table(Path(path))
        for wave, path in zip(snakemake.params.waves, snakemake.input.estimates, strict=True)
    }
    pictures = Pictures(
        study,
        Path(snakemake.output[0]).parent,
        listed([labels[wave] for wave in estimates], study.texts["figures"]["and"]),
        snakemake.params.synthetic,
        snakemake.params.level,
        work.keeps,
        work.pieces(len(names)),
    )
    shown = [
        picture
        for number, parts in snakemake.params.figures.items()
        for picture in trend_pictures(
            study, study.figures[number], parts, estimates, verdicts, labels
        )
    ]
    shown.append(enrolment_picture(study, read_table(Path(snakemake.input.enrolment))))
    for picture in shown:
        if picture.name in names:
            print("getekend:", *(path.name for path in pictures.update_with_numbers(picture)))
