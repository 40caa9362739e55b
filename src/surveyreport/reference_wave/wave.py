"""Put the reference wave together: file names and their bytes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from surveyreport.reference_wave.answers import answer_table
from surveyreport.reference_wave.exports import remote_control_csv, remote_control_xlsx, web_csv
from surveyreport.reference_wave.logbook import data_log
from surveyreport.reference_wave.opentext import read_pools
from surveyreport.reference_wave.plan import read_plan, read_table
from surveyreport.reference_wave.registers import register_xlsx
from surveyreport.reference_wave.rows import Survey

FRAME = ("provider_id", "name", "type", "network", "province", "urban")
PUPIL_SURVEY = "Bevraging leerlingen aanloopfase 2023"


def reference_wave(study: Path, seed: int) -> dict[str, bytes]:
    """All files of data/raw/2023 by name; the same study folder and seed give the same bytes.

    Raises InputProblems when the counts in the study folder contradict each other.
    """
    reference = study / "reference" / "2023"
    providers = read_table(reference / "providers.csv")
    rng = np.random.default_rng([seed, 0])
    shared = {row["provider_id"]: float(rng.standard_normal()) for row in providers}
    pools = read_pools()
    rows = {}
    for number, (name, group) in enumerate(read_plan(study).items(), 1):
        rng = np.random.default_rng([seed, number])
        valid = answer_table(group, shared, pools, rng)
        rows[name] = Survey(group, valid, rng).rows()
    enrolment = read_table(reference / "enrolment.csv")
    schools = read_table(reference / "schools.csv")
    files = {
        "beleidsteam.csv": remote_control_csv(rows["beleid"]),
        "schoolteam.csv": web_csv(rows["schoolteam"]),
        "leerlingen.xlsx": remote_control_xlsx(rows["leerlingen"], PUPIL_SURVEY),
        "aanbieders.csv": _frame(providers),
        "inschrijvingen.csv": (reference / "enrolment.csv").read_bytes(),
        "inschrijvingen.xlsx": register_xlsx(enrolment, "pupils", "Aantal leerlingen"),
        "scholen.csv": (reference / "schools.csv").read_bytes(),
        "scholen.xlsx": register_xlsx(schools, "schools", "Aantal scholen met leerlingen"),
        "bezochte_aanbieders.csv": (reference / "visited.csv").read_bytes(),
    }
    return files | {"README.md": data_log(files)}


def _frame(providers: list[dict[str, str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, FRAME, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(providers)
    return buffer.getvalue().encode("utf-8")
