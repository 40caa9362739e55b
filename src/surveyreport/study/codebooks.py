"""study/codebooks/: what people look for in open answers, and the questions that come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.files.yamlfile import line_of, load_yaml, refuse_twice
from surveyreport.study.model import Item, Question

NO_CONTENT, UNPLACED, SUBSTANTIVE = "no_content", "unplaced", "substantive"
# The coded question of an open one: <open question>.codes; its boxes: <open question>.<code>
CODED = "codes"
TEXTS = ("label", "definition", "when", "not_when")


@dataclass(frozen=True)
class Code:
    """One code of a book; see schemas/codebook.yaml."""

    id: str
    label: str
    definition: str
    when: str
    not_when: str
    example: str
    parent: str = ""
    kind: str = SUBSTANTIVE
    merged_into: str | None = None
    reason: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class Agreement:
    """From which alpha a code is reliable (sufficient) or usable for now (tentative)."""

    sufficient: float
    tentative: float


@dataclass(frozen=True)
class Codebook:
    """The codes for one or more open questions that ask the same. double: part coded twice."""

    id: str
    title: str
    items: tuple[str, ...]
    double: float
    agreement: Agreement
    codes: tuple[Code, ...]

    @property
    def offered(self) -> tuple[Code, ...]:
        """The codes on a new sheet."""
        return tuple(code for code in self.codes if not code.closed)

    @property
    def counted(self) -> tuple[Code, ...]:
        """The codes in the results: all but those that count as another."""
        return tuple(code for code in self.codes if code.merged_into is None)

    @property
    def no_content(self) -> str:
        """The id of the code for answers that say nothing."""
        return next(code.id for code in self.codes if code.kind == NO_CONTENT)

    def counts_as(self, code: str) -> str:
        """The code as which `code` counts in the results."""
        return self._merged.get(code) or code

    @cached_property
    def _merged(self) -> dict[str, str | None]:
        return {one.id: one.merged_into for one in self.codes}


def load_codebooks(
    folder: Path, questions: dict[str, Question] | None, problems: ProblemList
) -> dict[str, Codebook]:
    """The codebooks in `folder` by name of their file; faults go to `problems`.

    questions: of the questionnaires, by id; None leaves them unchecked. A book codes open
    questions that no other book codes.
    """
    books: dict[str, Codebook] = {}
    taken: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        data = load_yaml(path, "codebook", problems)
        if not data:
            continue
        book = Codebook(
            path.stem,
            data["title"],
            tuple(data["items"]),
            data.get("double", 1),
            Agreement(**data["agreement"]),
            tuple(Code(**entry) for entry in data["codes"]),
        )
        if questions is not None:
            _check_items(book, path, questions, taken, problems)
        _check_codes(book, path, problems)
        books[book.id] = book
    return books


def with_coded_questions(
    questions: dict[str, Question], books: Iterable[Codebook]
) -> dict[str, Question]:
    """The questions with, after each open one that a book codes, its codes as boxes to tick."""
    of_item = {item: book for book in books for item in book.items}
    found: dict[str, Question] = {}
    for name, question in questions.items():
        found[name] = question
        if name in of_item:
            coded = _coded(question, of_item[name])
            found[coded.id] = coded
    return found


def _coded(question: Question, book: Codebook) -> Question:
    name = f"{question.id}.{CODED}"
    items = tuple(
        Item(
            f"{question.id}.{code.id}",
            question.group,
            name,
            "option",
            code.label,
            stem=question.text,
            kind="dont_know" if code.kind == NO_CONTENT else "substantive",
            exclusive=code.kind == NO_CONTENT,
            coded_from=question.id,
        )
        for code in book.counted
    )
    return Question(name, question.group, question.part, "multiple", question.text, None, items)


def _check_items(
    book: Codebook,
    path: Path,
    questions: dict[str, Question],
    taken: dict[str, str],
    problems: ProblemList,
) -> None:
    groups = {question.group for question in questions.values()}
    for place, item in enumerate(book.items):
        row, group = partial(line_of, path, "items", place), item.partition(".")[0]
        if item not in questions or questions[item].type != "open":
            problems.add(
                path,
                f"'{item}' is geen open vraag",
                "noem een open vraag van study/questionnaires",
                row=row,
                column="items",
                expected="een van: "
                + ", ".join(q.id for q in questions.values() if q.type == "open"),
                # all books name a group that is gone
                about=None if group in groups else ("group", group),
            )
        elif item in taken:
            problems.add(
                path,
                f"'{item}' hoort al bij codeboek {taken[item]}",
                "codeer een vraag met één codeboek",
                row=row,
                column="items",
            )
        taken.setdefault(item, book.id)


def _check_codes(book: Codebook, path: Path, problems: ProblemList) -> None:
    def add(place: int | None, found: str, remedy: str) -> None:
        keys = ("codes",) if place is None else ("codes", place)
        name = "codes" if place is None else book.codes[place].id
        problems.add(path, found, remedy, row=line_of(path, *keys), column=name)

    names = [code.id for code in book.codes]
    twice = refuse_twice(path, ("codes",), names, problems)
    ids, labels = set(names), Counter(code.label.casefold() for code in book.codes)
    merged = {code.id for code in book.codes if code.merged_into}
    for place, code in enumerate(book.codes):
        if not twice and labels[code.label.casefold()] > 1:
            add(place, f"twee codes heten '{code.label}'", "geef elke code een eigen naam")
        if code.merged_into and (code.merged_into not in ids or code.merged_into in merged):
            add(place, f"merged_into noemt '{code.merged_into}'",
                "noem een code van dit codeboek die zelf blijft bestaan")  # fmt: skip
        if code.merged_into and not (code.reason or "").strip():
            add(place, "merged_into zonder reden", "schrijf in 'reason' waarom")
        if code.merged_into and code.kind != SUBSTANTIVE:
            add(place, f"'{code.id}' kan niet samengaan", "elk codeboek houdt deze code")
    for kind, words in ((NO_CONTENT, "geen inhoud"), (UNPLACED, "niet te plaatsen")):
        count = sum(code.kind == kind and not code.closed for code in book.codes)
        if count != 1 and not twice:
            add(None, f"{count} codes met kind {kind}",
                f"elk codeboek heeft precies één code voor '{words}'")  # fmt: skip
    if book.agreement.tentative > book.agreement.sufficient:
        problems.add(
            path,
            f"tentative ({book.agreement.tentative}) ligt boven sufficient",
            "zet de lagere drempel bij tentative",
            row=line_of(path, "agreement"),
            column="agreement",
        )
