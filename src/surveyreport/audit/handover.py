"""What goes with a report to a provider: a letter, a code if it is locked, a line in a register."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections import defaultdict
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pikepdf

from surveyreport.feedback.settings import Settings
from surveyreport.figures.theme import Theme
from surveyreport.files.dutch import date as dutch_date
from surveyreport.files.dutch import listed
from surveyreport.files.hashes import sha256
from surveyreport.protection.settings import NOISE
from surveyreport.report.typst_pdf import compiled, compiler
from surveyreport.study.model import Study

LETTER = "letter.typ"
# no letters that look alike
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
REGISTER = [
    "provider_id", "name", "file", "version", "sha256", "encrypted", "signed_by", "signed_on",
]  # fmt: skip


class Codes:
    """A code of 20 signs (98 bits) for each provider."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def of(self, provider: str) -> str:
        if provider not in self._codes:
            parts = ("".join(secrets.choice(SIGNS) for _ in range(5)) for _ in range(4))
            self._codes[provider] = "-".join(parts)
        return self._codes[provider]

    def table(self) -> pd.DataFrame:
        rows = sorted(self._codes.items())
        return pd.DataFrame(rows, columns=["provider_id", "code"])


def locked(source: Path, target: Path, code: str) -> None:
    """A copy that opens with the code only: AES-256 (PDF 2.0, revision 6), metadata included."""
    with pikepdf.open(source) as pdf:
        lock = pikepdf.Encryption(owner=secrets.token_urlsafe(32), user=code, R=6, metadata=True)
        pdf.save(target, encryption=lock)


def letters(
    folder: Path, rows: list[dict[str, Any]], study: Study, settings: Settings, encrypted: bool,
    protection: str, day: date,
) -> None:  # fmt: skip
    """Write folder/<provider>/brief.pdf for every provider of `rows`, from the words `letter`; the
    sender of the settings stands above, its first line below."""
    words, theme = study.texts["letter"], Theme(**study.theme)
    mine = defaultdict(list)
    for row in rows:
        mine[row["provider"], row["name"], row["version"]].append(Path(row["place"]).name)
    with tempfile.TemporaryDirectory() as place:
        template = Path(place) / LETTER
        template.write_bytes(files(__package__).joinpath(LETTER).read_bytes())
        maker = compiler(template, theme)
        for (provider, name, version), names in sorted(mine.items()):
            filled = {
                "name": name,
                "version": version,
                "files": listed(sorted(names), words["and"]),
                "contact": settings.contact,
            }
            promised = "promised" if protection == NOISE else "promised_exact"
            said = (words[promised], words["encrypted" if encrypted else "open"])
            lines = [*words["lines"], *said, *words["end"]]
            content = {
                "title": words["title"].format(**filled),
                "day": dutch_date(day.isoformat()),
                "date": {"year": day.year, "month": day.month, "day": day.day},
                "lines": [*(line.format(**filled) for line in lines), settings.sender[0]],
                "sender": settings.sender,
                "font": theme.font["family"],
            }
            text = json.dumps(content, ensure_ascii=False)
            (Path(place) / "letter.json").write_text(text, encoding="utf-8")
            made = compiled(maker, f"audit/{LETTER}", "verbeter de woorden van de brief")
            (folder / provider / "brief.pdf").write_bytes(made)


def register(
    folder: Path, rows: list[dict[str, Any]], record: dict[str, Any], signed_by: str, day: date
) -> pd.DataFrame:
    """REGISTER: what goes to whom, with the sha256 of the file as it goes out."""
    audited = {entry["file"]: entry["sha256"] for entry in record["files"]}
    table = [
        (row["provider"], row["name"], row["place"], row["version"], digest,
         "ja" if digest != audited[row["file"]] else "nee", signed_by, day.isoformat())
        for row in rows
        for digest in [sha256(folder / row["place"])]
    ]  # fmt: skip
    return pd.DataFrame(table, columns=REGISTER)
