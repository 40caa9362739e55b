"""Draw everything again and hold what is printed and public against the answers."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.audit.draws import Drawn, look_at_draws
    from surveyreport.audit.parts import Parts
    from surveyreport.audit.released import read_released
    from surveyreport.audit.trends import read_trends
    from surveyreport.audit.truth import Truth
    from surveyreport.feedback.load import load_sources
    from surveyreport.files.csvfile import read_table
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.protection.key import key_mark, read_key
    from surveyreport.protection.settings import NOISE
    from surveyreport.sources.frame import read_frame
    from surveyreport.study.subgroups import provider_parts
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    sources = load_sources(wave.id, snakemake.params.wave, snakemake.params.earlier)
    noise = sources.rules.kind == NOISE
    key = read_key(sources.rules, wave.id, wave.synthetic) if noise else b""
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    drawn = read_parquet(Path(snakemake.input.drawn))
    parts = None
    if snakemake.input.subgroups:
        table = read_table(Path(snakemake.input.subgroups[0]))
        faults = ProblemList()
        places = provider_parts(sources.study, read_frame(wave.frame, faults))
        faults.raise_if_any()
        parts = Parts(table, responses, places, snakemake.params.splits)
    others = [wave_of(*entry) for entry in snakemake.params.together.items()]
    look_at_draws(
        sources,
        wave.id,
        Truth(responses, sources.study),
        Drawn(drawn, key, key_mark(key) if noise else ""),
        Path(snakemake.output.odds).parent,
        read_released(),
        parts,
        read_trends(others, {wave.id: drawn}) if others else None,
    ).write(Path(snakemake.output.found))
