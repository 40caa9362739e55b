"""The steps of a run: what is done, what is going on, and how long the rest takes.

A step is everything that one script does, in all waves: 'Figuren tekenen' is two jobs a wave.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median

# what each job took last time on this machine, by its log: {log: {seconds, pieces}}
TIMINGS = Path(".snakemake/timings.json")
# how a job says in its own log how far it is
PIECES = re.compile(rb"^\[(\d+) van (\d+)\]", re.MULTILINE)
END = 4096
# of a job that takes longer than last time
LATE = 0.1


@dataclass
class Task:
    """One job. step: its script; log: of the job; needs: ids of the jobs before it.

    begun, ended: seconds of one clock; failed: it ended badly; pieces: done, of how many, as told.
    """

    step: str
    log: str
    needs: set[int] = field(default_factory=set)
    begun: float | None = None
    ended: float | None = None
    failed: bool = False
    pieces: tuple[int, int] | None = None

    def look(self) -> None:
        """Read in the log of the job how far it is."""
        try:
            with open(self.log, "rb") as file:
                file.seek(max(os.fstat(file.fileno()).st_size - END, 0))
                told = PIECES.findall(file.read())
        except OSError:
            told = []
        if told:
            done, total = map(int, told[-1])
            self.pieces = (done, total)


class Plan:
    """tasks: job id -> task, of everything this run has to do; cores: jobs at a time."""

    def __init__(self, tasks: dict[int, Task], cores: int, earlier: dict[str, dict]):
        self.tasks, self._cores, self._earlier = tasks, max(cores, 1), earlier

    def of(self, step: str) -> list[Task]:
        return [task for task in self.tasks.values() if task.step == step]

    def going_on(self) -> list[str]:
        """The steps at work, the one begun first at the head."""
        busy = [t for t in self.tasks.values() if t.begun is not None and t.ended is None]
        return list(dict.fromkeys(t.step for t in sorted(busy, key=lambda t: t.begun or 0)))

    def done(self, step: str) -> bool:
        return all(task.ended is not None for task in self.of(step))

    def count(self, step: str) -> tuple[int, int | None]:
        """How many are done, of how many: pieces where the jobs tell them, and jobs elsewhere.

        The second is None while a job that has not begun may have any number of them.
        """
        tasks = self.of(step)
        if not any(task.pieces for task in tasks):
            return sum(task.ended is not None for task in tasks), len(tasks)
        totals = [
            task.pieces[1] if task.pieces else self._earlier.get(task.log, {}).get("pieces")
            for task in tasks
        ]
        # one that ended without a word left all as it was
        done = sum(
            task.pieces[0] if task.pieces else (total or 0) if task.ended is not None else 0
            for task, total in zip(tasks, totals, strict=True)
        )
        known = [total for total in totals if total is not None]
        return done, sum(known) if len(known) == len(totals) else None

    def left(self, now: float) -> float | None:
        """Seconds until the end, from what each job took before; None when too little is known.

        The longest chain of jobs that wait for each other, or all work over the cores.
        """
        rest = {name: task for name, task in self.tasks.items() if task.ended is None}
        known = [name for name, task in rest.items() if task.log in self._earlier]
        if not rest or len(known) * 4 < len(rest) * 3:
            return None
        chains: dict[int, float] = {}
        lasting = {name: self._rest(task, now) for name, task in rest.items()}

        def chain(name: int) -> float:
            if name not in chains:
                before = [chain(need) for need in rest[name].needs if need in rest]
                chains[name] = lasting[name] + max(before, default=0.0)
            return chains[name]

        return max(max(map(chain, rest)), sum(lasting.values()) / self._cores)

    def _rest(self, task: Task, now: float) -> float:
        expected = self._earlier.get(task.log, {}).get("seconds", self._usual)
        if task.begun is None:
            return expected
        return max(expected - (now - task.begun), LATE * expected)

    @cached_property
    def _usual(self) -> float:
        return median(entry["seconds"] for entry in self._earlier.values())

    def timings(self) -> dict[str, dict]:
        """Those of earlier runs, with what this one measured in their place."""
        measured = {
            task.log: self._earlier.get(task.log, {})
            | {"seconds": round(task.ended - task.begun, 2)}
            | ({"pieces": task.pieces[1]} if task.pieces else {})
            for task in self.tasks.values()
            if task.begun is not None and task.ended is not None and not task.failed
        }
        return self._earlier | measured


def read_timings(path: Path = TIMINGS) -> dict[str, dict]:
    """What each job took last time on this machine; empty when that is not known."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: entry for name, entry in found.items() if entry["seconds"] >= 0}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def write_timings(timings: dict[str, dict], path: Path = TIMINGS) -> None:
    """Keep them for the next run; a disk that is full costs that run its forecast, no more."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(json.dumps(timings, indent=1, sort_keys=True), encoding="utf-8")
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)


def plan_of(jobs: Iterable, dag, cores: int, earlier: dict[str, dict]) -> Plan:
    """The plan of a run of Snakemake. jobs: what it will do; a rule without a script is no step."""
    ids = {job: dag.jobid(job) for job in jobs if job.rule.script}
    return Plan(
        {
            number: Task(
                Path(job.rule.script).stem,
                str(job.log[0]) if job.log else "",
                {ids[need] for need in dag.dependencies[job] if need in ids},
            )
            for job, number in ids.items()
        },
        cores,
        earlier,
    )
