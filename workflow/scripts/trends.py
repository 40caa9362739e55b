"""Compare waves, item by item, and join the official counts of all waves."""

from itertools import pairwise
from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.enrolment import enrolment_series
    from surveyreport.estimates.gaps import gap_steps
    from surveyreport.estimates.trend_verdicts import trend_verdicts
    from surveyreport.estimates.trends import Step, trend_table, wave_changes
    from surveyreport.estimates.verdicts import Rule
    from surveyreport.files.csvfile import read_table, read_text, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.config import wave_of
    from surveyreport.study.load import load_study

    study, waves, rules = load_study(Path("study")), snakemake.params.waves, snakemake.params.rules
    responses = {wave: {} for wave in waves}
    for path in map(Path, snakemake.input.responses):
        responses[path.parent.name][path.stem] = read_parquet(path)
    steps = [
        Step(earlier, later, read_text(Path(table)))
        for (earlier, later), table in zip(
            pairwise(waves), snakemake.input.differences, strict=True
        )
    ]
    entries = [wave_of(wave, snakemake.params.entries[wave]) for wave in waves]
    steps += gap_steps(entries, study, Path("study"))
    limits = (rules["smallest_n"], snakemake.params.level)
    changes = wave_changes(steps, responses, study, *limits)
    trends = trend_table(changes, responses, study, *limits, rules["alpha"])
    rule = Rule.of(rules)
    verdicts = trend_verdicts(steps, changes, trends, snakemake.params.labels, rule, study)
    registers = [read_table(path) for path in map(Path, snakemake.input.registers)]
    write_csv(trends, Path(snakemake.output.trends))
    write_csv(verdicts, Path(snakemake.output.verdicts))
    write_csv(enrolment_series(registers), Path(snakemake.output.enrolment))
