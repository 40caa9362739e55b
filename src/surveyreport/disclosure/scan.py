"""Look in finished files for what must not be there, wherever a file can hide text."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

# Shorter answers ("geen", "ja, soms") are words that any report holds.
TEXT_FROM = 15
ARCHIVES = (".xlsx", ".zip")
# The place of a cell in a sheet ("A16") may look like the id of a provider
CELL_PLACE = re.compile(r'\b(r|ref|sqref|topLeftCell|activeCell)="[^"]*"')
UNROUNDED = re.compile(r"(?<![\d.])\d+\.\d{8,}")


@dataclass(frozen=True)
class Forbidden:
    """identifiers: provider ids and names; texts: open answers. Both as written by people."""

    identifiers: frozenset[str]
    texts: frozenset[str]

    @staticmethod
    def of(identifiers: Iterable[str], texts: Iterable[str]) -> Forbidden:
        long = (_folded(text) for text in texts)
        return Forbidden(
            frozenset(identifiers), frozenset(text for text in long if len(text) >= TEXT_FROM)
        )


@dataclass(frozen=True)
class Leak:
    """What was found, and in which file and part of it; the thing itself is not repeated."""

    file: str
    part: str
    kind: str


def scan(
    path: Path, shown_as: str, forbidden: Forbidden, allowed: Iterable[str] = ()
) -> list[Leak]:
    """Leaks in one file. shown_as: its name in the release, which is scanned as well.
    allowed: identifiers that may stand in this file."""
    identifiers = forbidden.identifiers - set(allowed)
    pattern = (
        re.compile(r"(?<!\w)(" + "|".join(map(re.escape, sorted(identifiers))) + r")(?!\w)")
        if identifiers
        else None
    )
    leaks = []
    for part, text in [("bestandsnaam", Path(shown_as).name), *parts_of(path)]:
        if pattern and pattern.search(text.replace("_", " ") if part == "bestandsnaam" else text):
            leaks.append(Leak(shown_as, part, "een andere aanbieder"))
        folded = _folded(text)
        if any(answer in folded for answer in forbidden.texts):
            leaks.append(Leak(shown_as, part, "een antwoord in eigen woorden"))
    return leaks


def parts_of(path: Path) -> list[tuple[str, str]]:
    """(name, text) of every part of a file: pages, alternative texts, metadata, sheets, code."""
    if path.suffix == ".pdf":
        return _pdf_parts(path)
    data = path.read_bytes()
    if path.suffix == ".png":
        return _png_parts(data)
    if path.suffix in ARCHIVES:
        with zipfile.ZipFile(path) as archive:
            return [
                (name, CELL_PLACE.sub("", _text(archive.read(name)))) for name in archive.namelist()
            ]
    return [("inhoud", _text(data))]


def unrounded_spread(path: Path, estimates: pd.DataFrame) -> int:
    """How many interval limits, effective sizes and design effects stand unrounded in a file.

    They depend on the spread between providers: with all provider reports beside them, an item on
    which few providers are hidden can leave one possible table. estimates: ci_low, ci_high, n_eff,
    deff to 10 decimals. Counted are numbers of 8 decimals and more that equal one of them.
    """
    spread = estimates[["ci_low", "ci_high", "n_eff", "deff"]].to_numpy(dtype=float).ravel()
    # Values with fewer decimals say nothing about the spread that a rounded one would not.
    secret = {f"{v:.8f}" for v in spread[~np.isnan(spread)] if abs(v * 1e4 - round(v * 1e4)) > 1e-5}
    found: set[str] = set()
    for _, text in parts_of(path):
        found.update(f"{float(number):.8f}" for number in UNROUNDED.findall(text))
    return len(found & secret)


def alternative_texts(path: Path) -> list[str]:
    """The alternative texts of a PDF in the order of its structure."""
    root = PdfReader(path).trailer["/Root"]
    found: list[str] = []
    if "/StructTreeRoot" in root:
        _collect_alt(root["/StructTreeRoot"], found)
    return found


def _collect_alt(node: object, found: list[str]) -> None:
    stack = [node]
    while stack:
        element = stack.pop()
        if isinstance(element, IndirectObject):
            element = element.get_object()
        if isinstance(element, list):
            stack += reversed(element)
        elif isinstance(element, DictionaryObject):
            found += [str(element[key]) for key in ("/Alt", "/ActualText", "/E") if key in element]
            if "/K" in element:
                stack.append(element["/K"])


def _pdf_parts(path: Path) -> list[tuple[str, str]]:
    reader = PdfReader(path)
    parts = [(f"bladzijde {n}", page.extract_text()) for n, page in enumerate(reader.pages, 1)]
    parts.append(("alternatieve tekst", "\n".join(alternative_texts(path))))
    information = " ".join(str(value) for value in (reader.metadata or {}).values())
    xmp = reader.trailer["/Root"].get("/Metadata")
    packet = xmp.get_object().get_data().decode("utf-8", "replace") if xmp is not None else ""
    parts.append(("metadata", f"{information} {html.unescape(packet)}"))
    parts += [("bijlage", " ".join([name, *map(_text, files)])) for name, files in
              reader.attachments.items()]  # fmt: skip
    return parts


def _png_parts(data: bytes) -> list[tuple[str, str]]:
    """Every chunk but the picture itself (PNG specification, chunk layout)."""
    parts, place = [], 8
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        name = data[place + 4 : place + 8].decode("latin-1")
        content = data[place + 8 : place + 8 + size]
        if name == "zTXt":
            content = zlib.decompress(content.split(b"\0", 1)[1][1:])
        if name != "IDAT":
            parts.append((f"metadata {name}", _text(content)))
        place += 12 + size
    return [*parts, ("na het einde", _text(data[place:]))]


def _text(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace"))


def _folded(text: str) -> str:
    """Without differences of case, line ends and hyphenation."""
    return re.sub(r"[\s\u00ad]+", " ", text).strip().casefold()
