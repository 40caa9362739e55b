"""Put the codes of the open answers of one group beside its responses."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.evidence.attach import with_codes
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.study.coded import few_of, read_coded
    from surveyreport.study.load import study_as_used

    problems = ProblemList()
    wave, group = snakemake.wildcards.wave, snakemake.wildcards.group
    coded = read_coded(wave, problems)
    problems.raise_if_any()
    few = few_of(Path(snakemake.input.few).parent)
    responses = read_parquet(Path(snakemake.input.recoded))
    found = with_codes(responses, group, coded, study_as_used(Path("study")), few, problems)
    problems.raise_if_any()
    write_parquet(found, Path(snakemake.output[0]))
