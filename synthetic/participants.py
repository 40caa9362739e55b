"""A survey with access codes: who got one, and the participant list that tells the provider."""

from __future__ import annotations

import csv
import io
import string

import numpy as np
import pandas as pd

from synthetic.plan import Group

ALPHABET = np.array(list(string.ascii_letters + string.digits))
TOKEN_LENGTH = 15
SILENT = (0, 4)  # invited people of each provider who never opened the survey: from, below
SITES = ("hoofdvestiging", "tweede vestiging")
FIELDS = (
    *("tid", "firstname", "lastname", "email", "emailstatus", "token", "language", "validfrom"),
    *("validuntil", "invited", "reminded", "remindercount", "completed", "usesleft"),
)
# LimeSurvey prints attributes with a blank before and their description in angle brackets.
ATTRIBUTES = (" attribute_1 <vestiging>", " attribute_2 <aanbieder>")


def with_tokens(
    rows: pd.DataFrame, group: Group, invited: str, rng: np.random.Generator
) -> tuple[pd.DataFrame, bytes]:
    """The rows with `token` instead of `aanbieder`, and the participants CSV of the web.

    rows: as of Survey.rows. invited: the day of the invitations, YYYY-MM-DD. The list holds
    everyone in the rows, and people of the taking part providers who never answered; names and
    addresses are numbers, not names.
    """
    people = rows.drop_duplicates("person").set_index("person")
    silent = np.repeat(list(group.sizes), rng.integers(*SILENT, size=len(group.sizes)))
    providers = [*people["aanbieder"], *silent]
    sent = [*people["submitdate"].str.slice(0, 16), *[""] * len(silent)]
    tokens = ["".join(rng.choice(ALPHABET, TOKEN_LENGTH)) for _ in providers]
    sites = rng.choice(SITES, len(providers), p=(0.8, 0.2))
    listed = sorted(zip(providers, tokens, sent, sites, strict=True))
    text = io.StringIO()
    text.write(",".join((*FIELDS, *ATTRIBUTES)) + "\n")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for number, (provider, token, moment, site) in enumerate(listed, 1):
        name = f"{number:03d}"
        writer.writerow([
            number, "Deelnemer", name, f"deelnemer{name}@example.org", "OK", token, "nl", "", "",
            f"{invited} 08:00", "N", 0, moment or "N", 0 if moment else 1, site, provider,
        ])  # fmt: skip
    of_person = dict(zip(people.index, tokens, strict=False))
    found = rows.assign(token=rows["person"].map(of_person)).drop(columns="aanbieder")
    return found, text.getvalue().encode("utf-8-sig")
