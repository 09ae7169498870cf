"""A small recording that goes through the real services: made by ffmpeg once, received, sealed, indexed."""

import math
import os
import shutil
import subprocess
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings

from hearings.models import Hearing
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.models import Artefact, Recording, Upload
from media_pipeline.services.declaring import Declaration, start
from media_pipeline.services.parts import part_path, sole_writer
from media_pipeline.services.sealing import job_of, seal
from playback.services.epochs import EpochWatcher
from tests.cast import HEARD_AT, Cast

SECONDS = 24
PICTURE = ("-f", "lavfi", "-i", f"testsrc=size=160x120:rate=25:duration={SECONDS}")
SOUND = ("-f", "lavfi", "-i", "sine=frequency={}:sample_rate=48000:duration={}")
_artefacts: dict[str, dict[str, Any]] = {}


class StillWatcher(EpochWatcher):
    """A watcher without a thread, whose readings do not grow old: a test that wants a round calls it."""

    def _start(self) -> None:
        """Start nothing."""

    def fresh_s(self) -> float:
        """Return that a reading holds until the next."""
        return math.inf


@cache
def media_file(tone: int = 440) -> Path:
    """Return an MP4 of SECONDS with a picture and one tone, key frames each second."""
    path = Path(mkdtemp(dir=settings.HOME)) / f"{tone}.mp4"
    sound = [part.format(tone, SECONDS) for part in SOUND]
    codecs = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "25",
        "-bf",
        "2",
        "-c:a",
        "aac",
        "-b:a",
        "48k",
    ]
    command = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", *PICTURE, *sound, *codecs, str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path


@cache
def sound_file(tone: int = 880, seconds: int = SECONDS) -> Path:
    """Return an M4A of one tone: what a recorder of sound alone writes."""
    path = Path(mkdtemp(dir=settings.HOME)) / f"{tone}.m4a"
    sound = ["-f", "lavfi", "-i", f"sine=frequency={tone}:sample_rate=48000:duration={seconds}"]
    command = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", *sound, "-c:a", "aac", "-b:a", "48k"]
    subprocess.run([*command, str(path)], check=True, timeout=120)
    return path


def add_recording(
    cast: Cast,
    hearing: Hearing | None = None,
    started_at: datetime = HEARD_AT,
    tone: int = 440,
    camera: int = 1,
    media: Path | None = None,
    filename: str = "Судья и свидетель.mp4",
) -> Recording:
    """Upload a recording to case 1's hearing (or another) as its clerk and index it."""
    caller = cast.caller("clerk")
    media = media or media_file(tone)
    declared = Declaration(
        length=media.stat().st_size,
        filename=filename,
        hearing=hearing or cast.hearing,
        started_at=started_at,
        channels=["judge"],
        camera=camera,
    )
    upload = start(declared, caller)
    shutil.copyfile(media, part_path(upload.pk))
    Upload.objects.filter(pk=upload.pk).update(offset=upload.length)
    upload.refresh_from_db()
    with sole_writer(upload.pk):
        upload = seal(upload, caller.actor())
    assert upload.recording is not None
    _index(upload.recording)
    return Recording.objects.get(pk=upload.recording.pk)


def _index(recording: Recording) -> None:
    """Run the index job; what an earlier test has made of the same bytes is known again."""
    columns = ["kind", "key", "path", "size", "sha256"]
    for key, row in _artefacts.items():
        Artefact.objects.get_or_create(key=key, defaults=row)
    job: Job | None = job_of(recording)
    assert job is not None
    run_job(job.pk, owner=f"test:{os.getpid()}")
    _artefacts.update({row["key"]: row for row in Artefact.objects.values(*columns)})
