"""docs/validity.md, the summary, and docs/validity.csv, every cell."""

from __future__ import annotations

import pandas as pd

from benchmarks.validity.cells import COVERAGE, TYPE_I
from benchmarks.validity.scenario import MARGINS, SIZES

HEAD = ["maat", "methode", "laagste %", "hoogste %", "schatbaar %", "cellen buiten de grenzen"]
KINDS = {"dekking": "dekking", "fout": "fout 1e soort", "kracht": "kracht"}
WHAT = {
    "gewone groepen": (
        "{sizes[0]} beleids- en {sizes[1]} schoolteamleden bij {providers} aanbieders, waarvan "
        "{both} met beide groepen; items {items}; ICC 0,05 tot 0,2, samenhang r van de "
        "aanbiederseffecten 0 tot 1, zonder verschil en met een verschuiving van 0,35 SD."
    ),
    "kleine groep bij het plafond": (
        "Een groep van 10 tot 30, hoogstens één per aanbieder, naast een schoolteam van 297 of een "
        "tweede kleine groep; 80, 90 en 95 % in het hoogste niveau, ook met een echt verschil."
    ),
    "keuzevakjes en zeldzame antwoorden": (
        "Een antwoord dat 0,5 tot 10 % geeft (geen p als het in beide groepen samen minder dan 5 "
        "keer voorkomt), en zeldzaam tegenover gewoon; ook gewogen."
    ),
    "één grote aanbieder": (
        "Een aanbieder levert 22 tot 45 % van een groep: 295 bij 32 aanbieders of 120 bij 12; "
        "ICC tot 0,4."
    ),
    "families van vergelijkingen": (
        "Alle vergelijkingen van golf 2023 samen, met hun echte aanbieders, respondenten en "
        "verdelingen."
    ),
    "samenstelling van de groepen": (
        "De groepen zijn binnen elke aanbieder gelijk, maar grote aanbieders antwoorden anders."
    ),
    "drie groepen of delen": (
        "67, 297 en 244 mensen bij 35 of 12 gedeelde aanbieders, of drie delen van een schoolteam "
        "bij eigen aanbieders; alle gelijk, of één groep anders."
    ),
    "gecorrigeerd voor een achtergrond": (
        "67 en 297 mensen; een deel dat 0,6 SD hoger antwoordt en vooral uit één groep komt, of "
        "dat uit de kleine aanbieders bestaat."
    ),
    "twee golven": (
        "Twee golven van 297 bij 32 aanbieders, waarvan er 24 of 12 terugkomen; ook een "
        "verandering van precies de marge, hier 10 procentpunt."
    ),
    "deelname naast het kader": (
        "38 tot 200 aangeschreven aanbieders in twee tot vier klassen, deelname van 30 tot 95 %."
    ),
    "samenhang van thema's": (
        "Twee tot vijf vragen van vier antwoorden, 70 tot 290 mensen bij 12 tot 35 aanbieders; de "
        "ICC van het aandeel gunstige antwoorden met even grote als in de bevraging."
    ),
    "drie golven of meer": "Drie en vier golven, 8 tot 30 aanbieders, ook bij een plafond.",
    "twee codeurs": (
        "60 tot 300 antwoorden van een schoolteam, een code in 3 tot 50 % ervan, en twee codeurs "
        "die los van elkaar 5 tot 30 % van de codes over het hoofd zien en 0,5 tot 5 % te veel "
        "aankruisen."
    ),
    "gewogen naar het kader": (
        "67 en 295 mensen, zonder verschil; gewogen naar soort, naar respons binnen de aanbieder "
        "(gewichten van 1 tot 10, begrensd), of dat en daarna geraked naar soort; ICC 0,05 en 0,2."
    ),
    "woorden in het rapport van een aanbieder": (
        "Golven van 27 aanbieders met 5 tot 38 mensen en acht thema's, met de verschuiving van de "
        "aantallen; in zo'n rapport draagt hoogstens 5 % van wie niet verschilt of veranderde een "
        "woord, en hoogstens 1 % een van de verkeerde kant waar alles 20 of 40 punten lager ligt."
    ),
    "hooguit een klein verschil": "Het echte verschil is precies de marge van 15 procentpunt.",
}


def summary(table: pd.DataFrame, datasets: int, seed: int) -> str:
    """The Markdown of docs/validity.md. table: as of `measure.run`."""
    printed = table[table["printed"] & table["kind"].ne("kracht")]
    failing = int((~printed["holds"]).sum())
    verdict = (
        f"Alle {len(printed)} cellen van afgedrukte p-waarden, intervallen en besluiten blijven "
        "binnen de grenzen."
        if not failing
        else f"**{failing} cellen van afgedrukte maten vallen buiten de grenzen.**"
    )
    parts = [
        "# Gemeten geldigheid van toetsen, intervallen en besluiten",
        "Gemaakt door `make validity`; niet met de hand wijzigen. Elke cel staat in "
        "`docs/validity.csv`.",
        f"Gesimuleerde gegevenssets per scenario: {datasets} voor gewone groepen, in de andere "
        f"situaties minder (kolom `datasets`); startgetal {seed}. De antwoorden komen van een "
        "latente normale verdeling met een normaal effect per aanbieder.",
        f"Grenzen: dekking ten minste {_percent(COVERAGE)} %; fout van de eerste soort hoogstens "
        f"{_percent(TYPE_I[1])} %, bij gewone groepen ook minstens {_percent(TYPE_I[0])} %; een "
        "verschil ter grootte van de marge heet hoogstens in 5,0 % klein. Per cel is er een "
        "speling van twee standaardfouten van de simulatie.",
        verdict,
    ]
    for situation, part in table.groupby("situation", sort=False):
        parts += [f"## {situation[0].upper()}{situation[1:]}", _described(situation)]
        own = part["printed"] & part["kind"].ne("kracht")
        parts.append(_grid(part[own]))
        if (~own).any():
            parts += ["Ter vergelijking, zonder grens:", _grid(part[~own])]
    parts += [
        "## Wat niet is gemeten",
        "Aanbiederseffecten die niet normaal zijn, en groepen waarvan de spreiding verschilt "
        "zonder dat de verdeling verschuift. Gewogen trends: enkel via dezelfde vergelijking.",
    ]
    return "\n\n".join(parts) + "\n"


def _described(situation: str) -> str:
    items = " en ".join(
        f"{name} ({' / '.join(f'{100 * share:.0f}' for share in shares)} %)"
        for name, shares in MARGINS.items()
    )
    return WHAT[situation].format(
        sizes=SIZES.sum(axis=1), providers=SIZES.shape[1],
        both=int((SIZES > 0).all(axis=0).sum()), items=items,
    )  # fmt: skip


def _grid(table: pd.DataFrame) -> str:
    rows = [HEAD, ["---"] * len(HEAD)]
    for (kind, method), part in table.groupby(["kind", "method"], sort=True):
        ends = [_percent(value) for value in (part["rate"].min(), part["rate"].max())]
        outside = int((~part["holds"]).sum())
        rows.append([KINDS[kind], method, *ends, _percent(part["estimable"].min()), str(outside)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",")
