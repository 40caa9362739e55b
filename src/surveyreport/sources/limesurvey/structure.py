"""Read the structure of a survey from an .lss file or an archive, of LimeSurvey 1.9 to 7."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

from surveyreport.sources.limesurvey.attributes import attribute_descriptions
from surveyreport.sources.limesurvey.survey import Group, Question, Structure, shown_when
from surveyreport.sources.limesurvey.table import refusal

EXPORT_AGAIN = "exporteer de vragenlijststructuur opnieuw als .lss"
ENTITY, ENTITIES = "<!ENTITY", "XML met eigen afkortingen (ENTITY)"
Row = dict[str, str]
Rows = list[Row]


def structure_bytes(path: Path, data: bytes) -> bytes:
    """The .lss text itself: the content of the file, or of the only .lss member of an archive."""
    if not data.startswith(b"PK"):
        return data
    return archive_member(path, data, ".lss")


def archive_member(path: Path, data: bytes, ending: str) -> bytes:
    """The only member of a zip archive whose name has this ending; raises InputProblems."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith(ending)]
            if len(names) == 1:
                # no more than it says that it is
                with archive.open(names[0]) as member:
                    return member.read(archive.getinfo(names[0]).file_size)
    except Exception:  # zipfile raises a dozen unrelated types on damaged archives
        raise refusal(path, "een beschadigd archief", "maak het .lsa-archief opnieuw aan") from None
    raise refusal(
        path,
        f"{len(names)} bestanden {ending} in het archief",
        "maak het .lsa-archief opnieuw aan",
        expected=f"één bestand {ending}",
    )


def document(path: Path, data: bytes, kind: str) -> ET.Element:
    """The root of a LimeSurvey XML document of this kind (Survey, Responses, Tokens)."""
    if ENTITY.encode() in data:
        raise refusal(path, ENTITIES, EXPORT_AGAIN)
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError) as error:
        row, column = getattr(error, "position", (1, 0))
        raise refusal(
            path, f"geen geldige XML (teken {column + 1})", EXPORT_AGAIN, row=row
        ) from None
    found = root.findtext("LimeSurveyDocType")
    if root.tag != "document" or found != kind:
        raise refusal(
            path,
            f"een XML-bestand van soort '{found or root.tag}'",
            EXPORT_AGAIN,
            expected=f"LimeSurveyDocType {kind}",
        )
    return root


def table_rows(table: ET.Element) -> Rows:
    """Rows of column -> text; columns that are null are absent, an empty element is ""."""
    return [{cell.tag: cell.text or "" for cell in row} for row in table.iter("row")]


def parse_structure(path: Path, data: bytes) -> Structure:
    """The structure in the bytes of an .lss document; path only names the file in messages."""
    tables = {table.tag: table_rows(table) for table in document(path, data, "Survey")}
    if not tables.get("surveys"):
        raise refusal(path, "een .lss-bestand zonder vragenlijst", EXPORT_AGAIN)
    try:
        return _structure(_with_texts_apart(tables))
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise refusal(
            path, f"een .lss-bestand zonder het nodige veld {error}", EXPORT_AGAIN
        ) from None


def _with_texts_apart(tables: dict[str, Rows]) -> dict[str, Rows]:
    """The tables as LimeSurvey 4 and later write them.

    Up to 3 a question, an answer and a page had a row per language that also held the text; the
    table question_l10ns is what tells.
    """
    if "question_l10ns" in tables:
        return tables
    made = dict(tables)
    base = tables["surveys"][0]["language"]

    def once(rows: Rows, key: str) -> Rows:
        """One row per key, that of the base language if there is one."""
        found: dict[str, Row] = {}
        for row in rows:
            if row[key] not in found or row.get("language") == base:
                found[row[key]] = row
        return list(found.values())

    asked = [*tables.get("questions", []), *tables.get("subquestions", [])]
    if asked and not any("question" in row for row in asked):
        raise KeyError("question")
    made["question_l10ns"] = asked
    made["group_l10ns"] = tables.get("groups", [])
    answers = [
        row | {"aid": "/".join((row["qid"], row.get("scale_id", "0"), row["code"]))}
        for row in tables.get("answers", [])
    ]
    made["answer_l10ns"] = answers
    made["answers"] = once(answers, "aid")
    for name, key in (("questions", "qid"), ("subquestions", "qid"), ("groups", "gid")):
        made[name] = once(tables[name] if name != "subquestions" else tables.get(name, []), key)
    return made


def _structure(tables: dict[str, Rows]) -> Structure:
    survey = tables["surveys"][0]
    languages = (survey["language"], *survey.get("additional_languages", "").split())

    def texts(table: str, key: str, name: str) -> dict[str, dict[str, str]]:
        """key value -> language -> text, in the order of the survey's languages."""
        found: dict[str, dict[str, str]] = {}
        rows = {
            (row[key], row.get("language", languages[0])): row.get(name, "")
            for row in tables.get(table, [])
        }
        for language in languages:
            for (of, row_language), text in rows.items():
                if row_language == language:
                    found.setdefault(of, {})[language] = text
        return found

    asked = texts("question_l10ns", "qid", "question")
    helped = texts("question_l10ns", "qid", "help")
    labels = texts("answer_l10ns", "aid", "answer")

    def by_language(rows: list[tuple[str, dict[str, str]]]) -> dict[str, dict[str, str]]:
        return {lang: {code: text.get(lang, "") for code, text in rows} for lang in languages}

    def children(table: str, key: str, qid: str, order: str, scale: str) -> Rows:
        rows = [
            row
            for row in tables.get(table, [])
            if row[key] == qid and (row.get("scale_id") or "0") == scale
        ]
        return sorted(rows, key=lambda row: _number(row.get(order)))

    attributes: dict[str, dict[str, str]] = {}
    for row in tables.get("question_attributes", []):
        if row.get("language", "") in ("", languages[0]) and row.get("value"):
            attributes.setdefault(row["qid"], {})[row["attribute"]] = row["value"]
    groups = sorted(tables["groups"], key=lambda row: _number(row.get("group_order")))
    place = {row["gid"]: position for position, row in enumerate(groups)}
    pages = {row["gid"]: row.get("grelevance", "") for row in groups}
    names = texts("group_l10ns", "gid", "group_name")
    descriptions = texts("group_l10ns", "gid", "description")

    def question(row: Row) -> Question:
        qid = row["qid"]
        answers = [children("answers", "qid", qid, "sortorder", scale) for scale in "01"]
        rows = [children("subquestions", "parent_qid", qid, "question_order", s) for s in "01"]
        options = [
            by_language([(a["code"], labels.get(a["aid"], {})) for a in of]) for of in answers
        ]
        subs = [by_language([(s["title"], asked.get(s["qid"], {})) for s in of]) for of in rows]
        own = attributes.get(qid, {})
        return Question(
            qid=qid,
            gid=row["gid"],
            code=row["title"],
            type=row["type"],
            text=asked.get(qid, {}),
            help=helped.get(qid, {}),
            options=options[0],
            subquestions=subs[0],
            other=row.get("other") == "Y",
            hidden=own.get("hidden") == "1",
            mandatory=row.get("mandatory") in ("Y", "S"),
            relevance=shown_when(pages.get(row["gid"], ""), row.get("relevance", "")),
            second_options=options[1],
            second_rows=subs[1],
            row_ids={s["title"]: s["qid"] for s in rows[0]},
            second_row_ids={s["title"]: s["qid"] for s in rows[1]},
            option_ids=tuple(a["aid"] for a in answers[0] if a["aid"].isdigit()),
            attributes=own,
        )

    ordered = sorted(
        tables["questions"],
        key=lambda row: (place.get(row["gid"], len(place)), _number(row.get("question_order"))),
    )
    return Structure(
        survey_id=survey["sid"],
        languages=languages,
        title={
            row["surveyls_language"]: row.get("surveyls_title", "")
            for row in tables.get("surveys_languagesettings", [])
        },
        groups=tuple(
            Group(row["gid"], names.get(row["gid"], {}), descriptions.get(row["gid"], {}))
            for row in groups
        ),
        questions=tuple(map(question, ordered)),
        attributes=attribute_descriptions(survey.get("attributedescriptions", "")),
    )


def _number(text: str | None) -> int:
    """A place in an order; 0 where LimeSurvey stored none."""
    return int(text) if text else 0
