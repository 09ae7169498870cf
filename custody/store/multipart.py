"""Putting a file of any size into a bucket: in parts, several at a time, taken up again where an attempt died.

Each part carries its MD5, which the store checks. When all are there the whole is asked for its size and its ETag;
where that is no plain MD5 of the parts (an encrypting store), the object is read back and compared by SHA-256.
"""

import base64
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from custody.errors import StoreSilent
from custody.store.bucket import NEW, TYPE, Bucket, Found, told

log = structlog.get_logger(__name__)
MOST_PARTS = 10_000
MEBIBYTE = 1024**2
READ_BYTES = 4 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the file: number from 1, place and length in bytes."""

    number: int
    start: int
    size: int


def parts_of(size: int, part_bytes: int) -> list[Part]:
    """Return the parts of a file; larger ones than asked for where there would be too many. Pure."""
    least = -(-size // MOST_PARTS)
    length = part_bytes if least <= part_bytes else -(-least // MEBIBYTE) * MEBIBYTE
    starts = range(0, size, length) if size else range(1)
    return [Part(n, start, min(length, size - start)) for n, start in enumerate(starts, 1)]


class Window:
    """A part of an open file, as a file of its own: what is sent is never held in memory."""

    def __init__(self, file: BinaryIO, part: Part) -> None:
        self._file = file
        self._part = part
        self._at = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read the next bytes of the part."""
        left = self._part.size - self._at
        self._file.seek(self._part.start + self._at)
        data = self._file.read(left if size is None or size < 0 else min(size, left))
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move within the part."""
        self._at = offset + (0, self._at, self._part.size)[whence]
        return self._at

    def tell(self) -> int:
        """Return the place within the part."""
        return self._at


@dataclass(frozen=True, slots=True)
class Sums:
    """The parts of a file with their MD5."""

    parts: tuple[tuple[Part, bytes], ...]

    @property
    def size(self) -> int:
        """Bytes of the whole."""
        return sum(part.size for part, _ in self.parts)

    @property
    def etag(self) -> str:
        """What a store that does not encrypt calls the whole."""
        if len(self.parts) == 1:
            return self.parts[0][1].hex()
        whole = hashlib.md5(b"".join(md5 for _, md5 in self.parts), usedforsecurity=False)
        return f"{whole.hexdigest()}-{len(self.parts)}"


def put_file(bucket: Bucket, name: str, path: Path) -> None:
    """Store a file under its name; when this returns, the same bytes are there. Idempotent.

    What lies there already and is not the same is never overwritten: FileExistsError. Raises StoreSilent, OSError.
    """
    sums = _sums(path, bucket.config.part_bytes)
    if _is_there(bucket, name, sums, path):
        return
    try:
        if len(sums.parts) == 1:
            _put_small(bucket, name, path, sums)
        else:
            _put_parts(bucket, name, path, sums)
    except FileExistsError:
        log.info("bucket.name_taken", name=name)  # an answer that got lost, or somebody else: looked at now
    if not _is_whole(bucket, bucket.head(name), sums, path):
        raise StoreSilent(f"not what was sent: {name}")


def _is_there(bucket: Bucket, name: str, sums: Sums, path: Path) -> bool:
    """Tell whether an attempt before has stored it. Raises FileExistsError when something else is there."""
    try:
        found = bucket.head(name)
    except FileNotFoundError:
        return False
    if not _is_whole(bucket, found, sums, path):
        raise FileExistsError(name)
    return True


def _sums(path: Path, part_bytes: int) -> Sums:
    parts = parts_of(path.stat().st_size, part_bytes)
    with path.open("rb") as file:
        return Sums(tuple((part, _md5(file, part)) for part in parts))


def _md5(file: BinaryIO, part: Part) -> bytes:
    md5 = hashlib.md5(usedforsecurity=False)
    window = Window(file, part)
    while data := window.read(READ_BYTES):
        md5.update(data)
    return md5.digest()


def _put_small(bucket: Bucket, name: str, path: Path, sums: Sums) -> None:
    ((part, md5),) = sums.parts
    with path.open("rb") as file, told(name):
        bucket.writer.put_object(
            **bucket.at(name),
            Body=Window(file, part),
            ContentMD5=base64.b64encode(md5).decode(),
            ContentType=TYPE,
            IfNoneMatch=NEW,
        )


def _put_parts(bucket: Bucket, name: str, path: Path, sums: Sums) -> None:
    upload, there = _begun(bucket, name)
    missing = [row for row in sums.parts if there.get(row[0].number) != row[1].hex()]

    def send(row: tuple[Part, bytes]) -> None:
        part, md5 = row
        with path.open("rb") as file, told(name):
            bucket.writer.upload_part(
                **bucket.at(name),
                UploadId=upload,
                PartNumber=part.number,
                Body=Window(file, part),
                ContentMD5=base64.b64encode(md5).decode(),
            )

    with ThreadPoolExecutor(bucket.config.threads) as pool:
        sent = [pool.submit(send, row) for row in missing]
        try:
            for each in sent:
                each.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise  # what arrived stays for the next attempt
    _complete(bucket, name, upload, {part.number for part, _ in sums.parts})


def _begun(bucket: Bucket, name: str) -> tuple[str, dict[int, str]]:
    """Return the upload that an attempt before left unfinished with the ETags of its parts, or a new one."""
    for upload in unfinished(bucket, name):
        if upload["Key"] == bucket.at(name)["Key"]:
            return upload["UploadId"], {
                row["PartNumber"]: row["ETag"].strip('"') for row in _sent(bucket, name, upload["UploadId"])
            }
    with told(name):
        begun = bucket.writer.create_multipart_upload(**bucket.at(name), ContentType=TYPE)
    return begun["UploadId"], {}


def _sent(bucket: Bucket, name: str, upload: str) -> Iterator[dict[str, Any]]:
    with told(name):
        pages = bucket.writer.get_paginator("list_parts").paginate(**bucket.at(name), UploadId=upload)
        for page in pages:
            yield from page.get("Parts", ())


def _complete(bucket: Bucket, name: str, upload: str, numbers: set[int]) -> None:
    """Make one object of the parts as the store itself names them: with encryption only it knows their ETags."""
    sent = [row for row in _sent(bucket, name, upload) if row["PartNumber"] in numbers]
    parts = [{"PartNumber": row["PartNumber"], "ETag": row["ETag"]} for row in sent]
    with told(name):
        bucket.writer.complete_multipart_upload(
            **bucket.at(name), UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch=NEW
        )


def unfinished(bucket: Bucket, below: str) -> Iterator[dict[str, Any]]:
    """Return the multipart uploads under names that begin so and were neither completed nor given up."""
    start = bucket.at(below)
    with told(below):
        pages = bucket.writer.get_paginator("list_multipart_uploads").paginate(
            Bucket=start["Bucket"], Prefix=start["Key"]
        )
        for page in pages:
            yield from page.get("Uploads", ())


def give_up_before(bucket: Bucket, below: str, before: float) -> int:
    """End multipart uploads that began before this (seconds since 1970); returns how many."""
    late = [each for each in unfinished(bucket, below) if each["Initiated"].timestamp() < before]
    for upload in late:
        with told(upload["Key"]):
            bucket.writer.abort_multipart_upload(
                Bucket=bucket.config.name, Key=upload["Key"], UploadId=upload["UploadId"]
            )
    return len(late)


def _is_whole(bucket: Bucket, found: Found, sums: Sums, path: Path) -> bool:
    if found.size != sums.size:
        return False
    return found.etag == sums.etag or _read_back(bucket, found.key) == _sha256(path)


def _read_back(bucket: Bucket, name: str) -> bytes:
    sha256, at = hashlib.sha256(), 0
    while data := bucket.get_range(name, at, READ_BYTES):
        sha256.update(data)
        at += len(data)
    return sha256.digest()


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
