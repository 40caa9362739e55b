"""What a person sees of a run: a line a step, a bar on a terminal, and the time that is left."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TextIO

from surveyreport.record.plan import Plan, write_timings

# seconds between two looks at the logs: for the bar, and for a line where nothing happened
SOON, LATER = 0.5, 10.0
# a time left below this is told in words
ALMOST = 8


def in_words(seconds: float, words: dict[str, str]) -> str:
    """A length of time: '20 s', '3 min'; the further away, the rounder."""
    if seconds < 90:
        step = 1 if seconds < 20 else 5
        return words["seconds"].format(n=max(round(seconds / step) * step, 1))
    return words["minutes"].format(n=round(seconds / 60))


def counted(forms: dict[str, str], count: int, **values: object) -> str:
    """The form of a sentence for this count."""
    return forms["one" if count == 1 else "many"].format(count=count, **values)


def say(text: str, style: str = "", stream: TextIO | None = None) -> None:
    """Print a line; in a style on a terminal, where rich finds that it has colours."""
    stream = stream or sys.stdout
    if not style or not on_terminal(stream):
        print(text, file=stream)
        return
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(text, style=style)


def on_terminal(stream: TextIO) -> bool:
    """Whether a person looks at it while it is written."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


class Lines:
    """Tells the steps in plain lines, each when it is done; one that lasts also in between.

    words: `run` of the words a reader sees.
    """

    every = LATER

    def __init__(self, words: dict[str, Any], stream: TextIO):
        self._words, self._stream = words, stream
        self._said = ""

    def begin(self, plan: Plan) -> None:
        """Nothing is to be seen before the first step is done."""

    def show(self, plan: Plan, step: str, now: float) -> None:
        self._said = self.line(plan, step, now)
        print(self._said, file=self._stream, flush=True)

    def tick(self, plan: Plan, now: float) -> None:
        """What goes on for a while says so again when there is something new to say."""
        if (busy := plan.going_on()) and self.line(plan, busy[0], now) != self._said:
            self.show(plan, busy[0], now)

    def say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing stays open."""

    def line(self, plan: Plan, step: str, now: float) -> str:
        """'Figuren tekenen: 20 van 38, nog ongeveer 20 s'."""
        text = f"{self.name(step)}: {self.counted(plan, step)}"
        return text + self.time_left(plan, now)

    def name(self, step: str) -> str:
        return self._words["steps"].get(step, step)

    def counted(self, plan: Plan, step: str) -> str:
        words, (done, total) = self._words, plan.count(step)
        if plan.done(step) and any(task.failed for task in plan.of(step)):
            return words["step_failed"]
        if total is None:
            return str(done)
        if total == 1:
            return words["step_done"] if done else words["step_busy"]
        return words["of"].format(done=done, total=total)

    def time_left(self, plan: Plan, now: float) -> str:
        left = plan.left(now)
        if left is None:
            return ""
        if left < ALMOST:
            return self._words["almost"]
        return self._words["left"].format(time=in_words(left, self._words))


class Bar(Lines):
    """The same on a terminal: the steps at work with a bar under the lines of those that are done.

    nocolor: no colours were asked for; rich itself hears NO_COLOR and a terminal without any.
    """

    every = SOON

    def __init__(self, words: dict[str, Any], stream: TextIO, nocolor: bool = False):
        super().__init__(words, stream)
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        console = Console(
            file=stream, highlight=False, markup=False, emoji=False, no_color=nocolor or None
        )
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[counted]}", markup=False),
            console=console,
            auto_refresh=False,
            transient=True,
        )
        self._rows: dict[str, Any] = {}

    def begin(self, plan: Plan) -> None:
        self._all = self._progress.add_task(self._words["whole"], counted="", total=None)
        self._progress.start()

    def show(self, plan: Plan, step: str, now: float) -> None:
        self._progress.console.print(f"{self.name(step)}: {self.counted(plan, step)}")
        self.tick(plan, now)

    def tick(self, plan: Plan, now: float) -> None:
        busy = plan.going_on()
        for step in [step for step in self._rows if step not in busy]:
            self._progress.remove_task(self._rows.pop(step))
        for step in busy:
            if step not in self._rows:
                self._rows[step] = self._progress.add_task(self.name(step), counted="")
            done, total = plan.count(step)
            counted = self.counted(plan, step)
            # of a single job nobody knows how far it is
            total = None if total == 1 else total
            self._progress.update(self._rows[step], completed=done, total=total, counted=counted)
        ended = sum(task.ended is not None for task in plan.tasks.values())
        counted = self._words["of"].format(done=ended, total=len(plan.tasks))
        self._progress.update(
            self._all,
            completed=ended,
            total=len(plan.tasks),
            counted=counted + self.time_left(plan, now),
        )
        self._progress.refresh()

    def say(self, text: str) -> None:
        self._progress.console.print(text, soft_wrap=True)

    def close(self) -> None:
        self._progress.stop()


class Teller:
    """Hears what the logger tells of a run (`snakemake_logger_plugin_surveyreport`).

    make_plan: gives the plan once Snakemake has made its own; told: words of Snakemake that the end
    of the run says better; log: where all its words go. All but `__init__` runs in the thread of
    the logger.
    """

    def __init__(
        self,
        words: dict[str, Any],
        make_plan: Callable[[], Plan],
        told: Callable[[logging.LogRecord], bool],
        log: str,
        nocolor: bool = False,
        stream: TextIO = sys.stderr,
    ):
        self._words, self._make_plan, self._told, self._log = words, make_plan, told, log
        self._view = Bar(words, stream, nocolor) if on_terminal(stream) else Lines(words, stream)
        self._plan: Plan | None = None
        self._lock, self._stop = threading.RLock(), threading.Event()
        self._said = 0.0
        self._ticking = threading.Thread(target=self._tick, daemon=True)

    def plan(self) -> None:
        if self._plan is None:
            self._plan = self._make_plan()
            self._said = time.monotonic()
            count = len(self._plan.tasks)
            self._view.say(counted(self._words["begin"], count, log=self._log))
            self._view.begin(self._plan)
            self._ticking.start()

    def started(self, jobs: list[int]) -> None:
        with self._lock:
            for task in self._tasks(jobs):
                task.begun = time.monotonic()

    def finished(self, job: int) -> None:
        self._ended(job, failed=False)

    def failed(self, job: int) -> None:
        self._ended(job, failed=True)

    def _ended(self, job: int, failed: bool) -> None:
        with self._lock:
            for task in self._tasks([job]):
                task.ended, task.failed = time.monotonic(), failed
                task.look()
                if self._plan and self._plan.done(task.step):
                    self._said = time.monotonic()
                    self._view.show(self._plan, task.step, self._said)

    def _tasks(self, jobs: list[int]) -> list[Any]:
        tasks = self._plan.tasks if self._plan else {}
        return [tasks[job] for job in jobs if job in tasks]

    def refused(self, record: logging.LogRecord) -> None:
        """Say what Snakemake itself cannot do: there are no other words for it."""
        if not self._told(record):
            self._view.say(record.getMessage())

    def _tick(self) -> None:
        while not self._stop.wait(SOON):
            with self._lock:
                now = time.monotonic()
                if self._plan is None or now - self._said < self._view.every:
                    continue
                for task in self._plan.tasks.values():
                    if task.begun is not None and task.ended is None:
                        task.look()
                self._said = now
                self._view.tick(self._plan, now)

    def close(self) -> None:
        """The run is over, well or not."""
        self._stop.set()
        with self._lock:
            self._view.close()
            if self._plan:
                write_timings(self._plan.timings())
                self._plan = None
