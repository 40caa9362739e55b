"""The numbers of a figure whose results are parted by a background question or type of provider."""

from __future__ import annotations

import pandas as pd

from surveyreport.numbers.kinds import NUMBERS
from surveyreport.study.model import Figure, Study
from surveyreport.study.subgroups import levels_of


def parted_numbers(study: Study, figure: Figure, subgroups: pd.DataFrame) -> pd.DataFrame:
    """As `figure_numbers`, with by, level and part (its label) after group, and reason at the end.

    subgroups: as of `subgroup_table`. A part to which nobody belongs is left out. In a likert
    figure the parts of an item stand under each other; else all answers of a part do.
    """
    tables = []
    own = subgroups[subgroups["by"].eq(figure.by)]
    for place, (level, label) in enumerate(levels_of(study, figure.by).items()):
        mine = own[own["level"].eq(level)]
        table = NUMBERS[figure.kind](study, figure, mine, mine)
        if table["base"].eq(0).all():
            continue
        reasons = mine.drop_duplicates("item").set_index("item")["reason"]
        heads = {"by": figure.by, "level": level, "part": label}
        for offset, (name, value) in enumerate(heads.items()):
            table.insert(table.columns.get_loc("group") + 1 + offset, name, value)
        table["reason"] = table["item"].map(reasons).fillna("")
        first = {item: at for at, item in enumerate(table["item"].drop_duplicates())}
        of_item = table["item"].map(first) if figure.kind == "likert" else 0
        tables.append(table.assign(of_item=of_item, part_place=place))
    numbers = pd.concat(tables, ignore_index=True)
    groups = {group: at for at, group in enumerate(dict.fromkeys(numbers["group"]))}
    numbers["of_group"] = numbers["group"].map(groups)
    keys = ["statement", "of_item", "of_group", "part_place"]
    return numbers.sort_values(keys, kind="stable", ignore_index=True).drop(columns=keys[1:])
