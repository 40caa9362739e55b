"""Which changed inputs may have caused a change between two runs, told from their manifests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# what a cause reaches, or a row depends on: a group, all answers, the official counts, or anything
ANYTHING, ANSWERS, REGISTERS = "", "answers", "registers"
ROLES = {
    "frame": "het kader",
    "corrections": "correcties van aanbiederscodes",
    "published": "gepubliceerde waarden",
    REGISTERS: "officiële tellingen",
}
UNKNOWN = "geen gewijzigde invoer: de uitvoer zelf verschilt"


@dataclass(frozen=True)
class Cause:
    """A changed input in words, and what it reaches."""

    words: str
    reach: str = ANYTHING


def read_manifest(folder: Path) -> dict:
    """manifest.json of a results folder; where its inputs are manifests, with the inputs of those.

    folder: results/<wave>, beside those of the other waves.
    """
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name in list(manifest["inputs"]):
        if Path(name).name == "manifest.json":
            wave = folder.parent / Path(name).parent.name
            del manifest["inputs"][name]
            inner = read_manifest(wave)
            for part in ("inputs", "roles"):
                manifest[part] = manifest.get(part, {}) | inner.get(part, {})
    return manifest


def causes_between(before: dict, after: dict) -> list[Cause]:
    """The inputs, code and libraries that differ between two manifests."""
    return list(dict.fromkeys(_causes(before, after)))


def _causes(before: dict, after: dict) -> Iterator[Cause]:
    roles = before.get("roles", {}) | after.get("roles", {})
    for name in sorted(before["inputs"] | after["inputs"]):
        if before["inputs"].get(name) != after["inputs"].get(name):
            yield _cause_of(name, roles.get(name, ""))
    if before["code"] != after["code"]:
        yield Cause("code")
    for name in sorted(before["libraries"] | after["libraries"]):
        versions = (before["libraries"].get(name), after["libraries"].get(name))
        if versions[0] != versions[1]:
            yield Cause(f"bibliotheek {name} {versions[0]} → {versions[1]}")


def _cause_of(name: str, role: str) -> Cause:
    path = Path(name)
    if role.startswith("exports."):
        return Cause(f"rijen van {name}", role.removeprefix("exports."))
    if role:
        return Cause(f"{ROLES[role]} ({name})", role if role in (REGISTERS, "published") else "")
    if "waves" in path.parts:
        return Cause(f"koppeling {name}", path.stem)
    if "comparability" in path.parts:
        return Cause(f"beslissingen over vergelijkbaarheid ({name})")
    if path.name == "config.yaml":
        return Cause("instellingen in config.yaml (drempels, periodes, bestanden)")
    return Cause(f"studie {name}", path.stem if "questionnaires" in path.parts else ANYTHING)


def cause_of(causes: list[Cause], depends: str) -> str:
    """In words, the causes that may have changed what depends on this; several are all named."""
    words = [cause.words for cause in causes if _reaches(cause.reach, depends)]
    return " of ".join(dict.fromkeys(words)) or UNKNOWN


def _reaches(cause: str, depends: str) -> bool:
    if depends == ANSWERS:
        return cause not in (REGISTERS, "published")
    return ANYTHING in (cause, depends) or cause == depends
