"""Small surveys of any question type and version, as the files LimeSurvey would write of them."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape

FIXED = {
    "Y": ("Y", "N"),
    "G": ("F", "M"),
    "5": tuple("12345"),
    "A": tuple("12345"),
    "B": tuple(map(str, range(1, 11))),
    "C": ("Y", "U", "N"),
    "E": ("I", "S", "D"),
}
SYSTEM = ("id", "submitdate", "lastpage", "startlanguage", "seed")


@dataclass(frozen=True)
class Asked:
    """A question. rows, across: codes of rows and of the columns of a grid; options: code -> text,
    second: those of the second scale."""

    code: str
    type: str
    rows: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)
    other: bool = False
    hidden: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def words(self) -> str:
        return self.text or f"Vraag {self.code}"


@dataclass(frozen=True)
class Survey:
    questions: tuple[Asked, ...]
    sid: int = 7001
    attributes: str = ""

    def numbered(self) -> list[tuple[int, Asked]]:
        """Question ids leave room for those of their rows."""
        return [(100 * (i + 1), asked) for i, asked in enumerate(self.questions)]


def table(name: str, rows: list[dict[str, object]]) -> str:
    fields = list(dict.fromkeys(key for row in rows for key in row))
    heads = "".join(f"<fieldname>{escape(key)}</fieldname>" for key in fields)
    body = "".join(
        "<row>"
        + "".join(
            f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items() if value is not None
        )
        + "</row>"
        for row in rows
    )
    return f"<{name}><fields>{heads}</fields><rows>{body}</rows></{name}>" if rows else ""


def document(kind: str, version: int, *tables: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<document><LimeSurveyDocType>{kind}'
        f"</LimeSurveyDocType><DBVersion>{version}</DBVersion><languages><language>nl</language>"
        f"</languages>{''.join(tables)}</document>"
    )


def lss(survey: Survey, version: int) -> str:
    """The structure as that database version writes it: texts apart since 400."""
    apart = version >= 400
    questions, subs, answers, texts, answer_texts, attributes = [], [], [], [], [], []
    aid = 1
    for order, (qid, asked) in enumerate(survey.numbered()):
        own = {
            "qid": qid, "parent_qid": 0, "sid": survey.sid, "gid": 11, "type": asked.type,
            "title": asked.code, "other": "Y" if asked.other else "N", "mandatory": "N",
            "question_order": order, "scale_id": 0, "relevance": "1",
        }  # fmt: skip
        words = {"question": asked.words, "help": "", "language": "nl"}
        questions.append(own if apart else own | words)
        texts.append({"qid": qid, **words})
        for scale, rows in ((0, asked.rows), (1, asked.across)):
            for number, row in enumerate(rows):
                sub = qid + 1 + number + 40 * scale
                own = {
                    "qid": sub, "parent_qid": qid, "sid": survey.sid, "gid": 11, "type": "T",
                    "title": row, "other": "N", "question_order": number, "scale_id": scale,
                }  # fmt: skip
                words = {"question": f"rij {row}", "help": "", "language": "nl"}
                subs.append(own if apart else own | words)
                texts.append({"qid": sub, **words})
        for scale, options in ((0, asked.options), (1, asked.second)):
            for number, (code, text) in enumerate(options.items()):
                own = {
                    "qid": qid, "code": code, "sortorder": number, "assessment_value": 0,
                    "scale_id": scale,
                }  # fmt: skip
                words = {"answer": text, "language": "nl"}
                answers.append({"aid": aid, **own} if apart else own | words)
                answer_texts.append({"aid": aid, **words})
                aid += 1
        values = asked.attributes | ({"hidden": "1"} if asked.hidden else {})
        attributes += [{"qid": qid, "attribute": k, "value": v} for k, v in values.items()]
    group = {"gid": 11, "sid": survey.sid, "group_order": 0, "grelevance": ""}
    group_words = {"group_name": "Bladzijde", "description": "", "language": "nl"}
    surveys = {
        "sid": survey.sid, "language": "nl", "additional_languages": "",
        "attributedescriptions": survey.attributes,
    }  # fmt: skip
    parts = [
        table("answers", answers),
        table("answer_l10ns", answer_texts) if apart else "",
        table("groups", [group if apart else group | group_words]),
        table("group_l10ns", [{"gid": 11, **group_words}]) if apart else "",
        table("questions", questions),
        table("subquestions", subs),
        table("question_l10ns", texts) if apart else "",
        table("question_attributes", attributes),
        table("surveys", [surveys]),
        table(
            "surveys_languagesettings",
            [
                {
                    "surveyls_survey_id": survey.sid,
                    "surveyls_language": "nl",
                    "surveyls_title": "Proef",
                }
            ],
        ),
    ]
    return document("Survey", version, *parts)


def tsv(survey: Survey, *, numbered: bool) -> str:
    """The tab-separated structure; LimeSurvey 2 wrote no ids."""
    heads = [
        *(["id"] if numbered else []),
        *("class", "type/scale", "name", "relevance", "text", "help", "language", "validation"),
        *("mandatory", "other", "default", "same_default", "hidden", "max_subquestions"),
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, restval="", delimiter="\t", lineterminator="\n",
                            extrasaction="ignore")  # fmt: skip
    writer.writeheader()

    def row(kind: str, id_: object, name: str, text: str, scale: object = "", **more: str) -> None:
        base = {"class": kind, "id": id_, "name": name, "text": text, "type/scale": scale}
        writer.writerow(base | {"language": "nl"} | more)

    writer.writerow({"class": "S", "name": "sid", "text": survey.sid})
    writer.writerow({"class": "S", "name": "language", "text": "nl"})
    row("SL", "", "surveyls_title", "Proef")
    row("G", 11, "Bladzijde", "")
    for qid, asked in survey.numbered():
        more = asked.attributes | ({"hidden": "1"} if asked.hidden else {})
        other = "Y" if asked.other else "N"
        row("Q", qid, asked.code, asked.words, asked.type, relevance="1", other=other,
            mandatory="N", **more)  # fmt: skip
        for scale, rows in ((0, asked.rows), (1, asked.across)):
            for number, sub in enumerate(rows):
                row("SQ", qid + 1 + number + 40 * scale, sub, f"rij {sub}", scale)
        for scale, options in ((0, asked.options), (1, asked.second)):
            for code, text in options.items():
                row("A", qid, code, text, scale)
    return out.getvalue()


@dataclass(frozen=True)
class Names:
    """A column under every name: code heading, expression code, database up to 6, since 7."""

    code: str
    expression: str
    stored: str
    stored7: str
    asked: Asked
    kind: str  # choice, box, second, rank, number, text, other, comment, files
    options: tuple[str, ...] = ()


def names(survey: Survey) -> list[Names]:
    """The columns by LimeSurvey's own rules, written down apart from the reader's."""
    found = []
    aid = 1
    for qid, asked in survey.numbered():
        old, new, code = f"{survey.sid}X11X{qid}", f"Q{qid}", asked.code
        options = tuple(asked.options)

        def add(heading, expression, stored, stored7, kind, options=(), asked=asked,
                old=old, new=new, code=code):  # fmt: skip
            found.append(
                Names(
                    code + heading,
                    code + expression,
                    old + stored,
                    new + stored7,
                    asked,
                    kind,
                    options,
                )
            )

        first_aid = aid
        aid += len(asked.options) + len(asked.second)
        if asked.type in "FHABCEKQMP":
            kind = {"K": "number", "Q": "text", "M": "box", "P": "box"}.get(asked.type, "choice")
            fixed = FIXED.get(asked.type, options)
            for number, row in enumerate(asked.rows):
                sub = qid + 1 + number
                add(f"[{row}]", f"_{row}", row, f"_S{sub}", kind, fixed)
                if asked.type == "P":
                    add(f"[{row}comment]", f"_{row}comment", f"{row}comment",
                        f"_S{sub}_Ccomment", "comment")  # fmt: skip
        elif asked.type in ":;":
            for number, row in enumerate(asked.rows):
                for place, across in enumerate(asked.across):
                    add(f"[{row}_{across}]", f"_{row}_{across}", f"{row}_{across}",
                        f"_S{qid + 1 + number}_S{qid + 41 + place}",
                        "number" if asked.type == ":" else "text")  # fmt: skip
        elif asked.type == "1":
            for number, row in enumerate(asked.rows):
                for scale in (0, 1):
                    add(f"[{row}][{scale + 1}]", f"_{row}_{scale}", f"{row}#{scale}",
                        f"_S{qid + 1 + number}#{scale}", "second" if scale else "choice",
                        tuple(asked.second) if scale else options)  # fmt: skip
        elif asked.type == "R":
            ranks = int(asked.attributes.get("max_subquestions", 0)) or len(options)
            for rank in range(1, min(ranks, len(options)) + 1):
                add(
                    f"[{rank}]", f"_{rank}", str(rank), f"_R{first_aid + rank - 1}", "rank", options
                )
        else:
            kind = {"N": "number", "L": "choice", "!": "choice", "O": "choice", "Y": "choice",
                    "G": "choice", "5": "choice"}.get(asked.type, "text")  # fmt: skip
            fixed = FIXED.get(asked.type, options)
            add("", "", "", "", kind, fixed)
        if asked.type == "O":
            add("[comment]", "_comment", "comment", "_Ccomment", "comment")
        if asked.type == "|":
            add("[filecount]", "_filecount", "_filecount", "_Cfilecount", "files")
        if asked.other:
            add("[other]", "_other", "other", "_Cother", "other")
            if asked.type == "P":
                add("[othercomment]", "_othercomment", "othercomment", "_Cothercomment", "comment")
    return found


Rows = list[dict[str, str | None]]


def csv_text(headings: list[str], rows: list[list[str]], separator: str = ";") -> bytes:
    lines = [headings, *rows]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line] for line in lines]
    return ("\ufeff" + "\r\n".join(map(separator.join, quoted)) + "\r\n\r\n").encode()


def as_csv(survey: Survey, rows: Rows, headings: list[str] | None = None) -> bytes:
    """rows: system columns and code headings -> stored value, None never shown."""
    codes = [*SYSTEM, *(one.code for one in names(survey))]
    return csv_text(headings or codes, [[row[code] or "" for code in codes] for row in rows])


def as_vv(survey: Survey, rows: Rows, *, trailing_tab: bool, internal: bool = False) -> bytes:
    columns = names(survey)
    codes = [*SYSTEM, *(one.code for one in columns)]
    heads = [*SYSTEM, *((one.stored if internal else one.expression) for one in columns)]
    end = "\t\n" if trailing_tab else "\n"

    def cell(value: str | None) -> str:
        return "{question_not_shown}" if value is None else value.replace("{", "{lbrace}")

    text = "\t".join(["tekst"] * len(heads)) + end + "\t".join(heads) + end
    for row in rows:
        text += "\t".join(cell(row[code]) for code in codes) + "\n"
    return text.encode()


def as_archive(
    survey: Survey,
    rows: Rows,
    version: int,
    tokens: str = "",
    system: tuple[str, ...] = SYSTEM,
) -> bytes:
    columns = names(survey)
    named = {one.code: one.stored7 if version >= 700 else one.stored for one in columns}
    named |= {name: name for name in system}
    fields = "".join(f"<fieldname>{escape(name)}</fieldname>" for name in named.values())
    body = ""
    for row in rows:
        cells = "".join(
            f"<{tag}><![CDATA[{row[code]}]]></{tag}>"
            for code, name in named.items()
            for tag in [("_" if name[0].isdigit() else "") + name.replace("#", "-")]
            if row[code] is not None
        )
        body += f"<row>{cells}</row>"
    responses = f"<responses><fields>{fields}</fields><rows>{body}</rows></responses>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"survey_{survey.sid}.lss", lss(survey, version))
        archive.writestr(
            f"survey_{survey.sid}_responses.lsr",
            document("Responses", version, responses if rows else ""),
        )
        if tokens:
            archive.writestr(f"survey_{survey.sid}_tokens.lst", tokens)
    return out.getvalue()


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def renamed(survey: Survey, **changes) -> Survey:
    return replace(survey, **changes)
