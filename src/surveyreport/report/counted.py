"""Who a number counts, and whether the words beside it name them: 56 % of the pupils is not 56 % of
the schools."""

from __future__ import annotations

import re

from surveyreport.report.binding import Binding
from surveyreport.report.number_words import folded
from surveyreport.study.model import Study

PROVIDERS, RESPONDENTS = "providers", "respondents"
# forms that count those who answered an item, those who answered at all, and providers
OF_ITEMS = ("aandeel", "aantal", "laagste", "hoogste", "basis", "open")
OF_PEOPLE, OF_PROVIDERS = ("respondenten", "ingezonden"), ("aanbieders", "gevraagd", "deelname")
# what may stand between a number and its noun: `56 % van alle bevraagde leerlingen`
BETWEEN = r"\s*(?:(?:van|bij|onder) )?(?:(?:de|al de|alle|het|onze|die|deze|hun) )?(?:\w+e ){0,2}?"


class Counted:
    """units: as in size-words.yaml."""

    def __init__(self, units: dict[str, list[str]], study: Study):
        self.study = study
        self.means = {folded(noun): unit for unit, nouns in units.items() for noun in nouns}
        self.means |= {folded(group.members): group.id for group in study.groups.values()}
        nouns = sorted(map(re.escape, self.means), key=len, reverse=True)
        self.noun = re.compile(rf"\b({'|'.join(nouns)})(?!\w)")
        self.behind = re.compile(rf"{BETWEEN}({'|'.join(nouns)})(?!\w)")

    def wrong(self, binding: Binding, said: str, after: str) -> str:
        """What is wrong with the noun in `said` or behind it, in words for the analyst; else ''."""
        found = self.noun.search(folded(said)) or self.behind.match(" " + folded(after))
        counts = self._counts(binding)
        if not found or not counts:
            return ""
        named = self.means[found[1]]
        both = {named, counts}
        if named == counts or (RESPONDENTS in both and PROVIDERS not in both):
            return ""
        return f"het getal telt {self._members(counts)}, geen {self._members(named)}"

    def _counts(self, binding: Binding) -> str:
        """A group, RESPONDENTS of any, PROVIDERS, or '' for a number that is of something else."""
        if binding.form in OF_PROVIDERS:
            return PROVIDERS
        if binding.form in OF_PEOPLE:
            return binding.names.get("group", RESPONDENTS)
        if binding.form not in OF_ITEMS or binding.relation:
            return ""
        groups = {item.split(".")[0] for item in binding.items}
        return groups.pop() if len(groups) == 1 else RESPONDENTS

    def _members(self, counted: str) -> str:
        if counted in self.study.groups:
            return self.study.groups[counted].members
        return {PROVIDERS: "aanbieders", RESPONDENTS: "respondenten"}[counted]
