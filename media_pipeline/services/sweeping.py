"""The sweeper: uploads whose time is over end, and files that belong to nothing any more are removed.

Never removed: a stored original, and an object that was being put together without anybody knowing its upload (after a
restored backup it may be the only record; it is reported instead).
"""

import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import structlog
from django.conf import settings

from custody.services.outbox import SYSTEM
from custody.services.stores import is_bucket, store
from foundation.clock import utc_now
from media_pipeline.errors import OtherWriter
from media_pipeline.ffmpeg.runner import abandoned_workdirs
from media_pipeline.models import Artefact, Upload
from media_pipeline.services.declaring import EXPIRING, end
from media_pipeline.services.parts import sole_writer
from media_pipeline.services.stores import derived
from media_pipeline.states import UploadState

log = structlog.get_logger(__name__)
OVER = frozenset({UploadState.DONE, UploadState.REFUSED, UploadState.EXPIRED})
Name = TypeVar("Name")
PART_SUFFIXES = frozenset({".part", ".lock"})


def end_expired() -> int:
    """End uploads whose time is over; one that somebody is writing to waits for the next round (a keeper's round)."""
    late = Upload.objects.filter(state__in=EXPIRING, expires_at__lte=utc_now()).order_by("expires_at")
    return sum(_ended(upload) for upload in late[: settings.SWEEP_BATCH])


def _ended(upload: Upload) -> bool:
    try:
        with sole_writer(upload.pk):
            upload.refresh_from_db()
            if upload.state not in EXPIRING or upload.expires_at > utc_now():
                return False
            return end(upload, UploadState.EXPIRED, actor=SYSTEM)
    except OtherWriter:
        return False


def remove_orphans() -> int:
    """Remove files that a crash left behind, once they are a day old; returns how many (a keeper's round)."""
    parts = [path for path in _old(Path(settings.PARTS_DIR).glob("*")) if path.suffix in PART_SUFFIXES]
    made = derived().fresh_before(_before())
    removed = _each_batch(parts, _remove_parts) + _each_batch(made, _remove_artefacts)
    workdirs = _old(abandoned_workdirs())
    for path in workdirs:
        shutil.rmtree(path, ignore_errors=True)
    removed += len(workdirs)
    return (
        removed if is_bucket() else removed + _each_batch(store().unfinished(_before()), _remove_unfinished)
    )


def remove_orphans_in_bucket() -> int:
    """Do the same for what a crash left in the bucket (a keeper's round, daily: it lists all names)."""
    if not is_bucket():
        return 0
    kept = list(derived().kept_before(_before()))
    unfinished = store().unfinished(_before())
    return _each_batch(kept, _remove_artefacts) + _each_batch(unfinished, _remove_unfinished)


def _before() -> float:
    age_s: int = settings.ORPHAN_AFTER_S
    return time.time() - age_s


def _old(paths: Iterable[Path]) -> list[Path]:
    before = _before()
    return [path for path in paths if _changed_at(path) < before]


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # just removed by its own process
        return time.time()


def _each_batch(found: list[Name], remove: Callable[[list[Name]], int]) -> int:
    """Ask the database about a bounded number of names at a time."""
    size = settings.SWEEP_BATCH
    return sum(remove(found[start : start + size]) for start in range(0, len(found), size))


def _states(ids: Iterable[str]) -> dict[str, str]:
    return dict(Upload.objects.filter(pk__in=list(ids)).values_list("pk", "state"))


def _remove_parts(paths: list[Path]) -> int:
    states = _states({path.stem for path in paths})
    # A part without a row was never acknowledged: the row is written before the first answer.
    orphans = [path for path in paths if path.stem not in states or states[path.stem] in OVER]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _remove_artefacts(names: list[str]) -> int:
    known = set(Artefact.objects.filter(path__in=names).values_list("path", flat=True))
    orphans = [name for name in names if name not in known]
    for name in orphans:
        derived().remove(name)
    for name in known:
        derived().settle(name)  # a process died between committing and this
    return len(orphans)


def _remove_unfinished(ids: list[str]) -> int:
    states = _states(ids)
    for object_id in ids:
        if object_id not in states:
            log.warning("staging.unknown", object=object_id)
    orphans = [object_id for object_id in ids if states.get(object_id) in OVER]
    for object_id in orphans:
        store().discard_unfinished(object_id)
    return len(orphans)
