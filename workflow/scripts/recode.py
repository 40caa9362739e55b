"""Recode the answers of one group."""

from pathlib import Path

from job import job

with job(snakemake.log[0]):
    from surveyreport.parquet import read_parquet, write_parquet
    from surveyreport.problems import ProblemList
    from surveyreport.responses.recoding import recode
    from surveyreport.sources.mapping import read_mapping
    from surveyreport.study import load_study

    problems = ProblemList()
    group = snakemake.wildcards.group
    mapping = read_mapping(
        Path(snakemake.input.mapping), load_study(Path("study")), group, problems
    )
    problems.raise_if_any()
    responses = recode(read_parquet(Path(snakemake.input.cleaned)), mapping)
    write_parquet(responses, Path(snakemake.output[0]))
