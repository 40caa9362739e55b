"""The data log that goes with the files: what they are, when they were drawn up, their hash."""

from __future__ import annotations

from hashlib import sha256

EXPORTED, REGISTERED, VISITED = "2023-02-20", "2023-02-28", "2023-03-17"
LIMESURVEY = "LimeSurvey 6, {}, vraagcodes, antwoordcodes, alle antwoordtoestanden"
SOURCES = {
    "beleidsteam.csv": (LIMESURVEY.format("RemoteControl (csv)"), EXPORTED),
    "schoolteam.csv": (LIMESURVEY.format("beheerpagina's (csv, komma)"), EXPORTED),
    "leerlingen.xlsx": (LIMESURVEY.format("RemoteControl (xls)"), EXPORTED),
    "aanbieders.csv": ("steekproefkader: de aangeschreven aanbieders, onder pseudoniem", EXPORTED),
    "inschrijvingen.csv": ("register: leerlingen per teldatum, lange vorm", REGISTERED),
    "inschrijvingen.xlsx": ("hetzelfde register zoals een administratie het stuurt", REGISTERED),
    "scholen.csv": ("register: scholen met leerlingen, lange vorm", REGISTERED),
    "scholen.xlsx": ("hetzelfde register zoals een administratie het stuurt", REGISTERED),
    "bezochte_aanbieders.csv": ("plaatsbezoeken: leerlingen per bezochte aanbieder", VISITED),
}
INTRODUCTION = """# Datalogboek, meting 2023

**Alle bestanden in deze map zijn synthetisch.** Geen enkele rij hoort bij een bestaande persoon of
school. De antwoorden zijn verzonnen, maar zo dat de geldige rijen per vraag precies de aantallen
geven die de gepubliceerde percentages opleveren (`study/reference/2023/counts.csv`). De aantallen
in de registers zijn de gepubliceerde; het steekproefkader, de spreiding over aanbieders en de
cijfers per bezochte aanbieder zijn vrij gekozen binnen wat gepubliceerd is.

De exports bevatten ook rijen die de opschoning moet verwijderen; hoeveel en waarom staat in
`study/reference/2023/planted.csv`. In `leerlingen.xlsx` begint geen enkel open antwoord met `=`:
zo'n antwoord komt in deze exportvorm als formule zonder waarde aan.

Opnieuw maken: `python -m surveyreport.reference_wave --out data/raw/2023` geeft dezelfde bytes.
Wijzig deze bestanden nooit met de hand.

| bestand | bron | datum (fictief) | soort | sha256 |
|---|---|---|---|---|
"""


def data_log(files: dict[str, bytes]) -> bytes:
    """README.md in Dutch for the files (name -> content), one table row per file."""
    lines = [
        f"| {name} | {SOURCES[name][0]} | {SOURCES[name][1]} | synthetisch "
        f"| {sha256(content).hexdigest()} |\n"
        for name, content in files.items()
    ]
    return (INTRODUCTION + "".join(lines)).encode("utf-8")
