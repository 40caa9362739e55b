"""The survey as LimeSurvey defines it: pages, questions of any type, and their response columns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ROW_TYPES = frozenset("ABCEFHKQ")
BOX_TYPES = frozenset("MP")
GRID_TYPES = frozenset(":;")
LIST_TYPES = frozenset("L!")
OPTION_TYPES = frozenset("L!FHOR1WZ")
NUMBER_TYPES = frozenset("NK:")
TEXT_TYPES = frozenset("STUQ;")
# answers that LimeSurvey itself defines: question type -> codes, in the order shown
FIXED_CODES = {
    "Y": ("Y", "N"),
    "G": ("F", "M"),
    "C": ("Y", "U", "N"),
    "E": ("I", "S", "D"),
    "5": tuple("12345"),
    "A": tuple("12345"),
    "B": tuple(map(str, range(1, 11))),
}
ANSWER, OTHER, COMMENT, FILE_COUNT = "answer", "other", "comment", "filecount"
# not every < opens a tag: "< 5 jaar of > 10 jaar" is text
TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--|[!?][^<>]*)>", re.DOTALL)


@dataclass(frozen=True)
class Group:
    """A page of questions; name and description by language."""

    gid: str
    name: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True)
class Question:
    """A question; texts are as stored (HTML), by language.

    options and subquestions: language -> code -> text, in display order; second_options: of the
    second scale of a dual scale; second_rows: the columns of a grid. row_ids, second_row_ids: code
    of a row -> question id; option_ids: answer ids, both as far as the file has them.
    relevance: the condition under which it is shown, that of its page included.
    attributes: name -> value where LimeSurvey stores one (base language).
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
    second_options: dict[str, dict[str, str]] = field(default_factory=dict)
    second_rows: dict[str, dict[str, str]] = field(default_factory=dict)
    row_ids: dict[str, str] = field(default_factory=dict, compare=False)
    second_row_ids: dict[str, str] = field(default_factory=dict, compare=False)
    option_ids: tuple[str, ...] = field(default=(), compare=False)
    attributes: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def ranks(self) -> int:
        """How many places a ranking has: max_subquestions, at most one per option."""
        options = len(next(iter(self.options.values()), {}))
        most = self.attributes.get("max_subquestions", "")
        return min(int(most), options) if most.isdigit() and int(most) else options


@dataclass(frozen=True)
class Column:
    """A response column.

    code: code heading. internal: name in the database up to LimeSurvey 6; internal7: since 7.
    expression: the name of expression codes, VV files and syntaxes. row: its row, box or rank
    (None = the question itself, "other" = the text of LimeSurvey's own other). second: the column
    of a grid, or the scale ("1" or "2") of a dual scale. part: answer, other, comment, filecount.
    """

    code: str
    internal: str
    question: Question
    row: str | None = None
    second: str | None = None
    part: str = ANSWER
    internal7: str = ""
    expression: str = ""

    @property
    def is_box(self) -> bool:
        """A tick box of a multiple choice question."""
        return self.question.type in BOX_TYPES and self.part == ANSWER

    @property
    def has_options(self) -> bool:
        """Answers are option codes of the structure."""
        return self.question.type in OPTION_TYPES and self.part == ANSWER

    @property
    def is_number(self) -> bool:
        return self.question.type in NUMBER_TYPES and self.part == ANSWER

    @property
    def is_text(self) -> bool:
        """Answers are typed in words: an open question, a comment, the text of 'other'."""
        return self.part in (OTHER, COMMENT) or self.question.type in TEXT_TYPES

    def options(self, language: str) -> dict[str, str]:
        """Code -> text of the options an answer can be; empty without options."""
        if not self.has_options:
            return {}
        second = self.question.type == "1" and self.second == "2"
        texts = self.question.second_options if second else self.question.options
        return texts.get(language, {})

    @property
    def codes(self) -> tuple[str, ...]:
        """The answer codes LimeSurvey can store, in the order shown; () for texts and numbers."""
        if self.part != ANSWER:
            return ()
        if self.is_box:
            return ("Y",)
        if self.question.type in FIXED_CODES:
            return FIXED_CODES[self.question.type]
        options = tuple(self.options(next(iter(self.question.options), "")))
        own = self.question.other and self.question.type in LIST_TYPES and self.row is None
        return (*options, "-oth-") if own else options

    def row_text(self, language: str) -> str | None:
        """The text of its row as stored, of a grid that of row and column; None without a row of
        its own (a ranking, LimeSurvey's own other)."""
        rows = self.question.subquestions.get(language, {})
        if self.row not in rows:
            return None
        across = self.question.second_rows.get(language, {})
        grid = self.question.type in GRID_TYPES
        return f"{rows[self.row]} {across.get(self.second or '', '')}" if grid else rows[self.row]

    def parts(self, language: str, other: str) -> tuple[str, str | None]:
        """Question text and row text as a text heading shows them, without HTML.

        The row text of a comment, a rank and a scale is that of its row alone.
        """
        text = plain(self.question.text.get(language, ""))
        if self.row is None:
            return text, None
        if self.row == "other":
            return text, other
        rows = self.question.subquestions.get(language, {})
        row = plain(rows.get(self.row or "", ""))
        if self.question.type in GRID_TYPES:
            across = self.question.second_rows.get(language, {})
            row = f"{row}][{plain(across.get(self.second or '', ''))}"
        return text, row


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
        """The response columns of every question in export order."""
        return tuple(
            column for question in self.questions for column in _columns(question, self.survey_id)
        )


def shown_when(page: str, question: str) -> str:
    """Both conditions in one expression of LimeSurvey; "1" is always."""
    conditions = [each for each in (page.strip(), question.strip()) if each not in ("", "1")]
    if len(conditions) == 2:
        return f"({conditions[0]}) and ({conditions[1]})"
    return conditions[0] if conditions else "1"


def plain(text: str) -> str:
    """A text without HTML tags, entities decoded, on one line, as text headings show it."""
    return html.unescape(TAG.sub("", re.sub(r"\s*[\r\n]+\s*", " ", text))).strip()


def _columns(question: Question, survey_id: str) -> Iterator[Column]:
    old = f"{survey_id}X{question.gid}X{question.qid}"
    new = f"Q{question.qid}"

    def column(
        heading: str = "",
        stored: str = "",
        stored7: str = "",
        row: str | None = None,
        second: str | None = None,
        part: str = ANSWER,
        expression: str | None = None,
    ) -> Column:
        """heading: between brackets. expression: when not the heading with underscores."""
        name = re.sub(r"\]\[|\[", "_", heading).rstrip("]") if expression is None else expression
        return Column(
            question.code + heading,
            old + stored,
            question,
            row,
            second,
            part,
            new + stored7,
            question.code + name,
        )

    kind = question.type
    rows = list(next(iter(question.subquestions.values()), {}))
    sub = {row: f"_S{question.row_ids.get(row, row)}" for row in rows}
    if kind in ROW_TYPES | BOX_TYPES:
        for row in rows:
            yield column(f"[{row}]", row, sub[row], row)
            if kind == "P":
                stored7 = f"{sub[row]}_Ccomment"
                yield column(f"[{row}comment]", f"{row}comment", stored7, row, part=COMMENT)
    elif kind in GRID_TYPES:
        for row in rows:
            for second in next(iter(question.second_rows.values()), {}):
                stored7 = f"{sub[row]}_S{question.second_row_ids.get(second, second)}"
                yield column(f"[{row}_{second}]", f"{row}_{second}", stored7, row, second)
    elif kind == "1":
        for row in rows:
            for number in (0, 1):
                scale = str(number + 1)
                stored, stored7 = f"{row}#{number}", f"{sub[row]}#{number}"
                yield column(
                    f"[{row}][{scale}]", stored, stored7, row, scale, expression=f"_{row}_{number}"
                )
    elif kind == "R":
        ids = sorted(question.option_ids, key=lambda aid: (len(aid), aid))
        for number in range(1, question.ranks + 1):
            stored7 = f"_R{ids[number - 1] if number <= len(ids) else number}"
            yield column(f"[{number}]", str(number), stored7, str(number))
    else:
        yield column()
    if kind == "O":
        yield column("[comment]", "comment", "_Ccomment", part=COMMENT)
    if kind == "|":
        yield column("[filecount]", "_filecount", "_Cfilecount", part=FILE_COUNT)
    if question.other and kind in LIST_TYPES | BOX_TYPES:
        yield column("[other]", "other", "_Cother", "other", part=OTHER)
        if kind == "P":
            yield column("[othercomment]", "othercomment", "_Cothercomment", "other", part=COMMENT)
