"""Lay every report of a provider beside one made again, and scan it."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.audit.files import index_of
    from surveyreport.audit.findings import read_findings
    from surveyreport.audit.provider_files import look_at_reports
    from surveyreport.audit.trends import read_trends
    from surveyreport.audit.typed import typed_texts
    from surveyreport.feedback.load import load_sources
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    sources = load_sources(wave.id, snakemake.params.wave, snakemake.params.earlier)
    others = [wave_of(*entry) for entry in snakemake.params.together.items()]
    trends = read_trends(others, {}) if others else None
    indexes = [Path(path) for path in snakemake.input.indexes]
    look_at_reports(
        sources,
        index_of(indexes),
        indexes[0].parent,
        typed_texts(wave.id) | (trends.texts if trends else frozenset()),
        trends.identifiers if trends else (),
        read_findings(Path(snakemake.input.draws)).wrong,
    ).write(Path(snakemake.output[0]))
