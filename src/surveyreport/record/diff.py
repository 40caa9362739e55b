"""make diff FROM=<manifest or git revision>: what did the last run change?"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

import yaml

from surveyreport.files.problems import InputProblems, Problem
from surveyreport.record.again import MANIFEST, check_made, make_again
from surveyreport.record.receipts import LIBRARIES
from surveyreport.record.run_causes import read_manifest
from surveyreport.record.run_changes import Change, as_text, run_changes

RESULTS, TRENDS, AUDIT = Path("results"), "trends", "release/audit.json"
NEW_WAVE = "een nieuwe golf in config.yaml"


def difference_since(start: str, wave: str | None, project: Path = Path()) -> list[Change]:
    """The changes from `start` to the results of the project.

    start: a manifest.json (with the results of its run beside it), the folder it stands in, or a
    git revision, whose results are then made again in a temporary folder with the libraries of
    now. wave: only this one; without it the wave of the manifest, or every wave of config.yaml,
    and the trends if both runs have them.
    Raises InputProblems when either run has no manifest or the revision does not exist.
    """
    folder = Path(start).parent if start.endswith(".json") else Path(start)
    if (folder / MANIFEST).is_file():
        wave = wave or read_manifest(folder)["wave"]
        check_made(project, [wave])
        return run_changes(folder, project / RESULTS / wave)
    waves = [wave] if wave else _waves(project)
    check_made(project, waves)
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "project"
        _git(project, "worktree", "add", "--detach", str(tree), _revision(project, start))
        # a revision that pins others is made with those that are installed
        shutil.copy(project / LIBRARIES, tree)
        try:
            return _since_tree(tree, project, waves, with_trends=wave is None)
        finally:
            _git(project, "worktree", "remove", "--force", str(tree))


def _since_tree(tree: Path, project: Path, waves: list[str], with_trends: bool) -> list[Change]:
    earlier = _waves(tree)
    known = [wave for wave in waves if wave in earlier]
    if with_trends and len(earlier) > 1 and (project / RESULTS / TRENDS / MANIFEST).is_file():
        known.append(TRENDS)
    targets = [
        (RESULTS / wave / name).as_posix()
        for wave in known
        for name in (MANIFEST, AUDIT)
        if name == MANIFEST or (project / RESULTS / wave / name).is_file()
    ]
    if targets:
        remedy = "kies een revisie die loopt, of een manifest van een eerdere run"
        make_again(tree, targets, 2, "FROM", remedy)
    changes = [Change(NEW_WAVE, "golven", wave, "", "") for wave in waves if wave not in earlier]
    for wave in known:
        changes += run_changes(tree / RESULTS / wave, project / RESULTS / wave)
    return sorted(changes, key=lambda c: (c.cause, c.what, c.key))


def _waves(project: Path) -> list[str]:
    text = (project / "config.yaml").read_text(encoding="utf-8")
    return [str(wave) for wave in yaml.safe_load(text)["waves"]]


def _revision(project: Path, start: str) -> str:
    """The commit; a shallow clone fetches the one it does not have. What starts with a hyphen would
    be an option of git."""
    if start and not start.startswith("-"):
        known = _run_git(project, "rev-parse", "--verify", "--quiet", f"{start}^{{commit}}")
        if known.returncode == 0:
            return known.stdout.strip()
        fetched = _run_git(project, "fetch", "--quiet", "--depth=1", "origin", start)
        if fetched.returncode == 0:
            return "FETCH_HEAD"
    raise _refusal(
        f"'{start}' is geen manifest.json van een run"
        if (project / start).exists()
        else f"git kent geen revisie '{start}', en er is geen bestand of map die zo heet"
    )


def _run_git(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True)


def _git(project: Path, *arguments: str) -> None:
    done = _run_git(project, *arguments)
    if done.returncode:
        raise _refusal(f"git mislukte: {done.stderr.strip()}")


def _refusal(found: str) -> InputProblems:
    remedy = "geef een manifest.json van een eerdere run of een bestaande git-revisie"
    return InputProblems([Problem("FROM", found, remedy)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="start", required=True, help="manifest.json of git-revisie")
    parser.add_argument("--wave", help="enkel deze golf")
    arguments = parser.parse_args()
    print(as_text(difference_since(arguments.start, arguments.wave)), end="")
