"""Write the report of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.problems import ProblemList
    from surveyreport.report.chapters import load_chapters, template_of
    from surveyreport.report.publish import publish
    from surveyreport.report.structure import load_structure
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave, withheld_figures
    from surveyreport.study.wave_entry import wave_of

    wave, settings = snakemake.wildcards.wave, snakemake.params.settings
    study = study_as_used(Path("study"))
    structure = load_structure(Path(snakemake.input.structure), study)
    comparisons = load_comparisons(Path("study/comparisons.yaml"), study)
    problems = ProblemList()
    chapters = load_chapters(
        Path("study"),
        study,
        comparisons,
        list(snakemake.params.waves),
        problems,
        structure.written_for,
    )
    problems.raise_if_any()
    if structure.written_for is not None and wave not in structure.written_for:
        chapters = None
    groups = wave_of(wave, settings["waves"][wave]).exports
    left_out = set(settings["waves"][wave]["exports"]) - set(groups)
    asked = asked_items(Path("study"), wave, groups)
    count = publish(
        study_of_wave(study, wave, asked),
        structure,
        comparisons,
        wave,
        settings,
        Path(snakemake.output[0]).parent,
        chapters,
        template_of(Path("study")),
        set(map(str, snakemake.input)),
        withheld_figures(study, wave, asked, left_out),
    )
    print(f"{count} getallen, elk met een rij in een tabel")
