"""Read LimeSurvey's tab-separated structure (.txt) into the same Structure as an .lss."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.sources.limesurvey.survey import Group, Question, Structure, shown_when
from surveyreport.sources.limesurvey.table import refusal

NEEDED = ("class", "type/scale", "name", "text", "help", "language", "other", "mandatory")
# what is no attribute of a question
COMMON = frozenset(
    (
        *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help"),
        *("language", "validation", "mandatory", "encrypted", "other", "default"),
        *("same_default", "same_script"),
    )
)
EXPORT_AGAIN = "exporteer de vragenlijststructuur opnieuw (.lss of tab-gescheiden)"


def parse_tsv(path: Path, text: str) -> Structure:
    """The structure in the text of a .txt structure; path only names the file in messages.

    LimeSurvey 2 wrote no id column: pages are then told by their place, questions by their code.
    Participant attributes are not in this format. Raises InputProblems.
    """
    problems = ProblemList()
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")
    try:
        rows = [{key: value or "" for key, value in row.items() if key} for row in reader]
    except csv.Error:
        raise refusal(path, "geen leesbare tabel", EXPORT_AGAIN, row=reader.line_num) from None
    if missing := [name for name in NEEDED if name not in (reader.fieldnames or ())]:
        found = f"geen structuur van een vragenlijst: zonder {', '.join(missing)} in de kop"
        raise refusal(path, found, EXPORT_AGAIN, row=1)
    settings = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    for name in ("sid", "language"):
        if not settings.get(name):
            problems.add(path, f"de instelling {name} ontbreekt", EXPORT_AGAIN, column="name")
    problems.raise_if_any()
    languages = (settings["language"], *settings.get("additional_languages", "").split())
    numbered = "id" in (reader.fieldnames or ())
    groups: dict[str, Group] = {}
    questions: dict[str, Question] = {}
    seen = dict.fromkeys(languages, 0)
    page = question = None
    relevance = ""
    for row in rows:
        kind, language = row["class"], row["language"]
        if language not in languages:
            continue
        if kind == "G":
            seen[language] += 1
            gid = row["id"] if numbered else f"G{seen[language]}"
            page = groups.setdefault(gid, Group(gid, {}, {}))
            page.name[language] = row["name"]
            page.description[language] = row["text"]
            relevance = row.get("relevance", "")
        elif kind == "Q" and page:
            qid = row["id"] if numbered else row["name"]
            question = questions.setdefault(
                qid, _question(row, qid, page.gid, relevance, languages)
            )
            question.text[language] = row["text"]
            question.help[language] = row["help"]
        elif kind in ("SQ", "A") and question:
            _add_answer(question, row)
        elif kind in ("Q", "SQ", "A") and not question:
            problems.add(
                path,
                f"een rij van soort {kind} die nergens bij hoort",
                EXPORT_AGAIN,
                column="class",
            )
    problems.raise_if_any()
    titles = {row["language"]: row["text"] for row in rows if row["name"] == "surveyls_title"}
    return Structure(
        survey_id=settings["sid"],
        languages=languages,
        title={language: titles.get(language, "") for language in languages},
        groups=tuple(groups.values()),
        questions=tuple(questions.values()),
        attributes={},
    )


def _add_answer(question: Question, row: dict[str, str]) -> None:
    """A row (SQ) or an answer (A) of the question, of its first or second scale."""
    second = row["type/scale"] == "1"
    if row["class"] == "A":
        texts = question.second_options if second else question.options
    else:
        texts = question.second_rows if second else question.subquestions
        ids = question.second_row_ids if second else question.row_ids
        ids.setdefault(row["name"], row.get("id", ""))
    texts[row["language"]][row["name"]] = row["text"]


def _question(
    row: dict[str, str], qid: str, gid: str, relevance: str, languages: tuple[str, ...]
) -> Question:
    return Question(
        qid=qid,
        gid=gid,
        code=row["name"],
        type=row["type/scale"],
        text={},
        help={},
        options={language: {} for language in languages},
        subquestions={language: {} for language in languages},
        other=row["other"] == "Y",
        hidden=row.get("hidden") == "1",
        mandatory=row["mandatory"] in ("Y", "S"),
        relevance=shown_when(relevance, row.get("relevance", "")),
        second_options={language: {} for language in languages},
        second_rows={language: {} for language in languages},
        attributes={key: value for key, value in row.items() if value and key not in COMMON},
    )
