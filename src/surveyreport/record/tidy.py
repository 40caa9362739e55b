"""Take away what earlier runs made and no run makes any more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from snakemake.io import is_flagged

from surveyreport.files.hashes import sha256
from surveyreport.record.ledger import RESULTS, Ledger
from surveyreport.record.receipts import FOLDER, LEFT, ROOT, receipt_path

SHOWN = 20
# of the checks before a run
CHECKED = "checked.sha256"
# what the last jobs of a wave, and of the trends, make
LAST = ({"ro-crate-metadata.json", "release/audit.json"}, {"manifest.json"})


def remove_left(ledger: Ledger, workflow: Any) -> None:
    """Remove and name them, in the waves that this run made whole; a run of everything also takes
    away the waves that it does not know, and trends without waves to compare.

    Only files that a receipt names and that are still as they were made: what people put there or
    changed stays, and is named.
    """
    jobs = list(workflow.dag.jobs)
    outputs = {str(name) for job in jobs for name in job.output}
    steps = {receipt_path(str(job.log[0])): job.rule.name for job in jobs if job.log}
    everything = any(job.rule.name == "all" for job in jobs)
    for folder in sorted(ROOT.glob(f"*/{FOLDER}")):
        results = RESULTS / folder.parent.name
        last = LAST[results.name == "trends"]
        here = {path: rule for path, rule in steps.items() if path.parent == folder}
        unknown = everything and not here
        if not unknown and not {(results / name).as_posix() for name in last} <= outputs:
            continue
        known = set() if unknown else {rule.name for rule in workflow.rules} - set(here.values())
        gone = [
            path
            for path, receipt in ledger.receipts.items()
            if path.parent == folder and path not in here and receipt.rule not in known
        ]
        kept = {n for path, r in ledger.receipts.items() if path not in gone for n in r.made}
        left = ledger.left(folder)
        for path in gone:
            left |= ledger.receipts[path].made
        _remove({name: digest for name, digest in left.items() if name not in kept})
        for path in (*gone, *folder.glob(f"*{LEFT}")):
            path.unlink()
        if unknown:
            (folder.parent / CHECKED).unlink(missing_ok=True)
            for root in (results, folder.parent):
                _remove_empty(root)


def passing(ledger: Ledger, workflow: Any) -> set[str]:
    """The files that Snakemake takes away once they are used (`temp`)."""
    outputs = [file for rule in workflow.rules for file in rule.output]
    patterns = [file for file in outputs if is_flagged(file, "temp")]
    return {name for name in ledger.named if any(file.match(name) for file in patterns)}


def remove_passing(ledger: Ledger, workflow: Any) -> None:
    """Take those away that a killed run left, unless somebody asked for them."""
    if not workflow.storage_settings.notemp:
        for name in passing(ledger, workflow) - set(map(str, workflow.dag.targetfiles)):
            Path(name).unlink(missing_ok=True)


def _remove(files: dict[str, str]) -> None:
    there = {name: digest for name, digest in sorted(files.items()) if Path(name).is_file()}
    removed = [name for name, digest in there.items() if sha256(Path(name)) == digest]
    for name in removed:
        Path(name).unlink()
    if removed:
        print("Verwijderd, want geen stap maakt dit nog:", *_told(removed), sep="\n  ")
    if changed := [name for name in there if name not in removed]:
        words = "Van een eerdere run en sindsdien gewijzigd; geen stap maakt dit nog:"
        print(words, *_told(changed), sep="\n  ")


def _told(names: list[str]) -> list[str]:
    """The names; of many in one folder only how many."""
    folders = Counter(Path(name).parent for name in names)
    few = [name for name in names if folders[Path(name).parent] <= SHOWN]
    many = [f"{f.as_posix()}/: {n} bestanden" for f, n in folders.items() if n > SHOWN]
    return [*few, *many]


def _remove_empty(root: Path) -> None:
    for folder in sorted((root, *root.rglob("*/")), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
