"""Put what the sources say on each research question side by side."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.evidence.side_by_side import side_by_side
    from surveyreport.files.csvfile import read_table, write_csv
    from surveyreport.files.problems import ProblemList
    from surveyreport.study.comparisons import load_comparisons
    from surveyreport.study.load import study_as_used
    from surveyreport.study.side_by_side import load_judgements, load_side_by_side

    problems = ProblemList()
    study = study_as_used(Path("study"))
    comparisons = load_comparisons(Path("study/comparisons.yaml"), study)
    plan = load_side_by_side(Path("study/side_by_side.yaml"), study, comparisons, problems)
    judged = Path("study/confidence") / f"{snakemake.wildcards.wave}.yaml"
    judgements = load_judgements(judged, problems)
    problems.raise_if_any()
    tables = {path.stem: read_table(path) for path in map(Path, snakemake.input.tables)}
    write_csv(side_by_side(plan, judgements, tables, study), Path(snakemake.output[0]))
