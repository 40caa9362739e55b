"""What others' checkers say of the files that leave: a list of faults, [] for a file without.

PDF: page-validation (PDF/UA-1 and PDF/A-2a) and qpdf (through pikepdf). HTML: the parse errors of
the WHATWG standard (html5rdf), ids and what refers to them. Crate: roc-validator, offline.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from importlib.resources import files
from pathlib import Path

import html5rdf
import page
import pikepdf
import requests
from lxml import html
from requests_cache import CachedSession
from requests_cache.models import CachedRequest, CachedResponse

STANDARDS = ("ua1", "2a")
# page-validation 0.11 takes a last byte 0D of the data for a part of the line end after it; qpdf
# reads the length as it is (see the test of a wrong length)
LEFT_TO_QPDF = {"PDFA2A-STREAM-LENGTH-001"}
# attributes that name an id, or several
REFERENCES = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")
CRATE = "https://w3id.org/ro/crate/1.1/context"
RUN = "https://w3id.org/ro/terms/workflow-run"
BIOSCHEMAS = "https://bioschemas.org"


def pdf_faults(data: bytes) -> list[str]:
    """Rules that a PDF breaks, and damage that qpdf finds."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            faults = [f"qpdf: {said}" for said in pdf.check_pdf_syntax()]
    except pikepdf.PdfError as error:
        return [f"qpdf: {error}"]
    for profile in STANDARDS:
        report = page.validate_pdf_bytes(data, profile=profile)
        faults += [
            f"{profile} {fault.rule_id}: {fault.message}"
            for fault in report.failures
            if fault.rule_id not in LEFT_TO_QPDF
        ]
        if not report.is_compliant and not report.failures:
            faults.append(f"{profile}: not compliant")
    return faults


def html_faults(text: str) -> list[str]:
    """Parse errors of the standard, ids that stand twice, and references to none."""
    parser = html5rdf.HTMLParser()
    parser.parse(text)
    faults = [f"line {place[0]}: {name}" for place, name, _ in parser.errors]
    tree = html.document_fromstring(text)
    ids = Counter(tree.xpath("//@id"))
    faults += [f"id '{name}' stands {count} times" for name, count in ids.items() if count > 1]
    named = [
        (attribute, name)
        for attribute in REFERENCES
        for value in tree.xpath(f"//@{attribute}")
        for name in value.split()
    ]
    named += [("href", link[1:]) for link in tree.xpath("//a/@href") if link[:1] == "#" != link]
    return faults + [f"{kind} '{name}' names no id" for kind, name in named if name not in ids]


def crate_faults(folder: Path, cache: Path) -> list[str]:
    """What roc-validator requires of a Workflow Run Crate (0.5) and of the profiles under it."""
    from rocrate_validator import models, services

    _contexts(cache)
    settings = models.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="workflow-run-crate-0.5",
        requirement_severity="REQUIRED",
        offline=True,
        cache_path=cache,
    )
    result = services.validate(settings)
    return [f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()]


def _contexts(cache: Path) -> None:
    """The two JSON-LD contexts a crate names, put where the validator looks when offline.

    The terms are those that rocrate ships (1.3) with the names that 1.1 gives to Bioschemas; the
    run terms have their vocabulary as prefix.
    """
    terms = json.loads(files("rocrate.data").joinpath("ro-crate.jsonld").read_text())["@context"]
    for kind in ("ComputationalWorkflow", "FormalParameter"):
        terms[kind] = f"{BIOSCHEMAS}/{kind}"
    for name in ("input", "output"):
        terms[name] = f"{BIOSCHEMAS}/ComputationalWorkflow#{name}"
    own = {name: f"{RUN}#{name}" for name in ("sha256", "environment", "containerImage")}
    session = CachedSession(str(cache))
    for address, context in ((CRATE, terms), (f"{RUN}/context", own)):
        answer = CachedResponse(
            url=address,
            status_code=200,
            content=json.dumps({"@context": context}).encode(),
            headers={"Content-Type": "application/ld+json"},
            request=CachedRequest(method="GET", url=address, headers={}),
        )
        key = session.cache.create_key(requests.Request("GET", address).prepare())
        session.cache.save_response(answer, key)
    session.close()
