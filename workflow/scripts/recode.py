"""Recode the answers of one group, with the codes of its open answers beside them."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.evidence.attach import with_codes
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.questionnaires.routing import as_fielded
    from surveyreport.responses.recoding import recode
    from surveyreport.sources.limesurvey.structures import load_structure
    from surveyreport.sources.read_mapping import read_mapping
    from surveyreport.study.coded import few_of, read_coded
    from surveyreport.study.load import study_as_used

    problems = ProblemList()
    wave, group = snakemake.wildcards.wave, snakemake.wildcards.group
    study = study_as_used(Path("study"))
    mapping = read_mapping(Path(snakemake.input.mapping), study, group, problems)
    coded = read_coded(wave, problems)
    problems.raise_if_any()
    structure = next(map(load_structure, map(Path, snakemake.input.structure)), None)
    mapping = as_fielded(mapping, study, structure)
    responses = recode(read_parquet(Path(snakemake.input.cleaned)), mapping)
    few = few_of(Path(snakemake.input.few).parent)
    found = with_codes(responses, group, coded, study, few, problems)
    problems.raise_if_any()
    write_parquet(found, Path(snakemake.output[0]))
