"""A bucket: small whole objects, ranges, names. Files of any size are put by ``multipart``.

Every error is an OSError with the same meaning as on a disk: FileNotFoundError, FileExistsError, else StoreSilent.
"""

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from storages.backends.s3 import S3Storage
from urllib3.exceptions import HTTPError

from custody.errors import StoreSilent

Answer = TypeVar("Answer")
ABSENT = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchUpload"})
TAKEN = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})
BEYOND = frozenset({"416", "InvalidRange"})
NEW = "*"
"""If-None-Match: the name must be free."""
TYPE = "application/octet-stream"
"""Whatever it is, a browser that ever came to it must not run it."""


@dataclass(frozen=True, slots=True)
class BucketConfig:
    """Where a bucket is and how it is spoken to; sizes in bytes, times in seconds.

    Without keys the usual ones of the machine count (environment, instance role). ``ca_file``: whom to trust, by
    default the machine's. ``lock_days`` 0: objects are not locked.
    """

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""
    addressing: str = "auto"
    ca_file: str = ""
    part_bytes: int = 16 * 1024**2
    threads: int = 4
    read_bytes: int = 1024**2
    connect_s: float = 3.0
    read_s: float = 5.0
    write_s: float = 120.0
    connections: int = 32
    lock_mode: str = "GOVERNANCE"
    lock_days: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """An object's name, size, ETag without quotes, and when it was written (seconds since 1970)."""

    key: str
    size: int
    etag: str
    changed_at: float


class BeyondEnd(OSError):
    """The range begins behind the last byte."""


@contextmanager
def told(key: str) -> Iterator[None]:
    """Turn what the client library raises into OSError."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in ABSENT:
            raise FileNotFoundError(key) from error
        if code in TAKEN:
            raise FileExistsError(key) from error
        if code in BEYOND:
            raise BeyondEnd(key) from error
        raise StoreSilent(f"{code or 'error'}: {key}") from error
    except (BotoCoreError, HTTPClientError, HTTPError) as error:
        raise StoreSilent(f"{type(error).__name__}: {key}") from error


def twice(key: str, ask: Callable[[], Answer]) -> Answer:
    """Ask, and once more when there is no answer or it breaks off. Raises FileNotFoundError, BeyondEnd, StoreSilent."""
    try:
        with told(key):
            return ask()
    except StoreSilent:
        with told(key):
            return ask()


def _body(answer: dict[str, Any]) -> bytes:
    with closing(answer["Body"]) as body:
        data: bytes = body.read()
    return data


def md5_header(data: bytes) -> str:
    """Return the header that lets the store itself refuse what came damaged."""
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


class Bucket:
    """One bucket with one prefix; safe to use from several threads."""

    def __init__(self, config: BucketConfig) -> None:
        self.config = config
        self._clients: dict[float, Any] = {}
        self._guard = threading.Lock()

    @property
    def reader(self) -> Any:
        """The client for answers that somebody waits for: short times, and no second try of its own."""
        return self._client(self.config.read_s, 1)

    @property
    def writer(self) -> Any:
        """The client for what takes its time and must arrive."""
        return self._client(self.config.write_s, 4)

    def _client(self, wait_s: float, attempts: int) -> Any:
        with self._guard:
            if wait_s not in self._clients:
                whose = replace(self.config, name="", prefix="")
                self._clients[wait_s] = _connect(whose, wait_s, attempts)
            return self._clients[wait_s]

    def at(self, name: str) -> dict[str, str]:
        """Return the arguments that name an object below the prefix."""
        return {"Bucket": self.config.name, "Key": self.config.prefix + name}

    def head(self, name: str) -> Found:
        """Return what is known of an object. Raises FileNotFoundError, StoreSilent."""
        try:
            answer = twice(name, lambda: self.reader.head_object(**self.at(name)))
        except FileNotFoundError:
            self.require()  # the bucket itself may be what is not there
            raise
        return Found(name, answer["ContentLength"], _bare(answer["ETag"]), answer["LastModified"].timestamp())

    def require(self) -> None:
        """Raise StoreSilent unless the bucket is there and lets us in."""
        try:
            twice(self.config.name, lambda: self.reader.head_bucket(Bucket=self.config.name))
        except FileNotFoundError as error:
            raise StoreSilent(f"no bucket {self.config.name}") from error

    def get(self, name: str) -> bytes:
        """Return a small object. Raises OSError."""
        return twice(name, lambda: _body(self.reader.get_object(**self.at(name))))

    def get_range(self, name: str, offset: int, size: int) -> bytes:
        """Return up to `size` bytes, fewer only at the end; what does not arrive is asked for once more."""
        asked = {"Range": f"bytes={offset}-{offset + size - 1}"}
        try:
            return twice(name, lambda: _body(self.reader.get_object(**self.at(name), **asked)))
        except BeyondEnd:
            return b""

    def put_new(self, name: str, data: bytes, *, locked: bool = False) -> None:
        """Store a small object under a free name. Raises FileExistsError, StoreSilent."""
        lock = self._lock() if locked else {}
        with told(name):
            self.writer.put_object(
                **self.at(name),
                Body=data,
                ContentMD5=md5_header(data),
                ContentType=TYPE,
                IfNoneMatch=NEW,
                **lock,
            )

    def lock(self, name: str) -> None:
        """Forbid that an object is changed or removed, for as long as the settings say; nothing where they do not."""
        lock = self._lock()
        if lock:
            retention = {
                "Mode": lock["ObjectLockMode"],
                "RetainUntilDate": lock["ObjectLockRetainUntilDate"],
            }
            with told(name):
                self.writer.put_object_retention(**self.at(name), Retention=retention)

    def _lock(self) -> dict[str, Any]:
        if not self.config.lock_days:
            return {}
        until = datetime.now(UTC) + timedelta(days=self.config.lock_days)
        return {"ObjectLockMode": self.config.lock_mode, "ObjectLockRetainUntilDate": until}

    def remove(self, name: str) -> None:
        """Remove an object; one that is not there is no error. Raises StoreSilent."""
        with told(name):
            self.writer.delete_object(**self.at(name))

    def remove_for_ever(self, name: str) -> None:
        """Remove every version of an object: in a bucket with versions a plain removal would only hide it.

        One that is not there is no error. Raises StoreSilent, also where a lock still holds it.
        """
        for version in list(self._versions(name)):
            with told(name):
                self.writer.delete_object(**self.at(name), VersionId=version)
        if self._is_there(name):  # a store that keeps no versions, or does not list them
            self.remove(name)
            if self._is_there(name):
                raise StoreSilent(f"still there: {name}")

    def _is_there(self, name: str) -> bool:
        try:
            self.head(name)
        except FileNotFoundError:
            return False
        return True

    def _versions(self, name: str) -> Iterator[str]:
        where = self.at(name)
        with told(name):
            pages = self.writer.get_paginator("list_object_versions").paginate(
                Bucket=where["Bucket"], Prefix=where["Key"]
            )
            for page in pages:
                for row in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    if row["Key"] == where["Key"]:
                        yield row["VersionId"]

    def names(self, below: str) -> Iterator[Found]:
        """Return all objects whose names begin so, in order. Raises StoreSilent."""
        start = self.at(below)
        with told(below):
            pages = self.writer.get_paginator("list_objects_v2").paginate(
                Bucket=start["Bucket"], Prefix=start["Key"]
            )
            for page in pages:
                for row in page.get("Contents", ()):
                    name = row["Key"].removeprefix(self.config.prefix)
                    yield Found(name, row["Size"], _bare(row["ETag"]), row["LastModified"].timestamp())

    def presigned(self, name: str, seconds: int) -> str:
        """Return an address that reads this one object for a short time; it is for our own proxy only."""
        url: str = self.reader.generate_presigned_url("get_object", Params=self.at(name), ExpiresIn=seconds)
        return url


def _bare(etag: str) -> str:
    return etag.strip('"')


@cache  # one takes half a second to make
def _connect(config: BucketConfig, wait_s: float, attempts: int) -> Any:
    storage = S3Storage(
        endpoint_url=config.endpoint or None,
        region_name=config.region or None,
        access_key=config.access_key or None,
        secret_key=config.secret_key or None,
        verify=config.ca_file or None,
        client_config=Config(
            signature_version="s3v4",
            s3={"addressing_style": config.addressing},
            connect_timeout=config.connect_s,
            read_timeout=wait_s,
            max_pool_connections=config.connections,
            tcp_keepalive=True,
            retries={"total_max_attempts": attempts, "mode": "standard"},
            # Each part and object carries its MD5, which every store checks; newer sums are not known to all of them.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    return storage.connection.meta.client
