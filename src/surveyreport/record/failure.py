"""Why a run stopped, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from surveyreport.record.place import FULL, is_full

LINES_SHOWN = 40
STOPPED = "Afgebroken. Wat al klaar was, blijft staan; de volgende run maakt de rest."
SLURM = "profiles/slurm/config.yaml"
# how the slurm plugin says that sbatch refused a job; its whole call follows
CLUSTER_SAID = re.compile(r"(?:failed|submission)\b.*?error message was '?(.+?)'?\.?\n", re.DOTALL)
NONE: Mapping[str, str] = MappingProxyType({})


def failure_text(
    failed: Mapping[str, str],
    full: bool = False,
    refused: Mapping[str, str] = NONE,
    names: Mapping[str, str] = NONE,
    stopped: bool = False,
) -> str:
    """Why the run stopped, in words: log of a job -> its rule; steps with the same reason stand
    together.

    full: a step met a full disk, though what it left may have been removed since. refused: log ->
    what a cluster said of its job; names: rule -> the step in words. stopped: by somebody.
    """
    full = full or (bool(failed) and is_full())
    reasons: dict[str, dict[str, list[str]]] = {}
    for log, rule in sorted(failed.items()):
        steps = reasons.setdefault(_reason(Path(log), refused.get(log, ""), full), {})
        steps.setdefault(names.get(rule, rule), []).append(log)
    parts = []
    for reason, steps in reasons.items():
        told = ", ".join(f"{step} ({', '.join(logs)})" for step, logs in steps.items())
        parts.append(f"Mislukt: {told}\n{reason}")
    if full and FULL not in reasons:
        parts.append(FULL)
    if parts:
        parts.append(
            "Wat deze stappen eerder maakten, is niet bijgewerkt en telt niet mee; de volgende run "
            "maakt het opnieuw."
        )
    if stopped:
        parts.append(STOPPED)
    return "".join(f"\n{part}\n" for part in parts).rstrip()


def _reason(log: Path, cluster: str, full: bool) -> str:
    """The last words of a step: its list of problems whole, of anything else its end. Of a step
    that left none: what the cluster said, without the call that follows it."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
    except OSError:
        lines = []
    if not lines and cluster:
        said = CLUSTER_SAID.search(cluster)
        words = (said[1] if said else cluster.splitlines()[0]).strip()
        kind = "nam de stap niet aan" if said else "brak de stap af"
        return f"Het rekencluster {kind}: {words}\nAccount en partitie staan in {SLURM}."
    if lines[-1:] == [FULL] or (full and not lines):
        return FULL
    if not lines:
        return "De stap stopte zonder een woord: afgebroken, of het geheugen of de schijf was vol."
    if any(line.startswith("Traceback") for line in lines):
        return (
            f"Een fout in het programma, niet in uw invoer: {lines[-1]}\n"
            f"Geef {log} aan wie het programma onderhoudt."
        )
    start = next((i for i, line in enumerate(lines) if " in de invoer. " in line), None)
    return "\n".join(lines[start:] if start is not None else lines[-LINES_SHOWN:])
