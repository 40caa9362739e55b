"""Latent traits of providers and persons, and answers with exact counts drawn from them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthetic.plan import Item, Level

Floats = npt.NDArray[np.float64]

# Shares of the variance of an opinion score. The provider shares are set so that the one-way ANOVA
# intraclass correlation of the answers is about 0.1 and a battery's alpha lies in 0.7-0.9.
PROVIDER, PROVIDER_BATTERY, PERSON, PERSON_BATTERY = 0.09, 0.03, 0.25, 0.16
# Of the provider share, the part that policy team, school team and pupils have in common.
SHARED_BETWEEN_GROUPS = 0.5
NO_OPINION_TRAIT, NO_OPINION_PROVIDER = 0.40, 0.05
# Boxes of a multi-select mostly describe what the school does: more of the provider in them.
BOX_PROVIDER = 0.25


def _standard(values: Floats) -> Floats:
    return (values - values.mean()) / values.std()


class Traits:
    """Traits of one group's respondents.

    provider: for each respondent the index of the provider; shared: one standard normal effect per
    provider, common to the groups. Scores are standard normal in expectation, length = respondents.
    """

    def __init__(self, rng: np.random.Generator, provider: npt.NDArray[np.intp], shared: Floats):
        self._rng, self._provider, self._providers = rng, provider, len(shared)
        own = rng.standard_normal(len(shared))
        mixed = np.sqrt(SHARED_BETWEEN_GROUPS) * shared + np.sqrt(1 - SHARED_BETWEEN_GROUPS) * own
        self._provider_effect = _standard(mixed[provider])
        self._person = _standard(self.noise())
        self._no_opinion = _standard(self.noise())
        self._not_applicable = _standard(self.noise())
        self._batteries: dict[str, tuple[Floats, Floats]] = {}

    def noise(self) -> Floats:
        return self._rng.standard_normal(len(self._provider))

    def provider_noise(self) -> Floats:
        return self._rng.standard_normal(self._providers)[self._provider]

    def opinion(self, battery: str) -> Floats:
        """Score of one item of a battery: high = positive."""
        if battery not in self._batteries:
            self._batteries[battery] = (self.provider_noise(), self.noise())
        provider, person = self._batteries[battery]
        rest = 1 - PROVIDER - PROVIDER_BATTERY - PERSON - PERSON_BATTERY
        return (
            np.sqrt(PROVIDER) * self._provider_effect
            + np.sqrt(PROVIDER_BATTERY) * provider
            + np.sqrt(PERSON) * self._person
            + np.sqrt(PERSON_BATTERY) * person
            + np.sqrt(rest) * self.noise()
        )

    def characteristic(self) -> Floats:
        """Score of a respondent characteristic; the first level goes with having no opinion."""
        return 0.4 * self._no_opinion + 0.25 * self.provider_noise() + 0.88 * self.noise()

    def no_opinion(self) -> Floats:
        """Propensity to answer "don't know" to one item."""
        rest = 1 - NO_OPINION_TRAIT - NO_OPINION_PROVIDER
        return (
            np.sqrt(NO_OPINION_TRAIT) * self._no_opinion
            + np.sqrt(NO_OPINION_PROVIDER) * self.provider_noise()
            + np.sqrt(rest) * self.noise()
        )

    def not_applicable(self) -> Floats:
        """Propensity to answer "not applicable" to one item."""
        return np.sqrt(0.5) * self._not_applicable + np.sqrt(0.5) * self.noise()

    def box(self) -> Floats:
        """Propensity to tick one box of a multi-select."""
        return (
            np.sqrt(BOX_PROVIDER) * self.provider_noise() + np.sqrt(1 - BOX_PROVIDER) * self.noise()
        )


def _highest(score: Floats, count: int, candidates: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    order = np.argsort(-score[candidates], kind="stable")
    return candidates[order[:count]]


def answer_item(traits: Traits, score: Floats, levels: tuple[Level, ...]) -> npt.NDArray[np.str_]:
    """Answer codes with exactly the counts of the levels.

    Don't know and not applicable go to those with the highest propensity; the others are ranked on
    the score and cut at the counts, first level = highest.
    """
    codes = np.full(len(score), "", dtype="U8")
    free = np.arange(len(score))
    propensity = {"dont_know": traits.no_opinion, "not_applicable": traits.not_applicable}
    ordered = [level for level in levels if level.kind in propensity]
    ordered += [level for level in levels if level.kind not in propensity]
    for level in ordered:
        rank = propensity[level.kind]() if level.kind in propensity else score
        chosen = _highest(rank, level.count, free)
        codes[chosen] = level.code
        free = np.setdiff1d(free, chosen)
    return codes


def tick_boxes(traits: Traits, items: tuple[Item, ...]) -> npt.NDArray[np.bool_]:
    """Which boxes are ticked: respondents x items, exact counts per box.

    Everyone ticks at least one box; an exclusive box is ticked alone, by those with the least of an
    opinion. The counts must add up to at least the number of respondents.
    """
    propensity = np.column_stack([traits.box() for _ in items])
    ticked = np.zeros(propensity.shape, dtype=bool)
    free = np.arange(len(propensity))
    for column, item in enumerate(items):
        if item.exclusive:
            chosen = _highest(traits.no_opinion(), item.levels[0].count, free)
            ticked[chosen, column] = True
            free = np.setdiff1d(free, chosen)
    shared = [column for column, item in enumerate(items) if not item.exclusive]
    for column in shared:
        chosen = _highest(propensity[:, column], items[column].levels[0].count, free)
        ticked[chosen, column] = True
        # Margin above the cut, so that boxes with different counts compare in the repair below.
        propensity[:, column] -= propensity[chosen, column].min()
    for person in free[~ticked[free].any(axis=1)]:
        _hand_over(person, ticked, propensity, shared)
    return ticked


def _hand_over(
    person: int, ticked: npt.NDArray[np.bool_], propensity: Floats, columns: list[int]
) -> None:
    """Give a person without ticks the box nearest to them, taken from who has several."""
    several = ticked.sum(axis=1) > 1
    for column in sorted(columns, key=lambda column: -propensity[person, column]):
        donors = np.flatnonzero(ticked[:, column] & several)
        if donors.size:
            ticked[donors[np.argmin(propensity[donors, column])], column] = False
            ticked[person, column] = True
            return
    raise AssertionError("with at least as many ticks as persons, someone has several")
