"""Write the page about all waves."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.estimates.trend_verdicts import read_verdicts
    from surveyreport.files.textfile import write_text
    from surveyreport.report.page import report_page
    from surveyreport.report.trend_report import TrendSource, trend_report
    from surveyreport.report.typeset import report_pdf
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    study = study_as_used(Path("study"))
    source = TrendSource(
        study,
        read_verdicts(Path(snakemake.input.verdicts)),
        [wave_of(wave, entry) for wave, entry in snakemake.params.waves.items()],
        Path(snakemake.input.pictures[0]).parent,
        snakemake.params.level,
        snakemake.params.alpha,
    )
    report = trend_report(source, snakemake.params.figures)
    Path(snakemake.output.pdf).write_bytes(report_pdf(report, study))
    write_text(report_page(report, study), Path(snakemake.output.page))
