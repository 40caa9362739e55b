"""Estimate the shares by background question or kind of provider that figures ask for."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.dominance import LARGEST_PROVIDER
    from surveyreport.estimates.subgroups import subgroup_table
    from surveyreport.estimates.weighting import asked_weights
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.protection.settings import load_protection
    from surveyreport.sources.frame import read_frame
    from surveyreport.study.characteristics import characteristics
    from surveyreport.study.load import study_as_used
    from surveyreport.study.subgroups import provider_parts
    from surveyreport.study.wave import asked_items, study_of_wave

    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    wave, rules = snakemake.wildcards.wave, snakemake.params.rules
    study = study_of_wave(
        study_as_used(Path("study")), wave, asked_items(Path("study"), wave, responses)
    )
    problems = ProblemList()
    frame = read_frame(Path(snakemake.params.frame), problems)
    problems.raise_if_any()
    table = subgroup_table(
        wave,
        responses,
        study,
        snakemake.params.splits,
        provider_parts(study, frame),
        load_protection(Path(snakemake.input.policy)).public,
        rules["confidence_level"],
        rules.get("largest_provider", LARGEST_PROVIDER),
        asked_weights(
            snakemake.params.weights, responses, Path(snakemake.params.frame),
            characteristics(study.registers),
        ),
    )  # fmt: skip
    for item, part in table[table["n"].isna()].groupby(["item", "level"], sort=False):
        print(*item, "niet getoond:", part["reason"].iloc[0])
    write_csv(table, Path(snakemake.output[0]))
