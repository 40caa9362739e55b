"""The attack that lays provider reports beside microdata without a number per provider.

The counts a report shows are sums over the records of that provider. Of the sets of records that
give all of them at once one is found, and then another that has as few records in common with it as
possible. Where even that one has nearly all in common, the attacker knows whose records these are,
and every answer in them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyreadstat import read_sav
from scipy.optimize import LinearConstraint, milp

from surveyreport.archive.codes import MISSING_CODES, WITHHELD, answer_codes
from surveyreport.disclosure.counts import SELECTED
from surveyreport.disclosure.policy import Policy
from surveyreport.disclosure.release_table import HIDDEN, SEPARATOR
from surveyreport.files.csvfile import read_text
from surveyreport.study.model import Item, Study

# The solver gives up on a provider then; what it did not find in that time counts as found
SECONDS = 5


def linked_records(path: Path, study: Study, released: pd.DataFrame, policy: Policy) -> list[str]:
    """Faults (Dutch): how many providers can be told from the records of one group.

    path: <group>.csv or <group>.sav of the archive. released: release_table.COLUMNS.
    """
    if path.suffix == ".sav":
        records = read_sav(path, user_missing=True)[0]
    else:
        records = read_text(path).astype("Int64")
    records = records.rename(columns={i.replace(".", "_"): i for i in study.items})
    shown = released[(released["group"] == path.stem) & (released["detail"] != HIDDEN)]
    withheld = records.eq(MISSING_CODES[WITHHELD]).any()
    shown = shown[shown["item"].isin(withheld.index[~withheld])]
    found = sum(
        _told_apart(records, rows, study, policy) for _, rows in shown.groupby("provider_id")
    )
    if not found:
        return []
    return [
        f"van {found} aanbieders is na te gaan welke records van hen zijn, uit de aantallen in hun "
        "rapport; dan ligt ook vast wat verborgen is"
    ]


def _told_apart(records: pd.DataFrame, rows: pd.DataFrame, study: Study, policy: Policy) -> bool:
    gives = np.stack([_gives(records, study.items[r.item], r.members) for r in rows.itertuples()])
    wanted = rows["n"].to_numpy(dtype=float)
    one = _fitting(gives, wanted, np.zeros(len(records)))
    other = one if one is None else _fitting(gives, wanted, one)
    if other is None:
        return True
    return one.sum() - (one * other).sum() < policy.interval


def _gives(records: pd.DataFrame, item: Item, members: str) -> NDArray[np.float64]:
    """(records,) 1 where the answer is one of `members`."""
    codes = answer_codes(item)
    if item.type == "option":
        codes = dict(zip(SELECTED, (codes[1], codes[0]), strict=True))
    return records[item.id].isin([codes[name] for name in members.split(SEPARATOR)]).to_numpy(float)


def _fitting(
    gives: NDArray[np.float64], wanted: NDArray[np.float64], cost: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """(records,) the cheapest set of records with these sums; None when none was found in time."""
    found = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=(0, 1),
        constraints=LinearConstraint(gives, wanted, wanted),
        options={"time_limit": SECONDS},
    )
    return None if found.x is None else np.rint(found.x)
