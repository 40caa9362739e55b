"""The audit of the reports of the providers: each laid beside one made again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.audit.dossier import name_of
from surveyreport.audit.findings import Findings
from surveyreport.audit.pdf_file import read_pdf
from surveyreport.audit.public_scan import own_words
from surveyreport.audit.reports import index_faults, page_faults, report_faults, told
from surveyreport.audit.scan import Forbidden, scan
from surveyreport.feedback.content import common_content, provider_content
from surveyreport.feedback.page import Pages
from surveyreport.feedback.sources import Sources
from surveyreport.figures.theme import Theme
from surveyreport.files.cores import over_cores


def look_at_reports(
    sources: Sources, index: pd.DataFrame, folder: Path, texts: Iterable[str],
    identifiers: Iterable[str] = (), wrong: bool = False,
) -> Findings:  # fmt: skip
    """The reports of `index`, each laid beside one made again.

    folder: of the reports. texts: the open answers; identifiers: of providers of other waves.
    wrong: as of `look_at_draws`; what does not follow from the draws makes no report to lay beside
    the one that is there.
    """
    found = Findings(index_faults(folder, index, sources.providers))
    if wrong:
        return found
    # a report of a provider shows no figure of the study
    said = own_words(sources.study.but(sections=(), figures={}, discrepancies={}), sources.settings)
    names = {*sources.names, *sources.names.values(), *identifiers}
    forbidden = Forbidden.of(names, texts, said)
    made = Pages(common_content(sources), Theme(**sources.study.theme))
    shared = told(made.common)

    def looked_at(row: Any) -> Findings:
        found, provider = Findings(), row.provider_id
        pdf_path, page_path = folder / row.file, folder / row.page
        if not (pdf_path.is_file() and page_path.is_file()):
            return found
        found.saw([pdf_path, page_path])
        plain, pdf = provider_content(sources, provider), read_pdf(pdf_path)
        content = made.versioned(plain, made.mark(plain), sources.wave)
        page = page_path.read_text(encoding="utf-8")
        own = (provider, sources.names[provider])
        for path, faults, parts in (
            (pdf_path, report_faults(pdf, content, shared, provider, row.version), pdf.parts),
            (page_path, page_faults(page, made.page(content)), None),
        ):
            found.faults += [f"{path.name}: {fault}" for fault in faults]
            found.leaks += scan(path, name_of(path, folder.parent), forbidden, own, parts)
        return found

    for one in over_cores(looked_at, list(index.itertuples(index=False, name="Row"))):
        found.add(one)
    return found
