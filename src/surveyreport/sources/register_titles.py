"""What the title of a table says: what is counted, of whom, and what rows and columns leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveyreport.sources.register_columns import Headings
from surveyreport.sources.register_days import without_days
from surveyreport.sources.register_faults import Faults
from surveyreport.sources.register_grid import Place
from surveyreport.sources.register_rows import Row
from surveyreport.sources.register_tables import Block, Sheet
from surveyreport.sources.register_words import AXES, Meaning, is_note, key

# what a title says that is counted, apart from kinds of education
COUNTED_WORDS = {
    "pupils": re.compile(r"leerling|jongere|inschrijving|ingeschreven", re.IGNORECASE),
    "schools": re.compile(r"\bschol(en|engemeenschap)|\bschool\b|vestiging", re.IGNORECASE),
}
# words by which a table is of some of the pupils, or holds something else than counts
PART_WORDS = re.compile(
    r"\b(?:meisjes?|jongens?|vrouw\w*|mann(?:en|elijke?)|filles?|gar[cç]ons?|girls?|boys?"
    r"|m/v|v/m|(?:min|meer)derjarig\w*|nieuwkomers?|nieuwe|eerstejaars|anderstalig\w*"
    r"|geslacht|geboren|leerjaar|filter|selectie|finaliteit|cumulatie\w*|gecumuleerd\w*"
    r"|excl\w*|zonder|behalve|uitgezonderd|met uitzondering|enkel|alleen|uitsluitend|buiten"
    r"|waarvan|jonger|ouder dan|(?:vanaf|tot|onder|boven|[-–]) ?\d+ jaar|\d+-?jarigen?"
    r"|provincie|gemeente|stad|arrondissement|regio|steekproef|scholengroep"
    r"|gemiddeld\w*|percent\w*|procent\w*|aandeel|aandelen|verhouding|verschil(?:len)?"
    r"|vte'?s?|fte'?s?|equivalenten?|duizend\w*|\w+tallen|gewogen|maxim\w+|minim\w+|lestijden|uren|euro"
    r"|hoogste|laagste|index\w*|groei|evolutie|toename|afname|streef\w+|prognose\w*|raming\w*|schatting\w*|verwacht\w*|doelstelling\w*"
    r"|uitval|uitschrijving\w*|uitgeschreven|(?:uit|in)(?:ge)?str\w+|afgestudeerd\w*|stopgezet\w*"
    r"|\w*plaatsen|\w*plekken|vacatures?|overeenkomsten|contracten|capaciteit"
    r"|wachtlijst\w*|aanmelding\w*|geweigerd\w*)\b"
    r"|[%‰€]|[x×*] ?1[. ]?0[0. ]*\b",
    re.IGNORECASE,
)
# a name after these words, or alone, is of a place, a network or a school: of some of the pupils
PLACE = re.compile(r"\b(?:in|te|uit|voor)\s+(?!het\b|de\b|Vlaanderen|Vlaamse)([A-Z]\w+)")
ALONE = re.compile(r"(?:[A-Z][\w!'’.&-]*[\s,/-]*){1,4}")
# what a title says that it counts, when that is neither pupils nor schools: 'aantal leerkrachten'
OTHER_COUNTED = re.compile(
    r"\baantal(?:len)?\s+(?:[a-z]+e\s+)?(?!op\b|per\b|in\b)[a-z]{3,}", re.IGNORECASE
)
# words of titles that say nothing of whom a table counts
PLAIN_WORDS = re.compile(
    r"leerling|inschrij|ingeschreven|aantal|tell|tel(?:dag|datum|moment)|peil|tabel|blad|situati"
    r"|stand|cijfer|statisti|overzicht|rapport|regist|bron|data|departement|agentschap|minister"
    r"|vlaams|vlaanderen|onderwijs|vorming|secundair|beroeps|du[ae]+l|aanloop|opleiding|traject"
    r"|jaar|soort|type|aanbieder|school|schol|centr|gra[ad]|programma|totaal|alle|voorlopig"
    r"|definitief|extract|export|druk|datum|publicatie|versie|bijgewerkt|stat|situat|count|total"
    r"|\d|toelichting|opmerking|\b(?:nota|noot|op|van|per|as of)\b",
    re.IGNORECASE,
)


def check_everybody(sheet: Sheet, block: Block, faults: Faults) -> None:
    """Add a fault for a title, name of the sheet or heading over the names by which a table is of
    some pupils, or in another unit: 'Meisjes op 1/2/2024' is no count of all pupils."""
    for place, text in _said_above(sheet, block):
        found = _part_in(sheet, text, is_title=place[0] < block.heading)
        if found and key(text) not in sheet.vocabulary.everyone:
            faults.add(
                f"een titel met '{found}': telt de tabel wel iedereen, in hele leerlingen of"
                " scholen?",
                "geef het bestand dat iedereen telt; doet deze tabel dat, zet de hele titel dan bij"
                " reading, everyone in study/registers.yaml",
                place,
                text,
            )


def _part_in(sheet: Sheet, text: str, *, is_title: bool) -> str:
    """The words in a title by which a table may be of some pupils; "" without any."""
    if found := PART_WORDS.search(text) or sheet.vocabulary.part.search(text):
        return found[0]
    words = without_days(text)
    other = OTHER_COUNTED.search(words) if is_title else None
    if other and not any(named.search(words) for named in COUNTED_WORDS.values()):
        return other[0]
    place = PLACE.search(words) if is_title else None
    if place and not PLAIN_WORDS.search(place[1]) and not sheet.vocabulary.readings_of(place[1]):
        return place[0]
    known = PLAIN_WORDS.search(words) or sheet.vocabulary.readings_of(words)
    return words if is_title and ALONE.fullmatch(words) and not known else ""


def _said_above(sheet: Sheet, block: Block) -> Iterator[tuple[Place, str]]:
    """Texts above the table and over its names, and the name of the sheet; notes left out."""
    for row in block.above:
        for column in sheet.columns(row):
            meaning = sheet.of(row, column)
            titles = row < block.heading or column in block.names
            own = sheet.grid.origin.get((row, column), (row, column)) == (row, column)
            words = meaning.kind in ("text", "day") or (meaning.kind == "label" and meaning.days)
            if titles and own and words and not is_note(meaning.text):
                yield (row, column), meaning.text
    if sheet.grid.name:
        yield (block.heading, block.names[0] if block.names else 1), sheet.grid.name


def of_titles(
    sheet: Sheet, block: Block, headings: Headings, rows: list[Row], faults: Faults
) -> dict[str, str]:
    """What neither rows nor columns say but the title or the name of the sheet does."""
    told = {axis for codes in headings.codes.values() for axis in codes}
    told |= {axis for row in rows for axis in row.codes}
    texts: dict[Place, Meaning] = {
        (row, column): sheet.of(row, column)
        for row in block.above
        for column in sheet.columns(row)
        if row < block.heading or column in block.names
    }
    texts[block.heading, block.names[0]] = sheet.vocabulary.meaning(sheet.grid.name or None)
    found: dict[str, str] = {}
    for axis in AXES:
        if axis in told:
            continue
        exact = {
            reading[axis]
            for meaning in texts.values()
            for reading in meaning.readings
            if axis in reading and not meaning.is_total
        }
        named = {
            place: meaning.text
            for place, meaning in texts.items()
            if sheet.vocabulary.named_in(meaning.text, axis)
        }
        if len(exact) == 1:
            found[axis] = exact.pop()
        elif named or exact:
            for place, text in named.items():
                faults.add(
                    "een titel met een naam die in de tabel niet voorkomt",
                    "zet die naam in de tabel bij wat geteld is, of haal haar uit de titel",
                    place,
                    text,
                )
    return found


def check_counted(sheet: Sheet, block: Block, counted: str | None, faults: Faults) -> None:
    """Add a fault for a title by which a table counts schools where pupils were asked, or so."""
    if counted is None:
        return
    (other,) = COUNTED_WORDS.keys() - {counted}
    for row in block.above:
        for column in sheet.columns(row):
            text = sheet.of(row, column).text
            if COUNTED_WORDS[other].search(text) and not COUNTED_WORDS[counted].search(text):
                faults.add(
                    "een tabel die naar haar titel iets anders telt dan gevraagd",
                    "zet in config.yaml bij pupils het bestand met leerlingen en bij schools dat"
                    " met scholen, of haal de andere tabel weg",
                    sheet.grid.origin.get((row, column), (row, column)),
                    text,
                )
