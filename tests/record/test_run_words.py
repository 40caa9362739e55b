"""What a run that failed says at its end: every reason once, with its log."""

import logging
import os
import signal

import pytest
from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from surveyreport.record.failure import STOPPED, failure_text
from surveyreport.record.place import FULL, no_place
from surveyreport.record.run import Run, Watch

PROBLEMS = (
    "gelezen: 3 bestanden\n1 probleem in de invoer. Er is niets gewijzigd.\n"
    "1. study/report.yaml:\n  te doen:   x"
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "a.log": PROBLEMS,
        "b.log": PROBLEMS,
        "c.log": "Traceback (most recent call last):\n  File\nKeyError: 'x'\n",
        "d.log": "",
        "e.log": f"getekend: 3\n{FULL}\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")


def test_steps_with_one_reason_are_told_together_without_what_went_before():
    said = failure_text({"b.log": "pages", "a.log": "report"})
    assert said.count("1 probleem in de invoer") == 1 and "gelezen" not in said
    assert "Mislukt: report (a.log), pages (b.log)" in said and "te doen:   x" in said
    said = failure_text({"a.log": "report", "b.log": "report"}, names={"report": "Opmaken"})
    assert "Mislukt: Opmaken (a.log, b.log)\n" in said


def test_a_fault_of_the_program_is_no_traceback():
    said = failure_text({"c.log": "report"})
    assert "Een fout in het programma, niet in uw invoer: KeyError: 'x'" in said
    assert "Geef c.log" in said and "Traceback" not in said


def test_a_full_disk_is_told_once_also_when_the_log_is_empty():
    assert FULL not in failure_text({"d.log": "draw"})
    assert failure_text({"d.log": "draw"}, full=True).startswith(f"\nMislukt: draw (d.log)\n{FULL}")
    said = failure_text({"e.log": "draw"}, full=True)
    assert said.count(FULL) == 1 and "getekend" not in said


def test_what_a_cluster_said_of_a_job_is_told_without_its_call():
    watch = Watch()
    words = (
        "SLURM sbatch failed. The error message was 'sbatch: error: Invalid account'.\n"
        "    sbatch call:\n        sbatch --parsable -A survey\n"
    )
    watch.emit(
        record("Error", event=LogEvent.JOB_ERROR, rule_name="draw", log=["d.log"], rule_msg=words)
    )
    said = failure_text(watch.failed, refused=watch.refused)
    assert "nam de stap niet aan: sbatch: error: Invalid account\n" in said
    assert "--parsable" not in said and "zonder een woord" not in said
    killed = {"d.log": "SLURM-job '7' failed, SLURM status is: 'OUT_OF_MEMORY'. Reason: None."}
    said = failure_text(watch.failed, refused=killed)
    assert "brak de stap af: SLURM-job '7' failed, SLURM status is: 'OUT_OF_MEMORY'" in said
    assert "1 probleem" in failure_text({"a.log": "draw"}, refused=killed)


def test_of_two_jobs_of_a_step_both_reasons_are_told():
    watch = Watch()
    for log in ("a.log", "c.log"):
        watch.emit(record("Error", event=LogEvent.JOB_ERROR, rule_name="clean", log=[log]))
    said = failure_text(watch.failed)
    assert "Mislukt: clean (a.log)\n1 probleem" in said and "KeyError" in said


@pytest.mark.parametrize("how", ["key", "kill"])
def test_a_run_that_somebody_stopped_says_so_and_only_what_failed_before(how):
    run = Run(None)
    watch, before = run.watch, signal.getsignal(signal.SIGINT)
    logger.addHandler(watch)
    logger.handle(record("Error", event=LogEvent.JOB_ERROR, rule_name="clean", log=["a.log"]))
    try:
        if how == "kill":
            watch.emit(record("Will exit after finishing currently running jobs (scheduler)."))
            # the jobs at work end as they end
            logger.removeHandler(watch)
        else:
            with pytest.raises(KeyboardInterrupt):
                run._stop(signal.SIGINT, None)
            # a second time changes nothing
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    logger.handle(record("Error", event=LogEvent.JOB_ERROR, rule_name="draw", log=["d.log"]))
    said = failure_text(watch.failed, stopped=watch.stopped)
    assert "clean (a.log)" in said and "draw" not in said and said.endswith(STOPPED)
    assert failure_text({}, stopped=True).strip() == STOPPED


def test_a_full_disk_and_a_place_that_is_not_to_be_written_in_are_told_at_once(
    tmp_path, monkeypatch
):
    (tmp_path / "results/2023/figures").mkdir(parents=True)
    file = tmp_path / "results/2023/figures/figure-01.svg"
    file.touch()
    roots = (tmp_path / "results", tmp_path / "logs")
    assert no_place(roots) is None
    for path in (file, file.parent):
        monkeypatch.setattr("os.access", lambda place, _, path=path: str(place) != str(path))
        assert f"In {path} kan niet geschreven worden" in str(no_place(roots))
    monkeypatch.setattr("surveyreport.record.place.ROOM", 10**18)
    assert no_place(roots) == FULL


def test_nothing_is_said_of_a_run_in_which_no_step_failed():
    assert failure_text({}) == ""


def record(message, **extra):
    made = logging.LogRecord("snakemake", logging.ERROR, "", 0, message, None, None)
    vars(made).update(extra)
    return made


def test_the_words_of_snakemake_about_a_failed_job_are_read_and_not_repeated():
    watch = Watch()
    words = "CalledProcessError in file x:\nCommand 'y' returned non-zero exit status 28."
    watch.emit(record(words, event=LogEvent.ERROR))
    script = "RuleException:\nOSError in file x:\n[Errno 28] No space left on device"
    assert watch.full and not watch.not_repeated(record(script))
    watch.emit(record("Error in rule", event=LogEvent.JOB_ERROR, rule_name="draw", log=["d.log"]))
    assert watch.full and watch.failed == {"d.log": "draw"} and not watch.well
    assert not watch.not_repeated(record(words))
    assert watch.not_repeated(record("MissingInputException in rule x"))
