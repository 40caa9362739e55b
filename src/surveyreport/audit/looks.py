"""The parts of the audit: the draws, the reports of the providers, the public files, the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.audit.dossier import name_of
from surveyreport.audit.findings import Findings
from surveyreport.audit.odds import printed_odds
from surveyreport.audit.parts import Parts
from surveyreport.audit.pdf_file import read_pdf
from surveyreport.audit.printed import printed_faults
from surveyreport.audit.public_files import MICRODATA_FAULT, table_faults
from surveyreport.audit.redraw import redraw_faults
from surveyreport.audit.released import Released
from surveyreport.audit.reports import index_faults, page_faults, report_faults, told
from surveyreport.audit.scan import Forbidden, Leak, parts_of, scan, study_words, unsaid
from surveyreport.audit.tables import (
    DRAWS,
    earlier_faults,
    elsewhere_faults,
    public_faults,
    redrawn,
    single_answers,
    totals_of,
)
from surveyreport.audit.trends import Trends
from surveyreport.audit.truth import Truth
from surveyreport.feedback.content import common_content, provider_content
from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.page import Pages
from surveyreport.feedback.settings import Settings
from surveyreport.feedback.sources import Sources
from surveyreport.figures.theme import Theme
from surveyreport.files.cores import over_cores
from surveyreport.files.csvfile import write_csv
from surveyreport.files.parquet import write_parquet
from surveyreport.protection.settings import NOISE
from surveyreport.study.model import Study
from surveyreport.study.quotes import Quote
from surveyreport.study.subgroups import parted_items

MICRODATA = "microdata"
# the only files in which a respondent's own words may stand, once somebody approved them
QUOTED = ("report.pdf", "report.html", "report.docx", "quotes.csv")


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the protection drew, with the key it used and the key's mark."""

    drawn: pd.DataFrame
    key: bytes
    mark: str


def look_at_draws(
    sources: Sources,
    wave: str,
    truth: Truth,
    protected: Drawn,
    folder: Path,
    earlier: Sequence[Released] = (),
    parts: Parts | None = None,
    trends: Trends | None = None,
) -> Findings:
    """What is printed and public, held against the answers; writes audit.csv, totals.csv and
    drawn.parquet into `folder`, see `files.write_audit`."""
    rules, themes = sources.rules, themes_of(sources.settings)
    totals = totals_of(sources.estimates)
    found = Findings(mark=protected.mark)
    found.faults += public_faults(sources.estimates, truth, rules.public)
    parted = frozenset[str]()
    if parts is not None:
        found.faults += parts.faults(rules.public)
        parted = parted_items(dict(parts.splits))
    if trends is not None:
        found.faults += trends.faults(rules)
    least = (rules.themes, rules.questions, rules.categories)
    wrong = printed_faults(sources.printed, protected.drawn, truth, themes, least)
    found.faults += wrong
    found.wrong = bool(wrong)
    kept: set[str] = set()
    mine = [one for one in earlier if one.record["wave"] == wave]
    for before in mine:
        found.faults += earlier_faults(totals, before.totals, rules.people, before.when)
        kept |= redrawn(protected.drawn, before.drawn)
        if before.record["key"] != protected.mark:
            found.faults.append(
                f"de aantallen zijn met een andere sleutel getrokken dan bij de uitgave van "
                f"{before.when}; dezelfde mensen zouden twee keer iets prijsgeven"
            )
    found.kept = sorted(kept)
    found.faults += elsewhere_faults(
        protected.drawn, protected.mark, [one for one in earlier if one not in mine]
    )
    odds = pd.DataFrame()
    if rules.kind == NOISE:
        found.faults += redraw_faults(wave, protected.drawn, truth, protected.key)
        try:
            odds = printed_odds(truth, protected.drawn, sources.printed, themes, rules.odds, parted)
        except ValueError as error:
            found.faults.append(f"de belofte is niet te berekenen: {error}")
    else:
        found.answers = single_answers(truth, sources.printed, themes)
        found.faults += _unsigned(sources, wave, found.answers[0])
    write_csv(odds, folder / "audit.csv")
    write_csv(totals, folder / "totals.csv")
    write_parquet(protected.drawn[DRAWS], folder / "drawn.parquet")
    return found


def own_words(study: Study, settings: Settings) -> list[str]:
    """Every text that the files may print without telling what somebody typed."""
    return study_words(study, [theme.title for theme in settings.themes])


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


def _unsigned(sources: Sources, wave: str, answers: int) -> list[str]:
    """What is wrong with the signature under a release with exact counts."""
    signed = (sources.rules.signed or {}).get(wave)
    ask = "vul bij signed in study/disclosure.yaml in wie dat aanvaardt"
    if signed is None:
        return [f"uit deze uitgave volgen {answers} antwoorden van één mens: {ask}"]
    if signed.answers != answers:
        return [
            f"uit deze uitgave volgen {answers} antwoorden van één mens, en {signed.name} tekende "
            f"voor {signed.answers}: {ask}"
        ]
    return []
