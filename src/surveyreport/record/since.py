"""What changed since the last run that ended well: a copy of its tables is kept beside Snakemake's
own memory, and is no output."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

LAST = Path(".snakemake/last")
# what `run_changes` reads; pictures it knows by their hash in the manifest
READ = ("*.csv", "manifest.json", "release/audit.csv", "feedback/index-*.csv")
CHANGES = "changes.md"
SHOWN = 4


def changes_since(results: Path, words: dict[str, Any]) -> str | None:
    """In one line what a reader sees change in a results folder since its copy was kept, with all
    of it in logs/<wave>/changes.md; None without a copy or when nothing at all was edited.

    words: `run` of the words a reader sees.
    """
    before = LAST / results.name
    if not (before / "manifest.json").is_file() or _same(before, results):
        return None
    # pandas, only where something changed
    from surveyreport.record.run_causes import causes_between, read_manifest
    from surveyreport.record.run_changes import as_text, run_changes

    changes = run_changes(before, results)
    if not changes:
        causes = causes_between(read_manifest(before), read_manifest(results))
        said = dict.fromkeys(cause.words for cause in causes)
        return words["unchanged"].format(causes=_first(list(said))) if said else None
    file = Path("logs", results.name, CHANGES)
    file.write_text(as_text(changes), encoding="utf-8")
    kinds = Counter(change.what for change in changes)
    told = [f"{what} {count}" for what, count in sorted(kinds.items())]
    return words["changed"].format(what=_first(told), file=file)


def keep(results: Path) -> None:
    """Keep what the next run is compared with, in place of what was kept."""
    kept = LAST / results.name
    if (kept / "manifest.json").is_file() and _same(kept, results):
        return
    part = kept.with_name(f"{kept.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        for path in (path for pattern in READ for path in results.glob(pattern)):
            target = part / path.relative_to(results)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        shutil.rmtree(kept, ignore_errors=True)
        part.rename(kept)
    except OSError:
        # no copy, and the next run says nothing of changes
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(kept, ignore_errors=True)


def _same(before: Path, results: Path) -> bool:
    names = {path.relative_to(root) for root in (before, results)
             for pattern in READ for path in root.glob(pattern)}  # fmt: skip
    return all(
        (before / name).is_file()
        and (results / name).is_file()
        and (before / name).read_bytes() == (results / name).read_bytes()
        for name in names
    )


def _first(parts: list[str]) -> str:
    more = len(parts) - SHOWN
    return ", ".join(parts[:SHOWN]) + (f" en {more} andere" if more > 0 else "")
