"""Requests that end: limits on size and time, redirects that stay POST, answers looked at first."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

HOPS = 5
CHUNK = 1 << 16
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LOCAL = ("127.0.0.1", "localhost")
BOM = b"\xef\xbb\xbf"
NOTICE = re.compile(
    rb"(?:<b>|\bPHP )?(?:Notice|Warning|Deprecated|Fatal error|Parse error)(?:</b>)?: "
)
CHECK_URL = "controleer LIMESURVEY_URL: het eindigt op /index.php/admin/remotecontrol"
TRY_AGAIN = "probeer later opnieuw"
STATUSES = {
    401: (
        "de webserver vraagt een eigen wachtwoord",
        "vraag de beheerder om /admin/remotecontrol daarvan uit te zonderen",
    ),
    403: (
        "de webserver laat dit adres niet toe",
        "vraag de beheerder toegang tot /admin/remotecontrol; misschien kan het enkel op zijn "
        "netwerk",
    ),
    404: ("dit adres bestaat niet", CHECK_URL),
    405: ("dit adres neemt geen aanvragen aan", CHECK_URL),
    413: ("de aanvraag is te groot voor de webserver", "meld het de beheerder"),
    429: ("te veel aanvragen na elkaar", TRY_AGAIN),
}
OWN_FAULT = (
    "de server meldt zelf een fout",
    "probeer later opnieuw; blijft het, geef de beheerder dag en uur: de oorzaak staat in zijn "
    "logboek (vaak te weinig tijd of geheugen voor een grote export)",
)


class ServerFault(Exception):
    """What was found and what to do, in Dutch."""

    def __init__(self, found: str, remedy: str):
        super().__init__(found)
        self.found, self.remedy = found, remedy


@dataclass(frozen=True)
class Limits:
    """wait: seconds without a byte; whole: seconds for one answer; size: bytes of one answer."""

    wait: float = 120
    whole: float = 900
    size: int = 512 << 20


class Connection(requests.Session):
    """A session for RemoteControl. Raises ServerFault for answers that are none of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self._moved: dict[str, str] = {}

    def request(  # type: ignore[override]
        self, method: str, url: str, **kwargs: Any
    ) -> requests.Response:
        """One request, its answer read whole; a redirect is followed with the same method."""
        asked, url = url, self._moved.get(url, url)
        deadline = time.monotonic() + self.limits.whole
        for _ in range(HOPS):
            options = {**kwargs, "allow_redirects": False, "stream": True}
            response = super().request(method, url, timeout=self.limits.wait, **options)
            if response.status_code not in REDIRECTS:
                break
            url = _allowed(url, response.headers.get("location", ""))
            response.close()
        else:
            raise ServerFault("een adres dat blijft doorverwijzen", CHECK_URL)
        if url != asked:
            self._moved[asked] = url
        body = self._body(response, deadline)
        if response.status_code >= 400:
            found, remedy = STATUSES.get(response.status_code, OWN_FAULT)
            raise ServerFault(f"HTTP-status {response.status_code}: {found}", remedy)
        _refuse_foreign(body)
        response._content = body.removeprefix(BOM)  # the body was read here, with its limits
        return response

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        parts, size = [], 0
        for part in response.iter_content(CHUNK):
            size += len(part)
            if size > self.limits.size:
                response.close()
                raise ServerFault(
                    f"een antwoord van meer dan {self.limits.size >> 20} MB",
                    "exporteer deze vragenlijst in LimeSurvey zelf en leg het bestand in data/raw",
                )
            if time.monotonic() > deadline:
                response.close()
                raise ServerFault(
                    f"een antwoord dat na {self.limits.whole:g} seconden nog niet volledig is",
                    TRY_AGAIN,
                )
            parts.append(part)
        return b"".join(parts)


def _allowed(here: str, location: str) -> str:
    """Where a redirect leads; the password only goes to the same host, and never in the open."""
    there = urljoin(here, location)
    old, new = urlsplit(here), urlsplit(there)
    safe = new.scheme == "https" or (new.hostname in LOCAL and old.hostname in LOCAL)
    if not location or not safe or new.hostname != old.hostname:
        raise ServerFault(
            "de server verwijst door naar een ander of onbeveiligd adres",
            "vul in LIMESURVEY_URL het adres in waar de vragenlijsten nu staan",
        )
    return there


def _refuse_foreign(body: bytes) -> None:
    """Raise ServerFault for a body that is no JSON of RemoteControl."""
    start = body.removeprefix(BOM).lstrip()[:4096]
    if not start or start.startswith((b"{", b"[")):
        return
    if NOTICE.search(start):
        raise ServerFault(
            "een melding van PHP voor het antwoord",
            "vraag de beheerder om meldingen niet te tonen (display_errors uit)",
        )
    if b"<methodResponse" in start:
        raise ServerFault(
            "een antwoord in XML-RPC",
            "laat de beheerder de RPC-interface op JSON-RPC zetten (algemene instellingen)",
        )
    kind = "een webpagina" if start.startswith(b"<") else "tekst"
    raise ServerFault(f"{kind}, geen RemoteControl", CHECK_URL)
