"""Does cost grow in proportion: 100 groups, 100 waves of trends, 5,000 providers?

`python benchmarks/growth.py` measures and writes docs/growth.csv and its plot,
docs/images/growth.svg; `python benchmarks/growth.py draw` draws the plot again from the table.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from feedback import drawn_responses

from surveyreport.estimates.table import estimate_table
from surveyreport.estimates.trend_verdicts import trend_verdicts
from surveyreport.estimates.trends import Step, trend_table, wave_changes
from surveyreport.estimates.verdicts import Rule
from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.protection.counts import answered, provider_counts
from surveyreport.protection.draws import Plan
from surveyreport.protection.protect import protect
from surveyreport.protection.settings import load_protection
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

TABLE, PLOT = Path("docs/growth.csv"), Path("docs/images/growth.svg")
PEOPLE_OF_GROUP, PROVIDERS, PEOPLE_OF_WAVE, PEOPLE_OF_PROVIDER = 300, 40, 300, 10
LEVEL, SMALLEST = 0.95, 10
GROUPS = "groepen: schattingen"
WAVES = "golven: trends van een groep"
FEEDBACK = "aanbieders: tellen en beschermen"


def with_groups(study: Study, number: int) -> Study:
    """The study with so many groups, all asked what the pupils are asked."""
    pupils = study.group_items("leerlingen")
    groups, items = {}, {}
    for name in (f"g{n:03d}" for n in range(number)):
        groups[name] = replace(study.groups["leerlingen"], id=name)
        for item in pupils:
            own = item.id.replace("leerlingen", name, 1)
            question = item.question.replace("leerlingen", name, 1)
            items[own] = replace(item, id=own, group=name, question=question, asked_if=None)
    return study.but(groups=groups, items=items, codebooks={})


def of_groups(study: Study, number: int) -> Callable[[], object]:
    whole = with_groups(study, number)
    people, shares = PEOPLE_OF_GROUP * number, [1 / number] * number
    responses = drawn_responses(whole, PROVIDERS, people, shares=shares)
    return lambda: estimate_table("x", responses, whole, {}, LEVEL)


def of_waves(study: Study, number: int) -> Callable[[], object]:
    names = [f"w{n:03d}" for n in range(number)]
    study = study.but(
        groups={"leerlingen": study.groups["leerlingen"]},
        items={item.id: item for item in study.group_items("leerlingen")},
    )
    responses = {
        name: drawn_responses(study, PROVIDERS, PEOPLE_OF_WAVE, wave=n, shares=[1])
        for n, name in enumerate(names)
    }
    same = pd.DataFrame(
        {
            "group": [item.group for item in study.items.values()],
            "item": list(study.items),
            "item_from": list(study.items),
            "item_to": list(study.items),
            "decision": "comparable",
            "changes": "",
            "reason": "",
        }
    )
    steps = [Step(*two, same) for two in pairwise(names)]

    rule = Rule.of(yaml.safe_load(Path("config.yaml").read_text(encoding="utf-8"))["comparisons"])

    def trends() -> None:
        changes = wave_changes(steps, responses, study, SMALLEST, LEVEL)
        table = trend_table(changes, responses, study, SMALLEST, LEVEL)
        labels = {name: name for name in names}
        trend_verdicts(steps, changes, table, labels, rule, study)

    return trends


def of_providers(study: Study, number: int) -> Callable[[], object]:
    responses = drawn_responses(study, number, PEOPLE_OF_PROVIDER * number)
    rules, themes = load_protection(), themes_of(load_settings(SETTINGS, study))
    key = sha256(b"benchmark").digest()

    def feedback() -> None:
        counts, ids = provider_counts(responses, study), answered(responses, study)
        protect("x", Plan(counts, ids, study, themes, rules), key)

    return feedback


KINDS: dict[str, tuple[Callable[[Study, int], Callable[[], object]], tuple[int, ...]]] = {
    GROUPS: (of_groups, (3, 12, 25, 50, 100)),
    WAVES: (of_waves, (3, 12, 25, 50, 100)),
    FEEDBACK: (of_providers, (150, 600, 1250, 2500, 5000)),
}


def measured() -> pd.DataFrame:
    """kind, size, seconds: computing time of this process, without making the answers."""
    study, rows = load_study(Path("study")), []
    study = study.but(
        codebooks={}, items={n: i for n, i in study.items.items() if i.coded_from is None}
    )
    for kind, (prepared, sizes) in KINDS.items():
        # what is loaded at the first use costs no group, wave or provider
        prepared(study, sizes[0])()
        for size in sizes:
            work = prepared(study, size)
            start = time.process_time()
            work()
            rows.append((kind, size, round(time.process_time() - start, 2)))
            print(*rows[-1], sep=" | ", flush=True)
    return pd.DataFrame(rows, columns=["kind", "size", "seconds"])


def growth(table: pd.DataFrame) -> pd.Series:
    """kind -> the power of the size with which the seconds grow, by least squares on logarithms
    from the second size; 1 is in proportion."""
    found = {}
    for kind, part in table.groupby("kind", sort=False):
        size, seconds = np.log(part[["size", "seconds"]].to_numpy(dtype=float)[1:]).T
        found[kind] = np.polyfit(size, seconds, 1)[0]
    return pd.Series(found)


def draw(table: pd.DataFrame) -> None:
    """The points with, dashed, what the largest would take in exact proportion."""
    import matplotlib
    import plotnine as p9

    matplotlib.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none"})
    order = list(KINDS)
    table = table.assign(kind=pd.Categorical(table["kind"], order))
    largest = table.groupby("kind", observed=True).tail(1)
    lines = largest.assign(x=0, y=0)
    plot = (
        p9.ggplot(table, p9.aes("size", "seconds"))
        + p9.geom_segment(
            p9.aes("x", "y", xend="size", yend="seconds"), lines, linetype="dashed", color="#767676"
        )
        + p9.geom_line(color="#1B6B8F")
        + p9.geom_point(color="#1B6B8F", size=2)
        + p9.facet_wrap("kind", scales="free")
        + p9.expand_limits(x=0, y=0)
        + p9.labs(x="aantal", y="rekentijd (s)")
        + p9.theme_minimal(base_family="sans-serif")
        + p9.theme(figure_size=(8, 3))
    )
    plot.save(PLOT, verbose=False, metadata={"Date": None, "Creator": None, "Language": "nl",
              "Title": "Rekentijd bij meer groepen, golven en aanbieders"})  # fmt: skip


def main(asked: list[str]) -> None:
    if asked != ["draw"]:
        measured().to_csv(TABLE, index=False, lineterminator="\n")
    table = pd.read_csv(TABLE)
    draw(table)
    for kind, power in growth(table).items():
        print(f"{kind}: groeit als aantal tot de macht {power:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
