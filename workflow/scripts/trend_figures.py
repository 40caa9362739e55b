"""Draw the trend figures."""

from pathlib import Path

import pandas as pd
from job import job

with job(snakemake.log[0]):
    from surveyreport.dutch import listed
    from surveyreport.figures.picture import Pictures
    from surveyreport.figures.trend import trend_name, trend_picture
    from surveyreport.study import load_study

    study, labels = load_study(Path("study")), snakemake.params.labels
    verdicts = pd.read_csv(snakemake.input.verdicts).fillna(
        {"item_from": "", "item_to": "", "note": ""}
    )
    estimates = {
        wave: pd.read_csv(path)
        for wave, path in zip(snakemake.params.waves, snakemake.input.estimates, strict=True)
    }
    verdicts = verdicts.astype({"from": str, "to": str})
    pictures = Pictures(
        study,
        Path(snakemake.output[0]).parent,
        listed([labels[wave] for wave in estimates], study.texts["figures"]["and"]),
        snakemake.params.synthetic,
        snakemake.params.level,
    )
    names = set(snakemake.params.names)
    for figure in study.figures.values():
        if trend_name(figure) in names:
            drawn = pictures.update(trend_picture(study, figure, estimates, verdicts, labels))
            print("getekend:", *(path.name for path in drawn))
