"""Is a finished report the right one: of this provider, of this version, with these numbers?"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.audit.pdf_file import Pdf
from surveyreport.files.hashes import sha256

OTHER = "de metadata noemt een andere aanbieder"
VERSION = "de versie is niet die van de lijst"
NUMBERS = "{count} getallen wijken af van wat er voor deze aanbieder getrokken is"


def alternatives(content: dict[str, Any]) -> list[str]:
    """Every number of a report in words, in the order of the report."""
    return [row["alt"] for part in ("themes", "groups") for group in content[part]
            for row in group["rows"]]  # fmt: skip


def report_faults(pdf: Pdf, content: dict[str, Any], provider: str, version: str) -> list[str]:
    """What is wrong with one PDF (Dutch), given the content it should have."""
    keywords = pdf.information.get("/Keywords", "").replace(",", " ").split()
    faults = []
    if pdf.information.get("/Title") != content["document_title"] or provider not in keywords:
        faults.append(OTHER)
    if not any(word.startswith(version) for word in keywords):
        faults.append(VERSION)
    cover, title = ("".join(text.split()) for text in (pdf.pages[0], content["title"]))
    if title not in cover or version not in cover:
        faults.append("de omslag noemt een andere aanbieder of versie")
    text = "".join("".join(pdf.pages).split())
    return faults + _numbers(pdf.alternatives, text, content)


def page_faults(page: str, content: dict[str, Any], provider: str, version: str) -> list[str]:
    """What is wrong with one HTML page (Dutch), given the content it should have."""
    read = _Page()
    read.feed(page)
    keywords = read.meta.get("keywords", "").split(", ")
    faults = []
    if read.title != content["document_title"] or provider not in keywords:
        faults.append(OTHER)
    if not any(word.startswith(version) for word in keywords):
        faults.append(VERSION)
    return faults + _numbers(read.labels, "".join("".join(read.text).split()), content)


def _numbers(found: list[str], text: str, content: dict[str, Any]) -> list[str]:
    expected = alternatives(content)
    wrong = sum(one not in set(expected) for one in found)
    if found != expected:
        return [NUMBERS.format(count=max(wrong, 1))]
    told = [cell for part in ("peers", "history", "everyone", "response")
            for row in content[part] for cell in row]  # fmt: skip
    told += [row[key] for part in ("themes", "groups") for group in content[part]
             for row in group["rows"] for key in ("own", "all", "n")]  # fmt: skip
    absent = {cell for cell in told if "".join(cell.split()) not in text}
    return [NUMBERS.format(count=len(absent))] if absent else []


class _Page(HTMLParser):
    """title, meta, the labels of pictures and all text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.meta, self.labels, self.text = "", {}, [], []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self._inside = tag
        if tag == "meta" and "name" in named:
            self.meta[named["name"]] = named.get("content", "")
        if named.get("role") == "img":
            self.labels.append(named.get("aria-label", ""))

    def handle_data(self, data: str) -> None:
        if self._inside == "title" and not self.title:
            self.title = data
        elif self._inside != "style":
            self.text.append(data)


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
