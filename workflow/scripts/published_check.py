"""Compare the wave with its published report."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.published import published_check, read_published
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.problems import ProblemList
    from surveyreport.study.load import study_as_used

    problems = ProblemList()
    published = read_published(Path(snakemake.input.published), problems)
    problems.raise_if_any()
    sources = [
        read_table(Path(snakemake.input[name])) for name in ("estimates", "response", "register")
    ]
    check = published_check(published, *sources, study_as_used(Path("study")))
    print(f"{check['agrees'].sum()} van {len(check)} waarden komen overeen")
    write_csv(check, Path(snakemake.output[0]))
