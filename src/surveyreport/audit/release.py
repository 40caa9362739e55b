"""Copy what was audited, nothing else, and keep a record of it: make release WAVE=2027 SIGNED=…"""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.audit.dossier import AUDIENCES, CONFIDENTIAL, INTERNAL, place_of
from surveyreport.audit.handover import Codes, letters, locked, register
from surveyreport.audit.released import FOLDER as RELEASED
from surveyreport.audit.released import keep_released
from surveyreport.audit.trends import FOLDER
from surveyreport.feedback.settings import SETTINGS, Settings, load_settings
from surveyreport.files.csvfile import read_table, write_csv
from surveyreport.files.hashes import sha256
from surveyreport.files.parquet import read_parquet
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.files.yamlfile import content_sha256
from surveyreport.protection.settings import POLICY
from surveyreport.report.readiness import check_report
from surveyreport.study.model import Study

AGAIN = "maak de audit opnieuw, lees ze en laat ze opnieuw tekenen"
KEYS = {"wave", "synthetic", "sound", "protection", "key", "policy_sha256", "files"}
ENTRY = {"file", "audience", "provider", "name", "version", "sha256"}


def read_audit(results: Path, policy_file: Path) -> dict[str, Any]:
    """The record of a sound audit of which every file is still as audited.

    Raises InputProblems, all faults at once: no audit, a broken or unsound one, a file that lies
    outside the folder of the wave, that changed or is gone.
    """
    folder, problems = results / "release", ProblemList()
    path = folder / "audit.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        entries = record["files"]
        whole = record.keys() >= KEYS and all(entry.keys() >= ENTRY for entry in entries)
    except FileNotFoundError:
        problems.add(path, "er is geen audit", "maak de audit")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        problems.add(path, "dit is geen audit van deze versie", AGAIN)
    else:
        if not whole:
            problems.add(path, "de audit is niet volledig", AGAIN)
    problems.raise_if_any()
    if record["sound"] is not True:
        problems.add(
            folder / "audit.html",
            "de audit keurt de uitgave af",
            "los op wat er staat en maak de audit opnieuw",
        )
    if not policy_file.is_file() or content_sha256(policy_file) != record["policy_sha256"]:
        problems.add(policy_file, "gewijzigd na de audit", AGAIN)
    for entry in entries:
        _check_file(results, entry, path, problems)
    problems.raise_if_any()
    return record


def _check_file(results: Path, entry: dict[str, Any], audit: Path, problems: ProblemList) -> None:
    name = entry["file"]
    if not isinstance(name, str) or not name or entry["audience"] not in AUDIENCES:
        problems.add(audit, f"onbekende regel: {str(entry)[:60]}", AGAIN)
        return
    path = place_of(name, results)
    home = results.parent / FOLDER if name.startswith(f"{FOLDER}/") else results
    inside = path.resolve().is_relative_to(home.resolve()) and not Path(name).is_absolute()
    if not inside or ".." in Path(name).parts or path.is_symlink():
        problems.add(audit, f"'{name}' ligt buiten {results}", AGAIN)
    elif not path.is_file():
        problems.add(path, "het bestand is er niet meer", AGAIN)
    elif sha256(path) != entry["sha256"]:
        problems.add(path, "gewijzigd na de audit", AGAIN)


def release(
    results: Path,
    policy_file: Path = POLICY,
    *,
    study: Study,
    settings: Settings,
    signed_by: str,
    signed_on: date,
    encrypt: bool = False,
    kept_in: Path = RELEASED,
) -> list[Path]:
    """Copy the audited files of results/<wave> to results/<wave>/release/files/<audience>/, those
    of a provider to a folder of its own, with a letter.

    register.csv beside them says what went to whom; with `encrypt` a PDF needs a code, codes.csv
    has them and the HTML, which cannot be encrypted, stays here. Raises InputProblems, and copies
    nothing, when there is no sound audit or anything has changed since.
    """
    record = read_audit(results, policy_file)
    folder = results / "release"
    target, part = folder / "files", folder / "files.part"
    shutil.rmtree(part, ignore_errors=True)
    codes = Codes() if encrypt else None
    rows: list[dict[str, str]] = []
    try:
        for entry in record["files"]:
            if entry["audience"] == INTERNAL:
                continue
            source = place_of(entry["file"], results)
            place = Path(entry["audience"], entry["file"])
            if entry["audience"] == CONFIDENTIAL:
                if codes and source.suffix != ".pdf":
                    continue
                place = Path(CONFIDENTIAL, entry["provider"], source.name)
            (part / place).parent.mkdir(parents=True, exist_ok=True)
            if codes and entry["audience"] == CONFIDENTIAL:
                locked(source, part / place, codes.of(entry["provider"]))
            else:
                shutil.copyfile(source, part / place)
            if entry["audience"] == CONFIDENTIAL:
                rows.append({"place": place.as_posix(), **entry})
        protection = record["protection"]
        letters(part / CONFIDENTIAL, rows, study, settings, encrypt, protection, signed_on)
        table = register(part, rows, record, signed_by, signed_on)
        copied = sorted(path.relative_to(part) for path in part.rglob("*") if path.is_file())
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    write_csv(table, folder / "register.csv")
    if codes:
        write_csv(codes.table(), folder / "codes.csv")
    _keep(record, folder, table, signed_by, signed_on, kept_in)
    return [target / path for path in copied]


def _keep(
    record: dict[str, Any], folder: Path, table: pd.DataFrame, signed_by: str, signed_on: date,
    kept_in: Path,
) -> None:  # fmt: skip
    told = {name: record[name] for name in ("wave", "synthetic", "key", "policy_sha256", "files")}
    told |= {"signed_by": signed_by, "signed_on": signed_on.isoformat()}
    told["register"] = table.to_dict("records")
    totals, drawn = read_table(folder / "totals.csv"), read_parquet(folder / "drawn.parquet")
    keep_released(record["wave"], told, totals, drawn, kept_in)


def main(arguments: list[str] | None = None) -> int:
    """Kopieer wat de audit goedkeurde, met een brief per aanbieder en een register."""
    from surveyreport.study.load import load_study

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--wave", required=True, help="golf, zoals in config.yaml")
    parser.add_argument("--signed-by", required=True, help="wie de audit las en tekende")
    parser.add_argument("--signed-on", default=date.today().isoformat(), help="jjjj-mm-dd")
    parser.add_argument("--encrypt", action="store_true", help="elk rapport achter een code")
    options = parser.parse_args(arguments)
    untrue = ProblemList()
    check_report(Path("results") / options.wave, untrue)
    untrue.raise_if_any()
    if len(options.signed_by.strip()) < 3:
        problems = ProblemList()
        problems.add("SIGNED", "geen naam", "noem wie de audit las en tekende")
        problems.raise_if_any()
    try:
        day = date.fromisoformat(options.signed_on)
    except ValueError:
        problems = ProblemList()
        problems.add("--signed-on", f"'{options.signed_on}' is geen dag", "schrijf jjjj-mm-dd")
        raise InputProblems(problems.problems) from None
    study = load_study(Path("study"))
    copied = release(
        Path("results") / options.wave,
        study=study,
        settings=load_settings(SETTINGS, study),
        signed_by=options.signed_by.strip(),
        signed_on=day,
        encrypt=options.encrypt,
    )
    place = f"results/{options.wave}/release"
    count = "1 bestand staat" if len(copied) == 1 else f"{len(copied)} bestanden staan"
    print(f"{count} in {place}/files/; wat naar wie gaat, staat in {place}/register.csv.")
    if options.encrypt:
        print(f"De codes staan apart in {place}/codes.csv: bezorg ze langs een andere weg.")
    return 0
