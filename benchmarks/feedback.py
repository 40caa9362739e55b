"""Time and memory at scale: python benchmarks/feedback.py [providers respondents].

Draws answers of as many providers and respondents as asked; protects them, audits what was drawn
(exact odds, every draw and printed count again), makes every report, PDF and HTML, in two
processes, and audits these. Prints what each step took.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path

# as a job of the workflow, which has its cores at work already; before numpy is read
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import numpy as np
import pandas as pd

from surveyreport.audit.odds import printed_odds
from surveyreport.audit.printed import printed_faults
from surveyreport.audit.provider_files import look_at_reports
from surveyreport.audit.redraw import redraw_faults
from surveyreport.audit.truth import Truth
from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.positions import positions, spread, theme_rows
from surveyreport.feedback.render import render_batch
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.feedback.sources import Sources
from surveyreport.protection.counts import answered, answers_of, provider_counts, respondents
from surveyreport.protection.draws import Plan
from surveyreport.protection.protect import protect
from surveyreport.protection.settings import load_protection
from surveyreport.study.load import load_study
from surveyreport.study.model import Study

GROUP_SHARES = (0.1, 0.5, 0.4)
SEED = 20230206
KEY = sha256(b"benchmark").digest()


def drawn_responses(
    study: Study,
    providers: int,
    respondents: int,
    wave: int = 0,
    shares: Sequence[float] = GROUP_SHARES,
) -> dict[str, pd.DataFrame]:
    """Random responses per group: provider sizes log-normal, answers Dirichlet per question."""
    random = np.random.default_rng(SEED + wave)
    names = np.array([f"P{number:04d}" for number in range(providers)], dtype=object)
    size = random.lognormal(0, 0.6, providers)
    found = {}
    for group, share in zip(study.groups, shares, strict=True):
        people = int(respondents * share)
        columns = {
            "response_id": [f"{number}" for number in range(people)],
            "provider_id": random.choice(names, people, p=size / size.sum()),
            "included": True,
        }
        for item in study.group_items(group):
            if not item.closed:
                continue
            labels = answers_of(item).categories
            chance = random.dirichlet(np.linspace(8, 1, len(labels)))
            codes = random.choice(len(labels), people, p=chance)
            columns[item.id] = (
                pd.array(1 - codes, dtype="Int8")
                if item.type == "option"
                else pd.Categorical.from_codes(codes, labels)
            )
        found[group] = pd.DataFrame(columns)
    return found


def public_estimates(counts: pd.DataFrame, study: Study) -> pd.DataFrame:
    """group, item, category, kind, n, base as the public table has them."""
    rows = []
    for (group, item), part in counts.groupby(["group", "item"], sort=False):
        sums = part.groupby("category", sort=False)["n"].sum()
        base, answers = int(sums.sum()), answers_of(study.items[item])
        rows += [(group, item, name, "substantive", int(n), base) for name, n in sums.items()]
        if answers.name == "top2":
            n = int(sums[list(answers.favourable)].sum())
            rows.append((group, item, "top2", "top2", n, base))
    return pd.DataFrame(rows, columns=["group", "item", "category", "kind", "n", "base"])


def timed(name: str, start: float) -> None:
    """Prints wall time so far, and peak memory and processor time of all processes."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = max(one.ru_maxrss for one in used) / 1024
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    print(f"{name:<44}{time.perf_counter() - start:8.1f} s   processor tot hier {processor:7.1f} s"
          f"   piek {peak:5.0f} MB", flush=True)  # fmt: skip


def render(batch: tuple[Sources, list[str], Path]) -> tuple[pd.DataFrame, dict[str, str]]:
    return render_batch(*batch, progress=lambda line: print("  ", line, flush=True))


def main(providers: int = 1000, people: int = 100_000) -> None:
    study = load_study(Path("study"))
    rules, settings = load_protection(), load_settings(SETTINGS, study)
    themes = themes_of(settings)
    responses = drawn_responses(study, providers, people)
    begin = start = time.perf_counter()
    counts, ids = provider_counts(responses, study), answered(responses, study)
    timed("antwoorden per aanbieder geteld", start)
    start = time.perf_counter()
    drawn, printed = protect("x", Plan(counts, ids, study, themes, rules), KEY)
    timed(f"beschermd: {len(drawn)} getrokken, {len(printed)} gedrukt", start)
    start = time.perf_counter()
    truth = Truth(responses, study)
    faults = redraw_faults("x", drawn, truth, KEY)
    least = (rules.themes, rules.questions, rules.categories)
    faults += printed_faults(printed, drawn, truth, themes, least)
    timed(f"opnieuw getrokken en gedrukt, {len(faults)} fouten", start)
    start = time.perf_counter()
    odds = printed_odds(truth, drawn, printed, themes, rules.odds)
    most = odds[["colleague", "other"]].to_numpy().max()
    timed(f"belofte nagerekend, hoogste factor {most:.2f}", start)
    timed("bescherming en audit samen", begin)
    estimates = public_estimates(counts, study)
    rows = theme_rows(printed, estimates, study, themes)
    names = sorted(counts["provider_id"].unique())
    sizes = respondents(responses, study)
    sources = Sources(
        study=study,
        settings=settings,
        rules=rules,
        wave="schaal",
        first_day=pd.Timestamp("2023-02-06").date(),
        last_day=pd.Timestamp("2023-02-17").date(),
        synthetic=True,
        names={name: f"Aanbieder {name}" for name in names},
        types=dict.fromkeys(names, "regulier"),
        printed=printed,
        respondents=sizes,
        positions=positions(rows),
        alike={group: spread(mine).alike for group, mine in rows.groupby("group")},
        powers={},
        reliabilities={},
        estimates=estimates,
        participation={"invited": providers, "participating": len(names)}
        | sizes.groupby("group")["respondents"].sum().to_dict(),
        enrolment=pd.DataFrame(columns=["provider_id", "date", "pupils"]),
    )
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        start = time.perf_counter()
        parts = [(sources, names[k::2], Path(folder)) for k in (0, 1)]
        made = list(pool.map(render, parts))
        pool.shutdown()
        index = pd.concat(table for table, _ in made)
        timed(f"{len(index)} rapporten gemaakt, {sum(len(f) for _, f in made)} mislukt", start)
        start = time.perf_counter()
        found = look_at_reports(sources, index, Path(folder), frozenset())
        timed(f"alle rapporten nagekeken, {len(found.faults) + len(found.leaks)} fouten", start)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
