"""One run of the workflow, from inside: what it must make again, and what it says at its end."""

from __future__ import annotations

import atexit
import contextlib
import errno
import fcntl
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from snakemake.common import NOTHING_TO_BE_DONE_MSG
from snakemake.io import IOFile
from snakemake.logging import logger
from snakemake_interface_executor_plugins.settings import ExecMode
from snakemake_interface_logger_plugins.common import LogEvent

from surveyreport.record.failure import failure_text
from surveyreport.record.ledger import RESULTS, Ledger
from surveyreport.record.place import FULL, NO_PLACE, no_place
from surveyreport.record.plan import Plan, plan_of, read_timings
from surveyreport.record.progress import Teller, say
from surveyreport.record.receipts import ANEW, JOBS_LOCK, LIBRARIES, ROOT
from surveyreport.record.tidy import passing, remove_left, remove_passing
from surveyreport.record.warm import Warm

RUN_LOCK = Path(".snakemake/run.lock")
# of Snakemake, about jobs that failed
TOLD = ("Restored previous version of", "Exiting because a job execution failed",
        "Removing output files of failed job",
        "WorkflowError:\nAt least one job did not complete successfully.")  # fmt: skip
ENDING = "Will exit after finishing currently running jobs"
DISK_FULL = (f"non-zero exit status {errno.ENOSPC}.", f"[Errno {errno.ENOSPC}]")


class Run:
    """Follows the run of one Snakemake process.

    closing: says what was made; called with this run when it ended well.
    words: `run` of the words a reader sees, known before anything is planned.
    """

    def __init__(self, workflow: Any):
        self._workflow = workflow
        self.words: dict[str, Any] = {}
        self.closing: Callable[[Run], None] | None = None
        self._warm: Warm | None = None
        self._begun, self.begun_at = False, time.monotonic()
        self._lock: TextIO | None = None
        self._teller: Teller | None = None
        # the code that each script can reach, by its name
        self.reached: dict[str, list[Path]] = {}
        self.watch = Watch()

    def ahead(self) -> None:
        """Have the libraries loaded while everything is looked at, where there will be work."""
        first = self._workflow.exec_mode == ExecMode.DEFAULT
        if first and (not (ledger := Ledger()).receipts or ledger.edited()):
            self._load_libraries()

    def begin(self) -> None:
        """Take the folder for this run and have everything made again that no receipt vouches for.

        To be called while Snakemake plans its jobs: it knows by then whether it will run them.
        Exits with a sentence when another run is at work or the folder is not to be written in.
        """
        flow = self._workflow
        planned = flow.exec_mode == ExecMode.DEFAULT and flow.executor_plugin is not None
        if self._begun or not planned:
            return
        self._begun = True
        if flow.local_exec:
            # else Snakemake plans anew a second after each job, and again a second after that
            flow.scheduling_settings.max_jobs_per_timespan = None
        if not flow.dryrun:
            # a word that cannot be written to the log of Snakemake is no fault to show
            logging.raiseExceptions = False
            self._tell_steps()
            self._take_folder()
            logger.addHandler(self.watch)
            self.watch.planned = self._at_work
            for handler in logger.handlers:
                if type(handler) is logging.StreamHandler or "Colorizing" in type(handler).__name__:
                    handler.addFilter(self.watch.not_repeated)
            atexit.register(self._end)
        self.ledger = ledger = Ledger()
        again = ledger.unearned() | self._missing(ledger) | self._forgotten(ledger)
        again |= self._other_code(ledger)
        flow.dag.forcefiles.update(again)
        if self._warm or again & ledger.named:
            # while Snakemake plans on
            self._start_warm()
        asked = flow.dag_settings
        if asked.forceall or asked.forcetargets or asked.forcerun:
            os.environ[ANEW] = "1"

    def _at_work(self) -> None:
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)
        gc.enable()
        signal.signal(signal.SIGINT, self._stop)
        self._start_warm()

    def _stop(self, number: int, frame: object) -> None:
        """Ctrl-C, once is enough: of the jobs that it ends there is nothing to tell."""
        logger.removeHandler(self.watch)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.watch.stopped = True
        if self._teller:
            self._teller.close()
        if self._warm:
            self._warm.stop()
        raise KeyboardInterrupt

    def _tell_steps(self) -> None:
        """Have the logger of the profile tell the steps in words, where Snakemake runs with it."""
        flow = self._workflow

        def made_plan() -> Plan:
            jobs = flow.dag.needrun_jobs(exclude_finished=False)
            settings = flow.resource_settings
            return plan_of(jobs, flow.dag, settings.cores or settings.nodes or 1, read_timings())

        for handler in flow.logger_manager.get_log_handlers():
            if hasattr(handler, "follow"):
                logs = flow.logger_manager.get_logfile()
                log = Path(logs[-1]).relative_to(Path.cwd()).as_posix() if logs else ""
                told = lambda record: not self.watch.not_repeated(record)  # noqa: E731
                nocolor = flow.output_settings.nocolor
                self._teller = Teller(self.words, made_plan, told, log, nocolor)
                handler.follow(self._teller)

    def _start_warm(self) -> None:
        """Have the libraries loaded once for all jobs on this machine."""
        flow = self._workflow
        if flow.local_exec and not flow.dryrun:
            self._load_libraries()
        elif self._warm:
            self._warm.stop()
            self._warm.close()
            self._warm = None

    def _load_libraries(self) -> None:
        if not self._warm:
            # no place for it: the jobs load the libraries themselves
            with contextlib.suppress(OSError):
                self._warm = Warm()

    def _take_folder(self) -> None:
        try:
            RUN_LOCK.parent.mkdir(exist_ok=True)
            self._lock = lock = RUN_LOCK.open("a+")
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            sys.exit(
                f"In deze map loopt al een run (proces {lock.read().strip()}). "
                "Wacht tot die klaar is en start dan opnieuw."
            )
        except OSError as error:
            sys.exit(FULL if error.errno == errno.ENOSPC else NO_PLACE.format(Path.cwd()))
        if words := no_place((ROOT, RESULTS, Path("logs"), RUN_LOCK.parent)):
            sys.exit(words)
        with JOBS_LOCK.open("w") as jobs:
            try:
                fcntl.flock(jobs, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(
                    "Een stap van een afgebroken run is nog bezig; deze run wacht tot die stopt.",
                    flush=True,
                )
                fcntl.flock(jobs, fcntl.LOCK_EX)
        try:
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
        except OSError:
            sys.exit(FULL)
        for root in (ROOT, RESULTS):
            for part in root.glob("*/**/*.part"):
                if part.is_file():
                    part.unlink()

    def _missing(self, ledger: Ledger) -> set[str]:
        """Outputs that were taken away: Snakemake overlooks one when what follows is there."""
        gone = {name for name in ledger.named if not Path(name).is_file()}
        return gone - passing(ledger, self._workflow)

    def _other_code(self, ledger: Ledger) -> set[str]:
        """Outputs of scripts that reach other files than they did: one was added or taken away."""
        scripts = {r.name: Path(r.script).name for r in self._workflow.rules if r.script}
        return {
            name
            for receipt in ledger.receipts.values()
            if (reached := self.reached.get(scripts.get(receipt.rule, "")))
            and receipt.code.keys() != {*map(Path.as_posix, reached), LIBRARIES}
            for name in receipt.outputs
        }

    def _forgotten(self, ledger: Ledger) -> set[str]:
        """Outputs whose settings Snakemake does not remember, so that it cannot compare them."""
        recall = self._workflow.persistence.metadata
        return {
            name
            for receipt in ledger.receipts.values()
            for name in receipt.outputs
            if Path(name).is_file() and recall(IOFile(name)) is None
        }

    def _end(self) -> None:
        if self._warm:
            self._warm.close()
        if self.watch.well:
            if not self.watch.nothing:
                self.ledger = Ledger()
            self.outputs = {str(name) for job in self._workflow.dag.jobs for name in job.output}
            remove_left(self.ledger, self._workflow)
            remove_passing(self.ledger, self._workflow)
            if self.closing:
                self.closing(self)
        elif text := failure_text(
            self.watch.failed,
            self.watch.full,
            self.watch.refused,
            self._names(),
            self.watch.stopped,
        ):
            sys.stdout.flush()
            say(text, "red", sys.stderr)
        # the process ends here: looking through all that Snakemake holds takes half a second
        gc.freeze()

    def _names(self) -> dict[str, str]:
        """Rule -> its step in the words of a reader."""
        steps = self.words["steps"]
        scripts = {
            rule.name: Path(rule.script).stem for rule in self._workflow.rules if rule.script
        }
        return {rule: steps[script] for rule, script in scripts.items() if script in steps}

    def vouched(self, name: str) -> bool:
        """Whether this run was asked for a file, and what stands there is what its code makes."""
        maker = self.ledger.makers.get(name)
        asked = name in self.outputs and Path(name).is_file()
        return asked and maker is not None and self.ledger.holds(maker)


class Watch(logging.Handler):
    """What Snakemake says that matters at the end: that it ended well, and the jobs that failed.

    nothing: it ended well because there was nothing to do. stopped: somebody asked for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.well = self.full = self.nothing = self.stopped = False
        self.planned: Callable[[], None] | None = None
        # the log of a job -> its rule, and what a cluster said of it
        self.failed: dict[str, str] = {}
        self.refused: dict[str, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "event", None) == LogEvent.JOB_ERROR:
            said = vars(record)
            log = said["log"][0]
            self.failed[log] = said["rule_name"]
            if said.get("rule_msg"):
                self.refused[log] = said["rule_msg"]
        elif getattr(record, "event", None) == LogEvent.RUN_INFO and self.planned:
            self.planned()
        elif record.getMessage() == NOTHING_TO_BE_DONE_MSG:
            self.well = self.nothing = True
        elif record.getMessage().startswith(ENDING):
            self.stopped = True
        elif any(words in record.getMessage() for words in DISK_FULL):
            self.full = True

    def not_repeated(self, record: logging.LogRecord) -> bool:
        """Leave out the words in English for what is told in Dutch at the end."""
        words = record.getMessage()
        return not words.startswith(TOLD) and not any(
            told in words for told in (*DISK_FULL, "CalledProcessError")
        )
