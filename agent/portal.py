"""The portal over HTTP: login, one request, and what its answer means."""

from __future__ import annotations

import email.utils
import http.client
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from typing import Any, Mapping, NamedTuple

from agent.config import Config
from agent.pace import Pace

TIMEOUT_S = 90
ANSWER_MAX = 64 * 1024
RETRY_AFTER_MAX_S = 3600.0
BUSY = {408, 409, 423, 425, 429}
"""Refusals that pass: too slow, at another offset (HEAD tells), another writer, too early, too often."""


class Trouble(Exception):
    """It passes: try again later. ``code`` is the exit code of a single run; ``whole``: it concerns every file."""

    def __init__(self, words: str, code: int = 3, whole: bool = True, after_s: float = 0.0) -> None:
        super().__init__(words)
        self.code, self.whole, self.after_s = code, whole, after_s


class Refused(Exception):
    """The portal does not want this file, ever; the text is its reason."""


class Gone(Exception):
    """The portal has forgotten the upload."""


class Garbled(Exception):
    """What arrived is not what was announced."""


class Answer(NamedTuple):
    """Status, headers and the beginning of the body."""

    status: int
    headers: Message
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object, or an empty one."""
        try:
            return dict(json.loads(self.body))
        except (ValueError, TypeError):
            return {}

    @property
    def reason(self) -> str:
        """What the portal says of a refusal, in words."""
        told = self.document
        errors = [
            f"{each.get('field', '')}: {each.get('message', '')}"
            for each in told.get("errors") or []
            if isinstance(each, dict)
        ]
        parts = [str(told[key]) for key in ("title", "detail", "error_description", "error") if told.get(key)]
        return " ".join([*parts, *errors, f"(HTTP {self.status})"])

    @property
    def retry_after_s(self) -> float:
        """How long the portal asks to wait; 0 when it does not say."""
        value = self.headers.get("Retry-After", "")
        try:
            seconds = float(value) if value.isdigit() else _until(value)
        except (TypeError, ValueError, OverflowError):
            return 0.0
        return min(max(seconds, 0.0), RETRY_AFTER_MAX_S)


def _until(moment: str) -> float:
    return email.utils.parsedate_to_datetime(moment).timestamp() - time.time()


class _AsTheyAre(urllib.request.HTTPErrorProcessor):
    """Every answer is an answer: nothing is raised, and no redirect carries a token to another place."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        """Return it unchanged."""
        return response

    https_response = http_response


class Portal:
    """The portal of the config; proxies come from the environment."""

    def __init__(self, config: Config, pace: Pace) -> None:
        self.config, self.words, self.pace = config, config.words, pace
        context = ssl.create_default_context(cafile=config.ca_file or None)
        self.opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _AsTheyAre())
        self.token = ""

    def call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, data: bytes = b""
    ) -> Answer:
        """Send one tus request; a token that has run out is renewed once. Raises Trouble."""
        answer = self._signed(method, path, headers or {}, data)
        if answer.status == 401:
            self.token = ""
            answer = self._signed(method, path, headers or {}, data)
        if answer.status == 401:
            raise Trouble(self.words("secret", why=answer.reason), code=4)
        if not answer.headers.get("Tus-Resumable"):  # a proxy or a page says nothing about a file
            raise Trouble(self.words("busy", why=answer.reason), after_s=answer.retry_after_s)
        return answer

    def _signed(self, method: str, path: str, headers: Mapping[str, str], data: bytes) -> Answer:
        self.token = self.token or self._login()
        own = {"Authorization": f"Bearer {self.token}", "Tus-Resumable": "1.0.0"}
        return self._open(method, path, {**own, **headers}, data)

    def _login(self) -> str:
        fields = {
            "grant_type": "client_credentials",
            "scope": "upload",
            "client_id": self.config.client_id,
            "client_secret": self.config.secret,
        }
        form = urllib.parse.urlencode(fields).encode()
        path = f"{self.config.prefix}/oauth/token/"
        answer = self._open("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, form)
        token = answer.document.get("access_token")
        if answer.status == 200 and token:
            return str(token)
        if answer.status in {400, 401, 403}:
            raise Trouble(self.words("secret", why=answer.reason), code=4)
        raise Trouble(self.words("busy", why=answer.reason), after_s=answer.retry_after_s)

    def _open(self, method: str, path: str, headers: Mapping[str, str], data: bytes) -> Answer:
        own = {"Accept-Language": self.words.language, "User-Agent": "courtrec-agent"}
        request = urllib.request.Request(  # noqa: S310  the config allows http and https only
            self.config.origin + path,
            data=self.pace.blocks(data) if data else (b"" if method in {"POST", "PATCH"} else None),
            headers={**own, **headers, **({"Content-Length": str(len(data))} if data else {})},
            method=method,
        )
        try:
            with self.opener.open(request, timeout=TIMEOUT_S) as response:
                answer = Answer(response.status, response.headers, response.read(ANSWER_MAX))
        except (OSError, http.client.HTTPException) as error:
            raise self._unreached(error) from error
        if 300 <= answer.status < 400:
            raise Trouble(self.words("redirect", why=answer.headers.get("Location", "")))
        return answer

    def _unreached(self, error: BaseException) -> Trouble:
        cause = getattr(error, "reason", error)
        key = "certificate" if isinstance(cause, ssl.SSLCertVerificationError) else "offline"
        return Trouble(self.words(key, why=cause))

    def judged(self, answer: Answer, courtroom: str) -> Exception:
        """Return what a refusal of the portal itself means."""
        if answer.status in {404, 410}:
            return Gone()
        if answer.status == 403:
            return self.no_access(answer, courtroom)
        if answer.status == 460:
            return Garbled()
        if 400 <= answer.status < 500 and answer.status not in BUSY:
            return Refused(answer.reason)
        alone = answer.status in {409, 423}
        why = self.words("busy", why=answer.reason)
        return Trouble(why, whole=not alone, after_s=answer.retry_after_s)

    def no_access(self, answer: Answer, courtroom: str) -> Trouble:
        """Return the trouble of a courtroom: the administrator can mend it, so its files are never given up."""
        return Trouble(self.words("access", room=courtroom, why=answer.reason), code=4, whole=False)
