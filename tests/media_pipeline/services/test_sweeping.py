"""The sweeper: what belongs to nothing goes after a day, what may be the only record never."""

import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest

from custody.models import Original
from custody.store.inventory import CONTENT
from foundation.clock import utc_now
from foundation.ids import new_id
from media_pipeline.models import Artefact, ArtefactKind, Upload
from media_pipeline.services.artefacts import artefact_path, register, write_bytes
from media_pipeline.services.parts import part_path, sole_writer
from media_pipeline.services.sweeping import end_expired, remove_orphans
from media_pipeline.states import UploadState
from tests.media_pipeline.uploads.tus import Tus, media
from tests.stores import local_originals, original_path

DAY_S = 24 * 3600


def aged(path: Path, seconds: float = DAY_S + 60) -> Path:
    """Create the file where it is missing and let it look old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    moment = time.time() - seconds
    os.utime(path, (moment, moment))
    return path


@pytest.mark.parametrize("state", ["receiving", "mismatch", "lost"])
def test_upload_whose_time_is_over_ends_and_frees_its_part(tus: Tus, state: str) -> None:
    upload = tus.started(9000)
    tus.patch(upload, media(5000))
    Upload.objects.update(state=state, expires_at=utc_now() - timedelta(seconds=1))
    assert end_expired() == 1
    upload.refresh_from_db()
    assert upload.state == "expired"
    assert not part_path(upload.pk).exists()
    assert end_expired() == 0


@pytest.mark.parametrize(
    ("state", "late"),
    [("receiving", False), ("sealing", True), ("done", True), ("refused", True), ("expired", True)],
)
def test_upload_that_is_not_over_or_whole_stays(tus: Tus, state: str, late: bool) -> None:
    upload = tus.started(9000)
    shift = timedelta(seconds=-1 if late else 1)
    Upload.objects.update(state=state, expires_at=utc_now() + shift)
    assert end_expired() == 0
    upload.refresh_from_db()
    assert upload.state == state


def test_upload_that_somebody_writes_to_is_not_ended(tus: Tus) -> None:
    upload = tus.started(9000)
    Upload.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    with sole_writer(upload.pk):
        assert end_expired() == 0
    assert end_expired() == 1


@pytest.mark.parametrize("suffix", [".part", ".lock"])
@pytest.mark.parametrize(
    ("state", "old", "stays"),
    [
        (None, True, False),  # the process died before the row was written
        (None, False, True),
        (UploadState.DONE, True, False),
        (UploadState.EXPIRED, True, False),
        (UploadState.REFUSED, True, False),
        (UploadState.RECEIVING, True, True),
        (UploadState.SEALING, True, True),
        (UploadState.MISMATCH, True, True),
        (UploadState.LOST, True, True),
    ],
)
def test_part_files_are_removed_when_old_and_nobodys(
    tus: Tus, suffix: str, state: str | None, old: bool, stays: bool
) -> None:
    upload = tus.started(9000)
    name = new_id() if state is None else upload.pk
    if state is not None:
        Upload.objects.update(state=state)
    path = aged(part_path(name).with_suffix(suffix), DAY_S + 60 if old else 60)
    remove_orphans()
    assert path.exists() == stays


def test_artefacts_that_nobody_registered_are_removed_when_old(tus: Tus) -> None:
    kept = register(ArtefactKind.INDEX, "key", write_bytes(b"x", ".vidx"))
    known = artefact_path(kept)
    orphan, temporary, young = (
        write_bytes(b"y", ".vidx"),
        known.with_name("a.vidx.tmp"),
        write_bytes(b"z", ".vidx"),
    )
    for path in (known, orphan, temporary):
        aged(path)
    assert remove_orphans() == 2
    assert [path.exists() for path in (known, orphan, temporary, young)] == [True, False, False, True]
    assert Artefact.objects.count() == 1


def test_private_folders_of_killed_processes_are_removed_when_old(
    stores: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(stores))
    dead = subprocess.Popen(["true"])
    dead.wait()
    # The dead one's, one of a process that lives, one that is young, and somebody else's folder.
    folders = [stores / name for name in (f"ffmpeg-{dead.pid}-a", f"ffmpeg-{os.getpid()}-a", "ffmpeg-x")]
    young = stores / f"ffmpeg-{dead.pid}-b"
    for folder in (*folders, young):
        (folder / "inside").mkdir(parents=True)
    for folder in folders:
        aged(folder)
    assert remove_orphans() == 1
    assert [folder.exists() for folder in (*folders, young)] == [False, True, True, True]


@pytest.mark.parametrize(
    ("state", "stays"),
    [(UploadState.SEALING, True), (UploadState.DONE, False), (None, True)],
)
def test_object_being_put_together_is_removed_only_when_its_upload_is_over(
    tus: Tus, state: str | None, stays: bool
) -> None:
    upload = tus.started(9000)
    if state is not None:
        Upload.objects.update(state=state)
    staging = local_originals().staging(upload.pk if state else new_id())
    aged(staging / CONTENT)
    aged(staging)
    remove_orphans()
    assert (staging / CONTENT).exists() == stays


def test_stored_originals_are_never_swept(tus: Tus) -> None:
    data = media(6000, seed=60)
    tus.patch(tus.started(6000), data)
    path = original_path(Original.objects.get().pk)
    aged(path, 400 * DAY_S)
    Upload.objects.all().delete()
    remove_orphans()
    assert path.read_bytes() == data


def test_nothing_to_sweep_in_a_fresh_home(stores: Path, db: None) -> None:
    assert (end_expired(), remove_orphans()) == (0, 0)
