"""A warm start for the jobs of one run: a process that has loaded the libraries forks for each job.

Most of the time of a job that reads a short table goes to loading pandas. Only libraries are loaded
beforehand: every job reads the code of the project itself, so that what it ran with is what its
receipt says. No script reaches this module, which only says how a process starts.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

from surveyreport.record.hand_over import THREADS, hand_over

# what nearly every job loads; then what several load, while the first jobs are at work
FIRST = ("snakemake.script", "numpy", "pandas", "pyarrow.parquet", "yaml")
LATER = ("jsonschema", "pyarrow.csv", "scipy.special", "openpyxl", "plotnine", "jinja2",
         "matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
         "typst", "markdown_it",
         "scipy.optimize", "pyreadstat", "uharfbuzz", "pypdfium2",
         "pikepdf")  # fmt: skip
OWN = "surveyreport"


class Warm:
    """The process of one run. It ends with `close`, or with the run, and after its last job."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._folder = folder = tempfile.mkdtemp(prefix="warm-")
        place = os.path.join(folder, "s")
        with socket.socket(socket.AF_UNIX) as listening:
            try:
                listening.bind(place)
            except OSError:
                # too long a path for a socket
                shutil.rmtree(folder)
                return
            listening.listen(64)
            alive, self._alive = os.pipe()
            fds = (listening.fileno(), alive)
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, *map(str, fds), folder],
                pass_fds=fds,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=os.environ | dict.fromkeys(THREADS, "1"),
                # Ctrl-C is for the run alone, which ends its jobs by `stop`
                start_new_session=True,
            )
            os.close(alive)
        hand_over(place)

    def stop(self) -> None:
        """End it with all its jobs, now."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGTERM)

    def close(self) -> None:
        if self._process:
            os.close(self._alive)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
                shutil.rmtree(self._folder, ignore_errors=True)
            self._process = None


class _Server:
    def __init__(self, listening: socket.socket, alive: int):
        self._listening, self._alive = listening, alive
        # the end of the pipe that a job holds -> its number and who asked for it
        self._jobs: dict[int, tuple[int, socket.socket]] = {}

    def serve(self) -> str | None:
        """The script to run, in the process of a job; None in this one, at the end of the run."""
        _load(FIRST)
        rest = list(LATER)
        running = True
        while running or self._jobs:
            gone = [talk for _, talk in self._jobs.values()]
            waited: list[int | socket.socket] = [*self._jobs, *gone]
            if running:
                waited += [self._listening, self._alive]
            ready, _, _ = select.select(waited, [], [], 0 if rest else None)
            for end in [end for end in ready if end in self._jobs]:
                self._ended(end)
            for number, talk in list(self._jobs.values()):
                if talk in ready:
                    # nobody waits for this job any more
                    os.kill(number, signal.SIGTERM)
            if self._listening in ready and (script := self._begin()):
                return script
            if self._alive in ready:
                running, rest = False, []
            if rest and not ready:
                _load([rest.pop(0)])
        return None

    def _begin(self) -> str | None:
        talk, _ = self._listening.accept()
        _, given, _, _ = socket.recv_fds(talk, 1, 3)
        with talk.makefile("rb") as lines:
            line = lines.readline()
        if not line.endswith(b"\n"):
            talk.close()
            return None
        asked = json.loads(line)
        mine, theirs = os.pipe()
        with warnings.catch_warnings():
            # the libraries have begun no threads of their own
            warnings.simplefilter("ignore", DeprecationWarning)
            number = os.fork()
        if number:
            os.close(theirs)
            for fd in given:
                os.close(fd)
            self._jobs[mine] = (number, talk)
            return None
        for fd in (mine, self._alive, *self._jobs):
            os.close(fd)
        for _, other in self._jobs.values():
            other.close()
        talk.close()
        self._listening.close()
        for number, fd in enumerate(given):
            os.dup2(fd, number)
            os.close(fd)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        return asked["script"]

    def _ended(self, end: int) -> None:
        number, talk = self._jobs.pop(end)
        os.close(end)
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        with contextlib.suppress(OSError):
            talk.sendall(str(code).encode())
        talk.close()


def _load(names: tuple[str, ...] | list[str]) -> None:
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # what is loaded stays shared with the jobs
    gc.freeze()


def _main() -> None:
    listening, alive, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    with socket.socket(fileno=listening) as waiting:
        script = _Server(waiting, alive).serve()
    if script is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for name in [name for name in sys.modules if name.partition(".")[0] == OWN]:
        del sys.modules[name]
    # a job keeps most of what it makes: looking through it all took a tenth of a run
    gc.set_threshold(100_000, 20, 20)
    sys.argv = [script]
    sys.path[0] = str(Path(script).parent)
    try:
        runpy.run_path(script, run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    # Taking all libraries apart takes longer than many a job
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _main()
