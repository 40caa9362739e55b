"""Write the page about all waves."""

from pathlib import Path

from job import job

with job(snakemake.log[0]):
    from surveyreport.config import wave_of
    from surveyreport.publication.page import report_page
    from surveyreport.publication.trend_report import TrendSource, trend_report
    from surveyreport.publication.typeset import report_pdf
    from surveyreport.study import load_study
    from surveyreport.textfile import write_text
    from surveyreport.waves.trend_verdicts import read_verdicts

    study = load_study(Path("study"))
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
