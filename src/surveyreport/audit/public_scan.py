"""The audit of the public files and of words: what no reader may find there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from surveyreport.audit.dossier import name_of
from surveyreport.audit.findings import Findings
from surveyreport.audit.public_files import MICRODATA_FAULT, table_faults
from surveyreport.audit.scan import Forbidden, Leak, parts_of, scan, study_words, unsaid
from surveyreport.feedback.settings import Settings
from surveyreport.files.cores import over_cores
from surveyreport.study.model import Study
from surveyreport.study.quotes import Quote

MICRODATA = "microdata"
# the only files in which a respondent's own words may stand, once somebody approved them
QUOTED = ("report.pdf", "report.html", "report.docx", "quotes.csv")


def own_words(study: Study, settings: Settings) -> list[str]:
    """Every text that the files may print without telling what somebody typed."""
    return study_words(study, [theme.title for theme in settings.themes])


def look_at_public(
    public: Sequence[Path], results: Path, study: Study, forbidden: Forbidden,
    spread: pd.DataFrame, providers: int, quotes: Sequence[Quote] = (),
) -> Findings:  # fmt: skip
    """The public files, as they are. spread: limits and design effects that no text may tell
    unrounded. providers: of the frame. quotes: what may stand in QUOTED."""
    # In public figures visited providers are numbered; a number is no name, though it may look so.
    unit = study.texts["figures"]["unit"]
    numbered = {unit.format(unit=number) for number in range(1, providers + 1)}

    def looked_at(path: Path) -> Findings:
        found, name = Findings(), name_of(path, results)
        found.saw([path])
        texts_of = parts_of(path)
        faults = table_faults(path, texts_of, spread, study)
        if path.parent.name == MICRODATA:
            faults.append(MICRODATA_FAULT)
        found.faults = [f"{name}: {fault}" for fault in faults]
        said = [quote.text for quote in quotes] if name in QUOTED else ()
        found.leaks = scan(path, name, forbidden, numbered, texts_of, said)
        return found

    found = Findings()
    for one in over_cores(looked_at, public):
        found.add(one)
    return found


def look_at_words(
    texts: Iterable[str], own: Iterable[str], quotes: Sequence[Quote], logs: Iterable[Path]
) -> Findings:
    """Quotes that nobody wrote, and answers in logs. A log may name a provider; it is read by who
    may see the answers, not by who gets a report."""
    forbidden = Forbidden.of((), texts, own)
    leaks: list[Leak] = []
    for path in logs:
        leaks += scan(path, f"logs/{path.name}", forbidden)
    return Findings(
        [f"citaat {name}: niemand schreef dit zo" for name in unsaid(quotes, texts)], leaks
    )
