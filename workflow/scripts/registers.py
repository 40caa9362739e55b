"""Read the official counts of a wave."""

from pathlib import Path

from job import job

with job(snakemake):
    from surveyreport.files.csvfile import write_csv
    from surveyreport.files.problems import ProblemList
    from surveyreport.sources.read_wave import read_registers
    from surveyreport.study.load import study_as_used
    from surveyreport.study.wave_entry import wave_of

    problems = ProblemList()
    wave = wave_of(snakemake.wildcards.wave, snakemake.params.wave)
    told = []
    table = read_registers(wave, study_as_used(Path("study")), problems, told)
    problems.raise_if_any()
    print(*told, sep="\n")
    write_csv(table, Path(snakemake.output[0]))
