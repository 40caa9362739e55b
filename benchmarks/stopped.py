"""How often the audit stops an honest release.

python benchmarks/stopped.py [draws providers people first]

Draws waves as benchmarks/feedback.py does, every one with a key of its own, and adds up what all
reports and public totals tell together. Prints per group how many waves hold a count over the
promise, and the largest odds. docs/disclosure.md promises at most one wave in twenty.
"""

from __future__ import annotations

import sys
import time
from hashlib import sha256
from pathlib import Path

import pandas as pd
from feedback import drawn_responses

from surveyreport.audit.odds import printed_odds
from surveyreport.audit.truth import Truth
from surveyreport.feedback.gather import themes_of
from surveyreport.feedback.settings import SETTINGS, load_settings
from surveyreport.protection.counts import answered, provider_counts
from surveyreport.protection.draws import Plan
from surveyreport.protection.protect import factors_of, protect
from surveyreport.protection.settings import load_protection
from surveyreport.study.load import load_study

# keys per drawn population
KEYS = 10


def main(draws: int = 60, providers: int = 200, people: int = 10_000, first: int = 0) -> None:
    study, rules = load_study(Path("study")), load_protection()
    themes = themes_of(load_settings(SETTINGS, study))
    rows = []
    for number in range(first, first + draws):
        start = time.process_time()
        if number % KEYS == 0 or not rows:
            responses = drawn_responses(study, providers, people, number // KEYS)
            counts, ids = provider_counts(responses, study), answered(responses, study)
            plan, truth = Plan(counts, ids, study, themes, rules), Truth(responses, study)
            factors = factors_of(plan, plan.draws())
        key = sha256(f"stopped {number}".encode()).digest()
        odds = printed_odds(truth, *protect("x", plan, key, factors), themes, rules.odds)
        over = odds[~odds["holds"]]
        rows.append({group: group in set(over["group"]) for group in study.groups})
        print(f"{number:4} hoogste {odds[['colleague', 'other']].to_numpy().max():.3f}, "
              f"{len(over)} te veel, {time.process_time() - start:.0f} s", flush=True)  # fmt: skip
    table = pd.DataFrame(rows)
    print(f"{providers} aanbieders, {people} mensen: {table.any(axis=1).sum()} van {draws} "
          f"tegengehouden; per groep {table.sum().to_dict()}")  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
