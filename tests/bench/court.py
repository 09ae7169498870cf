"""A running portal with a stage on it, and long recordings sent as a program sends them."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from tests.acceptance import tus
from tests.acceptance.portal import Portal, running_portal
from tests.acceptance.stage import Stage

CHUNK_BYTES = 32 * 1024**2
"""As the upload page sends."""
BLOCK_BYTES = 1024**2
ORIGINALS = "originals"


@dataclass(slots=True)
class Court:
    """What most measures need: a portal, the cast, a case."""

    portal: Portal
    stage: Stage
    case: str

    def hearing(self) -> dict[str, str]:
        """Schedule a hearing of its own."""
        return dict(self.stage.new_hearing(self.case))

    def forget_originals(self) -> None:
        """Free the disk between uploads; this home is thrown away and nobody asks for the bytes again.

        The portal may hold the files open, so removing them would free nothing: they are emptied.
        """
        for path in (self.portal.home / ORIGINALS).rglob("*"):
            if path.is_file() and path.stat().st_size > CHUNK_BYTES:
                path.chmod(0o600)
                os.truncate(path, 0)


@contextmanager
def open_court(**settings: str) -> Iterator[Court]:
    """Start a portal with these settings for some measures."""
    with running_portal(settings=settings) as portal:
        stage = Stage.open(portal.url)
        try:
            yield Court(portal, stage, stage.new_case("BENCH")["id"])
        finally:
            stage.close()


@dataclass(frozen=True, slots=True)
class Uploaded:
    """``seconds`` from creation to the last 204; ``ended_at`` is the monotonic clock at that moment."""

    hearing: str
    status: str
    seconds: float
    ended_at: float


def upload(court: Court, file: Path) -> Uploaded:
    """Send a file in chunks, reading it as it goes.

    Each upload is another recording to the portal: it ends with an unused box of random bytes, so that no digest and no
    index of an earlier one is known.
    """
    hearing, client = court.hearing(), court.stage.clerk
    began = time.monotonic()
    fields = {"filename": file.name, "hearing": hearing["id"], "started_at": hearing["scheduled_at"]}
    tail = b"\x00\x00\x00\x18free" + os.urandom(16)
    size = file.stat().st_size + len(tail)
    made = tus.create(client, size, **fields)
    if made.status_code != 201:
        raise RuntimeError(f"creation: {made.status_code} {made.text[:300]}")
    where = made.headers["Location"]
    with file.open("rb") as source:
        for offset in range(0, size, CHUNK_BYTES):
            length = min(CHUNK_BYTES, size - offset)
            _send(client, where, offset, _blocks(source, tail, length), length)
    ended = time.monotonic()
    return Uploaded(hearing["id"], where, ended - began, ended)


def _send(client: httpx.Client, where: str, offset: int, blocks: Iterator[bytes], length: int) -> None:
    headers = tus.VERSION | {
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(length),
    }
    answer = client.patch(where, content=blocks, headers=headers)
    if answer.status_code != 204:
        raise RuntimeError(f"PATCH at {offset}: {answer.status_code} {answer.text[:200]}")


def _blocks(source: BinaryIO, tail: bytes, length: int) -> Iterator[bytes]:
    """Yield the next ``length`` bytes of the file with its tail."""
    left = length
    while left and (block := source.read(min(BLOCK_BYTES, left))):
        left -= len(block)
        yield block
    if left:
        yield tail[-left:]
