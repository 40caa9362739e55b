"""Compare waves, item by item, and join the official counts of all waves."""

from itertools import pairwise
from pathlib import Path

from job import job

with job(snakemake):
    import pandas as pd

    from surveyreport.estimates.enrolment import enrolment_series
    from surveyreport.estimates.gaps import gap_steps
    from surveyreport.estimates.too_small import items_left_out, silent
    from surveyreport.estimates.trend_verdicts import trend_verdicts
    from surveyreport.estimates.trends import Step, trend_table, wave_changes
    from surveyreport.estimates.verdicts import Rule
    from surveyreport.estimates.weighting import asked_weights
    from surveyreport.files.csvfile import read_table, read_text, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.study.characteristics import characteristics
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    study, waves, rules = (
        study_as_used(Path("study")),
        snakemake.params.waves,
        snakemake.params.rules,
    )
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
    left_out = {
        wave: items_left_out(read_table(Path(path)))
        for wave, path in zip(waves, snakemake.input.estimates, strict=True)
    }
    limits = (rules["smallest_n"], snakemake.params.level)
    known = characteristics(study.registers)
    weights = {
        wave.id: asked_weights(rules, responses[wave.id], wave.frame, known) for wave in entries
    }
    changes = wave_changes(steps, responses, study, *limits, left_out, weights)
    trends = trend_table(changes, responses, study, *limits, rules["alpha"], left_out)
    rule = Rule.of(rules)
    margin = load_comparisons(Path("study/comparisons.yaml"), study).trend_margin
    verdicts = trend_verdicts(
        steps, changes, trends, snakemake.params.labels, rule, study,
        None if margin is None else margin / 100,
    )  # fmt: skip
    hidden = [
        row["item_from"] in left_out[row["from"]] or row["item_to"] in left_out[row["to"]]
        for row in verdicts.to_dict("records")
    ]
    verdicts = silent(verdicts, pd.Series(hidden, index=verdicts.index, dtype=bool))
    registers = [read_table(path) for path in map(Path, snakemake.input.registers)]
    write_csv(trends, Path(snakemake.output.trends))
    write_csv(verdicts, Path(snakemake.output.verdicts))
    write_csv(enrolment_series(registers), Path(snakemake.output.enrolment))
