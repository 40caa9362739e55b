"""How many respondents answered each open question; never what they wrote."""

from __future__ import annotations

import pandas as pd

from surveyreport.study.model import Study

COLUMNS = ["group", "item", "answered", "respondents"]


def open_answer_counts(responses: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """One row per open question that the wave asked, in the order of the questionnaires.

    responses: the recoded responses per group (1 where an open question has an answer). Columns:
    group, item, answered, respondents (all included ones of the group).
    """
    rows = []
    for group, table in responses.items():
        included = table[table["included"]]
        for item in study.group_items(group):
            if item.type == "open" and item.id in table:
                answered = int(included[item.id].eq(1).sum())
                rows.append((group, item.id, answered, len(included)))
    return pd.DataFrame(rows, columns=COLUMNS)
