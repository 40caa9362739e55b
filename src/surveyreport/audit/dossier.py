"""The dossier of a release: what a second person reads and signs, and what `release` checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.audit.scan import Leak
from surveyreport.audit.trends import FOLDER
from surveyreport.files.dutch import decimal
from surveyreport.files.hashes import sha256
from surveyreport.files.page import page_template
from surveyreport.files.textfile import write_text
from surveyreport.files.yamlfile import content_sha256
from surveyreport.protection.settings import NOISE, Protection

PUBLIC, CONFIDENTIAL, INTERNAL = "openbaar", "vertrouwelijk", "intern"
AUDIENCES = (PUBLIC, CONFIDENTIAL, INTERNAL)
KINDS = {"theme": "thema", "question": "vraag", "category": "antwoord", "not_shown": "niet getoond"}
LISTED = 50


def name_of(path: Path, results: Path) -> str:
    """How a file is called in a release: its place under results/<wave>, or under results."""
    return path.relative_to(results if results in path.parents else results.parent).as_posix()


def place_of(name: str, results: Path) -> Path:
    """Where the file of that name is."""
    return (results.parent if name.startswith(f"{FOLDER}/") else results) / name


def write_dossier(
    folder: Path,
    *,
    wave: str,
    synthetic: bool,
    rules: Protection,
    policy_file: Path,
    key: str,
    odds: pd.DataFrame,
    answers: tuple[int, int],
    kept: list[str],
    faults: Iterable[str],
    leaks: Iterable[Leak],
    released: Iterable[tuple[Path, str, str]],
    names: dict[str, str],
    versions: dict[str, str],
    warnings: Iterable[str] = (),
) -> bool:
    """Write audit.json and audit.html into `folder`; whether the release may go out.

    key: mark of the key. odds: odds.COLUMNS, empty with exact counts; answers: how many single
    answers follow then, for anybody and for a colleague. kept: providers that keep the report they
    have. faults: in words; warnings: what a reader should know, which stops nothing. released:
    files under results/<wave>/ with audience and provider.
    """
    results = folder.parent
    faults, leaks = list(faults), list(leaks)
    entries = [
        {
            "file": name_of(path, results),
            "audience": audience,
            "provider": provider,
            "name": names.get(provider, ""),
            "version": versions.get(provider, ""),
            "sha256": sha256(path),
        }
        for path, audience, provider in sorted(released)
    ]
    failed = odds[~odds["holds"]] if len(odds) else odds
    sound = not (len(failed) or faults or leaks)
    record: dict[str, Any] = {
        "wave": wave,
        "synthetic": synthetic,
        "sound": sound,
        "protection": rules.kind,
        "odds": rules.odds if rules.kind == NOISE else None,
        "key": key,
        "policy_sha256": content_sha256(policy_file),
        "single_answers": answers[0],
        "kept": kept,
        "files": entries,
    }
    write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", folder / "audit.json")
    page = page_template(files(__package__).joinpath("audit.html.j2").read_text(encoding="utf-8"))
    write_text(
        page.render(
            record=record,
            synthetic=synthetic,
            rules=asdict(rules),
            odds=decimal(rules.odds) if rules.kind == NOISE else "",
            shown=_shown(odds),
            failed=[_line(row) for row in failed.head(LISTED).itertuples(index=False)],
            failures=len(failed),
            answers=answers,
            faults=faults,
            leaks=leaks,
            warnings=list(warnings),
        ),
        folder / "audit.html",
    )
    return sound


def _shown(odds: pd.DataFrame) -> list[dict[str, Any]]:
    """Per group and kind: how many counts, and the most that they tell."""
    if odds.empty:
        return []
    grouped = odds.groupby(["group", "kind"], sort=False)
    return [
        {
            "group": group,
            "kind": KINDS[kind],
            "count": len(rows),
            **{name: decimal(round(rows[name].max(), 2)) for name in
               ("own", "colleague", "other")},
        }
        for (group, kind), rows in grouped
    ]  # fmt: skip


def _line(row: Any) -> dict[str, Any]:
    most = max(row.colleague, row.other)
    return {
        "provider": row.provider_id,
        "what": f"{KINDS[row.kind]} {row.id} {row.category}".strip(),
        "reader": "een collega" if row.colleague >= row.other else "iemand van elders",
        "odds": decimal(round(most, 2)),
    }
