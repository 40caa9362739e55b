"""A RemoteControl 2 server on 127.0.0.1 that answers from the real export files."""

from __future__ import annotations

import base64
import contextlib
import csv
import functools
import io
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from limesurvey_files import DATA, SURVEYS, structure

USER, PASSWORD, KEY = "ophaler", "g3heim-Wachtwoord", "sleutel0123456789"
FOLDERS = {number: folder for folder, number in SURVEYS.items()}
STORED = DATA.parent / "fielding"


@functools.cache
def stored(name: str):
    """What a real server told of survey 231003."""
    return json.loads((STORED / f"{name}.json").read_text(encoding="utf-8"))


class Survey:
    """What the server tells of one survey, in the shapes of LimeSurvey 6.4.2."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.folder = DATA / FOLDERS[number] / "rc"
        self.known = structure(FOLDERS[number])

    def whole(self) -> bytes:
        return (self.folder / "csv__code__short__all.csv").read_bytes()

    def export_responses(self, kind, language, completion, heading, answers, *part):
        assert (kind, completion, heading, answers) == ("csv", "all", "code", "short")
        first, last, fields = (*part, None, None, None)[:3]
        return base64.b64encode(_part(self.whole(), first, last, fields)).decode()

    def get_summary(self, *_):
        text = io.StringIO(self.whole().decode("utf-8-sig"), newline="")
        count = sum(bool(row) for row in csv.reader(text, delimiter=";")) - 1
        return {"completed_responses": count, "incomplete_responses": 0, "full_responses": count}

    def get_language_properties(self, names, language):
        return {name: self.known.title[language] for name in names}

    def get_survey_properties(self, names):
        described = {name: {"description": text} for name, text in self.known.attributes.items()}
        found = {"language": "nl", "attributedescriptions": json.dumps(described), "active": "Y"}
        return {name: found[name] for name in names}

    def get_fieldmap(self):
        return json.loads((self.folder / "get_fieldmap.json").read_text(encoding="utf-8"))

    def list_groups(self, language):
        rows = [
            {
                "gid": int(group.gid),
                "group_order": place,
                "group_name": group.name[language],
                "description": group.description[language],
            }
            for place, group in enumerate(self.known.groups, 1)
        ]
        return rows[::-1]

    def list_questions(self, group, language):
        if self.number == 231003:
            return stored("list_questions")
        rows = []
        for place, question in enumerate(self.known.questions):
            common = {"gid": int(question.gid), "scale_id": 0, "relevance": "1", "mandatory": "N"}
            row = {"qid": int(question.qid), "parent_qid": 0, "title": question.code}
            row |= {"question": question.text[language], "help": question.help[language]}
            row |= {"type": question.type, "other": "Y" if question.other else "N"}
            rows.append(common | row | {"question_order": place})
            for order, (code, text) in enumerate(question.subquestions[language].items(), 1):
                inside = {"qid": 9000 + len(rows), "parent_qid": int(question.qid), "title": code}
                rows.append(common | inside | {"question": text, "question_order": order})
        return rows

    def properties(self, question_id):
        question = next(q for q in self.known.questions if int(q.qid) == question_id)
        if self.number == 231003:
            return stored("get_question_properties")[question.code]
        options = {
            code: {"answer": text, "order": place, "scale_id": 0}
            for place, (code, text) in enumerate(question.options["nl"].items(), 1)
        }
        return {
            "answeroptions": options or "No available answer options",
            "attributes": {"hidden": "1" if question.hidden else "0"},
        }

    def list_participants(self, start, limit, unused, attributes, conditions):
        people = json.loads((self.folder / "list_participants.json").read_text(encoding="utf-8"))
        return people[start : start + limit]


def _part(data: bytes, first, last, fields) -> bytes:
    """The rows of an export with ids from first to last, under only these fields."""
    if first is None and last is None and not fields:
        return data
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    rows = [row for row in csv.reader(text, delimiter=";") if row]
    kept = [rows[0].index(name) for name in fields or rows[0]]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        number = row[rows[0].index("id")]
        if row is rows[0] or (first or 0) <= int(number) <= (last or 10**9):
            writer.writerow([row[place] for place in kept])
    return b"\xef\xbb\xbf" + out.getvalue().encode() + b"\r\n"


class RemoteControl:
    """Answers every call; `replies` (method -> result, or (status, body)) replace an answer,
    `only` those of one survey."""

    def __init__(self) -> None:
        self.replies: dict[str, object] = {}
        self.calls: list[str] = []
        self.delay = 0.0
        self.drip = 0
        self.moved: str | None = None
        self.only: dict[int, dict[str, object]] = {}

    def reply(self, method: str, params: list) -> object:
        self.calls.append(method)
        if method in self.replies:
            return self.replies[method]
        if len(params) > 1 and method in self.only.get(params[1], {}):
            return self.only[params[1]][method]
        if method == "get_session_key":
            right = params[:2] == [USER, PASSWORD]
            return KEY if right else {"status": "Invalid user name or password"}
        if params[0] != KEY:
            return {"status": "Invalid session key"}
        if method == "release_session_key":
            return "OK"
        if method == "get_question_properties":
            owner = next(n for n in FOLDERS if _has(n, params[1]))
            return {name: Survey(owner).properties(params[1])[name] for name in params[2]}
        if params[1] not in FOLDERS:
            return {"status": "No permission"}
        return getattr(Survey(params[1]), method)(*params[2:])


@functools.cache
def _has(number: int, question_id: int) -> bool:
    return str(question_id) in {question.qid for question in structure(FOLDERS[number]).questions}


@contextlib.contextmanager
def running():
    """(address, RemoteControl) of a server that stops at the end of the block."""
    remote = RemoteControl()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            call = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if remote.moved is not None and self.path != remote.moved:
                self.send_response(301)
                self.send_header("location", remote.moved)
                self.send_header("content-length", "0")
                self.end_headers()
                return
            time.sleep(remote.delay)
            result = remote.reply(call["method"], call["params"])
            headers = {}
            if isinstance(result, tuple):
                status, body, *more = result
                headers = more[0] if more else {}
            else:
                answer = {"id": call["id"], "result": result, "error": None}
                status, body = 200, json.dumps(answer).encode()
            with contextlib.suppress(ConnectionError):  # the client may have given up
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for start in range(0, len(body), remote.drip or len(body) or 1):
                    self.wfile.write(body[start : start + (remote.drip or len(body))])
                    self.wfile.flush()
                    time.sleep(0.05 if remote.drip else 0)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/index.php/admin/remotecontrol"
        yield address, remote
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
