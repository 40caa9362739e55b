"""Keep the open answers of a wave for whoever codes them, and every text for the audit."""

from pathlib import Path

from job import job

with job(snakemake):
    import pandas as pd

    from surveyreport.evidence.texts import open_texts
    from surveyreport.files.parquet import write_parquet
    from surveyreport.study.config import cleaning_of
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    rules = cleaning_of(snakemake.params.cleaning)
    texts, typed = open_texts(wave, study_as_used(Path("study")), Path("study"), rules)
    write_parquet(texts, Path(snakemake.output.answers))
    every = pd.DataFrame({"text": sorted(typed)}, dtype="str")
    write_parquet(every, Path(snakemake.output.typed))
