"""The codes of open answers as columns of the responses, like boxes that people ticked."""

from __future__ import annotations

import pandas as pd

from surveyreport.files.problems import ProblemList
from surveyreport.responses.recoding import MISSING_KINDS, NOT_CODED, missing_column
from surveyreport.study.codebooks import Codebook
from surveyreport.study.coded import Coded, Few, coded_folder, shown_codes
from surveyreport.study.model import Study


def with_codes(
    responses: pd.DataFrame,
    group: str,
    coded: Coded,
    study: Study,
    few: Few,
    problems: ProblemList,
) -> pd.DataFrame:
    """The responses of a group with `<open question>.<code>` (Int8) and its kind of missing.

    1 where the code is in an answer, 0 where it is not; missing where there is no answer, and
    where nobody has coded it or decided about it yet (not_coded). A code that nobody looked for
    in this wave, or that is too rare to show (few), has no column.
    To `problems`: coded responses that did not answer or are absent.
    """
    columns: dict[str, pd.Series] = {}
    for book in study.codebooks.values():
        final = coded.final(book)
        for item, codes in shown_codes(coded, book, few).items():
            if item.split(".")[0] == group and item in responses:
                found = _found(responses, book, item, coded, final, problems)
                columns |= _columns(responses, book, item, codes, found)
    return pd.concat([responses, pd.DataFrame(columns, index=responses.index)], axis=1)


def _found(
    responses: pd.DataFrame,
    book: Codebook,
    item: str,
    coded: Coded,
    final: dict[str, frozenset[str]],
    problems: ProblemList,
) -> dict[str, frozenset[str]]:
    """Response -> the codes of its answer to one question."""
    answers = coded.answers
    answers = answers[answers["codebook"].eq(book.id) & answers["item"].eq(item)]
    wrote = set(responses.loc[responses[item].eq(1), "response_id"].astype(str))
    strange = [response for response in answers["response"] if response not in wrote]
    if strange:
        problems.add(
            coded_folder(coded.wave) / "answers.csv",
            f"{len(strange)} gecodeerde antwoorden op {item} staan niet in de export "
            f"(respons {', '.join(strange[:5])})",
            "zet de gecodeerde export terug, of draai make codesheets en make codes opnieuw",
            column="response",
        )
    pairs = zip(answers["response"], answers["unit"], strict=True)
    return {response: final[unit] for response, unit in pairs if unit in final}


def _columns(
    responses: pd.DataFrame,
    book: Codebook,
    item: str,
    shown: set[str],
    found: dict[str, frozenset[str]],
) -> dict[str, pd.Series]:
    codes = responses["response_id"].astype(str).map(found)
    known = codes.notna()
    missing = responses[missing_column(item)].astype(object)
    missing = missing.mask(responses[item].eq(1).fillna(False) & ~known, NOT_CODED)
    kinds = pd.Series(pd.Categorical(missing, categories=MISSING_KINDS), index=responses.index)
    columns = {}
    for code in (code.id for code in book.counted if code.id in shown):
        ticked = pd.Series(pd.NA, index=responses.index, dtype="Int8")
        ticked[known] = [int(code in of) for of in codes[known]]
        columns[f"{item}.{code}"] = ticked
        columns[missing_column(f"{item}.{code}")] = kinds
    return columns
