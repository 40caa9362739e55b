"""Estimate every item and category of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.dominance import LARGEST_PROVIDER
    from surveyreport.estimates.table import estimate_table
    from surveyreport.estimates.too_small import LEAVE_OUT, left_out, too_small
    from surveyreport.estimates.weighting import asked_weights
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.protection.settings import load_protection
    from surveyreport.study.characteristics import characteristics
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave

    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    wave = snakemake.wildcards.wave
    asked = asked_items(Path("study"), wave, responses)
    study = study_of_wave(study_as_used(Path("study")), wave, asked)
    known, frame = characteristics(study.registers), Path(snakemake.params.frame)
    table = estimate_table(
        snakemake.wildcards.wave,
        responses,
        study,
        snakemake.params.figures,
        snakemake.params.rules["confidence_level"],
        snakemake.params.rules.get("largest_provider", LARGEST_PROVIDER),
        asked_weights(snakemake.params.weights, responses, frame, known),
    )
    rules = load_protection(Path(snakemake.input.policy)).public
    if rules.too_small == LEAVE_OUT:
        few = too_small(table, responses, rules)
        table = left_out(table, set(few))
        for item, why in few.items():
            print(f"{item}: nergens getoond ({why})")
    write_csv(table, Path(snakemake.output[0]))
