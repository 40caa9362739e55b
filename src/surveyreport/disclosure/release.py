"""python -m surveyreport.disclosure.release --wave 2023: copy what was audited, nothing else."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from surveyreport.disclosure.dossier import INTERNAL
from surveyreport.disclosure.policy import POLICY
from surveyreport.files.hashes import sha256
from surveyreport.files.problems import ProblemList

AGAIN = "maak de audit opnieuw, lees ze en laat ze opnieuw tekenen"


def release(results: Path, policy_file: Path = POLICY) -> list[Path]:
    """Copy the audited files of results/<wave> to results/<wave>/release/files/<audience>/.

    Raises InputProblems, and copies nothing, when there is no sound audit or when the policy, the
    audit or a file has changed since.
    """
    folder = results / "release"
    problems = ProblemList()
    record_file = folder / "audit.json"
    if not record_file.is_file():
        problems.add(record_file, "er is geen audit", "maak de audit")
        problems.raise_if_any()
    record = json.loads(record_file.read_text(encoding="utf-8"))
    if not record["sound"]:
        problems.add(
            folder / "audit.html",
            "de audit keurt de uitgave af",
            "los op wat er staat en maak de audit opnieuw",
        )
    for path, expected in (
        (policy_file, record["policy_sha256"]),
        (folder / "audit.csv", record["audit_sha256"]),
        *((results / entry["file"], entry["sha256"]) for entry in record["files"]),
    ):
        if not path.is_file():
            problems.add(path, "het bestand is er niet meer", AGAIN)
        elif sha256(path) != expected:
            problems.add(path, "gewijzigd na de audit", AGAIN)
    problems.raise_if_any()
    target, part = folder / "files", folder / "files.part"
    shutil.rmtree(part, ignore_errors=True)
    copied = []
    for entry in record["files"]:
        if entry["audience"] == INTERNAL:
            continue
        place = Path(entry["audience"], entry["file"])
        (part / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(results / entry["file"], part / place)
        copied.append(target / place)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    return copied


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wave", required=True, help="golf, zoals in config.yaml")
    options = parser.parse_args(arguments)
    copied = release(Path("results") / options.wave)
    print(f"{len(copied)} bestanden staan in results/{options.wave}/release/files/.")
    return 0
