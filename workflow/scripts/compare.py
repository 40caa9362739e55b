"""Compare pairs of items and give each its verdict."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.adjusted import add_adjusted
    from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
    from surveyreport.estimates.dominance import LARGEST_PROVIDER
    from surveyreport.estimates.several import several_table
    from surveyreport.estimates.too_small import items_left_out, silent
    from surveyreport.estimates.verdicts import Rule, verdict_table
    from surveyreport.estimates.weighted_pairs import add_weighted
    from surveyreport.estimates.weighting import asked_weights
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.sources.frame import read_frame
    from surveyreport.study.characteristics import characteristics
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.load import study_as_used
    from surveyreport.study.subgroups import provider_parts
    from surveyreport.study.wave import asked_items, study_of_wave

    study = study_as_used(Path("study"))
    entries = load_comparisons(Path("study/comparisons.yaml"), study)
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    wave = snakemake.wildcards.wave
    study = study_of_wave(study, wave, asked_items(Path("study"), wave, responses))
    rules, level = snakemake.params.rules, snakemake.params.estimates["confidence_level"]
    estimates = read_table(Path(snakemake.input.estimates))
    left_out = items_left_out(estimates)
    pairs = compare_pairs(entries, responses, study, rules["smallest_n"], level, left_out)
    known = characteristics(study.registers)
    weights = asked_weights(rules, responses, Path(snakemake.params.frame), known)
    if weights:
        pairs = add_weighted(
            pairs, entries, responses, study, weights, rules["smallest_n"], level, left_out
        )
    faults = ProblemList()
    frame = read_frame(Path(snakemake.params.frame), faults)
    faults.raise_if_any()
    places = provider_parts(study, frame)
    pairs = add_adjusted(
        pairs, entries, responses, study, places, rules["smallest_n"], level, left_out
    )
    comparisons = comparison_table(wave, pairs, entries, rules["alpha"])
    largest = snakemake.params.estimates.get("largest_provider", LARGEST_PROVIDER)
    rule = Rule.of(rules, largest)
    verdicts = verdict_table(comparisons, pairs, entries, estimates, rule, study)
    hidden = verdicts["item_a"].isin(left_out) | verdicts["item_b"].isin(left_out)
    verdicts = silent(verdicts, hidden)
    write_csv(comparisons, Path(snakemake.output.comparisons))
    write_csv(verdicts, Path(snakemake.output.verdicts))
    hidden = {(item, "") for item in left_out}
    for path in snakemake.input.subgroups:
        parts = read_table(Path(path))
        parts = parts[parts["n"].isna()]
        hidden |= set(zip(parts["item"], parts["level"], strict=True))
    several = several_table(
        wave, entries.several, responses, study, places, rule, rules["smallest_n"], level, hidden
    )
    write_csv(several, Path(snakemake.output.several))
