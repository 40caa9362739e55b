"""Decide what may be shown of each provider."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.disclosure.disclose import disclose, release_response
    from surveyreport.disclosure.policy import load_policy
    from surveyreport.disclosure.release_table import HIDDEN, read_earlier
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.study.load import load_study

    study = load_study(Path("study"))
    policy = load_policy(Path(snakemake.input.policy), study)
    counts = read_parquet(Path(snakemake.input.counts))
    table, decisions = disclose(
        snakemake.wildcards.wave, counts, study, policy, read_earlier(policy)
    )
    shown = table[table["detail"] != HIDDEN].drop_duplicates(["provider_id", "item"])
    print(f"{len(shown)} van {len(table.drop_duplicates(['provider_id', 'item']))} getoond")
    write_parquet(table, Path(snakemake.output.released))
    write_parquet(decisions, Path(snakemake.output.decisions))
    response = release_response(read_parquet(Path(snakemake.input.response)), policy)
    write_parquet(response, Path(snakemake.output.response))
