"""The description of the microdata for data archives: DDI-Codebook 2.5.

Elements and attributes are those of the CESSDA Data Catalogue's profile for DDI 2.5, 2.0.0:
https://github.com/cessda/cessda.metadata.profiles. Children stand in the order of the schema.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

from surveyreport.archive.codebook import answer_rows
from surveyreport.archive.microdata import Column
from surveyreport.archive.public_answers import PublicAnswers
from surveyreport.study.config import Catalogue
from surveyreport.study.model import Study

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
# code values of the vocabularies of the DDI Alliance that hold for every wave of this pipeline
INDIVIDUAL = ("Individual", "DDI Analysis Unit")
CROSS_SECTION = ("CrossSection", "DDI Time Method")
SELF_ADMINISTERED = ("SelfAdministeredQuestionnaire", "DDI Mode of Collection")
NATURE = {"nominal": "nominal", "ordinal": "ordinal", "scale": "other"}


def ddi_text(
    study: Study,
    groups: list[PublicAnswers],
    columns: dict[str, list[Column]],
    catalogue: Catalogue | None,
    *,
    wave: str,
    title: str,
    description: str,
    mark: str,
    period: tuple[date, date],
    published: date | None,
    language: str,
) -> str:
    """The document. Without `catalogue` it lacks what only the house knows (identifier, page,
    distributor …), so no archive takes it as it is.

    title, description: used where the catalogue says none; mark: put before the abstract of
    synthetic data; period: first and last day of fielding; published: the day
    of the report, when the wave has one.
    """
    words = study.texts["codebook"]["ddi"]
    root = ET.Element(
        "codeBook",
        {
            "version": "2.5",
            "xmlns": NAMESPACE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
            "xml:lang": language,
        },
    )
    about = _add(root, "stdyDscr")
    name = f"{mark}{catalogue.of(wave, catalogue.title) if catalogue else title}"
    _citation(about, catalogue, wave, name, published, language)
    info = _add(about, "stdyInfo")
    if catalogue:
        subject = _add(info, "subject")
        for term in catalogue.topics:
            _add(subject, "topcClas", term, vocab=catalogue.vocabulary)
    _add(info, "abstract", f"{mark}{catalogue.abstract if catalogue else description}")
    summary = _add(info, "sumDscr")
    for event, moment in zip(("start", "end"), period, strict=True):
        _add(summary, "collDate", moment.isoformat(), date=moment.isoformat(), event=event)
    if catalogue:
        _add(summary, "nation", catalogue.country, abbr=catalogue.country_code)
    _term(summary, "anlyUnit", words["individual"], INDIVIDUAL)
    if catalogue:
        _add(summary, "universe", catalogue.universe)
    collected = _add(_add(about, "method"), "dataColl")
    _term(collected, "timeMeth", words["cross_section"], CROSS_SECTION)
    if catalogue:
        _add(collected, "sampProc", catalogue.sampling)
    _term(collected, "collMode", words["self_administered"], SELF_ADMINISTERED)
    if catalogue:
        _add(_add(_add(about, "dataAccs"), "useStmt"), "restrctn", catalogue.access)
    for public in groups:
        _files(root, public, study.groups[public.group].label)
    variables = _add(root, "dataDscr")
    for public in groups:
        for column in columns[public.group]:
            _variable(variables, study, public, column)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _citation(
    about: ET.Element,
    catalogue: Catalogue | None,
    wave: str,
    title: str,
    published: date | None,
    language: str,
) -> None:
    citation = _add(about, "citation")
    names = _add(citation, "titlStmt")
    _add(names, "titl", title, **{"xml:lang": language})
    if catalogue is None:
        return
    _add(names, "IDNo", catalogue.of(wave, catalogue.identifier), agency=catalogue.agency)
    _add(_add(citation, "rspStmt"), "AuthEnty", catalogue.creator)
    distributed = _add(citation, "distStmt")
    _add(distributed, "distrbtr", catalogue.distributor)
    if published:
        _add(distributed, "distDate", published.isoformat(), date=published.isoformat())
    page = {"URI": catalogue.of(wave, catalogue.page), "xml:lang": language}
    _add(citation, "holdings", **page)


def _files(root: ET.Element, public: PublicAnswers, label: str) -> None:
    for kind, name in zip(("csv", "sav"), _file_ids(public), strict=True):
        text = _add(_add(root, "fileDscr", ID=name), "fileTxt")
        _add(text, "fileName", f"{public.group}.{kind}")
        _add(text, "fileCont", label)
        size = _add(text, "dimensns")
        _add(size, "caseQnty", str(len(public.table)))
        _add(size, "varQnty", str(len(public.table.columns)))


def _file_ids(public: PublicAnswers) -> list[str]:
    return [f"file_{public.group}_{kind}" for kind in ("csv", "sav")]


def _variable(into: ET.Element, study: Study, public: PublicAnswers, column: Column) -> None:
    """A variable with its question and, per code, how many chose it: as codebook.html has it."""
    variable = _add(
        into,
        "var",
        ID=f"var_{public.group}_{column.name}",
        name=column.name,
        files=" ".join(_file_ids(public)),
        intrvl="discrete",
        nature=NATURE[column.type],
    )
    _add(variable, "labl", column.label)
    if column.item is None:
        _add(variable, "varFormat", type="numeric")
        return
    asked = study.questions[column.item.question].text
    wording = asked if asked == column.item.text else f"{asked} {column.item.text}"
    _add(_add(variable, "qstn"), "qstnLit", wording)
    rows = answer_rows(public, column)
    for kind, missing in (("vald", False), ("invd", True)):
        total = sum(count for *_, count, is_missing in rows if is_missing == missing)
        _add(variable, "sumStat", str(total), type=kind)
    for code, label, count, is_missing in rows:
        answer = _add(variable, "catgry", **({"missing": "Y"} if is_missing else {}))
        _add(answer, "catValu", str(code))
        _add(answer, "labl", label)
        _add(answer, "catStat", str(count), type="freq")
    _add(variable, "varFormat", type="numeric")


def _term(into: ET.Element, name: str, words: str, code: tuple[str, str]) -> None:
    """A term in the reader's language with the code of its vocabulary."""
    element = _add(into, name, words)
    _add(element, "concept", code[0], vocab=code[1])


def _add(into: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(into, tag, attributes)
    element.text = text
    return element
