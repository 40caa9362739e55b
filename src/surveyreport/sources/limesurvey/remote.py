"""One survey over RemoteControl 2: responses, structure and provider attribute of participants."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from citric import Client
from citric.exceptions import (
    InvalidJSONResponseError,
    LimeSurveyError,
    LimeSurveyStatusError,
    ResponseMismatchError,
    RPCInterfaceNotEnabledError,
)

from surveyreport.files.problems import InputProblems
from surveyreport.sources.landing import Landed
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.study.config import ExportFiles

ALL_PARTICIPANTS = 10_000_000  # without a limit the server gives ten
# of the connection, of the server, and of an answer in another shape than documented
FAULTS = (
    *(requests.RequestException, LimeSurveyError, ResponseMismatchError),
    *(ValueError, LookupError, TypeError, AttributeError),
)
TRY_AGAIN = "probeer later opnieuw"
STATUSES = {
    "Invalid user name or password": (
        "de server weigert gebruikersnaam of wachtwoord",
        "verbeter LIMESURVEY_USER of LIMESURVEY_PASSWORD; na drie foute pogingen is de toegang "
        "tien minuten geblokkeerd",
    ),
    "Invalid session key": ("de aanmelding is verlopen", TRY_AGAIN),
    "No permission": (
        "de vragenlijst bestaat niet of de gebruiker mag haar niet lezen",
        "verbeter survey_id in config.yaml of vraag leesrechten",
    ),
    "No Data": (
        "de vragenlijst heeft nog geen antwoorden of is niet actief",
        "kijk op de server of dit de juiste vragenlijst is",
    ),
    "No survey participants": (
        "de vragenlijst heeft geen deelnemerslijst",
        "haal participants weg uit config.yaml of kies de juiste survey_id",
    ),
}


@dataclass(frozen=True)
class Server:
    """Where to fetch and as whom; timeout in seconds. Nothing of it shows when printed."""

    url: str = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)
    timeout: float = 120

    def hide(self, text: str) -> str:
        """The text without address, user and password."""
        for secret in (self.url, self.user, self.password):
            text = text.replace(secret, "…")
        return text


class _Impatient(requests.Session):
    """A session in which no request waits for ever."""

    def __init__(self, timeout: float) -> None:
        super().__init__()
        self.timeout = timeout

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{"timeout": self.timeout, **kwargs})


def fetch_group(server: Server, group: str, files: ExportFiles) -> list[Landed]:
    """Responses, structure and (if `files` names them) participants of one group, checked.

    Raises InputProblems with one Dutch message for whatever goes wrong on the way.
    """
    try:
        session = _Impatient(server.timeout)
        client = Client(server.url, server.user, server.password, requests_session=session)
        try:
            return _fetch(client, files)
        finally:
            with suppress(*FAULTS):  # a key that cannot be released expires by itself
                client.close()
    except InputProblems:
        raise
    except FAULTS as error:
        found, remedy = _explained(error, server)
        where = Path("LimeSurvey-server")
        raise refusal(
            where, found, remedy, column=f"{group}, vragenlijst {files.survey_id}"
        ) from None


def _fetch(client: Client, files: ExportFiles) -> list[Landed]:
    survey = files.survey_id
    source = f"LimeSurvey, RemoteControl, vragenlijst {survey}"
    responses = client.export_responses(
        survey,
        file_format="csv",
        completion_status="all",
        heading_type="code",
        response_type="short",
    )
    _check(files.file, responses)
    settings = client.get_survey_properties(survey, ["language", "attributedescriptions"])
    described = json.loads(settings.get("attributedescriptions") or "{}") or {}
    attributes = {name: entry["description"] for name, entry in described.items()}
    landed = [
        Landed(
            files.file,
            responses,
            f"{source}: antwoorden (csv), vraagcodes, antwoordcodes, alle antwoordtoestanden",
        ),
        Landed(
            files.file.with_suffix(".structure.json"),
            _structure(client, survey, settings["language"], attributes),
            f"{source}: vragen en antwoorden",
        ),
    ]
    if files.participants:
        people = _participants(client, files, attributes)
        landed.append(
            Landed(files.participants, people, f"{source}: toegangscode en aanbieder, zonder namen")
        )
    return landed


def _check(path: Path, responses: bytes) -> None:
    """Raise InputProblems, naming the file to be, unless the responses read without a fault."""
    # RemoteControl ends every CSV that has rows with an empty line
    if responses.strip() and not responses.endswith(b"\r\n\r\n"):
        raise refusal(path, "de antwoorden van de server zijn afgebroken", TRY_AGAIN)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(responses)
        try:
            read_export(copy)
        except InputProblems as error:
            problems = (dataclasses.replace(p, file=str(path)) for p in error.problems)
            raise InputProblems(problems) from None


def _structure(client: Client, survey: int, language: str, attributes: dict[str, str]) -> bytes:
    """What RemoteControl tells of the survey; it cannot export an .lss."""
    questions = client.list_questions(survey, language=language)
    wanted = ["answeroptions", "attributes"]
    found = {
        "survey": {"sid": survey, "language": language, "attributes": attributes},
        "groups": client.list_groups(survey, language),
        "questions": questions,
        "properties": {
            str(question["qid"]): client.get_question_properties(
                question["qid"], settings=wanted, language=language
            )
            for question in questions
            if str(question["parent_qid"]) == "0"
        },
        "fieldmap": client.get_fieldmap(survey),
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _participants(client: Client, files: ExportFiles, attributes: dict[str, str]) -> bytes:
    """The participant CSV of the web reduced to token and provider; names are not kept at all."""
    names = [name for name, text in attributes.items() if text == files.participant_attribute]
    if len(names) != 1:
        raise refusal(
            files.participants,
            f"{len(names)} attributen met de omschrijving '{files.participant_attribute}'",
            "verbeter participant_attribute in config.yaml",
            expected="een van: " + ", ".join(attributes.values()) if attributes else None,
        )
    people = client.list_participants(
        files.survey_id, limit=ALL_PARTICIPANTS, attributes=["token", *names]
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["token", f"{names[0]} <{files.participant_attribute}>"])
    writer.writerows([person["token"], person[names[0]]] for person in people)
    return text.getvalue().encode()


def _explained(error: Exception, server: Server) -> tuple[str, str]:
    """What was found and what to do, in Dutch."""
    if isinstance(error, LimeSurveyStatusError):
        for start, (found, remedy) in STATUSES.items():
            if str(error).startswith(start):
                return found, remedy
    if isinstance(error, RPCInterfaceNotEnabledError):
        return (
            "een leeg antwoord: RemoteControl staat uit",
            "laat de beheerder de RPC-interface op JSON-RPC zetten",
        )
    if isinstance(error, requests.Timeout):
        return f"geen antwoord binnen {server.timeout:g} seconden", TRY_AGAIN
    if isinstance(error, requests.HTTPError):
        return f"HTTP-status {error.response.status_code}", "controleer LIMESURVEY_URL"
    if isinstance(error, (InvalidJSONResponseError, ResponseMismatchError)):
        return "een antwoord dat geen RemoteControl is", "controleer LIMESURVEY_URL"
    if isinstance(error, requests.RequestException):
        return f"geen verbinding ({type(error).__name__})", "controleer LIMESURVEY_URL en netwerk"
    if isinstance(error, LimeSurveyError):
        return f"de melding '{server.hide(str(error))[:80]}'", TRY_AGAIN
    return f"een onleesbaar antwoord ({type(error).__name__})", TRY_AGAIN
