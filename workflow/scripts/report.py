"""Write the report of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.report.publish import publish
    from surveyreport.report.structure import load_structure
    from surveyreport.study.load import load_study
    from surveyreport.study.wave import asked_items, study_of_wave

    wave, settings = snakemake.wildcards.wave, snakemake.params.settings
    study = load_study(Path("study"))
    asked = asked_items(Path("study"), wave, settings["waves"][wave]["exports"])
    count = publish(
        study_of_wave(study, wave, asked),
        load_structure(Path(snakemake.input.structure), study),
        wave,
        settings,
        Path(snakemake.output[0]).parent,
        [Path(name) for name in snakemake.input.inputs],
    )
    print(f"{count} getallen, elk met een rij in een tabel")
