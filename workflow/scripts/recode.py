"""Recode the answers of one group."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.questionnaires.routing import as_fielded
    from surveyreport.responses.recoding import recode
    from surveyreport.sources.limesurvey.structures import load_structure
    from surveyreport.sources.read_mapping import read_mapping
    from surveyreport.study.load import study_as_used

    problems = ProblemList()
    group = snakemake.wildcards.group
    study = study_as_used(Path("study"))
    mapping = read_mapping(Path(snakemake.input.mapping), study, group, problems)
    problems.raise_if_any()
    structure = next(map(load_structure, map(Path, snakemake.input.structure)), None)
    mapping = as_fielded(mapping, study, structure)
    responses = recode(read_parquet(Path(snakemake.input.cleaned)), mapping)
    write_parquet(responses, Path(snakemake.output[0]))
