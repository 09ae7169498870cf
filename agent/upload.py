"""One file on its way: hash, declare, ask where the portal stands, send chunk after chunk."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import time
import urllib.parse
from datetime import datetime, timezone
from typing import BinaryIO

from agent.config import KIB, MIB
from agent.opening import open_source
from agent.portal import Answer, Garbled, Gone, Portal, Refused, Trouble
from agent.source import Found
from agent.state import DONE, REFUSED, SENDING, Entry, State, write_whole

SMALLEST_CHUNK = 256 * KIB
CHUNK_S = 15
"""A chunk that is cut off is sent again as a whole, so a slow line gets small ones."""
log = logging.getLogger("agent")


class Changed(Exception):
    """The file is not any more what it was."""


def metadata(fields: dict[str, str]) -> str:
    """Return Upload-Metadata; a name with letters that no encoding knows goes with question marks."""
    values = {key: value.encode("utf-8", "replace") for key, value in fields.items()}
    return ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in values.items())


def hash_of(found: Found) -> str:
    """Return the SHA-256 of a file in hex, read in pieces; raises Changed when it was written meanwhile."""
    digest = hashlib.sha256()
    with open_source(found.path) as file:
        for piece in iter(lambda: file.read(MIB), b""):
            digest.update(piece)
    require_same(found)
    return digest.hexdigest()


def require_same(found: Found) -> None:
    """Raise Changed when size or time differ from what was found."""
    facts = os.stat(found.path)
    if (facts.st_size, facts.st_mtime_ns) != found.stamp:
        raise Changed


class Uploader:
    """Sends files to the portal and writes down how far it came."""

    def __init__(self, portal: Portal, state: State) -> None:
        self.portal, self.state = portal, state
        self.config, self.words = portal.config, portal.words
        self.chunk = self.config.chunk
        self.moved = 0
        self.shown = ""

    def send(self, found: Found, until: float) -> None:
        """Send a file, or a part of it until this moment of the steady clock: then others may have come first.

        Raises Trouble, Changed, OSError of the source. Whatever else happens is written into the state.
        """
        known = self.state.of(found)
        sha256 = known["sha256"] if known else hash_of(found)
        if self.state.is_sent(sha256, found.folder.fields["courtroom"]):
            self.state.put(found, DONE, sha256)
            log.info(self.words("twice", name=found.name))
            return
        # On old disks summer time shifts all times: the same bytes under the same path just go on.
        entry = known or self.state.put(found, SENDING, sha256, **self.state.begun(found, sha256))
        try:
            self._send(found, entry, until)
        except Refused as error:
            self._refuse(found, entry, str(error))
        except Gone:
            log.info(self.words("anew", name=found.name))
            self.state.put(found, SENDING, entry["sha256"], again=entry.get("again", 0))
        except Garbled:
            self._once_more(found, entry)

    def _send(self, found: Found, entry: Entry, until: float) -> None:
        if not entry.get("url"):
            entry = self._create(found, entry)
        answer = self._where(entry)
        self._show(found, self._offset(answer))
        with open_source(found.path) as file:
            while self._offset(answer) < found.size:
                answer = self._send_chunk(found, entry, file, self._offset(answer))
                if self._offset(answer) < found.size and self._is_time_up(until):
                    return
        recording = answer.headers.get("Courtrec-Recording")
        if not recording:  # all bytes are there, another process of the portal is storing them
            raise Trouble(self.words("busy", why=answer.reason), whole=False)
        self.state.put(found, DONE, entry["sha256"], recording=recording)
        log.info(self.words("done", name=found.name))

    def _is_time_up(self, until: float) -> bool:
        return time.monotonic() >= until or self.portal.pace.rate() is None

    def _create(self, found: Found, entry: Entry) -> Entry:
        fields = {"filename": found.name, "sha256": entry["sha256"], **found.folder.fields}
        if found.folder.started_at_mtime:
            moment = datetime.fromtimestamp(found.mtime_ns // 10**9, timezone.utc)
            fields["started_at"] = moment.isoformat()
        headers = {"Upload-Length": str(found.size), "Upload-Metadata": metadata(fields)}
        answer = self.portal.call("POST", f"{self.config.prefix}/api/v1/uploads/", headers)
        if answer.status == 404:
            raise self.portal.no_access(answer, entry["courtroom"])
        if answer.status != 201:
            raise self.portal.judged(answer, entry["courtroom"])
        # The path only: whatever host the answer names, tokens and bytes go to the one of the config.
        url = urllib.parse.urlsplit(answer.headers.get("Location", "")).path
        return self.state.put(found, SENDING, entry["sha256"], url=url, again=entry.get("again", 0))

    def _where(self, entry: Entry) -> Answer:
        answer = self.portal.call("HEAD", entry["url"])
        if answer.status != 200:
            raise self.portal.judged(answer, entry["courtroom"])
        return answer

    def _send_chunk(self, found: Found, entry: Entry, file: BinaryIO, offset: int) -> Answer:
        require_same(found)
        file.seek(offset)
        data = file.read(min(self._chunk_size(), found.size - offset))
        if not data:
            raise Changed
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode(),
        }
        began = time.monotonic()
        try:
            answer = self.portal.call("PATCH", entry["url"], headers, data)
        except Trouble:
            self.chunk = max(self.chunk // 2, SMALLEST_CHUNK)
            raise
        if answer.status != 204:
            raise self.portal.judged(answer, entry["courtroom"])
        self.chunk = min(self.chunk * 2, self.config.chunk)
        self._note(found, self._offset(answer), len(data) / max(time.monotonic() - began, 0.001))
        return answer

    def _chunk_size(self) -> int:
        rate = self.portal.pace.rate()
        fitting = max(int(rate * CHUNK_S), SMALLEST_CHUNK) if rate else self.chunk
        return min(self.chunk, fitting)

    def _note(self, found: Found, offset: int, rate: float) -> None:
        self.moved += 1
        write_whole(
            self.state.progress_path,
            {"path": found.path, "offset": offset, "size": found.size, "rate": rate},
        )

    def _show(self, found: Found, offset: int) -> None:
        """Say it when another file has its turn, not each time that the folders were looked at in between."""
        if self.shown != found.path:
            percent, size = 100 * offset // found.size, round(found.size / MIB, 1)
            log.info(self.words("sending", name=found.name, percent=percent, size=size))
        self.shown = found.path

    def _offset(self, answer: Answer) -> int:
        try:
            return int(answer.headers["Upload-Offset"])
        except (TypeError, ValueError):
            raise Trouble(self.words("busy", why=answer.reason)) from None

    def _once_more(self, found: Found, entry: Entry) -> None:
        """After 460: the bytes on this disk decide whether the way or the file was at fault."""
        sha256 = hash_of(found)
        if sha256 == entry["sha256"] and entry.get("again"):
            self._refuse(found, entry, self.words("damaged"))
            return
        log.warning(self.words("garbled", name=found.name))
        self.state.put(found, SENDING, sha256, again=int(sha256 == entry["sha256"]))

    def _refuse(self, found: Found, entry: Entry, why: str) -> None:
        log.error(self.words("refused", name=found.name, why=why))
        self.state.put(found, REFUSED, entry["sha256"], reason=why)
