"""The answers of one group without what could point to a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveyreport.archive.codes import MISSING_CODES, WITHHELD, answer_codes
from surveyreport.archive.k_anonymity import withheld_answers
from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of
from surveyreport.responses.recoding import missing_column
from surveyreport.study.config import Microdata
from surveyreport.study.model import Item, Question, Study
from surveyreport.study.wave_entry import CONFIG

NUMBER = "nr"
PROVIDER_NUMBER = "aanbieder_nr"
PROVIDER = "provider_id"


@dataclass(frozen=True, eq=False)
class PublicAnswers:
    """What may be published of one group.

    table: NUMBER, PROVIDER_NUMBER where it may be given, then a code per closed item (codes.py),
    whole numbers only; no rows when the group has fewer than k respondents.
    items: the closed items, in the order of the table. responses: the same answers before they
    were coded, withheld ones empty, with provider: to measure the loss, never to publish.
    before, after: people per combination of background answers, then and now. withheld: answers
    withheld per question.
    """

    group: str
    table: pd.DataFrame
    items: tuple[Item, ...]
    responses: pd.DataFrame
    before: pd.Series
    after: pd.Series
    withheld: pd.Series

    @property
    def has_providers(self) -> bool:
        return PROVIDER_NUMBER in self.table


def public_answers(
    responses: pd.DataFrame, study: Study, group: str, rules: Microdata, config: Path = CONFIG
) -> PublicAnswers:
    """The included responses of `group` as the archive may have them.

    responses: the recoded responses (see recoding.recode). Left out: excluded responses, ids,
    dates, durations and open answers. Rows are in the order of their answers, so that their place
    tells nothing. The provider becomes a number in that order, only if the rules want it and every
    provider has k respondents; it then counts as a background answer that is never withheld.
    Raises InputProblems for a background question that is not a closed one of the group.
    """
    questions = _background(study, group, rules, config)
    included = responses[responses["included"]].reset_index(drop=True)
    items = tuple(item for item in study.known_items(group) if item.closed and item.id in included)
    codes = pd.DataFrame({item.id: _codes(included, item) for item in items})
    columns = {q.id: [item.id for item in q.items if item.id in codes] for q in questions}
    background = pd.DataFrame(
        {
            name: codes[ids].astype(str).agg("|".join, axis=1)
            for name, ids in columns.items()
            if ids
        },
        index=codes.index,
    )
    providers = included[PROVIDER].astype(str)
    give_provider = (
        rules.provider_number == "when_all_large" and providers.value_counts().min() >= rules.k
    )
    known = background.assign(**{PROVIDER: providers}) if give_provider else background
    withheld = _withheld(background, providers if give_provider else None, codes, rules.k)
    people = withheld.index
    public, kept = codes.loc[people], included.loc[people]
    for question in withheld:
        public.loc[withheld[question], columns[question]] = MISSING_CODES[WITHHELD]
        kept.loc[withheld[question], columns[question]] = pd.NA
    answered = {name: included.loc[people, columns[name]].notna().any(axis=1) for name in withheld}
    public = public.sort_values(list(public), kind="stable")
    table = public.reset_index(drop=True)
    if give_provider:
        table.insert(0, PROVIDER_NUMBER, pd.factorize(providers.loc[public.index])[0] + 1)
    table.insert(0, NUMBER, range(1, len(table) + 1))
    return PublicAnswers(
        group,
        table,
        items,
        kept,
        before=_sizes(known),
        after=_sizes(
            known.loc[people].mask(
                withheld.reindex(columns=known.columns, fill_value=False), WITHHELD
            )
        ),
        withheld=(withheld & pd.DataFrame(answered, dtype=bool)).sum(),
    )


def _withheld(
    background: pd.DataFrame, providers: pd.Series | None, codes: pd.DataFrame, k: int
) -> pd.DataFrame:
    """Whom the file may hold (its index) and which of their background answers are withheld."""
    # hashed, so that who loses an answer does not depend on what was answered
    order = pd.Series(pd.util.hash_pandas_object(codes, index=False), index=codes.index)
    parts = [codes.index] if providers is None else codes.groupby(providers).groups.values()
    found = [withheld_answers(background.loc[rows], k, order.loc[rows]) for rows in parts]
    if any(part is None for part in found):
        return background.iloc[:0].astype(bool)
    return pd.concat(found).sort_index()


def _background(study: Study, group: str, rules: Microdata, config: Path) -> list[Question]:
    problems = ProblemList()
    names = rules.background.get(group, ())
    closed = [q.id for q in study.questions.values() if q.group == group and q.items[0].closed]
    for place, name in enumerate(names):
        if name not in closed:
            problems.add(
                config,
                f"'{name}' is geen gesloten vraag van {group}",
                "kies vragen van deze groep",
                row=line_of(config, "microdata", "background", group, place),
                column=f"microdata.background.{group}",
                expected="een van: " + ", ".join(closed),
            )
    problems.raise_if_any()
    return [study.questions[name] for name in names]


def _codes(responses: pd.DataFrame, item: Item) -> pd.Series:
    known = answer_codes(item)
    answers, missing = responses[item.id].tolist(), responses[missing_column(item.id)].tolist()
    found = [
        known[answer] if answer in known else MISSING_CODES[why]
        for answer, why in zip(answers, missing, strict=True)
    ]
    return pd.Series(found, index=responses.index, dtype="int64")


def _sizes(known: pd.DataFrame) -> pd.Series:
    """People per combination; without background questions everyone is alike."""
    if known.columns.empty:
        return pd.Series([len(known)] if len(known) else [], dtype="int64")
    return known.groupby(list(known), dropna=False).size()
