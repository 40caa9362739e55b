"""ro-crate-metadata.json: the manifest of a wave as a Workflow Run RO-Crate."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rocrate.model import ContextEntity, File
from rocrate.rocrate import ROCrate

from surveyreport.files.hashes import sha256
from surveyreport.files.textfile import write_text

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
# sha256 is a term of the Workflow Run context
TERMS = "https://w3id.org/ro/terms/workflow-run/context"
LANGUAGE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
SNAKEMAKE = "https://snakemake.github.io"
SYNTHETIC = "Synthetische data"
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
# by hand: the table of a machine differs from the next
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".sav": "application/x-spss-sav",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}


def write_crate(
    path: Path,
    manifest: Path,
    workflow: Path,
    environment: Iterable[Path],
    *,
    label: str,
    first_day: date,
    last_day: date,
) -> None:
    """Describe the run that made `manifest` in `path`, next to it.

    workflow: the Snakefile, of which a copy is put next to `path`; environment: the lock file and
    what belongs to it. label: the wave as a reader knows it. Files of the wave's folder have their
    own path as @id; what lies outside (data about persons stays with its keeper) is named by its
    hash, an ni URI (RFC 6920). There is no clock in it: the date of publication is the last day of
    the fielding, and the times of the run are left out.
    """
    record = json.loads(manifest.read_text(encoding="utf-8"))
    crate = ROCrate(version="1.1")
    crate.metadata.extra_contexts.append(TERMS)
    _describe(crate, record["synthetic"], label, first_day, last_day)
    # a Workflow RO-Crate has its workflow inside
    copy = path.with_name(workflow.name)
    copy.write_bytes(workflow.read_bytes())
    main = _workflow(crate, copy, record)
    inputs = [_outside(crate, file) for file in (*map(Path, record["inputs"]), *environment)]
    outputs = [_inside(crate, Path(name), path.parent) for name in record["outputs"]]
    run = _context(
        crate,
        "#run",
        "CreateAction",
        name=f"Golf {label} van export tot rapport",
        description="Eén run van de workflow; dezelfde invoer geeft dezelfde bestanden.",
        instrument=main,
        object=inputs,
        result=[*outputs, _inside(crate, manifest, path.parent)],
        actionStatus="http://schema.org/CompletedActionStatus",
    )
    crate.root_dataset["mentions"] = run
    text = json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False)
    write_text(text + "\n", path)


def _describe(crate: ROCrate, synthetic: bool, label: str, first_day: date, last_day: date) -> None:
    root = crate.root_dataset
    mark = f"{SYNTHETIC}. " if synthetic else ""
    root["name"] = f"{mark}Rapport over de bevraging, golf {label}"
    root["description"] = (
        f"{mark}Tabellen, figuren, rapport en microdata van de bevraging van "
        f"{first_day.isoformat()} tot en met {last_day.isoformat()}, met hun herkomst."
    )
    root["keywords"] = SYNTHETIC if synthetic else "bevraging"
    root["datePublished"] = last_day.isoformat()
    root["temporalCoverage"] = f"{first_day.isoformat()}/{last_day.isoformat()}"
    root["license"] = _context(
        crate,
        "#licentie",
        "CreativeWork",
        name="Geen licentie vastgelegd",
        description="Vraag de uitgever wat met deze bestanden mag.",
    )
    profiles = [
        _context(crate, uri, "CreativeWork", name=name, version=uri.rsplit("/", 1)[1])
        for uri, name in PROFILES.items()
    ]
    root["conformsTo"] = profiles
    crate.metadata.append_to("conformsTo", profiles[-1])


def _workflow(crate: ROCrate, workflow: Path, record: dict[str, Any]) -> File:
    """The main entity, with its language, code and libraries."""
    kind = ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
    main = _inside(crate, workflow, workflow.parent, kind)
    main["conformsTo"] = _context(
        crate, BIOSCHEMAS, "CreativeWork", name="ComputationalWorkflow", version="1.0-RELEASE"
    )
    main["programmingLanguage"] = _context(
        crate,
        LANGUAGE,
        "ComputerLanguage",
        name="Snakemake",
        url=SNAKEMAKE,
        identifier={"@id": SNAKEMAKE},
        version=record["libraries"]["snakemake"],
    )
    main["version"] = tree_hash(record["code"])
    main["hasPart"] = _context(
        crate,
        "#code",
        "SoftwareSourceCode",
        name="surveyreport",
        description="De code die de bestanden maakte; manifest.json noemt elk bestand.",
        version=main["version"],
    )
    main["softwareRequirements"] = [
        _context(crate, f"#{name}", "SoftwareApplication", name=name, version=number)
        for name, number in record["libraries"].items()
    ]
    crate.root_dataset["mainEntity"] = main
    return main


def tree_hash(files: dict[str, str]) -> str:
    """One sha256 over paths and their sha256, whatever their order."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()


def _context(crate: ROCrate, key: str, kind: str, /, **properties: Any) -> ContextEntity:
    entity = ContextEntity(crate, key, properties={"@type": kind})
    for name, value in properties.items():
        entity[name] = value
    return crate.add(entity)


def _inside(crate: ROCrate, path: Path, folder: Path, kind: str | list[str] = "File") -> File:
    """A file of the wave's folder."""
    properties = _properties(path) | {"@type": kind}
    name = path.relative_to(folder).as_posix()
    return crate.add(File(crate, dest_path=name, properties=properties))


def _outside(crate: ROCrate, path: Path) -> File:
    """A file elsewhere, named by its hash; equal files are one."""
    digest = bytes.fromhex(sha256(path))
    uri = "ni:///sha-256;" + urlsafe_b64encode(digest).decode().rstrip("=")
    if same := crate.dereference(uri):
        same.append_to("alternateName", path.as_posix(), compact=True)
        return same
    return crate.add(File(crate, uri, properties=_properties(path)))


def _properties(path: Path) -> dict[str, Any]:
    return {
        "name": path.as_posix(),
        "sha256": sha256(path),
        "contentSize": str(path.stat().st_size),
        "encodingFormat": MEDIA_TYPES.get(path.suffix, "text/plain"),
    }
