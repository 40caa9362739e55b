"""The audit of the draws: what is printed and public, held against the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveyreport.audit.findings import Findings
from surveyreport.audit.odds import printed_odds
from surveyreport.audit.parts import Parts
from surveyreport.audit.printed import printed_faults
from surveyreport.audit.redraw import redraw_faults
from surveyreport.audit.released import Released
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
from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.sources import Sources
from surveyreport.files.csvfile import write_csv
from surveyreport.files.parquet import write_parquet
from surveyreport.protection.settings import NOISE
from surveyreport.study.subgroups import parted_items


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
