"""The survey as LimeSurvey defines it: groups, questions, rows, options, texts per language."""

from __future__ import annotations

import html
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass
from pathlib import Path

from surveyreport.sources.limesurvey.table import file_bytes, refusal

EXPORT_AGAIN = "exporteer de vragenlijststructuur opnieuw als .lss"
SINGLE_TYPES = frozenset("5L!DGINSTUXY*")
ROW_TYPES = frozenset("ABCEFHKMQ")
OPTION_TYPES = frozenset("L!FH")


@dataclass(frozen=True)
class Group:
    """A page of questions; name and description by language."""

    gid: str
    name: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True)
class Question:
    """A question; texts are as stored (HTML), by language.

    options and subquestions: language -> code -> text, in display order, first scale only.
    relevance: the condition under which it is shown, that of its page included.
    """

    qid: str
    gid: str
    code: str
    type: str
    text: dict[str, str]
    help: dict[str, str]
    options: dict[str, dict[str, str]]
    subquestions: dict[str, dict[str, str]]
    other: bool
    hidden: bool
    mandatory: bool
    relevance: str


@dataclass(frozen=True)
class Column:
    """A response column: code heading, internal name, its question and row (None = single)."""

    code: str
    internal: str
    question: Question
    row: str | None = None

    @property
    def is_box(self) -> bool:
        """A tick box of a multiple choice question."""
        return self.question.type == "M" and self.row != "other"

    @property
    def has_options(self) -> bool:
        """Answers are option codes of the structure."""
        return self.question.type in OPTION_TYPES and self.row != "other"

    def parts(self, language: str, other: str) -> tuple[str, str | None]:
        """Question text and row text as a text heading shows them, without HTML."""
        text = plain(self.question.text.get(language, ""))
        if self.row is None:
            return text, None
        rows = self.question.subquestions.get(language, {})
        return text, other if self.row == "other" else plain(rows.get(self.row, ""))


@dataclass(frozen=True)
class Structure:
    """languages: base language first. attributes: participant attribute_N -> description."""

    survey_id: str
    languages: tuple[str, ...]
    title: dict[str, str]
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    attributes: dict[str, str]

    def columns(self) -> tuple[Column, ...]:
        """The response columns in export order, for question types with one column per row.

        Types with two scales, comments, rankings and uploads are not among them.
        """
        found = []
        for question in self.questions:
            internal = f"{self.survey_id}X{question.gid}X{question.qid}"
            rows = next(iter(question.subquestions.values()), {})
            if question.type in ROW_TYPES:
                for row in rows:
                    found.append(
                        Column(f"{question.code}[{row}]", f"{internal}{row}", question, row)
                    )
            elif question.type in SINGLE_TYPES:
                found.append(Column(question.code, internal, question))
            if question.other and question.type in "LM!":
                found.append(
                    Column(f"{question.code}[other]", f"{internal}other", question, "other")
                )
        return tuple(found)


def shown_when(page: str, question: str) -> str:
    """Both conditions in one expression of LimeSurvey; "1" is always."""
    conditions = [each for each in (page.strip(), question.strip()) if each not in ("", "1")]
    if len(conditions) == 2:
        return f"({conditions[0]}) and ({conditions[1]})"
    return conditions[0] if conditions else "1"


def plain(text: str) -> str:
    """A text without HTML tags, entities decoded, on one line, as text headings show it."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"\s*[\r\n]+\s*", " ", text))).strip()


def read_structure(path: Path) -> Structure:
    """The structure in an .lss file or in the .lss of an .lsa archive; raises InputProblems."""
    return parse_structure(path, structure_bytes(path, file_bytes(path)))


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
                return archive.read(names[0])
    except Exception as error:  # zipfile raises a dozen unrelated types on damaged archives
        raise refusal(
            path, f"een beschadigd archief ({error})", "maak het .lsa-archief opnieuw aan"
        ) from None
    raise refusal(
        path,
        f"{len(names)} bestanden {ending} in het archief",
        "maak het .lsa-archief opnieuw aan",
        expected=f"één bestand {ending}",
    )


def document(path: Path, data: bytes, kind: str) -> ET.Element:
    """The root of a LimeSurvey XML document of this kind (Survey, Responses, Tokens)."""
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError) as error:
        raise refusal(path, f"geen geldige XML ({error})", EXPORT_AGAIN) from None
    found = root.findtext("LimeSurveyDocType")
    if root.tag != "document" or found != kind:
        raise refusal(
            path,
            f"een XML-bestand van soort '{found or root.tag}'",
            EXPORT_AGAIN,
            expected=f"LimeSurveyDocType {kind}",
        )
    return root


def table_rows(table: ET.Element) -> list[dict[str, str]]:
    """Rows of column -> text; columns that are null are absent, an empty element is ""."""
    return [{cell.tag: cell.text or "" for cell in row} for row in table.iter("row")]


def parse_structure(path: Path, data: bytes) -> Structure:
    """The structure in the bytes of an .lss document; path only names the file in messages."""
    tables = {table.tag: table_rows(table) for table in document(path, data, "Survey")}
    try:
        return _structure(tables)
    except (KeyError, IndexError, ValueError) as error:
        raise refusal(
            path, f"een .lss-bestand zonder het nodige veld {error}", EXPORT_AGAIN
        ) from None


def _structure(tables: dict[str, list[dict[str, str]]]) -> Structure:
    survey = tables["surveys"][0]
    languages = (survey["language"], *survey.get("additional_languages", "").split())

    def texts(table: str, key: str, field: str) -> dict[str, dict[str, str]]:
        """key value -> language -> text, in the order of the survey's languages."""
        found: dict[str, dict[str, str]] = {}
        rows = {(row[key], row["language"]): row.get(field, "") for row in tables.get(table, [])}
        for language in languages:
            for (name, row_language), text in rows.items():
                if row_language == language:
                    found.setdefault(name, {})[language] = text
        return found

    asked, helped = (
        texts("question_l10ns", "qid", "question"),
        texts("question_l10ns", "qid", "help"),
    )
    labels = texts("answer_l10ns", "aid", "answer")

    def by_language(rows: list[tuple[str, dict[str, str]]]) -> dict[str, dict[str, str]]:
        return {lang: {code: text.get(lang, "") for code, text in rows} for lang in languages}

    def children(table: str, key: str, qid: str, order: str) -> list[dict[str, str]]:
        rows = [r for r in tables.get(table, []) if r[key] == qid and r.get("scale_id", "0") == "0"]
        return sorted(rows, key=lambda row: int(row[order]))

    hidden = {
        row["qid"]
        for row in tables.get("question_attributes", [])
        if row["attribute"] == "hidden" and row.get("value") == "1"
    }
    groups = sorted(tables["groups"], key=lambda row: int(row["group_order"]))
    place = {row["gid"]: position for position, row in enumerate(groups)}
    pages = {row["gid"]: row.get("grelevance", "") for row in groups}
    names = texts("group_l10ns", "gid", "group_name")
    descriptions = texts("group_l10ns", "gid", "description")
    questions = [
        Question(
            qid=row["qid"],
            gid=row["gid"],
            code=row["title"],
            type=row["type"],
            text=asked[row["qid"]],
            help=helped[row["qid"]],
            options=by_language(
                [
                    (a["code"], labels[a["aid"]])
                    for a in children("answers", "qid", row["qid"], "sortorder")
                ]
            ),
            subquestions=by_language(
                [
                    (s["title"], asked[s["qid"]])
                    for s in children("subquestions", "parent_qid", row["qid"], "question_order")
                ]
            ),
            other=row.get("other") == "Y",
            hidden=row["qid"] in hidden,
            mandatory=row.get("mandatory") in ("Y", "S"),
            relevance=shown_when(pages[row["gid"]], row.get("relevance", "")),
        )
        for row in sorted(
            tables["questions"], key=lambda row: (place[row["gid"]], int(row["question_order"]))
        )
    ]
    attributes = json.loads(survey.get("attributedescriptions") or "{}") or {}
    return Structure(
        survey_id=survey["sid"],
        languages=languages,
        title={
            row["surveyls_language"]: row.get("surveyls_title", "")
            for row in tables["surveys_languagesettings"]
        },
        groups=tuple(
            Group(row["gid"], names.get(row["gid"], {}), descriptions.get(row["gid"], {}))
            for row in groups
        ),
        questions=tuple(questions),
        attributes={key: value["description"] for key, value in attributes.items()},
    )
