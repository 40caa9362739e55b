"""Measure how far coders agree, and what their errors do to the share of every factor."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.evidence.factors import agreement_table, factor_table
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.study.coded import few_of, read_coded
    from surveyreport.study.load import study_as_used

    problems = ProblemList()
    study, level = study_as_used(Path("study")), snakemake.params.level
    coded = read_coded(snakemake.wildcards.wave, problems)
    problems.raise_if_any()
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    providers = {
        (group, str(response)): provider
        for group, table in responses.items()
        for response, provider in zip(table["response_id"], table["provider_id"], strict=True)
    }
    agreement = agreement_table(coded, study, providers, level)
    factors = factor_table(coded, study, responses, agreement, few_of(Path("study")), level)
    write_csv(agreement, Path(snakemake.output.agreement))
    write_csv(factors, Path(snakemake.output.factors))
