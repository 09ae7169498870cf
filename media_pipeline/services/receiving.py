"""Receiving bytes (tus): every acknowledged offset is fsynced and committed, in that order."""

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO, NoReturn, Protocol, Self

import structlog
from django.conf import settings

from foundation.clock import utc_now
from media_pipeline.errors import ChecksumMismatch, DiskFull, LengthExceeded, NotMedia, PartLost, WrongOffset
from media_pipeline.models import Upload
from media_pipeline.policies.sniff import sniff
from media_pipeline.services.declaring import require_alive
from media_pipeline.services.hashing import Digests, digests_at, remember
from media_pipeline.services.parts import NO_ROOM, disk_told, part_path, remove_part, require_room
from media_pipeline.states import UploadState

log = structlog.get_logger(__name__)
READ_BYTES = 256 * 1024
"""How much is asked for at once; of a connection that dies, so much at most is lost."""
WHOLE = frozenset({UploadState.SEALING, UploadState.DONE})
CHECKSUMS: dict[str, Callable[[], Any]] = {
    "sha256": hashlib.sha256,
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "md5": lambda: hashlib.md5(usedforsecurity=False),
}


class Stream(Protocol):
    """What bytes are read from: a request's body."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checksum:
    """The client's own checksum of one chunk."""

    algorithm: str
    digest: bytes


def append(upload: Upload, offset: int, stream: Stream, size: int, checksum: Checksum | None) -> Upload:
    """Take the next ``size`` bytes; the caller holds the upload's lock.

    Returns the upload with its new durable offset, which on a cut connection lies before ``offset + size``. Nothing
    more for an upload that is whole already is no error: its last answer may have been lost.
    Raises WrongOffset, LengthExceeded, UploadOver, NotMedia, ChecksumMismatch, DiskFull, StorageDown, PartLost.
    """
    require_alive(upload)
    if upload.state in WHOLE and (offset, size) == (upload.length, 0):
        return upload
    if upload.state == UploadState.LOST:
        raise PartLost
    if offset != upload.offset or upload.state != UploadState.RECEIVING:
        raise WrongOffset(offset=upload.offset)
    if offset + size > upload.length:
        raise LengthExceeded(length=upload.length)
    require_room(size)
    with _Chunk(upload, checksum) as chunk:
        chunk.take(stream, size)
    return upload


class _Chunk:
    """One PATCH: bytes go to the file and into the digests, and are committed every few seconds and at the end."""

    def __init__(self, upload: Upload, checksum: Checksum | None) -> None:
        self.upload = upload
        self.checksum = checksum
        self.running = CHECKSUMS[checksum.algorithm]() if checksum else None
        self.path = part_path(upload.pk)
        self.digests = digests_at(upload.pk, self.path, upload.offset)
        self.before = self.digests.copy()
        self.file: BinaryIO

    def __enter__(self) -> Self:
        if not self.path.exists() or self.path.stat().st_size < self.upload.offset:
            lose(self.upload)
        with disk_told():
            self.file = self.path.open("r+b", buffering=0)
            self.file.truncate(self.upload.offset)  # bytes after the offset were never acknowledged
            self.file.seek(self.upload.offset)
        return self

    def __exit__(self, *_exc: object) -> None:
        self.file.close()
        if self.digests.offset == self.upload.offset:
            remember(self.upload.pk, self.digests)

    def take(self, stream: Stream, size: int) -> None:
        """Read up to ``size`` bytes; whatever came before a cut connection is kept."""
        last = (time.monotonic(), self.digests.offset)
        end = self.upload.offset + size
        while self.digests.offset < end and (data := self._read(stream, end - self.digests.offset)):
            self._write(data)
            if self.running is None and _due(*last, self.digests.offset):
                self._commit()
                last = (time.monotonic(), self.digests.offset)
        self._close_chunk(whole=self.digests.offset == end)

    def _read(self, stream: Stream, left: int) -> bytes:
        try:
            return stream.read(min(READ_BYTES, left))
        except OSError:
            return b""  # the connection is gone; what came is kept

    def _write(self, data: bytes) -> None:
        with disk_told():
            view = memoryview(data)
            while view:
                view = view[self.file.write(view) :]
        self.digests.update(data)
        if self.running is not None:
            self.running.update(data)

    def _close_chunk(self, *, whole: bool) -> None:
        if self.running is not None and not (whole and self._checks()):
            self._take_back()
            if whole:
                raise ChecksumMismatch(offset=self.upload.offset)
            return
        self._commit()

    def _checks(self) -> bool:
        digest: bytes | None = self.running.digest() if self.running is not None else None
        return bool(self.checksum is not None and digest == self.checksum.digest)

    def _take_back(self) -> None:
        self.digests = self.before
        self.file.truncate(self.upload.offset)

    def _commit(self) -> None:
        """Refuse what is no recording, make the bytes durable, then note the offset."""
        _refuse_non_media(self.upload, self.path.open("rb"), self.digests)
        try:
            os.fsync(self.file.fileno())
        except OSError as error:
            if error.errno in NO_ROOM:  # nothing of this was acknowledged, and the next chunk rewrites it
                raise DiskFull from error
            log.exception("upload.fsync_failed", upload=self.upload.pk, errno=error.errno)
            lose(self.upload)
        now = utc_now()
        self.upload.offset = self.digests.offset
        self.upload.touched_at = now
        self.upload.expires_at = now + timedelta(seconds=settings.UPLOAD_EXPIRES_S)
        self.upload.save(update_fields=["offset", "touched_at", "expires_at"])


def _due(committed_at: float, committed: int, offset: int) -> bool:
    if offset - committed >= settings.UPLOAD_COMMIT_BYTES:
        return True
    return bool(time.monotonic() - committed_at >= settings.UPLOAD_COMMIT_S)


def _refuse_non_media(upload: Upload, file: BinaryIO, digests: Digests) -> None:
    """Look once, when the first 4 KiB (or the whole of a smaller file) are there."""
    with file:
        enough = min(settings.UPLOAD_SNIFF_BYTES, upload.length)
        if upload.offset >= enough or digests.offset < enough:
            return
        family = sniff(file.read(settings.UPLOAD_SNIFF_BYTES))
    if family is None:
        upload.state = UploadState.REFUSED
        upload.problem = NotMedia.code
        upload.save(update_fields=["state", "problem"])
        remove_part(upload.pk)
        raise NotMedia


def lose(upload: Upload) -> NoReturn:
    """After a failed fsync the part cannot be trusted: it is marked lost and asked for again, never acknowledged."""
    log.error("upload.part_lost", upload=upload.pk)
    upload.state = UploadState.LOST
    upload.problem = PartLost.code
    upload.save(update_fields=["state", "problem"])
    raise PartLost
