"""One survey over RemoteControl 2: responses, structure and provider attribute of participants."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
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
from surveyreport.sources.limesurvey.attributes import attribute_descriptions
from surveyreport.sources.limesurvey.connection import TRY_AGAIN, Connection, Limits, ServerFault
from surveyreport.sources.limesurvey.export import Export, read_export
from surveyreport.sources.limesurvey.same_survey import Expected, check_same
from surveyreport.sources.limesurvey.server_structure import parse_server_structure
from surveyreport.sources.limesurvey.table import refusal
from surveyreport.sources.limesurvey.wording import wording
from surveyreport.study.wave_entry import ExportFiles

ALL_PARTICIPANTS = 10_000_000  # without a limit the server gives ten
# of the connection, of the server, and of an answer in another shape than documented
FAULTS = (
    *(ServerFault, requests.RequestException, LimeSurveyError, ResponseMismatchError),
    *(ValueError, LookupError, TypeError, AttributeError),
)
LINE, END = b"\r\n", b"\r\n\r\n"
# what a status text of the server says, wherever in it
STATUSES = {
    "Invalid user name or password": (
        "de server weigert gebruikersnaam of wachtwoord",
        "verbeter LIMESURVEY_USER of LIMESURVEY_PASSWORD; na drie foute pogingen is de toegang "
        "tien minuten geblokkeerd",
    ),
    "maximum number of login attempts": (
        "de toegang is geblokkeerd na te veel foute pogingen",
        "wacht tien minuten en probeer één keer, met het juiste wachtwoord",
    ),
    "Invalid session key": ("de aanmelding is verlopen", TRY_AGAIN),
    "No permission": (
        "de vragenlijst bestaat niet of de gebruiker mag haar niet lezen",
        "verbeter survey_id in config.yaml of vraag leesrechten",
    ),
    "No survey participants": (
        "de vragenlijst heeft geen deelnemerslijst",
        "haal participants weg uit config.yaml of kies de juiste survey_id",
    ),
}
PAGE = 1000


class NotStarted(Exception):
    """A survey that cannot be fetched yet; the message says why, in Dutch."""


@dataclass(frozen=True)
class Server:
    """Where to fetch and as whom; timeout: seconds without a byte. Nothing shows when printed."""

    url: str = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)
    timeout: float = 120
    limits: Limits = field(default_factory=Limits)

    def hide(self, text: str) -> str:
        """The text without address, user and password."""
        for secret in (self.url, self.user, self.password):
            text = text.replace(secret, "…")
        return text


def fetch_group(
    server: Server,
    group: str,
    files: ExportFiles,
    say: Callable[[str], None] = print,
    expected: Expected | None = None,
) -> list[Landed]:
    """Responses, structure and (if `files` names them) participants of one group, checked.

    say: gets a line for the survey and one per PAGE responses. expected: what the survey should
    be, see `check_same`. Raises NotStarted for a survey that nobody can have answered, and
    InputProblems with one Dutch message for whatever else goes wrong on the way.
    """
    try:
        session = Connection(replace(server.limits, wait=server.timeout))
        client = Client(server.url, server.user, server.password, requests_session=session)
        try:
            return _fetch(client, group, files, say, expected)
        finally:
            with suppress(*FAULTS):  # a key that cannot be released expires by itself
                client.close()
    except InputProblems:
        raise
    except FAULTS as error:
        if isinstance(error, LimeSurveyStatusError) and "No Data" in str(error):
            raise NotStarted("heeft nog geen antwoorden") from None
        found, remedy = _explained(error, server)
        where = Path("LimeSurvey-server")
        raise refusal(
            where, found, remedy, column=f"{group}, vragenlijst {files.survey_id}"
        ) from None


def _fetch(
    client: Client,
    group: str,
    files: ExportFiles,
    say: Callable[[str], None],
    expected: Expected | None,
) -> list[Landed]:
    survey: Any = files.survey_id
    source = f"LimeSurvey, RemoteControl, vragenlijst {survey}"
    settings = client.get_survey_properties(survey, ["language", "attributedescriptions", "active"])
    language = settings["language"]
    if settings.get("active", "Y") != "Y":
        raise NotStarted("is nog niet actief")
    count = _count(client, survey)
    if count == 0:
        raise NotStarted("heeft nog geen antwoorden")
    title = client.get_language_properties(survey, settings=["surveyls_title"], language=language)[
        "surveyls_title"
    ]
    number = "" if count is None else f", {count} antwoorden"
    say(f"{group}: vragenlijst {survey} '{wording(title)}'{number}")
    responses = _responses(client, group, survey, count, say)
    export = _check(files.file, responses)
    attributes = attribute_descriptions(settings.get("attributedescriptions"))
    structure = _structure(client, survey, language, attributes)
    if expected is not None:
        read = parse_server_structure(files.file, structure.decode())
        check_same(files, expected, title, read, export)
    landed = [
        Landed(
            files.file,
            responses,
            f"{source}: antwoorden (csv), vraagcodes, antwoordcodes, alle antwoordtoestanden",
        ),
        Landed(
            files.file.with_suffix(".structure.json"), structure, f"{source}: vragen en antwoorden"
        ),
    ]
    if files.participants:
        people = _participants(client, files, attributes)
        landed.append(
            Landed(files.participants, people, f"{source}: toegangscode en aanbieder, zonder namen")
        )
    return landed


def _count(client: Client, survey: int) -> int | None:
    """All responses, incomplete ones included; None when the server does not tell."""
    try:
        summary = client.get_summary(survey)
    except LimeSurveyStatusError:
        return None
    found = (summary or {}).get("full_responses")
    return int(str(found)) if str(found).isdigit() else None


def _responses(
    client: Client, group: str, survey: int, count: int | None, say: Callable[[str], None]
) -> bytes:
    """The CSV of all responses; of many asked in parts, which give the same bytes as one export."""

    def export(**part: Any) -> bytes:
        return client.export_responses(
            survey,
            file_format="csv",
            completion_status="all",
            heading_type="code",
            response_type="short",
            **part,
        )

    if count is None or count <= PAGE:
        return export()
    listed = export(fields=["id"]).decode("utf-8-sig").split()
    ids = sorted(int(line.strip('"')) for line in listed[1:])
    whole, done = b"", 0
    for start in range(0, len(ids), PAGE):
        part = ids[start : start + PAGE]
        rows = export(from_response_id=part[0], to_response_id=part[-1])
        if not rows.endswith(END):
            raise ServerFault("de antwoorden van de server zijn afgebroken", TRY_AGAIN)
        # one heading and one empty line at the end, as in an export of everything
        whole = whole.removesuffix(LINE) + (rows if not whole else rows.split(LINE, 1)[1])
        done += len(part)
        say(f"{group}: {done} van {len(ids)} antwoorden")
    return whole


def _check(path: Path, responses: bytes) -> Export:
    """The responses as read; raises InputProblems, naming the file to be, for any fault."""
    # RemoteControl ends every CSV that has rows with an empty line
    if responses.strip() and not responses.endswith(END):
        raise refusal(path, "de antwoorden van de server zijn afgebroken", TRY_AGAIN)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(responses)
        try:
            return read_export(copy)
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
    survey: Any = files.survey_id
    names = [name for name, text in attributes.items() if text == files.participant_attribute]
    if len(names) != 1:
        raise refusal(
            files.participants or files.file,
            f"{len(names)} attributen met de omschrijving '{files.participant_attribute}'",
            "verbeter participant_attribute in config.yaml",
            expected="een van: " + ", ".join(attributes.values()) if attributes else None,
        )
    people: Any = client.list_participants(
        survey, limit=ALL_PARTICIPANTS, attributes=["token", *names]
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["token", f"{names[0]} <{files.participant_attribute}>"])
    writer.writerows([person["token"], person[names[0]]] for person in people)
    return text.getvalue().encode()


def _explained(error: Exception, server: Server) -> tuple[str, str]:
    """What was found and what to do, in Dutch."""
    if isinstance(error, ServerFault):
        return error.found, error.remedy
    if isinstance(error, LimeSurveyStatusError):
        for part, (found, remedy) in STATUSES.items():
            if part in str(error):
                return found, remedy
    if isinstance(error, RPCInterfaceNotEnabledError):
        return (
            "een leeg antwoord: RemoteControl staat uit",
            "laat de beheerder de RPC-interface op JSON-RPC zetten",
        )
    if isinstance(error, requests.Timeout):
        return f"geen antwoord binnen {server.timeout:g} seconden", TRY_AGAIN
    if isinstance(error, (InvalidJSONResponseError, ResponseMismatchError)):
        return "een antwoord dat geen RemoteControl is, of afgebroken", TRY_AGAIN
    if isinstance(error, requests.RequestException):
        return f"geen verbinding ({type(error).__name__})", "controleer LIMESURVEY_URL en netwerk"
    if isinstance(error, LimeSurveyError):
        return f"de melding '{server.hide(str(error))[:200]}'", TRY_AGAIN
    return f"een onleesbaar antwoord ({type(error).__name__})", TRY_AGAIN
