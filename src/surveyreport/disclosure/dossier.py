"""The dossier of a release: what a second person reads and signs, and what `release` checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined

from surveyreport.disclosure.audit import ALL_REPORTS
from surveyreport.disclosure.policy import Policy
from surveyreport.disclosure.primary import (
    DOMINANCE,
    EARLIER,
    FEW_RESPONDENTS,
    NO_RESPONDENTS,
    SECONDARY,
    SMALL_CELL,
    UNANIMITY,
)
from surveyreport.disclosure.scan import Leak
from surveyreport.files.hashes import sha256
from surveyreport.files.textfile import write_text

PUBLIC, CONFIDENTIAL, INTERNAL = "openbaar", "vertrouwelijk", "intern"
REASONS = {
    NO_RESPONDENTS: "niemand antwoordde",
    FEW_RESPONDENTS: "te weinig antwoorden",
    SMALL_CELL: "een klein aantal",
    UNANIMITY: "(bijna) eensgezind op een gevoelige vraag",
    DOMINANCE: "de andere aanbieders zijn te weinig of één overheerst",
    EARLIER: "verschilt te weinig van een eerdere uitgave",
    SECONDARY: "om een ander te beschermen",
    "": "in samengenomen antwoorden",
}
ATTACKERS = {ALL_REPORTS: "alle rapporten"}
INSIDER_WORDS = "alle rapporten en alle antwoorden van één aanbieder"


def write_dossier(
    folder: Path,
    *,
    wave: str,
    synthetic: bool,
    policy: Policy,
    policy_file: Path,
    attacks: pd.DataFrame,
    shown: pd.DataFrame,
    faults: Iterable[str],
    leaks: Iterable[Leak],
    released: Iterable[tuple[Path, str]],
) -> bool:
    """Write audit.json and audit.html into `folder`; whether the release may go out.

    attacks: audit.COLUMNS. shown: group, shown, total: numbers of provider x question. faults: of
    public tables and reports, in words. released: files under results/<wave>/ with their audience.
    """
    results = folder.parent
    faults, leaks = list(faults), list(leaks)
    hashes = [
        {"file": path.relative_to(results).as_posix(), "audience": audience, "sha256": sha256(path)}
        for path, audience in sorted(released)
    ]
    failed = attacks[~attacks["holds"]]
    sound = not (len(failed) or faults or leaks)
    record: dict[str, Any] = {
        "wave": wave,
        "sound": sound,
        "policy_sha256": sha256(policy_file),
        "audit_sha256": sha256(folder / "audit.csv"),
        "microdata": [one["file"] for one in hashes if one["file"].startswith("microdata/")],
        "files": hashes,
    }
    write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", folder / "audit.json")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        files(__package__).joinpath("audit.html.j2").read_text(encoding="utf-8")
    )
    write_text(
        page.render(
            record=record,
            synthetic=synthetic,
            policy=asdict(policy),
            hidden=_hidden(attacks),
            shown=shown.to_dict("records"),
            failed=_lines(failed),
            prevented=_lines(attacks[~attacks["without_holds"]], "without_"),
            secondary=int((attacks["reason"] == SECONDARY).sum()),
            widths=_widths(attacks),
            faults=faults,
            leaks=leaks,
        ),
        folder / "audit.html",
    )
    return sound


def _hidden(attacks: pd.DataFrame) -> list[dict[str, Any]]:
    sizes = attacks.groupby(["group", "reason"], sort=False).size()
    return [
        {"group": group, "reason": REASONS[reason], "count": count}
        for (group, reason), count in sizes.items()
    ]


def _lines(attacks: pd.DataFrame, prefix: str = "") -> list[dict[str, Any]]:
    return [
        {
            "item": row["item"],
            "provider": row["provider_id"],
            "attacker": ATTACKERS.get(row[f"{prefix}attacker"], INSIDER_WORDS),
            "low": row[f"{prefix}low"],
            "high": row[f"{prefix}high"],
            "now": f"{row['low']} tot {row['high']}",
        }
        for _, row in attacks.iterrows()
    ]


def _widths(attacks: pd.DataFrame) -> list[dict[str, int]]:
    attacked = attacks[attacks["low"].notna()]
    width = (attacked["high"] - attacked["low"]).clip(upper=10)
    sizes = width.groupby([width, attacked["required"]]).size()
    return [{"width": int(w), "required": int(r), "count": int(n)}
            for (w, r), n in sizes.items()]  # fmt: skip
