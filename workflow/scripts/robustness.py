"""Give each verdict in every combination of defensible choices."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.dominance import LARGEST_PROVIDER
    from surveyreport.estimates.robustness import combinations, robustness_table
    from surveyreport.estimates.robustness_outcomes import outcomes
    from surveyreport.estimates.too_small import items_left_out
    from surveyreport.estimates.verdicts import Rule
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.files.textfile import write_text
    from surveyreport.report.robustness_page import robustness_page
    from surveyreport.responses.answer_patterns import suspicious
    from surveyreport.sources.frame import read_frame
    from surveyreport.study.choices import load_choices
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.config import quality_of
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave import asked_items, study_of_wave
    from surveyreport.study.wave_entry import wave_of

    problems = ProblemList()
    whole = study_as_used(Path("study"))
    entries = load_comparisons(Path("study/comparisons.yaml"), whole)
    choices = load_choices(Path("study/choices.yaml"))
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    study = study_of_wave(whole, wave.id, asked_items(Path("study"), wave.id, responses))
    quality = quality_of(snakemake.params.quality)
    for group, table in responses.items():
        flags = suspicious(table, group, study, quality)
        responses[group] = table.assign(suspicious=flags)
    types = read_frame(wave.frame, problems).set_index("provider_id")["type"].to_dict()
    problems.raise_if_any()
    rules, estimates = snakemake.params.rules, snakemake.params.estimates
    ways = combinations(choices)
    hidden = items_left_out(read_table(Path(snakemake.input.estimates)))
    found = outcomes(
        entries,
        responses,
        study,
        ways,
        types,
        rules["smallest_n"],
        estimates["confidence_level"],
        hidden,
    )
    verdicts = read_table(Path(snakemake.input.verdicts))
    rule = Rule.of(rules, estimates.get("largest_provider", LARGEST_PROVIDER))
    table, every = robustness_table(wave.id, found, ways, entries, verdicts, rule)
    write_csv(table, Path(snakemake.output.table))
    page = robustness_page(
        table, every, ways, choices, entries, verdicts, study, wave.label, wave.synthetic
    )
    write_text(page, Path(snakemake.output.page))
