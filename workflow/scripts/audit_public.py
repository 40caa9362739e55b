"""Scan the public files: those with the text of the report, or the rest."""

from pathlib import Path

from job import job

# the logs of other steps are scanned too, and change without a rule that says so
with job(snakemake, may_stand=snakemake.wildcards.part == "rest"):
    import pandas as pd

    from surveyreport.audit.public_files import spread_of
    from surveyreport.audit.public_scan import look_at_public, look_at_words, own_words
    from surveyreport.audit.scan import Forbidden
    from surveyreport.audit.trends import read_trends
    from surveyreport.audit.typed import typed_texts
    from surveyreport.feedback.settings import SETTINGS, load_settings
    from surveyreport.files.csvfile import read_table
    from surveyreport.files.problems import ProblemList
    from surveyreport.sources.frame import read_names
    from surveyreport.study.load import study_as_used
    from surveyreport.study.quotes import load_quotes, quotes_path
    from surveyreport.study.wave import asked_items, study_of_wave
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    problems = ProblemList()
    whole = study_as_used(Path("study"))
    study = study_of_wave(whole, wave.id, asked_items(Path("study"), wave.id, wave.exports))
    quotes = load_quotes(quotes_path(Path("study"), wave.id), study, problems)
    names = read_names(wave.frame, problems)
    problems.raise_if_any()
    others = [wave_of(*entry) for entry in snakemake.params.together.items()]
    trends = read_trends(others, {}) if others else None
    tables = [read_table(Path(path)) for path in snakemake.input.spread]
    tables.append(spread_of(read_table(Path(snakemake.input.verdicts))))
    texts, own = typed_texts(wave.id), own_words(study, load_settings(SETTINGS, whole))
    everyone = {*names, *names.values(), *(trends.identifiers if trends else ())}
    found = look_at_public(
        [Path(path) for path in snakemake.input.public],
        Path("results") / wave.id,
        study,
        Forbidden.of(everyone, texts | (trends.texts if trends else frozenset()), own),
        pd.concat([*tables, *([trends.spread] if trends else [])]),
        len(names),
        quotes,
    )
    if snakemake.wildcards.part == "report":
        logs = sorted(Path(snakemake.log[0]).parent.glob("*.log"))
        found.add(look_at_words(texts, own, quotes, logs))
    found.write(Path(snakemake.output[0]))
