"""The survey as RemoteControl describes it, which cannot export an .lss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from surveyreport.sources.limesurvey.survey import Group, Question, Structure, shown_when
from surveyreport.sources.limesurvey.table import refusal


def parse_server_structure(path: Path, text: str) -> Structure:
    """The structure in the JSON a fetch wrote: base language only, without the survey's title.

    Keys: survey (sid, language, attributes), groups (list_groups), questions (list_questions),
    properties (get_question_properties by question id). path only names the file in messages.
    Raises InputProblems.
    """
    try:
        return _structure(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refusal(
            path,
            "geen vragenlijststructuur van een server",
            "haal de golf opnieuw op, of exporteer de structuur als .lss",
        ) from None


def _structure(data: dict[str, Any]) -> Structure:
    survey = data["survey"]
    language = survey["language"]
    groups = sorted(data["groups"], key=lambda group: int(group["group_order"]))
    pages = {str(group["gid"]): group.get("grelevance") or "" for group in groups}
    place = {str(group["gid"]): position for position, group in enumerate(groups)}
    rows = sorted(data["questions"], key=lambda row: int(row["question_order"]))
    parents = [row for row in rows if str(row["parent_qid"]) == "0"]
    questions = []
    for row in sorted(parents, key=lambda row: place[str(row["gid"])]):
        properties = data["properties"][str(row["qid"])]
        # an empty part is a sentence, not an empty mapping
        options = properties["answeroptions"]
        options = options if isinstance(options, dict) else {}
        inside = [
            [r for r in rows if r["parent_qid"] == row["qid"] and int(r["scale_id"] or 0) == scale]
            for scale in (0, 1)
        ]
        ordered = sorted(options.items(), key=lambda option: int(option[1]["order"]))
        texts = [
            {
                code: option["answer"]
                for code, option in ordered
                if int(option.get("scale_id") or 0) == scale
            }
            for scale in (0, 1)
        ]
        own = {name: str(value) for name, value in properties["attributes"].items() if value}
        questions.append(
            Question(
                qid=str(row["qid"]),
                gid=str(row["gid"]),
                code=row["title"],
                type=row["type"],
                text={language: row["question"]},
                help={language: row["help"]},
                options={language: texts[0]},
                subquestions={language: {r["title"]: r["question"] for r in inside[0]}},
                other=row["other"] == "Y",
                hidden=str(properties["attributes"].get("hidden")) == "1",
                mandatory=row["mandatory"] in ("Y", "S"),
                relevance=shown_when(pages[str(row["gid"])], row["relevance"]),
                second_options={language: texts[1]},
                second_rows={language: {r["title"]: r["question"] for r in inside[1]}},
                row_ids={r["title"]: str(r["qid"]) for r in inside[0]},
                second_row_ids={r["title"]: str(r["qid"]) for r in inside[1]},
                attributes=own,
            )
        )
    return Structure(
        survey_id=str(survey["sid"]),
        languages=(language,),
        title={},
        groups=tuple(
            Group(
                str(group["gid"]),
                {language: group["group_name"]},
                {language: group["description"]},
            )
            for group in groups
        ),
        questions=tuple(questions),
        attributes=survey["attributes"],
    )
