"""Time and memory at scale: python benchmarks/feedback.py [providers respondents].

Draws answers of as many providers and respondents as asked, solves the disclosure, attacks it and
makes every report in two processes, and prints what each step took.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.disclosure.counts import COLUMNS, blocks_of, partitions_of
from surveyreport.disclosure.disclose import attack_release, disclose, release_response
from surveyreport.disclosure.policy import POLICY, load_policy
from surveyreport.disclosure.release_table import HIDDEN
from surveyreport.feedback.comparison import theme_table
from surveyreport.feedback.render import render_batch
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.feedback.sources import Sources
from surveyreport.study.config import load_config
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

GROUP_SHARES = (0.1, 0.5, 0.4)
SEED = 20230206


def drawn_counts(study: Study, providers: int, respondents: int) -> pd.DataFrame:
    """COLUMNS of random answers: provider sizes log-normal, answers Dirichlet per provider."""
    random = np.random.default_rng(SEED)
    names = np.array([f"P{number:04d}" for number in range(providers)], dtype=object)
    size = random.lognormal(0, 0.6, providers)
    tables = []
    for group, share in zip(study.groups, GROUP_SHARES, strict=True):
        base = random.multinomial(int(respondents * share), size / size.sum())
        for item in study.group_items(group):
            if item.type == "open":
                continue
            categories, _ = partitions_of(item)
            weights = random.dirichlet(np.linspace(8, 1, len(categories)), providers)
            n = random.multinomial(base, weights)
            tables.append(
                pd.DataFrame(
                    {
                        "group": group,
                        "item": item.id,
                        "provider_id": np.repeat(names, len(categories)),
                        "category": np.tile(np.array(categories, dtype=object), providers),
                        "n": n.ravel(),
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def public_estimates(counts: pd.DataFrame, study: Study) -> pd.DataFrame:
    """group, item, category, kind, n, deff, df as the public table has them."""
    rows = []
    for block in blocks_of(counts, study):
        for cells in block.partitions[:-1]:
            for cell in cells:
                n = int(block.counts[:, cell.members].sum())
                kind = cell.name if cell.name in ("top2", "bottom2") else "substantive"
                rows.append((block.group, block.item, cell.name, kind, n))
    columns = ["group", "item", "category", "kind", "n"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates(["item", "category"])
    return table[table["category"] != "rest"].assign(deff=1.5, df=len(block.providers) - 1)


def timed(name: str, start: float) -> None:
    """Prints wall time so far, and peak memory and processor time of all processes."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = max(one.ru_maxrss for one in used) / 1024
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    print(f"{name:<40}{time.perf_counter() - start:8.1f} s   processor tot hier {processor:7.1f} s"
          f"   piek {peak:5.0f} MB", flush=True)  # fmt: skip


def render(batch: tuple[Sources, list[str], Path]) -> tuple[int, int]:
    index, failures = render_batch(*batch, progress=lambda line: print("  ", line, flush=True))
    return len(index), len(failures)


def main(providers: int = 1000, respondents: int = 100_000) -> None:
    study = load_study(Path("study"))
    policy, settings = load_policy(POLICY, study), load_settings(SETTINGS, study)
    wave = next(iter(load_config().waves.values()))
    counts = drawn_counts(study, providers, respondents)
    estimates = public_estimates(counts, study)
    start = time.perf_counter()
    released, decisions = disclose("x", counts, study, policy)
    timed("onthulling opgelost", start)
    shown = released.drop_duplicates(["provider_id", "item"])["detail"] != HIDDEN
    print(f"   {shown.mean():.0%} van {len(shown)} aanbieder x vraag getoond")
    bases = counts.groupby(["group", "item", "provider_id"])["n"].sum()
    people = bases.groupby(["group", "provider_id"]).max().rename("respondents").reset_index()
    response = people.assign(received=people["respondents"], open_answers=0)
    start = time.perf_counter()
    totals = people.groupby("group")["respondents"].sum()
    names = sorted(people["provider_id"].unique())
    sources = Sources(
        study=study,
        settings=settings,
        policy=policy,
        wave="schaal",
        first_day=wave.first_day,
        last_day=wave.last_day,
        synthetic=True,
        level=0.95,
        names={name: f"Aanbieder {name}" for name in names},
        released=released,
        response=release_response(response, policy),
        themes=theme_table(released, estimates, settings, study),
        estimates=estimates,
        participation={"invited": providers, "participating": len(names), **totals.to_dict()},
        enrolment=pd.DataFrame(columns=["provider_id", "date", "pupils"]),
    )
    timed("thema's vergeleken", start)
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        start = time.perf_counter()
        parts = [(sources, names[k::2], Path(folder)) for k in (0, 1)]
        made = list(pool.map(render, parts))
        pool.shutdown()
        timed(
            f"{sum(m for m, _ in made)} rapporten gemaakt, {sum(f for _, f in made)} mislukt", start
        )
    start = time.perf_counter()
    attacks = attack_release("x", counts, released, decisions, estimates, study, policy)
    timed("aangevallen", start)
    print(f"   {len(attacks)} aangevallen, {int((~attacks['holds']).sum())} gelukt")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
