"""Lay who answered beside the frame: tables and a picture."""

from pathlib import Path

from job import job

with job(snakemake) as work:
    from surveyreport.estimates.early_late import early_late
    from surveyreport.estimates.item_bounds import item_bounds
    from surveyreport.estimates.representation import representation
    from surveyreport.estimates.too_small import items_left_out
    from surveyreport.estimates.verdicts import Rule
    from surveyreport.estimates.weighting import asked_weights
    from surveyreport.figures.picture import Pictures
    from surveyreport.figures.who_answered import picture
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.sources.frame import read_frame
    from surveyreport.study.characteristics import characteristics
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave
    from surveyreport.study.wave_entry import wave_of

    problems = ProblemList()
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    frame = read_frame(wave.frame, problems)
    problems.raise_if_any()
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    whole = study_as_used(Path("study"))
    study = study_of_wave(whole, wave.id, asked_items(Path("study"), wave.id, responses))
    left_out = items_left_out(read_table(Path(snakemake.input.estimates)))
    rules, level = snakemake.params.rules, snakemake.params.level
    drawn = frozenset(snakemake.params.drawn)
    known = characteristics(study.registers)
    weights = asked_weights(rules, responses, wave.frame, known)
    table = representation(wave.id, responses, frame, known, level, weights)
    late = early_late(
        wave.id, responses, study, drawn, wave.reminder, Rule.of(rules), rules["smallest_n"],
        level, left_out,
    )  # fmt: skip
    output = {name: Path(path) for name, path in snakemake.output.items()}
    write_csv(table, output["table"])
    write_csv(late, output["early_late"])
    bounds = item_bounds(wave.id, responses, study, drawn, level, left_out)
    write_csv(bounds, output["bounds"])
    shown = Pictures(study, output["table"].parent, wave.label, wave.synthetic, level, work.keeps)
    shown.update(picture(study, table, known))
