"""Ingesting files that already lie on this machine: through the same steps as an upload, from a file instead of a
request. The file itself is only read."""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from courts.models import Courtroom
from custody.services.outbox import Actor
from foundation.problems import Problem
from hearings.models import Hearing
from jobs.models import Job
from jobs.services.lease import is_final
from jobs.services.run import process_name, run_job
from jobs.states import JobState
from media_pipeline.errors import FileUnreadable
from media_pipeline.models import Recording, Upload
from media_pipeline.services.declaring import Declaration, begin, end
from media_pipeline.services.parts import sole_writer
from media_pipeline.services.receiving import append
from media_pipeline.services.sealing import announce_seal, job_of, seal
from media_pipeline.states import UploadState

LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Target:
    """Where the files belong: a hearing or a courtroom; what is not said is read from each file and its name."""

    hearing: Hearing | None = None
    courtroom: Courtroom | None = None
    started_at: datetime | None = None
    camera: int | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file: ``outcome`` as of a job (accept, salvage, keep, reject; empty while at work)."""

    file: str
    outcome: str
    recording: str | None = None
    job: str | None = None
    state: str | None = None
    problem: str | None = None

    @property
    def refused(self) -> bool:
        """Whether the file was not taken."""
        return self.recording is None

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Return files as they are named and the files of folders in the order of their names, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                each
                for each in path.rglob("*")
                if each.is_file() and not any(part.startswith(".") for part in each.relative_to(path).parts)
            )
        else:
            yield path


def ingest_all(paths: Iterable[Path], target: Target, actor: Actor) -> Iterator[Ingested]:
    """Ingest file after file; with a start given, each next file begins where the one before ended."""
    for path in files_of(paths):
        done = ingest(path, target, actor)
        yield done
        if target.started_at is not None and done.recording is not None:
            length_ms = Recording.objects.get(pk=done.recording).duration_ms or 0
            target = replace(target, started_at=target.started_at + timedelta(milliseconds=length_ms))


def ingest(path: Path, target: Target, actor: Actor) -> Ingested:
    """Take one file in and make it playable; what is wrong with it is told in the result, never raised."""
    try:
        recording = _received(path, target, actor)
    except Problem as problem:
        return Ingested(str(path), "reject", problem=problem.code)
    job = job_of(recording)
    ended = _worked_off(job) if job is not None else None
    if ended is None:
        return Ingested(str(path), "", recording.pk)
    return Ingested(str(path), ended.outcome, recording.pk, ended.pk, ended.state, ended.reason or None)


def _received(path: Path, target: Target, actor: Actor) -> Recording:
    try:
        with path.open("rb", buffering=0) as file:
            declared = Declaration(
                length=os.fstat(file.fileno()).st_size,
                filename=path.name,
                folders=str(path.parent.resolve()),
                hearing=target.hearing,
                courtroom=target.courtroom,
                started_at=target.started_at,
                camera=target.camera,
                channels=list(target.channels),
            )
            upload = begin(declared, actor)
            return _copied(upload, file, actor)
    except OSError as error:
        raise FileUnreadable from error


def _copied(upload: Upload, file: Any, actor: Actor) -> Recording:
    with sole_writer(upload.pk):
        try:
            append(upload, 0, file, upload.length, None)
            if upload.offset < upload.length:  # it shrank while it was read
                raise FileUnreadable
        except Problem:
            end(upload, UploadState.EXPIRED, actor=actor)
            raise
        announce_seal(upload)
        upload = seal(upload, actor)
    if upload.recording is None:  # seal() has just registered it
        raise ValueError(upload.pk)
    return upload.recording


def _worked_off(job: Job) -> Job:
    """Do the job here, or wait for the process that was quicker; returns it as it then stands."""
    deadline = time.monotonic() + settings.INGEST_WAIT_S
    while True:
        # Again and again: what the index hands over is done here too, unless a worker was quicker.
        if run_job(job.pk, owner=process_name("ingest")):
            deadline = time.monotonic() + settings.INGEST_WAIT_S
        job.refresh_from_db()
        if is_final(job.state) or job.state == JobState.FAILED or time.monotonic() > deadline:
            return job
        connection.close_if_unusable_or_obsolete()
        time.sleep(LOOK_EVERY_S)
