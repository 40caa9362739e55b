"""The response table: from invited providers to respondents, and every exclusion counted."""

from __future__ import annotations

import pandas as pd

from surveyreport.responses.recoding import missing_column
from surveyreport.study.model import Study

ALL, EXCLUDED = "alle", "excluded_"
COLUMNS = ["wave", "group", "provider_type", "statistic", "value"]


def response_table(
    wave: str,
    responses: dict[str, pd.DataFrame],
    frame: pd.DataFrame,
    reasons: tuple[str, ...],
    study: Study,
) -> pd.DataFrame:
    """One number a row: wave, group ("alle" = all), provider_type ("alle"), statistic, value.

    responses: the recoded responses per group; reasons: all reasons for exclusion, in order.
    Statistics: invited, providers (with a respondent), respondents, and per provider with a
    respondent minimum, maximum, mean; for all types also rows (in the export), excluded_<reason>
    and without_answers (respondents who left every question open).
    """
    types = list(dict.fromkeys(frame["type"]))
    included = {group: table[table["included"]] for group, table in responses.items()}
    everyone = pd.concat([table[["provider_id"]] for table in included.values()])
    rows: list[tuple[str, str, str, float]] = []
    for provider_type in (ALL, *sorted(types)):
        of_type = frame if provider_type == ALL else frame[frame["type"] == provider_type]
        ids = set(of_type["provider_id"])
        rows.append((ALL, provider_type, "invited", len(ids)))
        for group, table in ((ALL, everyone), *included.items()):
            sizes = table.loc[table["provider_id"].isin(ids), "provider_id"].value_counts()
            rows.append((group, provider_type, "providers", len(sizes)))
            rows.append((group, provider_type, "respondents", int(sizes.sum())))
            if group != ALL and len(sizes):
                rows.append((group, provider_type, "minimum", int(sizes.min())))
                rows.append((group, provider_type, "maximum", int(sizes.max())))
                rows.append((group, provider_type, "mean", float(sizes.mean())))
    for group, table in responses.items():
        rows.append((group, ALL, "rows", len(table)))
        excluded = table["exclusion_reason"].value_counts()
        for reason in reasons:
            rows.append((group, ALL, EXCLUDED + reason, int(excluded.get(reason, 0))))
        blank = _without_answers(included[group], group, study)
        rows.append((group, ALL, "without_answers", int(blank.sum())))
    return pd.DataFrame([(wave, *row) for row in rows], columns=COLUMNS)


def _without_answers(table: pd.DataFrame, group: str, study: Study) -> pd.Series:
    answered = [
        table[missing_column(item.id)].isna()
        for item in study.group_items(group)
        if item.id in table
    ]
    return ~pd.concat(answered, axis=1).any(axis=1)
