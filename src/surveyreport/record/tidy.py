"""Take away what earlier runs made and no run makes any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from surveyreport.files.hashes import sha256
from surveyreport.record.ledger import RESULTS, Ledger
from surveyreport.record.receipts import FOLDER, LEFT, ROOT, receipt_path

# what the last jobs of a wave, and of the trends, make
LAST = ({"ro-crate-metadata.json", "release/audit.json"}, {"manifest.json"})


def remove_left(ledger: Ledger, workflow: Any) -> None:
    """Remove and name them, in the waves that this run made whole.

    Only files that a receipt names and that are still as they were made: what people put there or
    changed stays, and is named.
    """
    jobs = list(workflow.dag.jobs)
    outputs = {str(name) for job in jobs for name in job.output}
    steps = {receipt_path(str(job.log[0])): job.rule.name for job in jobs if job.log}
    for folder in sorted(ROOT.glob(f"*/{FOLDER}")):
        results = RESULTS / folder.parent.name
        last = LAST[results.name == "trends"]
        if not {(results / name).as_posix() for name in last} <= outputs:
            continue
        here = {path: rule for path, rule in steps.items() if path.parent == folder}
        known = {rule.name for rule in workflow.rules} - set(here.values())
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


def _remove(files: dict[str, str]) -> None:
    there = {name: digest for name, digest in sorted(files.items()) if Path(name).is_file()}
    removed = [name for name, digest in there.items() if sha256(Path(name)) == digest]
    for name in removed:
        Path(name).unlink()
    if removed:
        print("Verwijderd, want geen stap maakt dit nog:", *removed, sep="\n  ")
    if changed := [name for name in there if name not in removed]:
        print(
            "Van een eerdere run en sindsdien gewijzigd; geen stap maakt dit nog:",
            *changed,
            sep="\n  ",
        )
