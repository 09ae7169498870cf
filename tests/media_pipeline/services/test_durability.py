"""What is acknowledged is durable: the order of writes, and what a failing disk does (patched at the os edge)."""

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from custody.models import Original
from jobs.models import Job
from media_pipeline.models import Upload
from media_pipeline.services.parts import part_path
from media_pipeline.services.receiving import Checksum, append
from tests.media_pipeline.uploads.tus import Tus, code_of, media

Fsync = Callable[[int], None]


def failing(number: int, plain: Callable[..., Any], fails: Callable[..., bool]) -> Callable[..., Any]:
    """Return ``plain`` that raises an errno where ``fails`` says so."""

    def call(*arguments: Any, **named: Any) -> Any:
        if fails(*arguments):
            raise OSError(number, os.strerror(number))
        return plain(*arguments, **named)

    return call


def is_part(descriptor: int) -> bool:
    return Path(f"/proc/self/fd/{descriptor}").readlink().suffix == ".part"


def test_offset_is_noted_after_the_bytes_are_synced(tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = tus.started(9000)
    seen: list[tuple[str, int, int]] = []
    sync, save = os.fsync, Upload.save

    def synced(descriptor: int) -> None:
        seen.append(("fsync", os.fstat(descriptor).st_size, Upload.objects.get(pk=upload.pk).offset))
        sync(descriptor)

    def saved(row: Upload, **options: Any) -> None:
        seen.append(("row", part_path(row.pk).stat().st_size, row.offset))
        save(row, **options)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Upload, "save", saved)
    answer = tus.patch(upload, media(5000))
    assert answer.headers["Upload-Offset"] == "5000"
    # (step, bytes in the file, offset known then): the row still says 0 when the bytes are synced
    assert seen == [("fsync", 5000, 0), ("row", 5000, 5000)]


def test_failed_fsync_marks_the_part_lost_and_acknowledges_nothing(
    tus: Tus, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = tus.started(9000)
    tus.patch(upload, media(5000))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(errno.EIO, os.fsync, is_part))
        answer = tus.patch(upload, media(9000)[5000:])
    assert (answer.status_code, code_of(answer)) == (409, "upload-part-lost")
    status = tus.status(upload)
    assert (status["state"], status["offset"]) == ("lost", 5000)
    assert not Original.objects.exists()


def test_fsync_without_room_is_told_as_a_full_disk(tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = tus.started(9000)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(errno.ENOSPC, os.fsync, is_part))
        answer = tus.patch(upload, media(5000))
    assert (answer.status_code, code_of(answer)) == (507, "disk-full")
    assert tus.status(upload)["offset"] == 0
    assert tus.patch(upload, media(5000)).status_code == 204


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EFBIG, 507), (errno.EIO, 503), (errno.EROFS, 503)],
)
def test_failed_write_keeps_what_was_acknowledged(
    tus: Tus, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    data = media(9000, seed=6)
    upload = tus.started(9000)
    tus.patch(upload, data[:5000])
    plain = Path.open

    def opened(path: Path, *arguments: Any, **named: Any) -> Any:
        file = plain(path, *arguments, **named)
        return Failing(file, number) if path.suffix == ".part" and "r+b" in arguments else file

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", opened)
        answer = tus.patch(upload, data[5000:])
    assert answer.status_code == status
    assert tus.status(upload)["offset"] == 5000
    assert tus.patch(upload, data[5000:]).status_code == 204
    assert tus.status(upload)["state"] == "done"


class Failing:
    """A file that takes half of the first write and then fails."""

    def __init__(self, file: Any, number: int) -> None:
        self.file = file
        self.number = number
        self.taken = False

    def write(self, data: bytes) -> int:
        if self.taken:
            raise OSError(self.number, os.strerror(self.number))
        self.taken = True
        return int(self.file.write(data[: len(data) // 2]))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EIO, 503)])
@pytest.mark.parametrize("step", ["mkdir", "rename"])
def test_seal_that_fails_on_the_disk_is_finished_later(
    tus: Tus, monkeypatch: pytest.MonkeyPatch, number: int, status: int, step: str
) -> None:
    upload = tus.started(6000)
    plain = getattr(Path, step)
    in_store = lambda path, *_more: "parts" not in str(path) or path.suffix == ".part"  # noqa: E731
    with monkeypatch.context() as patch:
        patch.setattr(Path, step, failing(number, plain, in_store))
        answer = tus.patch(upload, media(6000, seed=8))
    assert answer.status_code == status
    assert not Original.objects.exists()
    assert tus.status(upload)["state"] == "done"  # asking after it finishes it
    assert Original.objects.count() == 1
    assert Job.objects.filter(kind="index").count() == 1


class Cut:
    """A body whose connection ends in the middle: silently, or with an error as some servers tell it."""

    def __init__(self, data: bytes, *, loud: bool) -> None:
        self.data = data
        self.loud = loud

    def read(self, size: int, /) -> bytes:
        if not self.data and self.loud:
            raise ConnectionResetError
        given, self.data = self.data[:size], self.data[size:]
        return given


@pytest.mark.parametrize("loud", [False, True])
def test_chunk_of_which_only_a_part_arrived_keeps_that_part(tus: Tus, loud: bool) -> None:
    data = media(9000, seed=9)
    upload = tus.started(9000)
    append(upload, 0, Cut(data[:4500], loud=loud), 9000, None)
    assert int(tus.head(upload).headers["Upload-Offset"]) == 4500
    assert tus.patch(upload, data[4500:]).status_code == 204
    assert Original.objects.get().sha256 == hashlib.sha256(data).hexdigest()


def test_chunk_with_a_checksum_of_which_only_a_part_arrived_is_discarded(tus: Tus) -> None:
    data = media(9000, seed=10)
    upload = tus.started(9000)
    append(upload, 0, Cut(data[:4500], loud=True), 9000, Checksum("md5", b"x"))
    assert int(tus.head(upload).headers["Upload-Offset"]) == 0


def test_long_chunk_is_committed_on_its_way(tus: Tus, settings: Settings) -> None:
    settings.UPLOAD_COMMIT_BYTES = 1024**2
    upload = tus.started(4 * 1024**2 + 5)
    noted = []
    stream = Cut(media(3 * 1024**2), loud=True)
    plain = stream.read

    def read(size: int, /) -> bytes:
        noted.append(Upload.objects.get(pk=upload.pk).offset)
        return plain(size)

    stream.read = read  # type: ignore[method-assign]
    append(upload, 0, stream, upload.length, None)
    assert sorted(set(noted)) == [0, 1024**2, 2 * 1024**2, 3 * 1024**2]
