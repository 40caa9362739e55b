"""A wave comes from the server whole, without personal data or password, or not at all."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import logging
import os
import re
import traceback
from datetime import date
from pathlib import Path

import pytest
import yaml
from limesurvey_files import DATA, SURVEYS, structure, truth
from remote_server import PASSWORD, USER, running

from surveyreport.__main__ import main
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.newwave.draft import draft_from_structure, write_draft
from surveyreport.questionnaires.expected import expected_surveys
from surveyreport.sources import landing
from surveyreport.sources.ingest import ingest
from surveyreport.sources.limesurvey import fetch
from surveyreport.sources.limesurvey import remote as fetch_remote
from surveyreport.sources.limesurvey.connection import Limits
from surveyreport.sources.limesurvey.fetch import (
    configured_wave,
    fetch_wave,
    server_from_environment,
)
from surveyreport.sources.limesurvey.participants import read_participants
from surveyreport.sources.limesurvey.remote import Server
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.read_mapping import read_mapping

RAW = Path("data/raw/2025")
GROUPS = {"beleid": "beleidsteam", "schoolteam": "schoolteam", "leerlingen": "leerlingen"}
DAY = date(2025, 3, 1)
CSV = "csv__code__short__all.csv"
PROJECT_CONFIG = Path(__file__).parents[2] / "config.yaml"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with a config for wave 2025 that has no raw file yet."""
    monkeypatch.chdir(tmp_path)
    config = yaml.safe_load(PROJECT_CONFIG.read_text(encoding="utf-8"))
    exports = {
        group: {"file": f"{RAW}/{group}.csv", "survey_id": SURVEYS[folder]}
        for group, folder in GROUPS.items()
    }
    exports["schoolteam"]["participants"] = f"{RAW}/deelnemers.csv"
    config["waves"] = {
        "2025": {
            "label": "2024-2025",
            "synthetic": True,
            "field_period": {"first_day": "2025-02-03", "last_day": "2025-02-14"},
            "frame": f"{RAW}/aanbieders.csv",
            "exports": exports,
        }
    }
    Path("config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return tmp_path


@pytest.fixture
def remote():
    with running() as (address, server):
        yield address, server


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def fetched(address: str, timeout: float = 20, wave: str = "2025") -> list[Path]:
    return fetch_wave(configured_wave(wave), Server(address, USER, PASSWORD, timeout), DAY)


def test_raw_files_are_the_bytes_the_server_holds(project, remote):
    written = fetched(remote[0])
    for group, folder in GROUPS.items():
        held = (DATA / folder / "rc" / CSV).read_bytes()
        assert (RAW / f"{group}.csv").read_bytes() == held
    assert {str(path) for path in written} == {str(RAW / n) for n in files_in(RAW)}
    assert remote[1].calls.count("get_session_key") == remote[1].calls.count("release_session_key")


def test_structure_from_the_server_is_the_lss_in_the_base_language(project, remote):
    fetched(remote[0])
    for group, folder in GROUPS.items():
        made = load_structure(RAW / f"{group}.structure.json")
        lss = structure(folder)

        def base(texts):
            return {"nl": texts["nl"]}

        many = ("text", "help", "options", "subquestions", "second_options", "second_rows")
        questions = tuple(
            dataclasses.replace(q, **{name: base(getattr(q, name)) for name in many})
            for q in lss.questions
        )
        assert made.questions == questions
        assert [(g.gid, g.name) for g in made.groups] == [(g.gid, base(g.name)) for g in lss.groups]
        assert (made.survey_id, made.attributes) == (lss.survey_id, lss.attributes)


def test_participants_are_token_and_provider_only(project, remote):
    fetched(remote[0])
    whole = read_participants(
        DATA / "schoolteam" / "rc" / "list_participants.json", structure=structure("schoolteam")
    )
    people = read_participants(RAW / "deelnemers.csv")
    assert list(people) == ["token", "aanbieder"]
    assert people.values.tolist() == whole[["token", "aanbieder"]].values.tolist()
    assert len(people) == 48  # more than the ten a server gives unasked
    everything = b"".join(files_in(project).values()).decode()
    people = json.loads((DATA / "schoolteam" / "rc" / "list_participants.json").read_bytes())
    for person in people:
        assert person["participant_info"]["email"] not in everything
        assert person["participant_info"]["lastname"] not in everything


@pytest.mark.parametrize("group", GROUPS)
def test_what_was_fetched_can_be_mapped_and_ingested(group, study, project, remote):
    """From server to answers with no file but those fetched and the mapping drafted from them."""
    fetched(remote[0])
    draft = draft_from_structure(load_structure(RAW / f"{group}.structure.json"), study, group)
    path, problems = write_draft(draft, Path("mapping.csv")), ProblemList()
    mapping = read_mapping(path, study, group, problems)
    problems.raise_if_any()
    table = ingest(configured_wave("2025").exports[group], group, {group: mapping}, ()).table
    held = truth(GROUPS[group])["responses"]
    assert table["response_id"].tolist() == [str(row["id"]) for row in held]
    if group == "schoolteam":
        people = json.loads((DATA / "schoolteam" / "rc" / "list_participants.json").read_bytes())
        provider_of = {person["token"]: person["attribute_1"] for person in people}
        expected = [provider_of.get(row["token"], "") for row in held]
    else:
        expected = [row["aanbieder"] or "" for row in held]
    assert table["provider_code"].tolist() == expected


def test_data_log_names_date_and_digest_and_replaces_its_rows(project, remote):
    RAW.mkdir(parents=True)
    log = RAW / "README.md"
    log.write_text(
        f"# Logboek\n\n{landing.HEADING}"
        "| leerlingen.csv | oud | 2025-01-01 | echt | 0 |\n"
        "| kader.csv | x | y | z | 1 |\n\nSlot.\n",
        encoding="utf-8",
    )
    fetched(remote[0])
    first = log.read_text(encoding="utf-8")
    fetched(remote[0])
    assert log.read_text(encoding="utf-8") == first
    rows = [line for line in first.splitlines() if line.startswith("| ")][1:]
    names = [row.split("|")[1].strip() for row in rows]
    assert names[:2] == ["leerlingen.csv", "kader.csv"]
    assert first.endswith("\n\nSlot.\n")
    assert set(names) == {*files_in(RAW), "kader.csv"} - {"README.md"}
    for row in rows:
        name, _, day, _, digest = (cell.strip() for cell in row.strip("|").split("|"))
        if name != "kader.csv":
            data = (RAW / name).read_bytes()
            assert (day, digest) == ("2025-03-01", hashlib.sha256(data).hexdigest())


WHOLE = (DATA / "leerlingen" / "rc" / CSV).read_bytes()
ENCODED = base64.b64encode(WHOLE).decode()
FAULTS = {
    "expired key": ({"get_fieldmap": {"status": "Invalid session key"}}, "aanmelding is verlopen"),
    "empty result": (
        {"export_responses": base64.b64encode(b"\r\n").decode()},
        "alleen lege regels",
    ),
    "base64 cut": ({"export_responses": ENCODED[:-7]}, "onleesbaar antwoord"),
    "base64 cut at a quartet": ({"export_responses": ENCODED[:4000]}, "afgebroken"),
    "empty body": ({"get_session_key": (200, b"")}, "RemoteControl staat uit"),
    "empty body later": ({"list_questions": (200, b"")}, "RemoteControl staat uit"),
    "web page": ({"get_session_key": (200, b"<html>")}, "geen RemoteControl"),
    "not found": ({"get_session_key": (404, b"weg")}, "HTTP-status 404: dit adres bestaat niet"),
    "server error": ({"export_responses": (500, b"")}, "geef de beheerder dag en uur"),
    "bad gateway": ({"list_questions": (502, b"<html>")}, "HTTP-status 502: de server meldt zelf"),
    "not from here": ({"get_session_key": (403, b"")}, "vraag de beheerder toegang"),
    "password of the web": ({"get_session_key": (401, b"")}, "een eigen wachtwoord"),
    "xml": (
        {"get_session_key": (200, b"<?xml version='1.0'?><methodResponse/>")},
        "de RPC-interface op JSON-RPC",
    ),
    "notice": (
        {"list_groups": (200, b'<br />\n<b>Deprecated</b>: iets\n{"id":1}')},
        "display_errors uit",
    ),
    "plain notice": ({"list_groups": (200, b"PHP Warning:  iets\n{}")}, "display_errors uit"),
    "locked": (
        {
            "get_session_key": {
                "status": "You have exceeded the number of maximum access code validation attempts."
                " maximum number of login attempts"
            }
        },
        "wacht tien minuten",
    ),
    "no list at all": (
        {"list_participants": {"status": "Error: No survey participants table"}},
        "geen deelnemerslijst",
    ),
    "other json": ({"list_questions": (200, b"[1]")}, "onleesbaar antwoord"),
    "number for text": ({"export_responses": 7}, "onleesbaar antwoord"),
    "no list": (
        {"list_participants": {"status": "No survey participants found."}},
        "geen deelnemerslijst",
    ),
    "attribute absent": (
        {"get_survey_properties": {"language": "nl", "attributedescriptions": "", "active": "Y"}},
        "0 attributen met de omschrijving 'aanbieder'",
    ),
    "echoed password": (
        {"list_groups": {"status": f"bad call {USER} {PASSWORD}"}},
        "de melding 'bad call … …'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_server_is_one_message_and_no_file(fault, project, remote, caplog):
    replies, message = FAULTS[fault]
    caplog.set_level(logging.INFO)
    remote[1].replies = replies
    before = files_in(project)
    with pytest.raises(InputProblems) as caught:
        fetched(remote[0])
    text = str(caught.value)
    assert message in text
    assert len(caught.value.problems) == 1 and caught.value.problems[0].remedy
    assert files_in(project) == before and not RAW.exists()
    trace = "".join(traceback.format_exception(caught.value))
    for secret in (PASSWORD, remote[0], "127.0.0.1"):
        assert secret not in trace + caplog.text
    assert USER not in text


def test_a_redirect_is_followed_with_the_password_on_the_same_host(project, remote):
    remote[1].moved = "/limesurvey/index.php/admin/remotecontrol"
    assert fetched(remote[0])
    assert remote[1].calls.count("get_session_key") == len(GROUPS)


@pytest.mark.parametrize("where", ["https://elders.example.org/rc", "http://example.org/", ""])
def test_a_redirect_to_another_host_is_refused(where, project, remote):
    remote[1].moved = where
    with pytest.raises(InputProblems, match="vul in LIMESURVEY_URL het adres in") as caught:
        fetched(remote[0])
    assert "elders" not in str(caught.value) and not remote[1].calls


def test_a_byte_order_mark_does_no_harm(project, remote):
    body = json.dumps({"id": 1, "result": "OK", "error": None}).encode()
    remote[1].replies = {"release_session_key": (200, b"\xef\xbb\xbf" + body)}
    assert fetched(remote[0])


def test_a_survey_that_has_not_started_is_left_out(project, remote, capsys):
    for reply, why in (
        ({"active": "N", "language": "nl", "attributedescriptions": ""}, "is nog niet actief"),
        (None, "heeft nog geen antwoorden"),
    ):
        remote[1].only = {
            231001: {"get_survey_properties": reply}
            if reply
            else {"get_summary": {"full_responses": "0"}}
        }
        written = fetched(remote[0])
        assert f"beleid: overgeslagen, vragenlijst 231001 {why}" in capsys.readouterr().out
        assert not any(path.name.startswith("beleid") for path in written)
        assert any(path.name.startswith("leerlingen") for path in written)
    remote[1].only = {}
    remote[1].replies = {"export_responses": {"status": "No Data, survey table does not exist."}}
    with pytest.raises(InputProblems, match="heeft nog geen antwoorden") as caught:
        fetched(remote[0])
    assert len(caught.value.problems) == len(GROUPS)


def test_one_group_leaves_the_others_alone(project, remote):
    wave = configured_wave("2025")
    written = fetch_wave(wave, Server(remote[0], USER, PASSWORD), DAY, "leerlingen")
    names = {path.name for path in written}
    assert names == {"leerlingen.csv", "leerlingen.structure.json", "README.md"}
    with pytest.raises(InputProblems, match="geen groep 'ouders'"):
        fetch_wave(wave, Server(remote[0], USER, PASSWORD), DAY, "ouders")


def test_many_answers_come_in_parts_with_a_line_for_each(project, remote, monkeypatch, capsys):
    monkeypatch.setattr(fetch_remote, "PAGE", 10)
    fetched(remote[0])
    lines = capsys.readouterr().out.splitlines()
    for group, folder in GROUPS.items():
        held = (DATA / folder / "rc" / CSV).read_bytes()
        assert (RAW / f"{group}.csv").read_bytes() == held
        count = len(truth(folder)["responses"])
        assert f"{group}: 10 van {count} antwoorden" in lines
        assert f"{group}: {count} van {count} antwoorden" in lines
        assert any(
            line.startswith(f"{group}: vragenlijst {SURVEYS[folder]} '")
            and line.endswith(f", {count} antwoorden")
            for line in lines
        )


def test_an_answer_without_end_is_given_up(project, remote):
    remote[1].drip = 1 << 10
    server = Server(remote[0], USER, PASSWORD, limits=Limits(whole=0.3))
    with pytest.raises(InputProblems, match=r"na 0\.3 seconden nog niet volledig"):
        fetch_wave(configured_wave("2025"), server, DAY)
    remote[1].drip = 0
    server = Server(remote[0], USER, PASSWORD, limits=Limits(size=1 << 10))
    with pytest.raises(InputProblems, match="een antwoord van meer dan"):
        fetch_wave(configured_wave("2025"), server, DAY)
    assert not RAW.exists()


def surveys_of(study, folder="study"):
    """What the study expects, of a wave fielded when the answers were given."""
    wave = dataclasses.replace(
        configured_wave("2025"), first_day=date(2023, 2, 1), last_day=date(2023, 2, 28)
    )
    fielded = dataclasses.replace(wave, id="2023")
    return wave, expected_surveys(fielded, study, PROJECT_CONFIG.parent / folder)


def title_of(group: str) -> str:
    return structure(GROUPS[group]).title["nl"]


def test_the_right_surveys_are_taken(study, project, remote):
    wave, expected = surveys_of(study)
    titled = {
        group: dataclasses.replace(files, survey_title=title_of(group))
        for group, files in wave.exports.items()
    }
    wave = dataclasses.replace(wave, exports=titled)
    assert fetch_wave(wave, Server(remote[0], USER, PASSWORD), DAY, expected=expected)


def test_another_survey_is_refused(study, project, remote):
    wave, expected = surveys_of(study)
    server = Server(remote[0], USER, PASSWORD)

    def refused(wave, expected, group):
        with pytest.raises(InputProblems) as caught:
            fetch_wave(wave, server, DAY, group, expected=expected)
        assert not RAW.exists()
        return str(caught.value)

    pupils = dataclasses.replace(wave.exports["beleid"], survey_id=SURVEYS["leerlingen"])
    swapped = dataclasses.replace(wave, exports={"beleid": pupils})
    found = refused(swapped, expected, "beleid")
    assert "de vragen zijn die van groep 'leerlingen'" in found and "al bezet" in found
    titled = {
        group: dataclasses.replace(files, survey_title="Iets anders")
        for group, files in wave.exports.items()
    }
    found = refused(dataclasses.replace(wave, exports=titled), expected, "leerlingen")
    assert f"de titel is '{title_of('leerlingen')}'" in found and "survey_title" in found
    found = refused(dataclasses.replace(wave, exports=titled), expected, None)
    assert all(f"de titel is '{title_of(group)}'" in found for group in GROUPS)
    later = {
        group: dataclasses.replace(one, period=(date(2025, 2, 1), date(2025, 2, 28)))
        for group, one in expected.items()
    }
    found = refused(wave, later, "leerlingen")
    assert re.search(r"alle \d+ ingediende antwoorden zijn van \d\d/02/2023 tot", found)


def test_a_slow_server_is_given_up(project, remote):
    remote[1].delay = 0.5
    with pytest.raises(InputProblems, match=r"geen antwoord binnen 0\.1 seconden"):
        fetched(remote[0], timeout=0.1)
    assert not RAW.exists()


def test_an_unreachable_server(project):
    with running() as (address, _):
        pass
    with pytest.raises(InputProblems, match="geen verbinding") as caught:
        fetched(address)
    assert "127.0.0.1" not in str(caught.value)


def test_an_unknown_survey_in_the_last_group_leaves_nothing(project, remote):
    text = Path("config.yaml").read_text(encoding="utf-8").replace("231003", "999999")
    Path("config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputProblems, match="leerlingen, vragenlijst 999999") as caught:
        fetched(remote[0])
    assert "bestaat niet of de gebruiker mag haar niet lezen" in str(caught.value)
    assert not RAW.exists()


@pytest.mark.parametrize("fails_at", [1, 3, 8])
def test_a_fault_while_writing_puts_everything_back(fails_at, project, remote, monkeypatch):
    fetched(remote[0])
    (RAW / "leerlingen.csv").write_bytes(b"ouder")
    (RAW / "deelnemers.csv").unlink()
    before = files_in(RAW)
    replace, count = os.replace, iter(range(1, 100))

    def failing(source, target):
        if next(count) == fails_at:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(landing.os, "replace", failing)
    with pytest.raises(InputProblems, match="schrijven mislukt"):
        fetched(remote[0])
    assert files_in(RAW) == before


def test_command_line_takes_credentials_from_the_environment(project, remote, monkeypatch, capsys):
    for name, value in zip(fetch.VARIABLES, (remote[0], USER, PASSWORD), strict=True):
        monkeypatch.setenv(name, value)
    assert main(["fetch", "--wave", "2025"]) == 0
    assert f"{RAW}/leerlingen.csv" in capsys.readouterr().out
    before = files_in(project)
    assert not any(PASSWORD.encode() in data for data in before.values())
    monkeypatch.setenv("LIMESURVEY_PASSWORD", "verkeerd-Wachtwoord")
    assert main(["fetch", "--wave", "2025"]) == 1
    shown = "".join(capsys.readouterr())
    assert "weigert gebruikersnaam of wachtwoord" in shown
    assert "verkeerd-Wachtwoord" not in shown and USER not in shown and remote[0] not in shown
    assert files_in(project) == before


def test_credentials_that_are_missing_or_sent_in_the_open():
    with pytest.raises(InputProblems) as caught:
        server_from_environment({"LIMESURVEY_USER": "x"})
    assert len(caught.value.problems) == 2
    names = ("http://enquete.example.org/admin/remotecontrol", USER, PASSWORD)
    with pytest.raises(InputProblems, match="https") as caught:
        server_from_environment(dict(zip(fetch.VARIABLES, names, strict=True)))
    assert PASSWORD not in str(caught.value)
    assert PASSWORD not in repr(Server("https://x", USER, PASSWORD))


def test_a_config_that_cannot_be_fetched(project, remote):
    config = yaml.safe_load(Path("config.yaml").read_text(encoding="utf-8"))
    config["waves"]["2025"]["exports"]["leerlingen"]["file"] = f"{RAW}/leerlingen.xlsx"
    del config["waves"]["2025"]["exports"]["beleid"]["survey_id"]
    Path("config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        fetched(remote[0])
    assert len(caught.value.problems) == 2 and not remote[1].calls
    with pytest.raises(InputProblems, match="geen golf '2031'"):
        fetched(remote[0], wave="2031")
