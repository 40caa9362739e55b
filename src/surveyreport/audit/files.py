"""Check and scan everything that is released, and write the dossier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.audit.dossier import CONFIDENTIAL, INTERNAL, PUBLIC, name_of, write_dossier
from surveyreport.audit.odds import printed_odds
from surveyreport.audit.open_texts import open_texts
from surveyreport.audit.parts import Parts
from surveyreport.audit.pdf_file import read_pdf
from surveyreport.audit.printed import printed_faults
from surveyreport.audit.public_files import MICRODATA_FAULT, table_faults
from surveyreport.audit.redraw import redraw_faults
from surveyreport.audit.released import Released
from surveyreport.audit.reports import index_faults, page_faults, report_faults
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
from surveyreport.feedback.sources import Sources
from surveyreport.figures.theme import Theme
from surveyreport.files.cores import over_cores
from surveyreport.files.csvfile import read_table, write_csv
from surveyreport.files.dutch import decimal
from surveyreport.files.parquet import write_parquet
from surveyreport.protection.settings import NOISE
from surveyreport.study.config import Wave
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


def audit_files(
    sources: Sources,
    wave: Wave,
    policy_file: Path,
    *,
    truth: Truth,
    protected: Drawn,
    folder: Path,
    indexes: list[Path],
    public: list[Path],
    logs: Iterable[Path] = (),
    earlier: Sequence[Released] = (),
    parts: Parts | None = None,
    trends: Trends | None = None,
    themes_table: pd.DataFrame | None = None,
    quotes: Sequence[Quote] = (),
) -> bool:
    """Write audit.csv, .json and .html into `folder` (results/<wave>/release); whether all is well.

    indexes: the lists of reports; public: the public files. logs: of the rules of this wave; they
    are not released, but an answer in a log has left the data. earlier: all earlier
    releases, of any wave. parts: the public results of parts of the respondents. trends: when
    files of the waves together go out too. themes_table: as of `theme_table`. quotes: what may
    stand in QUOTED.
    """
    lists = [read_table(path) for path in indexes]
    index = pd.concat(lists, ignore_index=True).sort_values("provider_id", ignore_index=True)
    reports = indexes[0].parent
    rules, themes = sources.rules, themes_of(sources.settings)
    totals = totals_of(sources.estimates)
    faults = public_faults(sources.estimates, truth, rules.public)
    spread, parted = sources.estimates, frozenset[str]()
    if parts is not None:
        faults += parts.faults(rules.public)
        spread, parted = pd.concat([spread, parts.table]), parted_items(dict(parts.splits))
    others, typed = frozenset[str](), frozenset[str]()
    if trends is not None:
        faults += trends.faults(rules)
        spread = pd.concat([spread, trends.spread])
        others, typed = trends.identifiers, trends.texts
    least = (rules.themes, rules.questions, rules.categories)
    faults += (wrong := printed_faults(sources.printed, protected.drawn, truth, themes, least))
    faults += index_faults(reports, index, sources.providers)
    kept: set[str] = set()
    mine = [one for one in earlier if one.record["wave"] == wave.id]
    for before in mine:
        faults += earlier_faults(totals, before.totals, rules.people, before.when)
        kept |= redrawn(protected.drawn, before.drawn)
        if before.record["key"] != protected.mark:
            faults.append(
                f"de aantallen zijn met een andere sleutel getrokken dan bij de uitgave van "
                f"{before.when}; dezelfde mensen zouden twee keer iets prijsgeven"
            )
    faults += elsewhere_faults(
        protected.drawn, protected.mark, [one for one in earlier if one not in mine]
    )
    answers = (0, 0)
    odds = pd.DataFrame()
    if rules.kind == NOISE:
        faults += redraw_faults(wave.id, protected.drawn, truth, protected.key)
        try:
            odds = printed_odds(truth, protected.drawn, sources.printed, themes, rules.odds, parted)
        except ValueError as error:
            faults.append(f"de belofte is niet te berekenen: {error}")
    else:
        answers = single_answers(truth, sources.printed, themes)
        faults += _unsigned(sources, wave.id, answers[0])
    write_csv(odds, folder / "audit.csv")
    texts = open_texts(wave)
    faults += [f"citaat {name}: niemand schreef dit zo" for name in unsaid(quotes, texts)]
    identifiers = {*sources.names, *sources.names.values(), *others}
    own_words = study_words(sources.study, [theme.title for theme in sources.settings.themes])
    forbidden = Forbidden.of(identifiers, texts | typed, own_words)
    results = folder.parent
    leaks: list[Leak] = []
    released: list[tuple[str, Path]] = []
    # what does not follow from the draws makes no report to lay beside the one that is there
    if not wrong:
        leaks, released = _reports(sources, index, reports, results, forbidden, kept, faults)
    for path in logs:
        # A log may name a provider; it is read by who may see the answers, not by who gets a report
        leaks += scan(path, f"logs/{path.name}", Forbidden.of((), texts, own_words))
    # In public figures visited providers are numbered; a number is no name, though it may look so.
    unit = sources.study.texts["figures"]["unit"]
    numbered = {unit.format(unit=number) for number in range(1, len(sources.names) + 1)}

    def looked_at(path: Path) -> tuple[list[Leak], list[str]]:
        name = name_of(path, results)
        texts_of = parts_of(path)
        found = table_faults(path, texts_of, spread, sources.study)
        if path.parent.name == MICRODATA:
            found.append(MICRODATA_FAULT)
        said = [quote.text for quote in quotes] if name in QUOTED else ()
        leaked = scan(path, name, forbidden, numbered, texts_of, said)
        return leaked, [f"{name}: {fault}" for fault in found]

    for leaked, found in over_cores(looked_at, public):
        leaks += leaked
        faults += found
    write_csv(totals, folder / "totals.csv")
    write_parquet(protected.drawn[DRAWS], folder / "drawn.parquet")
    internal = [folder / name for name in ("audit.csv", "totals.csv", "drawn.parquet")]
    return write_dossier(
        folder,
        wave=wave.id,
        synthetic=wave.synthetic,
        rules=rules,
        policy_file=policy_file,
        key=protected.mark,
        odds=odds,
        answers=answers,
        kept=sorted(kept),
        faults=faults,
        leaks=leaks,
        released=[
            *((path, CONFIDENTIAL, provider) for provider, path in released),
            *((path, PUBLIC, "") for path in public),
            *((path, INTERNAL, "") for path in internal),
        ],
        names=sources.names,
        versions=dict(zip(index["provider_id"], index["version"], strict=True)),
        warnings=[
            *([] if themes_table is None else loose_themes(themes_table, sources)),
            *not_looked_for(forbidden.ordinary),
        ],
    )


def not_looked_for(ordinary: Collection[str]) -> list[str]:
    """Which ids the scan cannot tell from any other number or word, in words."""
    if not ordinary:
        return []
    shown = ", ".join(f"‘{name}’" for name in sorted(ordinary)[:10])
    return [
        f"{shown}{' …' if len(ordinary) > 10 else ''}: zo'n id of naam van een aanbieder is ook een"
        " gewoon getal of een woord van de studie, en daar zoekt de audit niet naar; geef de"
        " aanbieders in het kader liever een eigen id, zoals A01"
    ]


def loose_themes(table: pd.DataFrame, sources: Sources) -> list[str]:
    """The themes whose questions do not hang together, in words. table: as of `theme_table`."""
    titles = {theme.id: theme.title for theme in sources.settings.themes}
    loose = table[table["coherent"].eq(False)]
    return [
        f"Thema ‘{titles[row.theme]}’ bij {sources.study.groups[row.group].members}: de vragen "
        f"hangen weinig samen (omega {decimal(round(row.omega, 2))}, onder "
        f"{decimal(sources.settings.omega_from)}); lees er elke vraag apart, of deel het thema "
        "anders in in study/feedback.yaml"
        for row in loose.itertuples()
    ]


def _reports(
    sources: Sources, index: pd.DataFrame, folder: Path, results: Path, forbidden: Forbidden,
    kept: set[str], faults: list[str],
) -> tuple[list[Leak], list[tuple[str, Path]]]:  # fmt: skip
    """Leaks, and (provider, file) of the reports that go out; what else is wrong goes to faults."""
    Looked = tuple[list[Leak], list[str], list[tuple[str, Path]]]
    made = Pages(common_content(sources), Theme(**sources.study.theme))

    def looked_at(row: Any) -> Looked:
        leaks: list[Leak] = []
        faults: list[str] = []
        released = []
        provider = row.provider_id
        pdf_path, page_path = folder / row.file, folder / row.page
        if not (pdf_path.is_file() and page_path.is_file()):
            return leaks, faults, released
        plain, pdf = provider_content(sources, provider), read_pdf(pdf_path)
        content = made.versioned(plain, made.mark(plain), sources.wave)
        page = page_path.read_text(encoding="utf-8")
        own = (provider, sources.names[provider])
        for path, found, parts in (
            (pdf_path, report_faults(pdf, content, made.common, provider, row.version), pdf.parts),
            (page_path, page_faults(page, made.page(content)), None),
        ):
            faults += [f"{path.name}: {fault}" for fault in found]
            leaks += scan(path, path.relative_to(results).as_posix(), forbidden, own, parts)
            if provider not in kept:
                released.append((provider, path))
        return leaks, faults, released

    looked = over_cores(looked_at, list(index.itertuples(index=False, name="Row")))
    for _, found, _ in looked:
        faults += found
    return [leak for one in looked for leak in one[0]], [pair for one in looked for pair in one[2]]


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
