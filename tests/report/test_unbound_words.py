"""Words for numbers that stand in a sentence without a number: found, however they are written."""

from pathlib import Path

import pytest
from written_data import FIRST, chapters, claims_of, tables, writer

# what a writer may type, and what of it looks like a number
SENTENCES = {
    "Driekwart van de teams vindt dat.": "Driekwart",
    "Ruim de helft kijkt ernaar uit.": "Ruim de helft",
    "Een op de drie zegt dat.": "Een op de drie",
    "Eén op drie zegt dat.": "Eén op drie",
    "Een leerling op vier zegt dat.": "Een leerling op vier",
    "Drie van de vier zeggen dat.": "Drie van de vier",
    "Minder dan een vierde zegt dat.": "Minder dan een vierde",
    "Net geen helft zegt dat.": "Net geen helft",
    "Nog geen kwart zegt dat.": "Nog geen kwart",
    "Vier vijfde kiest dat.": "Vier vijfde",
    "Tweederde kiest dat.": "Tweederde",
    "Twee\nderde kiest dat.": "Twee derde",
    "Drie\u00a0op\u00a0vier kiest dat.": "Drie\u00a0op\u00a0vier",
    "*Drie*kwart en meer niet.": "Driekwart;meer",
    "Bijna niemand zegt dat.": "Bijna niemand",
    "Haast niemand zegt dat.": "Haast niemand",
    "Niemand zegt dat.": "Niemand",
    "Vrijwel iedereen zegt dat.": "Vrijwel iedereen",
    "De meesten zeggen dat.": "De meesten",
    "Het gros zegt dat.": "Het gros",
    "Het overgrote deel zegt dat.": "Het overgrote deel",
    "Een handvol zegt dat.": "Een handvol",
    "Veel leerlingen zeggen dat.": "Veel leerlingen",
    "Alle scholen doen dat.": "Alle scholen",
    "Sommige leerlingen zeggen dat.": "Sommige leerlingen",
    "Elf aanbieders antwoordden.": "Elf",
    "Eenendertig aanbieders antwoordden.": "Eenendertig",
    "Drieëntwintig aanbieders antwoordden.": "Drieëntwintig",
    "Honderdtwintig leerlingen antwoordden.": "Honderdtwintig",
    "Tientallen leerlingen antwoordden.": "Tientallen",
    "Vijftig procent zegt dat.": "Vijftig",
    "Dubbel zoveel leerlingen zeggen dat.": "Dubbel zoveel",
    "Het aandeel is gehalveerd.": "gehalveerd",
    "Ze zeggen het vaker.": "vaker",
    "Ze zijn minder positief.": "minder positief",
    "Ze zijn tevredener.": "tevredener",
    "Ze zijn milder dan de andere groep.": "milder dan",
    "Ze zijn net zo mild als de rest.": "net zo mild als;de rest",
    "De leerlingen noemen vooral de leraar.": "vooral",
    "De overige leerlingen zijn het oneens.": "De overige leerlingen",
    "Alle beleidsteamleden en beide scholen.": "Alle beleidsteamleden;beide scholen",
    "XII scholen en IV centra.": "XII;IV",
    "De tool is het populairst.": "het populairst",
    "De bekendste tool is de minst gekozen tool.": "De bekendste;de minst gekozen",
    "Ze zijn het kritischst of het meest positief.": "het kritischst;het meest positief",
    "Leerlingen zijn grotendeels tevreden.": "grotendeels",
    "Velen zijn akkoord, weinigen niet.": "Velen;weinigen",
    "Een lichte stijging, en daarna gelijk gebleven.": "stijging;gelijk gebleven",
    "De tevredenheid ging achteruit.": "ging achteruit",
    "Nagenoeg de helft, net niet een kwart.": "Nagenoeg de helft;net niet een kwart",
    "Een pak meer leerlingen doen dat.": "Een pak meer",
    "Dat is nagenoeg [de helft]{leerlingen.B1 top2}.": "nagenoeg",
    "Ze zijn even tevreden.": "even tevreden",
    "De eigen tool komt het vaakst voor.": "het vaakst",
    "De laagste score gaat naar ouders.": "De laagste",
    "Het aandeel is gestegen.": "gestegen",
    "Het aandeel steeg.": "steeg",
    "Het aandeel nam licht toe.": "nam licht toe",
    "Er is een daling.": "een daling",
    "Er is geen verschil.": "geen verschil",
    "Het verschil is significant.": "significant",
    "Zie [de helft van de scholen](https://voorbeeld.be).": "de helft",
    "- Driekwart\n- Elf": "Driekwart;Elf",
    "Een noot.[^a]\n\n[^a]: Driekwart van 12 vindt dat.": "Driekwart",
    "Bijna [de helft]{leerlingen.B1 top2}.": "Bijna",
    "Dat is niet [vaker]{betrokkenheid}.": "niet",
    "Ruim {aandeel leerlingen.B1 top2} zegt dat.": "Ruim",
    "## Driekwart is tevreden": "Driekwart",
    "Niet één aanbieder deed dat.": "één",
    "Twee keer zo veel leerlingen zeggen dat.": "Twee keer zo veel",
    "Anderhalve keer zo vaak.": "Anderhalve keer zo vaak",
    "Een halve procent, een miljoen.": "halve procent;miljoen",
    "De hel\u200bft zegt dat.": "De helft",
    "Zo goed als elke school.": "Zo goed als elke",
    "Bijna geen leerling.": "Bijna geen",
    "Een paar leerlingen en talrijke scholen.": "Een paar leerlingen;talrijke scholen",
    "Het aantal groeide, een verdubbeling.": "groeide;een verdubbeling",
    "Er is nauwelijks verschil.": "nauwelijks verschil",
    "Het beleidsteam staat bovenaan.": "bovenaan",
    "Ze gaan in mindere mate akkoord.": "in mindere mate",
    "Nauwelijks een leerling en amper scholen.": "Nauwelijks een leerling;amper scholen",
    "Minder leerlingen zeggen dat.": "Minder leerlingen",
    "Net geen derde van hen.": "Net geen derde",
    "Een kleine helft zegt dat.": "kleine helft",
    "Hooguit een op de tien zegt dat.": "Hooguit een op de tien",
    "Minimaal de helft zegt dat.": "Minimaal de helft",
    "Een fors deel van hen, een flinke minderheid.": "Een fors deel van;een flinke minderheid",
    "De groepen verschillen sterk.": "verschillen sterk",
    "De meest genoemde reden scoort het best.": "De meest genoemde;het best",
    "Het is een veelvoud.": "veelvoud",
    "De eenentwintigste school, op de derde plaats.": "eenentwintigste;op de derde plaats",
    "Dubbel zo veel leerlingen zeggen dat.": "Dubbel zo veel",
    # a negation turns around what was held against the number, behind the bracket too
    "[De helft]{leerlingen.B1 top2} niet.": "niet",
    "[De helft]{leerlingen.B1 top2} van hen vindt dat niet.": "niet",
    "[De helft]{leerlingen.B1 top2} ({aandeel leerlingen.B1 top2}) is het niet eens.": "niet",
    "Dat is [vaker]{betrokkenheid} niet zo.": "niet",
}  # fmt: skip
# no number is meant here
INNOCENT = (
    "Een van hen is directeur.", "De derde graad en de tweede graad.", "Zo veel is zeker.",
    "Ze werken langer dan een schooljaar.", "Ieder ander dan de leraar.", "> Driekwart vindt dat.",
    "De school let op de aandacht.", "De klas is kwartaalhouder.",
    "Wie een leerling volgt, staat onder een van hen.", "In de eenentwintigste eeuw.",
    "[Een derde]{leerlingen.B1 bottom2} ({aandeel leerlingen.B1 bottom2}) niet.",
    "[De helft]{leerlingen.B1 top2} zegt dat de school niet open is.",
    "Dat geldt [niet aantoonbaar]{visie} niet alleen hier.",
    "Een ander deel van de school, op 29 februari 2024 en 1/12/2023.",
    "In de eerste plaats gaat het om de leerling.", "De laatste jaren veranderde de regelgeving.",
    "De begeleider helpt zo goed mogelijk.", "De toets wordt besproken met de ouders.",
    "De gewenste gegevens staan in het register.", "De vaste begeleider kent de juiste weg.",
    "Deel II gaat over de bezoeken, zie ook bijlage IV.", "De school plaatst de leerling zelf.",
    "Het belangrijkste document is het opleidingsplan.", "De directie leest beide kanten.",
    "Het gaat er vooral om dat de jongere leert.", "De rest van dit hoofdstuk gaat over lessen.",
    "De winst zit in de samenwerking.", "De tekst volgt de lijst.",
    "Leerlingen vinden dat ze gegroeid zijn.", "Alle geleden schade wordt vergoed.",
    "De dienst, de kunst, de angst en de gast.", "De toegepaste methode staat achteraan.",
)  # fmt: skip


def found_in(folder, text):
    read, problems = chapters(folder, text)
    assert problems == []
    made = writer(read)
    made.section(read.texts["proef"], "1", False)
    return ";".join(claim.text for claim in made.claims if claim.holds == "niet gebonden")


@pytest.mark.parametrize(("text", "wanted"), SENTENCES.items())
def test_a_word_for_a_number_is_found(text, wanted, tmp_path):
    assert found_in(tmp_path, text) == wanted


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_number_is_left_alone(text, tmp_path):
    assert found_in(tmp_path, text) == ""


@pytest.mark.parametrize(
    "text", ["12,5 per school", "12&nbsp;% van hen", "[48 scholen](https://voorbeeld.be)",
             "½ ervan", "## De 48 aanbieders", "- een\n- 12", "**12** scholen"],
)  # fmt: skip
def test_a_typed_digit_is_a_fault_wherever_it_stands(text, tmp_path):
    _, problems = chapters(tmp_path, text)
    assert [problem.found.split(":")[0] for problem in problems] == ["een getypt getal"]


@pytest.mark.parametrize("text", ["de 21ste school", "op de 3de plaats", "het 2e jaar"])
def test_an_ordinal_in_digits_is_named_whole(text, tmp_path):
    _, problems = chapters(tmp_path, text)
    assert [problem.found for problem in problems] == [f"een getypt getal: '{text.split()[-2]}'"]


@pytest.mark.parametrize(
    "day", ["31 februari 2023", "30 februari", "29 februari 2023", "31/2/2023", "1/13/2023",
            "6 tot en met 31 april 2023", "45 maart", "0 mei 2023"],
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_a_fault(day, tmp_path):
    _, problems = chapters(tmp_path, f"De bevraging liep op {day}.")
    assert [problem.found for problem in problems] == [f"'{day}' is geen dag van de kalender"]


@pytest.mark.parametrize(
    ("text", "holds"),
    [  # 56 % of the pupils; 69 and 41 % (B8); 33 providers with a school team that answered
        ("[ruim de helft]{leerlingen.B1 top2}", "ja"),
        ("[net geen helft]{leerlingen.B1 top2}", "nee"),
        ("[een vierde]{leerlingen.B1 top2}", "nee"),
        ("[elf leerlingen op twintig]{leerlingen.B1 top2}", "ja"),
        ("[vrijwel iedereen]{leerlingen.B1 top2}", "nee"),
        ("[drieëndertig]{aanbieders schoolteam}", "ja"),
        ("[tweeëndertig]{aanbieders schoolteam}", "nee"),
        ("[12,5 %]{aandeel leerlingen.B1 top2}", "nee"),
        ("[anderhalf keer zoveel]{leerlingen.B8.1 tegenover leerlingen.B8.2}", "nee"),
        ("[dubbel zoveel]{leerlingen.B8.1 tegenover leerlingen.B8.2}", "nee"),
        ("[drie keer zo vaak]{leerlingen.B8.1 tegenover leerlingen.B8.2}", "nee"),
        ("[bovenaan]{leerlingen.B8.1 onder leerlingen.B8}", "ja"),
        ("[onderaan]{leerlingen.B8.1 onder leerlingen.B8}", "nee"),
        ("[niet iedereen]{leerlingen.B1 top2}", "ja"),
        # a number in words is the one that is printed, with its unit; of two numbers it is neither
        ("[zesenvijftig procent]{leerlingen.B1 top2}", "ja"),
        ("[56 procent]{leerlingen.B1 top2}", "ja"),
        ("[vijfenvijftig procent]{leerlingen.B1 top2}", "nee"),
        ("[56,1 procent]{leerlingen.B1 top2}", "nee"),
        ("[twaalf procentpunten]{verschil visie}", "ja"),
        ("[twaalf procent]{verschil visie}", "nee"),
        ("[33 aanbieders]{aanbieders schoolteam}", "ja"),
        ("[33 tot 40]{aanbieders schoolteam}", "ja"),
        ("[34 tot 40]{aanbieders schoolteam}", "nee"),
        ("[33 of 40]{aanbieders schoolteam}", "nee"),
        ("[vierendertig tot veertig]{aanbieders schoolteam}", "nee"),
        # who is counted stands beside the number, and it is another
        ("{aandeel leerlingen.B1 top2} van de leerlingen vindt dat.", "ja"),
        ("{aandeel leerlingen.B1 top2} weet welke scholen dat doen.", "ja"),
        ("{aandeel leerlingen.B1 top2} van de scholen vindt dat.", "nee"),
        ("{aandeel leerlingen.B1 top2} van alle bevraagde schoolteamleden vindt dat.", "nee"),
        ("{aantal leerlingen.B1 top2} scholen vinden dat.", "nee"),
        ("{respondenten schoolteam} schoolteamleden", "ja"),
        ("{respondenten schoolteam} scholen", "nee"),
        ("{aanbieders schoolteam} leerlingen", "nee"),
        ("[Ruim de helft]{leerlingen.B1 top2} van de schoolteamleden", "nee"),
        ("[half zo vaak]{leerlingen.B8.2 tegenover leerlingen.B8.1}", "nee"),
        ("[beter]{beleid.B7 tegenover beleid.B8}", "ja"),
        ("[moeilijker]{beleid.B7 tegenover beleid.B8}", "nee"),
        ("[geen enkele]{vergelijkingen duidelijk samenwerking}", "ja"),
        ("[geen enkele]{vergelijkingen duidelijk vormgeving}", "nee"),
        # a number with a word in front, two bounds, a difference with its direction
        ("[ongeveer 40 %]{leerlingen.B8.2}", "ja"),
        ("[ruim veertig procent]{leerlingen.B8.2}", "ja"),
        ("[meer dan 50 %]{leerlingen.B8.2}", "nee"),
        ("[bijna driehonderd]{respondenten schoolteam} schoolteamleden", "ja"),
        ("[meer dan 300]{respondenten schoolteam} schoolteamleden", "nee"),
        ("[ongeveer 12 %]{verschil visie}", "nee"),
        ("[bijna 300]{respondenten schoolteam} scholen", "nee"),
        ("[tussen 40 en 50 procent]{beleid.B1 helemaal akkoord}", "ja"),
        ("[tussen vijftig en zestig procent]{beleid.B1 helemaal akkoord}", "nee"),
        ("[tussen een derde en de helft]{beleid.B1 helemaal akkoord}", "ja"),
        ("[tussen 40 en 50]{beleid.B1 helemaal akkoord}", "nee"),
        ("[12 procentpunten hoger]{beleid.B1 tegenover schoolteam.B1}", "ja"),
        ("[13 procentpunten hoger]{beleid.B1 tegenover schoolteam.B1}", "nee"),
        ("[12 procentpunten lager]{beleid.B1 tegenover schoolteam.B1}", "nee"),
        ("[12 procentpunten vaker]{beleid.B1 tegenover schoolteam.B1}", "nee"),
        ("[twaalf procentpunt]{verschil visie}", "ja"),
        ("[precies de helft]{leerlingen.A3 een duaal traject}", "ja"),
        ("[precies de helft]{leerlingen.B1 top2}", "nee"),
        ("[een ruime helft]{leerlingen.B1 top2}", "ja"),
        ("[een kleine helft]{leerlingen.B1 top2}", "nee"),
        ("[minimaal de helft]{leerlingen.B1 top2}", "ja"),
        ("[hooguit de helft]{leerlingen.B1 top2}", "nee"),
        ("[vier van de tien]{leerlingen.B8.2}", "ja"),
        ("[vijf van de tien]{leerlingen.B8.2}", "nee"),
        ("[op één na het vaakst]{leerlingen.B8.3 onder leerlingen.B8}", "ja"),
        ("[op twee na het vaakst]{leerlingen.B8.3 onder leerlingen.B8}", "nee"),
        ("[de op een na hoogste]{leerlingen.B8.1 onder leerlingen.B8}", "nee"),
        ("[bijna vier keer zo vaak]{leerlingen.B8.1 tegenover leerlingen.B8.4}", "ja"),
        ("[ruim dubbel zo vaak]{leerlingen.B8.1 tegenover leerlingen.B8.4}", "nee"),
        ("## Zo denkt [een kwart]{leerlingen.B1 top2}", "nee"),
        ("Een noot.[^a]\n\n[^a]: Dat is [een kwart]{leerlingen.B1 top2}.", "nee"),
    ],
)  # fmt: skip
def test_the_same_words_bound_are_held_against_their_number(text, holds, tmp_path):
    assert [claim.holds for claim in claims_of(tmp_path, text)] == [holds]


def test_sentences_of_every_kind_are_held_and_what_is_untrue_has_a_right_word(tmp_path):
    """bound_words.txt: whether the sentence is true of the reference wave, by its numbers."""
    path = Path(__file__).with_name("bound_words.txt")
    rows = [line.split(" | ", 1) for line in path.read_text("utf-8").splitlines()]
    found = claims_of(tmp_path, "\n\n".join(f"{text}." for _, text in rows))
    held = [(claim.holds, rows[(claim.line - FIRST) // 2][1]) for claim in found]
    assert held == [tuple(row) for row in rows]
    assert [claim.text for claim in found if claim.holds == "nee" and not claim.proposal] == []


def test_a_box_that_is_ticked_more_often_is_no_answer_that_is_more_positive(tmp_path):
    found = tables()
    unclear = found["verdicts"].index[found["verdicts"]["verdict"].eq("no_clear_difference")]
    found["verdicts"].loc[unclear[0], "verdict"] = "a_more_often"
    text = "{vergelijkingen duidelijk beleid schoolteam} en {vergelijkingen duidelijk schoolteam}"
    assert [claim.text for claim in claims_of(tmp_path, text, found)] == ["3", "0"]


@pytest.mark.parametrize("words", ["dubbel zoveel", "twee keer zo vaak", "tweemaal zoveel"])
def test_twice_as_many_is_true_of_twice_as_many(words, tmp_path):
    found = tables()
    shares = found["estimates"]
    for item, count in (("leerlingen.B8.1", 140), ("leerlingen.B8.2", 70)):
        shares.loc[shares["item"].eq(item) & shares["category"].eq("selected"), "n"] = count
    text = f"[{words}]{{leerlingen.B8.1 tegenover leerlingen.B8.2}}"
    assert [claim.holds for claim in claims_of(tmp_path, text, found)] == ["ja"]
