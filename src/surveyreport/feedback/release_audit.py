"""Check and scan everything that is released, and write the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from surveyreport.disclosure.attack_microdata import linked_records
from surveyreport.disclosure.disclose import public_faults
from surveyreport.disclosure.dossier import CONFIDENTIAL, INTERNAL, PUBLIC, write_dossier
from surveyreport.disclosure.open_texts import open_texts
from surveyreport.disclosure.pdf_file import read_pdf
from surveyreport.disclosure.public_files import microdata_faults, response_faults, spread_faults
from surveyreport.disclosure.release_table import HIDDEN, earlier_faults
from surveyreport.disclosure.scan import Forbidden, Leak, parts_of, scan
from surveyreport.feedback.check import index_faults, report_faults
from surveyreport.feedback.content import provider_content
from surveyreport.feedback.sources import Sources
from surveyreport.files.csvfile import read_table
from surveyreport.study.config import Wave

MICRODATA = "microdata"
WHOLE = ("low", "high", "required", "without_low", "without_high")


def audit_files(
    sources: Sources,
    wave: Wave,
    policy_file: Path,
    *,
    counts: pd.DataFrame,
    attacks: Path,
    indexes: list[Path],
    public: list[Path],
    released: Path,
    logs: Iterable[Path] = (),
    earlier: pd.DataFrame | None = None,
) -> bool:
    """Write audit.json and audit.html beside `attacks` (audit.csv); whether all is well.

    counts: the answers per provider. indexes: the lists of reports; public: the public files;
    released: the release table as CSV. logs: of the rules of this wave; they are not released, but
    an answer in a log has left the data. earlier: earlier releases.
    """
    index = pd.concat([read_table(path) for path in indexes], ignore_index=True)
    folder = indexes[0].parent
    closed = counts[counts["item"].isin(sources.released["item"])]
    faults = public_faults(sources.estimates, closed, sources.policy)
    faults += earlier_faults(wave.id, sources.estimates, earlier, sources.policy)
    faults += index_faults(folder, index, sources.providers)
    texts = open_texts(wave, sources.study)
    identifiers = {*sources.names, *sources.names.values()}
    forbidden = Forbidden.of(identifiers, texts)
    results = attacks.parent.parent
    leaks: list[Leak] = []
    reports = []
    for row in index.itertuples(index=False):
        path, provider = folder / row.file, row.provider_id
        if not path.is_file():
            continue
        reports.append(path)
        content, pdf = provider_content(sources, provider), read_pdf(path)
        faults += [
            f"{row.file}: {fault}" for fault in report_faults(pdf, content, provider, row.version)
        ]
        name = path.relative_to(results).as_posix()
        leaks += scan(path, name, forbidden, (provider, sources.names[provider]), pdf.parts)
    for path in logs:
        # A log may name a provider; it is read by who may see the answers, not by who gets a report
        leaks += scan(path, f"logs/{path.name}", Forbidden.of((), texts))
    # In public figures visited providers are numbered; a number is no name, though it may look so.
    unit = sources.study.texts["figures"]["unit"]
    numbered = {unit.format(unit=number) for number in range(1, len(sources.names) + 1)}
    for path in public:
        name = path.relative_to(results).as_posix()
        parts = parts_of(path)
        leaks += scan(path, name, forbidden, numbered, parts)
        found = spread_faults(path, parts, sources.estimates, sources.study)
        found += response_faults(path, sources.study)
        if path.parent.name == MICRODATA:
            account = read_table(path.parent / "anonymisation.csv")
            found += microdata_faults(path, sources.study, account)
            found += linked_records(path, sources.study, sources.released, sources.policy)
        faults += [f"{name}: {fault}" for fault in found]
    shown = sources.released.drop_duplicates(["provider_id", "item"])
    groups = shown.groupby("group", sort=False)["detail"]
    return write_dossier(
        attacks.parent,
        wave=wave.id,
        synthetic=wave.synthetic,
        policy=sources.policy,
        policy_file=policy_file,
        attacks=read_table(attacks)
        .astype(dict.fromkeys(WHOLE, "Int64"))
        .fillna({"reason": "", "attacker": "", "without_attacker": ""}),
        shown=pd.DataFrame(
            {"shown": groups.agg(lambda d: (d != HIDDEN).sum()), "total": groups.size()}
        ).reset_index(),
        faults=faults,
        leaks=leaks,
        released=[
            *((path, CONFIDENTIAL) for path in reports),
            *((path, PUBLIC) for path in public),
            (released, INTERNAL),
        ],
    )
