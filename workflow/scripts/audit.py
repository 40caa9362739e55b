"""Audit the files of the release."""

from pathlib import Path

from job import job

with job(snakemake, may_stand=False):
    from surveyreport.audit.files import Drawn, audit_files
    from surveyreport.audit.parts import Parts
    from surveyreport.audit.released import read_released
    from surveyreport.audit.trends import read_trends
    from surveyreport.audit.truth import Truth
    from surveyreport.feedback.load import load_sources
    from surveyreport.files.csvfile import read_table
    from surveyreport.files.parquet import read_parquet
    from surveyreport.files.problems import ProblemList
    from surveyreport.protection.key import key_mark, read_key
    from surveyreport.protection.settings import NOISE, POLICY
    from surveyreport.sources.frame import read_frame
    from surveyreport.study.config import wave_of
    from surveyreport.study.quotes import load_quotes, quotes_path

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    sources = load_sources(wave.id, snakemake.params.wave, snakemake.params.earlier)
    noise = sources.rules.kind == NOISE
    key = read_key(sources.rules, wave.id, wave.synthetic) if noise else b""
    responses = {path.stem: read_parquet(path) for path in map(Path, snakemake.input.responses)}
    parts = None
    if snakemake.input.subgroups:
        problems = ProblemList()
        types = read_frame(wave.frame, problems).set_index("provider_id")["type"].to_dict()
        problems.raise_if_any()
        parts = Parts(read_table(Path(snakemake.input.subgroups[0])), responses, types,
                      snakemake.params.splits)  # fmt: skip
    drawn = read_parquet(Path(snakemake.input.drawn))
    others = [wave_of(*entry) for entry in snakemake.params.together.items()]
    trends = read_trends(others, {wave.id: drawn}) if others else None
    problems = ProblemList()
    quotes = load_quotes(quotes_path(Path("study"), wave.id), sources.study, problems)
    problems.raise_if_any()
    sound = audit_files(
        sources,
        wave,
        POLICY,
        truth=Truth(responses, sources.study),
        protected=Drawn(
            drawn,
            key,
            key_mark(key) if noise else "",
        ),
        folder=Path(snakemake.output.record).parent,
        indexes=[Path(path) for path in snakemake.input.indexes],
        public=[Path(path) for path in snakemake.input.public],
        logs=sorted(Path(snakemake.log[0]).parent.glob("*.log")),
        earlier=read_released(),
        parts=parts,
        trends=trends,
        themes_table=read_table(Path(snakemake.input.themes_table)),
        quotes=quotes,
    )
    print("in orde" if sound else "niet in orde: zie audit.html")
