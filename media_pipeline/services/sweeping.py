"""The sweeper: uploads whose time is over end, and files that belong to nothing any more are removed.

Never removed: a stored original, and an object that was being put together without anybody knowing its upload (after a
restored backup it may be the only record; it is reported instead).
"""

import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from django.conf import settings

from custody.services.originals import store
from custody.services.outbox import SYSTEM
from foundation.clock import utc_now
from media_pipeline.errors import OtherWriter
from media_pipeline.ffmpeg.runner import abandoned_workdirs
from media_pipeline.models import Artefact, Upload
from media_pipeline.services.declaring import EXPIRING, end
from media_pipeline.services.parts import sole_writer
from media_pipeline.states import UploadState

log = structlog.get_logger(__name__)
OVER = frozenset({UploadState.DONE, UploadState.REFUSED, UploadState.EXPIRED})
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
    artefacts = _old(Path(settings.ARTEFACTS_DIR).glob("??/*"))
    removed = _each_batch(parts, _remove_parts) + _each_batch(artefacts, _remove_artefacts)
    workdirs = _old(abandoned_workdirs())
    for path in workdirs:
        shutil.rmtree(path, ignore_errors=True)
    return removed + len(workdirs) + _each_batch(_old(store().stagings()), _remove_stagings)


def _old(paths: Iterable[Path]) -> list[Path]:
    before = time.time() - settings.ORPHAN_AFTER_S
    return [path for path in paths if _changed_at(path) < before]


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # just removed by its own process
        return time.time()


def _each_batch(paths: list[Path], remove: Callable[[list[Path]], int]) -> int:
    """Ask the database about a bounded number of names at a time."""
    size = settings.SWEEP_BATCH
    return sum(remove(paths[start : start + size]) for start in range(0, len(paths), size))


def _states(ids: Iterable[str]) -> dict[str, str]:
    return dict(Upload.objects.filter(pk__in=list(ids)).values_list("pk", "state"))


def _remove_parts(paths: list[Path]) -> int:
    states = _states({path.stem for path in paths})
    # A part without a row was never acknowledged: the row is written before the first answer.
    orphans = [path for path in paths if path.stem not in states or states[path.stem] in OVER]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _remove_artefacts(paths: list[Path]) -> int:
    root = Path(settings.ARTEFACTS_DIR)
    names = {str(path.relative_to(root)): path for path in paths}
    known = set(Artefact.objects.filter(path__in=list(names)).values_list("path", flat=True))
    orphans = [path for name, path in names.items() if name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _remove_stagings(paths: list[Path]) -> int:
    states = _states(path.name for path in paths)
    for path in paths:
        if path.name not in states:
            log.warning("staging.unknown", object=path.name)
    orphans = [path for path in paths if states.get(path.name) in OVER]
    for path in orphans:
        shutil.rmtree(path, ignore_errors=True)
    return len(orphans)
