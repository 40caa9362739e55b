"""Answers of the valid respondents of one group, with exactly the planned counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from synthetic.latent import Traits, answer_item, tick_boxes
from synthetic.opentext import Pool, other_text, write_answers
from synthetic.plan import Group, Question


def _question(question: Question, traits: Traits) -> dict[str, np.ndarray]:
    if question.type == "multiple":
        ticked = tick_boxes(traits, question.items)
        return {
            item.column: np.where(ticked[:, place], item.levels[0].code, "")
            for place, item in enumerate(question.items)
        }
    battery = question.id if question.type == "matrix" else f"page {question.page}"
    return {
        item.column: answer_item(
            traits,
            traits.opinion(battery) if question.opinion else traits.characteristic(),
            item.levels,
        )
        for item in question.items
    }


def answer_table(
    group: Group,
    shared: dict[str, float],
    pools: dict[str, Pool],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row per valid respondent: `aanbieder` (provider_id) and every export column, as text.

    shared: provider_id -> standard normal effect common to the groups. Unanswered = "".
    """
    names = list(group.sizes)
    provider = np.repeat(np.arange(len(names)), list(group.sizes.values()))
    answering = np.sort(rng.permutation(len(provider))[group.blank :])
    traits = Traits(rng, provider[answering], np.array([shared[name] for name in names]))
    cells = pd.DataFrame("", index=range(len(provider)), columns=group.columns, dtype="str")
    for question in group.questions:
        if question.type == "open":
            cells.loc[answering, question.items[0].column] = write_answers(
                pools[question.id], len(answering), rng
            )
            continue
        for column, values in _question(question, traits).items():
            # A box of the kind "other" is stored as its text: any text means ticked.
            if column.endswith("[other]"):
                values = other_text(pools[question.id], values != "", rng)
            cells.loc[answering, column] = values
    cells.insert(0, "aanbieder", np.array(names)[provider])
    return cells
