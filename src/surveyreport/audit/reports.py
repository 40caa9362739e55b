"""Is a finished report the right one: of this provider, of this version, with these numbers?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.audit.pdf_file import Pdf
from surveyreport.files.hashes import sha256

OTHER = "de metadata noemt een andere aanbieder"
VERSION = "de versie is niet die van de lijst"
NUMBERS = "{count} getallen wijken af van wat er voor deze aanbieder getrokken is"
PAGE = "de woorden of getallen wijken af van wat er voor deze aanbieder getrokken is"
BARS = "de balken wijken af van wat er voor deze aanbieder getrokken is"
BESIDE = "er staat iets in wat niet van de studie komt en niet getrokken is"
# parts of the content that are no words on a page
UNSEEN = ("alt", "fill", "edge", "ink", "name", "document_title", "description", "keywords",
          "colours", "font")  # fmt: skip
INFORMATION = {"/Title", "/Subject", "/Keywords", "/Creator", "/CreationDate", "/ModDate"}
AXIS = ("0", "50", "100")
# of template.typ, in points: where a bar of 100 % begins, how long it is, how high its parts and
# those of a strip are without and with an edge, what an edge and the end of a part add to it
START, TRACK, HIGH, EDGE, END, TICK, DOT = 428.032, 113.386, (8.5, 9.31), 0.4, 0.3, 1.134, 4.47
NEAR = 0.06
NUMBERED = re.compile(r"[\d.:/•]*")


def alternatives(content: dict[str, Any]) -> list[str]:
    """Every number of a report in words, in the order of the report."""
    return [row["alt"] for part in ("themes", "groups") for group in content[part]
            for row in group["rows"]]  # fmt: skip


def report_faults(
    pdf: Pdf, content: dict[str, Any], common: set[str], provider: str, version: str
) -> list[str]:
    """What is wrong with one PDF (Dutch). content: as versioned; common: `told` of what all reports
    share."""
    keywords = pdf.information.get("/Keywords", "").replace(",", " ").split()
    faults = []
    if pdf.information.get("/Title") != content["document_title"] or provider not in keywords:
        faults.append(OTHER)
    if not any(word.startswith(version) for word in keywords):
        faults.append(VERSION)
    cover, title = (_bare(text) for text in (pdf.pages[0], content["title"]))
    if title not in cover or version not in cover:
        faults.append("de omslag noemt een andere aanbieder of versie")
    expected = alternatives(content)
    if pdf.alternatives != expected:
        wrong = sum(one not in set(expected) for one in pdf.alternatives)
        return [*faults, NUMBERS.format(count=max(wrong, 1))]
    faults += _said(_bare("".join(pdf.pages)), content, common)
    faults += [BARS] * (not _drawn_as(pdf, content))
    return faults + [BESIDE] * bool(pdf.attachments or pdf.information.keys() - INFORMATION)


def _drawn_as(pdf: Pdf, content: dict[str, Any]) -> bool:
    """Whether the bars are as long as the content says, none more and none less."""
    found = [(left, right) for left, right, height in pdf.filled
             if HIGH[0] - NEAR < height < HIGH[1] + NEAR and left > START - DOT - NEAR]  # fmt: skip
    expected = list(_bars(content))
    return len(found) == len(expected) and all(
        abs(one - other) < NEAR
        for mine, told in zip(found, expected, strict=True)
        for one, other in zip(mine, told, strict=True)
    )


def _bars(content: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """(left, right) in points of every part of a bar or strip, in the order of the report."""
    for row in (row for group in content["themes"] for row in group["rows"]):
        low, high, own, everyone = (START + row["strip"][name] * TRACK
                                    for name in ("low", "high", "own", "all"))  # fmt: skip
        yield low - EDGE, high + EDGE
        yield everyone - TICK, everyone + TICK
        yield own - DOT, own + DOT
    for row in (row for group in content["groups"] for row in group["rows"]):
        for parts in (row["own_bar"], row["all_bar"]):
            yield START, START + TRACK
            start = 0.0
            for part in parts:
                left, right = (START + share * TRACK for share in
                               (start, start + min(part["share"], 1 - start)))  # fmt: skip
                if part["edge"]:
                    yield left - EDGE, right + EDGE
                else:
                    yield left, right
                    yield right - END, right + END
                start += part["share"]


def page_faults(page: str, expected: str) -> list[str]:
    """What is wrong with one HTML page (Dutch), given the page it should be."""
    return [] if page == expected else [PAGE]


def _said(text: str, content: dict[str, Any], common: set[str]) -> list[str]:
    """Numbers and words of the content that are absent from a text without spaces, and whether
    there is anything in it beside these, the numbers of chapters and pages, and signs."""
    mine = told(content)
    absent = [one for one in mine if one not in text]
    if absent:
        return [NUMBERS.format(count=len(absent))]
    known = sorted(mine | common, key=len, reverse=True)
    return [] if NUMBERED.fullmatch(_without(text, [*known, *AXIS])) else [BESIDE]


def _without(text: str, told: Iterable[str]) -> str:
    """What is left of a text without these; where several begin, the first goes."""
    by_first: dict[str, list[str]] = {}
    for one in told:
        by_first.setdefault(one[0], []).append(one)
    rest, place = [], 0
    while place < len(text):
        begun = (one for one in by_first.get(text[place], ()) if text.startswith(one, place))
        goes = next(begun, "")
        if not goes:
            rest.append(text[place])
        place += len(goes) or 1
    return "".join(rest)


def told(content: dict[str, Any]) -> set[str]:
    """Every text that a reader sees, without spaces."""
    return {_bare(one) for one in _told(content)} - {""}


def _told(value: Any) -> Iterator[str]:
    """Every text that a reader sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _told(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in UNSEEN:
                yield from _told(one)


def _bare(text: str) -> str:
    return "".join(text.split())


def index_faults(folder: Path, index: pd.DataFrame, providers: tuple[str, ...]) -> list[str]:
    """What is wrong with the set of reports: missing, left over, changed or the same one twice."""
    names = [*index["file"], *index["page"]]
    listed = dict(zip(names, [*index["sha256"], *index["page_sha256"]], strict=True))
    present = {path.name for kind in ("pdf", "html") for path in folder.glob(f"*.{kind}")}
    faults = [f"{name}: het rapport ontbreekt" for name in sorted(listed.keys() - present)]
    faults += [
        f"{name}: een rapport dat er niet (meer) hoort" for name in sorted(present - listed.keys())
    ]
    faults += [
        f"{provider}: geen rapport gemaakt"
        for provider in sorted(set(providers) - set(index["provider_id"]))
    ]
    for name, digest in listed.items():
        if name in present and sha256(folder / name) != digest:
            faults.append(f"{name}: na het maken gewijzigd")
    digests = list(listed.values())
    faults += [f"{name}: gelijk aan een ander rapport" for name, digest in listed.items()
               if digests.count(digest) > 1]  # fmt: skip
    return faults
