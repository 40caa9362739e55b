"""Time all comparisons of a large wave, beside R's survey package where R is installed.

`python benchmarks/comparisons.py` prints the table of docs/benchmarks.md.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.load import load_study

ROOT = Path(__file__).parents[1]
PROVIDERS, RESPONDENTS = 1_000, 100_000
R = """
library(survey)
data <- read.csv("{file}")
design <- svydesign(ids = ~provider, data = data)
cat(system.time({{
  svyranktest(answer ~ group, design)
  svychisq(~group + answer, design, statistic = "F")
}})["elapsed"])
"""


def main() -> None:
    study = load_study(ROOT / "study")
    entries = load_comparisons(ROOT / "study/comparisons.yaml", study)
    responses = large_wave(study, entries)
    start = time.perf_counter()
    pairs = compare_pairs(entries, responses, study, 10, 0.95)
    comparison_table("x", pairs, entries)
    seconds = time.perf_counter() - start
    print("| taak | tijd (s) |\n|---|---|")
    print(f"| {len(pairs)} vergelijkingen, alle toetsen | {seconds:.1f} |")
    if shutil.which("Rscript"):
        one = entries.comparisons[0]
        print(
            f"| R survey: svyranktest en svychisq, één vergelijking | {in_r(one, responses):.1f} |"
        )


def large_wave(study, entries) -> dict[str, pd.DataFrame]:
    """Random answers on every compared item: a third policy, two thirds school team and pupils."""
    rng = np.random.default_rng(1)
    names = {name for entry in entries.comparisons for name in entry.items}
    responses = {}
    for group in study.groups:
        n = RESPONDENTS // 3
        table = {"provider_id": rng.integers(0, PROVIDERS, n).astype(str), "included": True}
        for item in study.group_items(group):
            if item.id in names:
                labels = item.scale.labels
                table[item.id] = pd.Categorical.from_codes(
                    rng.integers(0, len(labels), n), labels, ordered=True
                )
        responses[group] = pd.DataFrame(table)
    return responses


def in_r(entry, responses) -> float:
    parts = [
        pd.DataFrame(
            {
                "provider": table["provider_id"],
                "group": number,
                "answer": table[name].cat.codes,
            }
        )
        for number, name in enumerate(entry.items)
        for table in [responses[name.split(".")[0]]]
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.csv"
        pd.concat(parts).to_csv(file, index=False)
        script = Path(folder) / "run.R"
        script.write_text(R.format(file=file), encoding="utf-8")
        done = subprocess.run(["Rscript", script], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
