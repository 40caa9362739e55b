"""Receipts: what each job really ran with and what it made, written when it is done.

A job that begins takes back the receipt of the run before, so that what it leaves when it fails,
is killed or meets a full disk has none. Nothing vouches for a file but a receipt that holds.

A job is followed: what it reads and its rule does not declare counts among its inputs all the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.metadata import distribution, requires, version
from pathlib import Path

from surveyreport.files.hashes import sha256
from surveyreport.files.problems import ProblemList
from surveyreport.files.reads import Reads, inside
from surveyreport.files.textfile import write_text

ROOT = Path("data/processed")
FOLDER, LEFT, SEAL = "receipts", ".left", "seal"
LIBRARIES = "requirements.lock"
VERSION = re.compile(r"^Version: *(\S+)", re.MULTILINE)
# set when somebody asks to make it again whatever its receipt says
ANEW = "SURVEYREPORT_ANEW"
# where people put what a run is made from, and where jobs put what they make
GIVEN, MADE = ("config.yaml", "data/", "study/"), ("data/processed/", "results/")
# held by every job at work, so that a run sees those of an earlier run that was killed
JOBS_LOCK = Path(".snakemake/jobs.lock")
AGAIN = "start de run opnieuw en wijzig niets zolang ze loopt"


@dataclass(frozen=True)
class Receipt:
    """One job. settings: sha256 of the params of its rule. The rest: sha256 by path as the project
    sees it. inputs: what its rule declares and what it read besides (undeclared); unread: what its
    rule declares and it did not open. outputs: what its rule declares; beside: what it made
    besides; done: it ended well. One that is not done has the outputs of its last good run, and its
    code.
    """

    rule: str
    log: str
    done: bool = False
    settings: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    undeclared: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def made(self) -> dict[str, str]:
        return self.outputs | self.beside

    def write(self) -> None:
        said = asdict(self)
        sealed = said | {SEAL: _seal(said)}
        text = json.dumps(sealed, indent=1, sort_keys=True, ensure_ascii=False)
        write_text(text + "\n", receipt_path(self.log))


def receipt_path(log: str) -> Path:
    """data/processed/<wave>/receipts/<step>.json of the job that logs to logs/<wave>/<step>.log."""
    path = Path(log)
    return ROOT / path.parent.name / FOLDER / f"{path.stem}.json"


def read_receipt(path: Path) -> Receipt | None:
    """The receipt in `path`, None when there is none that can be read, or its text was edited."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        seal = said.pop(SEAL)
        return Receipt(**said) if seal == _seal(said) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _seal(said: dict[str, object]) -> str:
    """sha256 of what a receipt says: one that lost a line vouches for nothing."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_left(path: Path) -> dict[str, str]:
    """What a step made once and no longer makes: path -> sha256 of the file as it made it.

    path: of the step's receipt.
    """
    try:
        return json.loads(path.with_suffix(LEFT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def code_now() -> dict[str, str]:
    """sha256 by path of all code of the project and of the list of its libraries."""
    folders = (Path("src/surveyreport"), Path("workflow"))
    paths = [path for folder in folders for path in folder.rglob("*.*") if path.suffix != ".pyc"]
    return hashes([LIBRARIES, *map(Path.as_posix, paths)])


def versions() -> dict[str, str]:
    """The libraries of this moment that the project asks for; requirements.lock, which counts as
    code, tells those that these ask for."""
    return {name: _version(name) for name in requires("surveyreport") or () if ";" not in name}


def _version(name: str) -> str:
    # read as an e-mail, which `version` does, a package takes ten times as long
    found = VERSION.search(distribution(name).read_text("METADATA") or "")
    return found[1] if found else version(name)


class Work:
    """One job at work: between its begin and the receipt for what it made.

    rule, log: as Snakemake has them; inputs, code, outputs, settings: what the rule declares.
    """

    def __init__(
        self, rule: str, log: str, inputs: Iterable[str], code: Iterable[str], outputs: list[str],
        settings: str = "",
    ):  # fmt: skip
        self._lock = JOBS_LOCK.open("a")
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        self._path = receipt_path(log)
        self._outputs = list(outputs)
        self._beside: list[str] = []
        self._earlier = read_receipt(self._path) or Receipt(rule, log)
        self._path.unlink(missing_ok=True)
        Receipt(**(asdict(self._earlier) | {"done": False})).write()
        self.code = hashes(code)
        self._inputs = hashes(set(inputs) - self.code.keys())
        self._rule, self._log, self._libraries = rule, log, versions()
        self._settings = hashlib.sha256(settings.encode()).hexdigest()
        self._told: set[str] = set()
        self._reads = Reads()

    def stands(self) -> bool:
        """Whether what the job would make is there: input, settings, code, libraries and output are
        all what they were when it ended well. Then its receipt is put back."""
        before = self._earlier
        same = Receipt(
            self._rule,
            self._log,
            True,
            self._settings,
            self._inputs | hashes(before.undeclared),
            self.code,
            self._libraries,
            hashes(self._outputs),
            hashes(before.beside),
            before.undeclared,
            before.unread,
        )
        if ANEW in os.environ or same != before:
            return False
        before.write()
        return True

    def read(self, path: Path | str) -> None:
        """Count a file among the inputs that the rule does not declare."""
        name = Path(path).as_posix()
        self._inputs[name] = content_hash(name)
        self._told.add(name)

    def made(self, path: Path | str) -> None:
        """Count a file among the outputs that the rule does not declare."""
        self._beside.append(Path(path).as_posix())

    def keeps(self, path: Path) -> bool:
        """Whether a file is as this same code and these libraries left it in an earlier run."""
        return path.is_file() and (path.as_posix(), sha256(path)) in self._of_this_code

    @cached_property
    def _of_this_code(self) -> set[tuple[str, str]]:
        found = map(read_receipt, self._path.parent.glob("*.json"))
        same = (self.code, self._libraries)
        return {
            pair
            for receipt in found
            if receipt and (receipt.code, receipt.libraries) == same
            for pair in receipt.made.items()
        }

    def pieces(self, total: int) -> Callable[[], None]:
        """To call when one of `total` pieces is done: the run reads it in the log of the job."""
        done = itertools.count(1)
        return lambda: print(f"[{next(done)} van {total}]")

    def finish(self) -> None:
        """Write the receipt.

        Raises InputProblems when an input changed meanwhile or other code ran than is declared.
        """
        read = self._read_so_far()
        declared = self._inputs.keys() - self._told
        undeclared = read - self._inputs.keys()
        problems = ProblemList()
        before = self._inputs | self.code
        for name, digest in hashes(before).items():
            if digest != before[name]:
                problems.add(name, "gewijzigd terwijl deze stap liep", AGAIN)
        for name in sorted(_loaded() - self.code.keys()):
            problems.add(name, "code die deze stap gebruikt en de regel niet noemt", "meld dit")
        problems.raise_if_any()
        receipt = Receipt(
            self._rule,
            self._log,
            True,
            self._settings,
            self._inputs | hashes(undeclared),
            self.code,
            self._libraries,
            hashes(self._outputs),
            hashes(self._beside),
            sorted(undeclared),
            sorted(declared - read),
        )
        left = read_left(self._path) | self._earlier.made
        left = {name: digest for name, digest in left.items() if name not in receipt.made}
        if left:
            write_text(json.dumps(left, indent=1) + "\n", self._path.with_suffix(LEFT))
        receipt.write()

    def _read_so_far(self) -> set[str]:
        """The files and folders of the project read since the begin, but for what it made itself;
        a folder ends in a slash. Of what jobs make, only files count."""
        here = Path()
        files = {n for n in inside(self._reads.files, here) if n.startswith((*GIVEN, *MADE))}
        folders = {f"{name}/" for name in inside(self._reads.folders, here)}
        folders = {n for n in folders if n.startswith(GIVEN) and not n.startswith(MADE)}
        own = {*self._outputs, *self._beside, *self._earlier.made}
        kept = {name for name in files if f"/{FOLDER}/" in name or name.endswith(".part")}
        return (files | folders) - own - kept


def hashes(names: Iterable[str]) -> dict[str, str]:
    """`content_hash` by name, sorted."""
    return {name: content_hash(name) for name in sorted(set(names))}


def content_hash(name: str) -> str:
    """sha256 of a file, or of the names in a folder; '' for what is not there."""
    if os.path.isdir(name):
        names = sorted(each for each in os.listdir(name) if not each.startswith("."))
        return hashlib.sha256("\n".join(names).encode()).hexdigest()
    return sha256(name) if os.path.isfile(name) else ""


def _loaded() -> set[str]:
    """The modules of the library that are loaded, by path as the project sees them."""
    source = os.path.join(os.path.realpath("src"), "")
    names = set()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "surveyreport" and (file := getattr(module, "__file__", None)):
            path = os.path.realpath(file)
            names.add(f"src/{path.removeprefix(source)}" if path.startswith(source) else path)
    return names
