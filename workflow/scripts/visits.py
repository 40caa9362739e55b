"""Count in how many visits each theme came up."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.evidence.visits import read_visits, visit_leaks, visit_table
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.problems import InputProblems, Problem, ProblemList
    from surveyreport.study.load import study_as_used

    problems = ProblemList()
    guide = study_as_used(Path("study")).visits
    found = read_visits(snakemake.wildcards.wave, problems)
    problems.raise_if_any()
    table = visit_table(found, guide)
    if leaks := visit_leaks(table, guide):
        raise InputProblems(
            [Problem("study/visits.yaml", leak, "neem thema's samen") for leak in leaks]
        )
    write_csv(table, Path(snakemake.output[0]))
