"""How Snakemake leaves the scripts of a run to the process that has loaded the libraries.

A script that asks for an environment of its own starts as Snakemake starts any, and so does every
script when that process has stopped.
"""

from __future__ import annotations

import json
import os
import socket
from subprocess import CalledProcessError
from typing import Any

from snakemake.script import PythonScript

# what Snakemake tells a job of its threads and of its place for passing files
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "GOTO_NUM_THREADS",
           "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS")  # fmt: skip
PASSING = ("TMPDIR", "TMP", "TEMPDIR", "TEMP")


def hand_over(place: str) -> None:
    """Have the process that listens at `place` do the scripts of this one from now on."""
    start = PythonScript.execute_script

    def execute_script(job: Any, script: str, edit: bool = False) -> None:
        own = (job.conda_env, job.container_img, job.env_modules, job.shadow_dir, job.bench_record)
        code = None if any(own) else _ended(place, script, _environment(job))
        if code is None:
            start(job, script, edit)
        elif code:
            raise CalledProcessError(code, script)

    PythonScript.execute_script = execute_script


def _environment(job: Any) -> dict[str, str]:
    own = os.environ | dict.fromkeys(THREADS, str(job.threads))
    folder = job.resources.get("tmpdir")
    return own | (dict.fromkeys(PASSING, folder) if folder else {})


def _ended(place: str, script: str, environment: dict[str, str]) -> int | None:
    """How the script ended; None when there is no process to do it."""
    asked = {"script": script, "folder": os.getcwd(), "environment": environment}
    with socket.socket(socket.AF_UNIX) as talk:
        try:
            talk.connect(place)
            socket.send_fds(talk, [b"\n"], [0, 1, 2])
            talk.sendall(json.dumps(asked).encode() + b"\n")
        except OSError:
            return None
        try:
            return int(talk.recv(16) or 1)
        except ConnectionResetError:
            # ended together with its job
            return 1
