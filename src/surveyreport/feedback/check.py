"""Is a finished report the right one: of this provider, of this version, with these numbers?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.disclosure.pdf_file import Pdf
from surveyreport.files.hashes import sha256


def report_faults(pdf: Pdf, content: dict[str, Any], provider: str, version: str) -> list[str]:
    """What is wrong with one PDF (Dutch), given the content it should have."""
    keywords = pdf.information.get("/Keywords", "").replace(",", " ").split()
    faults = []
    if pdf.information.get("/Title") != content["document_title"] or provider not in keywords:
        faults.append("de metadata noemt een andere aanbieder")
    if not any(word.startswith(version) for word in keywords):
        faults.append("de versie is niet die van de lijst")
    cover, title = ("".join(text.split()) for text in (pdf.pages[0], content["title"]))
    if title not in cover or version not in cover:
        faults.append("de omslag noemt een andere aanbieder of versie")
    expected = [row["alt"] for group in content["groups"] for row in group["rows"]]
    if pdf.alternatives != expected:
        wrong = sum(text not in set(expected) for text in pdf.alternatives)
        faults.append(f"{wrong} alternatieve teksten wijken af van de vrijgegeven cijfers")
    return faults


def index_faults(folder: Path, index: pd.DataFrame, providers: tuple[str, ...]) -> list[str]:
    """What is wrong with the set of PDFs: missing, left over, changed or the same one twice."""
    listed = set(index["file"])
    present = {path.name for path in folder.glob("*.pdf")}
    faults = [f"{name}: het rapport ontbreekt" for name in sorted(listed - present)]
    faults += [f"{name}: een rapport dat er niet (meer) hoort" for name in sorted(present - listed)]
    faults += [
        f"{provider}: geen rapport gemaakt"
        for provider in sorted(set(providers) - set(index["provider_id"]))
    ]
    for row in index.itertuples(index=False):
        if row.file in present and sha256(folder / row.file) != row.sha256:
            faults.append(f"{row.file}: na het maken gewijzigd")
    twice = index[index["sha256"].duplicated(keep=False)]["file"]
    faults += [f"{name}: gelijk aan een ander rapport" for name in twice]
    return faults
