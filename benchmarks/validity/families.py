"""The families of study/comparisons.yaml on the providers and respondents of a wave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy import special

from benchmarks.validity.cells import cell
from surveyreport.estimates.comparison_table import ADJUST, favourable_order
from surveyreport.estimates.multiplicity import holm
from surveyreport.estimates.small_groups import cliffs_delta
from surveyreport.evidence.attach import with_codes
from surveyreport.files.problems import ProblemList
from surveyreport.responses.cleaning import clean
from surveyreport.responses.recoding import recode
from surveyreport.sources.frame import add_providers
from surveyreport.sources.ingest import ingest
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.coded import few_of, read_coded
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.config import load_config
from surveyreport.study.load import load_study

WAVE, STUDY = "2023", Path("study")
LIMIT = 0.06


@dataclass(frozen=True, eq=False)
class Real:
    """One comparison as it was asked.

    items: (a, b), places in the list of items; rows, providers: per group the respondents with an
    opinion (places in the wave) and their provider in the design of the comparison; shares: (K,)
    of both groups together.
    """

    family: str
    kind: str
    items: tuple[int, int]
    rows: tuple[np.ndarray, np.ndarray]
    providers: tuple[np.ndarray, np.ndarray]
    n_providers: int
    shares: np.ndarray


@cache
def real_comparisons() -> tuple[tuple[Real, ...], np.ndarray, int]:
    """The comparisons of the wave, the provider of each respondent, and how many items."""
    study = load_study(STUDY)
    config = load_config(groups=tuple(study.groups))
    wave, problems = config.waves[WAVE], ProblemList()
    tables, start = {}, {}
    coded = read_coded(WAVE, problems)
    for group, files in wave.exports.items():
        mapping = read_mapping(mapping_path(STUDY, WAVE, group), study, group, problems)
        stored = ingest(files, group, {group: mapping}, config.cleaning.test_entries).table
        found = clean(add_providers(stored, wave.frame, wave.corrections), wave, config.cleaning)
        table = recode(found, mapping)
        table = with_codes(table, group, coded, study, few_of(STUDY), problems)
        start[group] = sum(map(len, tables.values()))
        tables[group] = table[table["included"]].reset_index(drop=True)
    problems.raise_if_any()
    codes = {name: c for c, name in enumerate(
        sorted(set().union(*(table["provider_id"] for table in tables.values())))
    )}  # fmt: skip
    provider = np.concatenate([table["provider_id"].map(codes) for table in tables.values()])
    declared = load_comparisons(STUDY / "comparisons.yaml", study)
    entries = [
        entry
        for entry in declared.comparisons
        # a code too rare to show is compared by nobody
        if all(name in tables[study.items[name].group] for name in entry.items)
    ]
    places = {name: i for i, name in enumerate(
        dict.fromkeys(name for entry in entries for name in entry.items)
    )}  # fmt: skip
    found = []
    for entry in entries:
        items = [study.items[name] for name in entry.items]
        order, _ = favourable_order(items[0])
        answers = [tables[item.group][item.id] for item in items]
        rows = tuple(
            start[item.group] + np.flatnonzero(answer.isin(order))
            for item, answer in zip(items, answers, strict=True)
        )
        margin = sum(answer.value_counts().reindex(order, fill_value=0) for answer in answers)
        design = np.unique(np.concatenate([provider[each] for each in rows]))
        found.append(
            Real(
                entry.family,
                declared.families[entry.family].kind,
                tuple(places[name] for name in entry.items),
                rows,
                tuple(np.searchsorted(design, provider[each]) for each in rows),
                len(design),
                (margin / margin.sum()).to_numpy(dtype=float),
            )
        )
    return tuple(found), provider, len(places)


@dataclass(frozen=True)
class Families:
    """All comparisons of a report at once; shift: in latent SD, of the first of every two."""

    shift: float
    icc: float
    person: float

    situation = "families van vergelijkingen"
    factor = 0.4

    @property
    def label(self) -> str:
        text = f"alle vergelijkingen van golf {WAVE}, verschuiving {self.shift:g} SD van de helft"
        text = text if self.shift else f"alle vergelijkingen van golf {WAVE}, geen verschil"
        return f"{text}, ICC {self.icc:g}, samenhang binnen een persoon {self.person:g}".replace(
            ".", ","
        )

    def measure(self, rng: np.random.Generator, datasets: int) -> list[dict]:
        chunks = [min(100, datasets - done) for done in range(0, datasets, 100)]
        results = [self._tested(rng, size) for size in chunks]
        p, clear = (np.concatenate(each) for each in zip(*results, strict=True))
        real, _, _ = real_comparisons()
        blocks = {name: [i for i, one in enumerate(real) if one.family == name]
                  for name in dict.fromkeys(one.family for one in real)}  # fmt: skip
        kinds = {one.family: one.kind for one in real}
        found = np.zeros(p.shape, dtype=bool)
        for name, columns in blocks.items():
            adjusted = np.array([ADJUST[kinds[name]](line.tolist()) for line in p[:, columns]])
            found[:, columns] = (adjusted < 0.05) & clear[:, columns]
        report = (np.array([holm(line.tolist()) for line in p]) < 0.05) & clear
        split = np.zeros_like(found)
        for columns in blocks.values():
            adjusted = len(blocks) * np.array([holm(line.tolist()) for line in p[:, columns]])
            split[:, columns] = (adjusted < 0.05) & clear[:, columns]
        layers = {
            "per blok": found,
            "Holm over het rapport": report,
            "Holm per blok x blokken": split,
        }
        if self.shift:
            moved = np.arange(len(real)) % 2 == 0
            return [cell("kracht", f"gevonden verschillen, {name}", each[:, moved].mean())
                    for name, each in layers.items()]  # fmt: skip
        rows = [cell("fout", f"vals verschil in blok {name}", found[:, columns].any(axis=1).mean(),
                     high=LIMIT) for name, columns in blocks.items()]  # fmt: skip
        confirmatory = [i for i, one in enumerate(real) if one.kind == "confirmatory"]
        return [
            *rows,
            cell("fout", "vals verschil in het rapport", report.any(axis=1).mean(), high=LIMIT),
            cell("fout", "vals verschil in het rapport, enkel per blok aangepast",
                 found.any(axis=1).mean(), printed=False),
            cell("fout", "vals verschil in de bevestigende blokken, enkel per blok aangepast",
                 found[:, confirmatory].any(axis=1).mean(), printed=False),
            cell("fout", "vals verschil in het rapport, Holm per blok x blokken",
                 split.any(axis=1).mean(), printed=False),
        ]  # fmt: skip

    def _tested(self, rng: np.random.Generator, datasets: int) -> tuple[np.ndarray, np.ndarray]:
        """(datasets, comparisons) p of delta, and whether its interval leaves 0 out."""
        real, provider, n_items = real_comparisons()
        people, places = len(provider), provider.max() + 1
        rest = 1 - self.icc - self.person
        person = rng.standard_normal((datasets, people, 1)) * np.sqrt(self.person)
        # half of the effect of a provider on an item is that on all its items
        effect = rng.standard_normal((datasets, places, 1)) + rng.standard_normal(
            (datasets, places, n_items)
        )
        latent = person + np.sqrt(self.icc / 2) * effect[:, provider]
        latent += np.sqrt(rest) * rng.standard_normal((datasets, people, n_items))
        p, clear = [], []
        for number, one in enumerate(real):
            limits = special.ndtri(np.clip(np.cumsum(one.shares)[:-1], 1e-9, 1 - 1e-9))
            shift = self.shift if number % 2 == 0 else 0.0
            sides = []
            for side, moved in ((0, shift), (1, 0.0)):
                level = np.searchsorted(limits, latent[:, one.rows[side], one.items[side]] + moved)
                cell_of = one.providers[side] * len(one.shares) + level
                size = one.n_providers * len(one.shares)
                cell_of = cell_of + size * np.arange(datasets)[:, None]
                tally = np.bincount(cell_of.ravel(), minlength=size * datasets)
                sides.append(tally.reshape(datasets, one.n_providers, len(one.shares)))
            delta = cliffs_delta(np.stack(sides, axis=1).astype(float))
            p.append(np.nan_to_num(delta.p, nan=1.0))
            clear.append(delta.low * delta.high > 0)
        return np.stack(p, axis=1), np.stack(clear, axis=1)


def cases() -> list[Families]:
    nulls = [Families(0.0, icc, person) for icc in (0.05, 0.2) for person in (0.0, 0.3)]
    return [*nulls, Families(0.4, 0.1, 0.3), Families(0.6, 0.1, 0.3)]
