"""Keep the open answers of a wave for whoever codes them, and every text for the audit."""

from pathlib import Path

from job import job

with job(snakemake):
    import pandas as pd

    from surveyreport.audit.open_texts import every_text
    from surveyreport.evidence.texts import open_texts
    from surveyreport.files.parquet import write_parquet
    from surveyreport.study.config import cleaning_of
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    rules = cleaning_of(snakemake.params.cleaning)
    texts = open_texts(wave, study_as_used(Path("study")), Path("study"), rules)
    write_parquet(texts, Path(snakemake.output.answers))
    typed = pd.DataFrame({"text": sorted(every_text(wave))}, dtype="str")
    write_parquet(typed, Path(snakemake.output.typed))
