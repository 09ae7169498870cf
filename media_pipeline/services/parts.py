"""Part files of uploads under way: one file and one kernel lock each, gone with their process when it dies."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.conf import settings

from custody.store.durable import fsync_dir
from media_pipeline.errors import DiskFull, OtherWriter, StorageDown

log = structlog.get_logger(__name__)
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def part_path(upload_id: str) -> Path:
    """Return the part file of an upload."""
    return Path(settings.PARTS_DIR) / f"{upload_id}.part"


def create_part(upload_id: str) -> None:
    """Create the empty part file durably; raises DiskFull, StorageDown."""
    path = part_path(upload_id)
    with disk_told():
        path.touch(mode=0o640)
        fsync_dir(path.parent)


def remove_part(upload_id: str) -> None:
    """Remove the part and its lock file; a part already sealed is not there any more."""
    part_path(upload_id).unlink(missing_ok=True)
    _lock_path(upload_id).unlink(missing_ok=True)


def _lock_path(upload_id: str) -> Path:
    return part_path(upload_id).with_suffix(".lock")


@contextmanager
def sole_writer(upload_id: str) -> Iterator[None]:
    """Hold the upload's lock; raises OtherWriter (423) when somebody holds it. The kernel frees it on kill -9."""
    descriptor = os.open(_lock_path(upload_id), os.O_CREAT | os.O_RDWR, 0o640)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OtherWriter from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def disk_told() -> Iterator[None]:
    """Turn the kernel's errors into the problems that a client understands: no room (507), or a fault (503)."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull from error
        log.exception("storage.failed", errno=error.errno)
        raise StorageDown from error


def require_room(wanted: int) -> None:
    """Raise DiskFull when the disk could not take ``wanted`` bytes and keep its reserve."""
    Path(settings.PARTS_DIR).mkdir(parents=True, exist_ok=True)
    stat = os.statvfs(settings.PARTS_DIR)
    if stat.f_bavail * stat.f_frsize < wanted + settings.UPLOAD_FREE_BYTES:
        raise DiskFull
