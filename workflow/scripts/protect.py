"""Draw the counts that the reports of the providers print."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.feedback.settings import SETTINGS, load_settings
    from surveyreport.files.parquet import read_parquet, write_parquet
    from surveyreport.protection.draws import Plan
    from surveyreport.protection.key import read_key
    from surveyreport.protection.protect import protect
    from surveyreport.protection.settings import MINIMUM_N, load_protection
    from surveyreport.study.load import study_as_used
    from surveyreport.study.subgroups import parted_items
    from surveyreport.study.wave import asked_items, study_of_wave
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    rules = load_protection()
    key = b"" if rules.kind == MINIMUM_N else read_key(rules, wave.id, wave.synthetic)
    whole = study_as_used(Path("study"))
    study = study_of_wave(whole, wave.id, asked_items(Path("study"), wave.id, wave.exports))
    themes = {theme.id: theme.items for theme in load_settings(SETTINGS, whole).themes}
    plan = Plan(
        read_parquet(Path(snakemake.input.counts)),
        read_parquet(Path(snakemake.input.answered)),
        study,
        themes,
        rules,
        parted_items(snakemake.params.splits),
    )
    drawn, printed = protect(wave.id, plan, key)
    print(f"{len(drawn)} aantallen getrokken, {len(printed)} te tonen")
    write_parquet(drawn, Path(snakemake.output.drawn))
    write_parquet(printed, Path(snakemake.output.printed))
