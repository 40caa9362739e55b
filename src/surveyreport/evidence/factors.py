"""agreement.csv and factors.csv: how far coders agree, and what it does to every share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveyreport.estimates.proportions import korn_graubard, proportions
from surveyreport.evidence.agreement import UNKNOWN, CodeAgreement, code_agreement, verdict
from surveyreport.responses.recoding import NOT_SHOWN, missing_column
from surveyreport.study.codebooks import Codebook
from surveyreport.study.coded import YES, Coded, Few, differing, shown_codes
from surveyreport.study.model import Study

AGREEMENT = [
    "codebook", "code", "coded", "prevalence", "alpha", "ci_low", "ci_high", "kappa", "raw",
    "verdict",
]  # fmt: skip
FACTORS = [
    "codebook", "item", "code", "label", "n", "answered", "written", "asked", "share",
    "share_asked", "ci_low", "ci_high", "coder_low", "coder_high", "first_coder", "second_coder",
    "corrected", "verdict",
]  # fmt: skip


@dataclass(frozen=True)
class Errors:
    """How often one coder overlooks a code that is there (misses), or ticks one that is not."""

    misses: float
    adds: float

    def corrected(self, share: float, twice: float) -> tuple[float, float]:
        """The share that would be found without errors, and by how much one found more moves it.

        share: found; twice: part of the answers coded by two people and decided where they
        differed, so that only what both overlooked or both added is wrong (after Rogan & Gladen
        1978, the errors of two coders independent).
        """
        added = twice * self.adds**2 + (1 - twice) * self.adds
        missed = twice * self.misses**2 + (1 - twice) * self.misses
        slope = 1 - added - missed
        if slope <= 0:
            return share, 1.0
        return float(np.clip((share - added) / slope, 0, 1)), 1 / slope


def twice_coded(
    coded: Coded, book: Codebook
) -> tuple[list[str], dict[str, tuple[frozenset[str], frozenset[str]]]]:
    """(units, unit -> what each of its two coders ticked, merged codes as what they count as)."""
    ticks = {}
    for unit, by in sorted(coded.ticks.get(book.id, {}).items()):
        if len(by) > 1:
            first, second = (frozenset(map(book.counts_as, by[c])) for c in sorted(by)[:2])
            ticks[unit] = (first, second)
    return list(ticks), ticks


def agreement_table(
    coded: Coded, study: Study, providers: Mapping[tuple[str, str], str], level: float
) -> pd.DataFrame:
    """AGREEMENT, one row per code of every book of which answers were coded twice.

    providers: (group, response) -> provider; a unit counts for whoever wrote it first.
    """
    rows = []
    for book in study.codebooks.values():
        units, ticks = twice_coded(coded, book)
        if not units:
            continue
        writer = coded.answers[coded.answers["codebook"].eq(book.id)].drop_duplicates("unit")
        of_unit = {
            row.unit: providers.get((row.item.split(".")[0], row.response), "")
            for row in writer.itertuples()
        }
        names = sorted({of_unit[unit] for unit in units})
        place = np.array([names.index(of_unit[unit]) for unit in units])
        for code in book.counted:
            first, second = (
                np.array([code.id in ticks[unit][coder] for unit in units]) for coder in (0, 1)
            )
            found = code_agreement(first, second, place, len(names), level)
            rows.append((book.id, code.id, *_numbers(found), _verdict(found, book)))
    return pd.DataFrame(rows, columns=AGREEMENT)


def factor_table(
    coded: Coded,
    study: Study,
    responses: Mapping[str, pd.DataFrame],
    agreement: pd.DataFrame,
    few: Few,
    level: float,
) -> pd.DataFrame:
    """FACTORS, one row per open question and code, in the order of the questionnaires.

    n of `answered` (answered and coded) name it, of `asked` respondents who got the question;
    `written` are all answers, more than `answered` in a wave of which not all is coded yet.
    ci_low, ci_high: the sampling interval. coder_low, coder_high: from the lowest to the highest
    limit of the share as decided, as each coder alone would have it, and without the errors that
    the coders make. A code too rare to show, or of too few providers, has no numbers.
    """
    verdicts = {(row.codebook, row.code): row.verdict for row in agreement.itertuples()}
    everyone = sorted({p for t in responses.values() for p in t.loc[t["included"], "provider_id"]})
    rows = []
    for book in study.codebooks.values():
        shown = shown_codes(coded, book, few)
        _, ticks = twice_coded(coded, book)
        for item in (item for item in book.items if item in shown):
            boxes = [f"{item}.{code.id}" for code in book.counted if code.id in shown[item]]
            columns = ["provider_id", "response_id", item, missing_column(item), *boxes]
            table = responses[item.split(".")[0]]
            table = table.loc[table["included"], columns]
            written = int(table[item].eq(1).sum())
            asked = int(table[missing_column(item)].ne(NOT_SHOWN).sum())
            units = coded.answers
            units = units[units["codebook"].eq(book.id) & units["item"].eq(item)]
            # response -> what each of two coders ticked, if there were two
            twice = dict(zip(units["response"], map(ticks.get, units["unit"]), strict=True))
            for code in book.counted:
                head = (book.id, item, code.id, code.label)
                said = verdicts.get((book.id, code.id), UNKNOWN)
                known = code.id in shown[item]
                of = table.loc[table[f"{item}.{code.id}"].notna()] if known else table[:0]
                if known and not few.gives_away(of["provider_id"]):
                    found = _factor(coded, book, item, code.id, table, twice, everyone, level)
                    n, answered = found[:2]
                    share = n / answered if answered else None
                    of_asked = n / asked if asked else None
                    rows.append(
                        (*head, n, answered, written, asked, share, of_asked, *found[2:], said)
                    )
                else:
                    rows.append((*head, *[None] * (len(FACTORS) - 5), said))
    table = pd.DataFrame(rows, columns=FACTORS)
    counts = dict.fromkeys(("n", "answered", "written", "asked"), "Int64")
    return table.astype(counts | dict.fromkeys(FACTORS[8:-1], float))


def errors_of(coded: Coded, book: Codebook, code: str) -> Errors:
    """The errors of one coder, from the answers coded twice and what was decided.

    With a answers where both ticked and d where one did and it was decided that it is there, the
    likelihood (1 - g)^2 : 2g(1 - g) gives g = d / (2a + d); the same for answers without the code.
    """
    decided = coded.decisions.get(book.id, {})
    both = neither = missed = added = 0
    for unit, by_coder in coded.ticks.get(book.id, {}).items():
        if len(by_coder) < 2:
            continue
        seen = [code in map(book.counts_as, by_coder[coder]) for coder in sorted(by_coder)[:2]]
        if all(seen):
            both += 1
        elif not any(seen):
            neither += 1
        else:
            names = [name for name in differing(by_coder) if book.counts_as(name) == code]
            there = any(decided.get((unit, name)) == YES for name in names)
            missed, added = missed + there, added + (not there)
    misses = missed / (2 * both + missed) if both + missed else 0.0
    adds = added / (2 * neither + added) if neither + added else 0.0
    return Errors(misses, adds)


def _factor(
    coded: Coded,
    book: Codebook,
    item: str,
    code: str,
    table: pd.DataFrame,
    ticked: Mapping[str, tuple[frozenset[str], frozenset[str]] | None],
    everyone: list[str],
    level: float,
) -> tuple:
    """n, answered, both intervals, the shares of the coders and the one without errors."""
    column = f"{item}.{code}"
    answered = table[table[column].notna()]
    decided = answered[column].eq(1).to_numpy(dtype=bool)
    if not len(decided):
        return (0, 0, *[None] * 7)
    own = [ticked[response] for response in answered["response_id"].astype(str)]
    alone = [
        np.array([code in two[coder] if two else fixed
                  for two, fixed in zip(own, decided, strict=True)])
        for coder in (0, 1)
    ]  # fmt: skip
    psu = answered["provider_id"].map({name: n for n, name in enumerate(everyone)}).to_numpy()
    found = proportions(np.column_stack([decided, *alone]), psu, len(everyone), level=level)
    twice = float(np.mean([two is not None for two in own]))
    share, slope = errors_of(coded, book, code).corrected(decided.mean(), twice)
    lows, highs = ([getattr(f, end) for f in found] for end in ("ci_low", "ci_high"))
    if found[0].ci_low is None or not twice:
        coder = (None, None)
    else:
        variance = ((found[0].se or 0) * slope) ** 2
        ends = korn_graubard(share, variance, found[0].base, found[0].df, level)[:2]
        coder = (min(*lows, float(ends[0])), max(*highs, float(ends[1])))
    shares = (found[1].share, found[2].share, share) if twice else (None, None, None)
    return (found[0].n, found[0].base, lows[0], highs[0], *coder, *shares)


def _numbers(found: CodeAgreement) -> tuple:
    return (found.coded, found.prevalence, found.alpha, found.ci_low, found.ci_high, found.kappa,
            found.raw)  # fmt: skip


def _verdict(found: CodeAgreement, book: Codebook) -> str:
    return verdict(found, book.agreement.sufficient, book.agreement.tentative)
