"""The logger that profiles/default/config.yaml names; Snakemake finds it by the name it has.

A run that surveyreport follows (`surveyreport.record.run`) is told in steps; of anything else (a
dry run, --lint, --unlock) the words of Snakemake come through as they are.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from snakemake import cli
from snakemake.logging import ColorizingTextHandler, DefaultFilter, DefaultFormatter
from snakemake.settings.enums import Quietness
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

LITTLE = {Quietness.HOST, Quietness.REASON, Quietness.RULES}
PROFILE = "Using workflow specific profile"


def _print(*words: str, **where: Any) -> None:
    if not words[0].startswith(PROFILE):
        print(*words, **where)


# it says so at every start, in English and before any logger is asked
vars(cli)["print"] = _print


class LogHandler(LogHandlerBase):
    """Passes what happens in a run on to who tells it; holds it until that is known."""

    writes_to_stream = True
    writes_to_file = False
    # those of Snakemake: `--quiet all` silences this too
    has_filter = has_formatter = False
    needs_rulegraph = False

    def __post_init__(self) -> None:
        said = self.common_settings
        quiet = set(said.quiet or LITTLE)
        self._plain = ColorizingTextHandler(
            nocolor=said.nocolor, stream=sys.stdout if said.stdout else sys.stderr
        )
        self._plain.setFormatter(DefaultFormatter(quiet, said.show_failed_logs))
        self._plain.addFilter(
            DefaultFilter(quiet, said.debug_dag, said.verbose, said.dryrun, said.printshellcmds)
        )
        self._teller: Any = None
        self._held: list[logging.LogRecord] = []

    def follow(self, teller: Any) -> None:
        """Leave a run to `teller` (`surveyreport.record.progress.Teller`)."""
        self._teller = teller

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._pass_on(record)
        except Exception:
            # a fault in what is told must not stop the run
            self.handleError(record)

    def _pass_on(self, record: logging.LogRecord) -> None:
        if self._teller is not None:
            self._held.clear()
            self._tell(record)
        elif self.common_settings.dryrun:
            self._release()
            self._plain.handle(record)
        else:
            self._held.append(record)

    def _tell(self, record: logging.LogRecord) -> None:
        event, said = getattr(record, "event", None), vars(record)
        if event == LogEvent.RUN_INFO:
            self._teller.plan()
        elif event == LogEvent.JOB_STARTED:
            self._teller.started(said["jobs"] or ())
        elif event == LogEvent.JOB_FINISHED:
            self._teller.finished(said["job_id"])
        elif event == LogEvent.JOB_ERROR:
            self._teller.failed(said["jobid"])
        elif record.levelno >= logging.ERROR:
            self._teller.refused(record)

    def _release(self) -> None:
        for record in self._held:
            self._plain.handle(record)
        self._held.clear()

    def close(self) -> None:
        if self._teller is None:
            self._release()
        else:
            self._teller.close()
        super().close()
