"""Write the audit to sign, from what its parts found."""

from pathlib import Path

from job import job

with job(snakemake, may_stand=False):
    from surveyreport.audit.files import index_of, warnings_of, write_audit
    from surveyreport.audit.findings import read_findings
    from surveyreport.audit.trends import read_trends
    from surveyreport.feedback.settings import SETTINGS, load_settings
    from surveyreport.files.csvfile import read_table
    from surveyreport.files.problems import ProblemList
    from surveyreport.protection.settings import POLICY, load_protection
    from surveyreport.sources.frame import read_names
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    problems = ProblemList()
    names = read_names(wave.frame, problems)
    problems.raise_if_any()
    others = [wave_of(*entry) for entry in snakemake.params.together.items()]
    beside = read_trends(others, {}).identifiers if others else ()
    whole = study_as_used(Path("study"))
    found = read_findings(Path(snakemake.input.draws))
    for path in snakemake.input.found:
        found.add(read_findings(Path(path)))
    sound = write_audit(
        found,
        wave,
        load_protection(),
        POLICY,
        Path(snakemake.output.record).parent,
        index_of(Path(path) for path in snakemake.input.indexes),
        [Path(path) for path in snakemake.input.public],
        names,
        warnings_of(
            study_of_wave(whole, wave.id, asked_items(Path("study"), wave.id, wave.exports)),
            load_settings(SETTINGS, whole),
            {*names, *names.values(), *beside},
            read_table(Path(snakemake.input.themes_table)),
        ),
    )
    print("in orde" if sound else "niet in orde: zie audit.html")
