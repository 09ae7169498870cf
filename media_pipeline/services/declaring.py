"""Starting and ending an upload: what the client declares, checked before the first byte."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller
from courts.models import Courtroom
from custody.services.outbox import Actor, record
from foundation.clock import utc_now
from hearings.models import Hearing
from media_pipeline.errors import ChecksumMismatch, EmptyFile, TooLarge, UploadInvalid, UploadOver
from media_pipeline.models import Upload
from media_pipeline.policies.filenames import display_folders, display_name
from media_pipeline.policies.names import CAMERAS_MAX
from media_pipeline.services.parts import create_part, disk_told, part_path, remove_part, require_room
from media_pipeline.states import UPLOAD_TRANSITIONS, UploadState

SHA256 = re.compile(r"\A[0-9a-f]{64}\Z")
EXPIRING = frozenset({UploadState.RECEIVING, UploadState.MISMATCH, UploadState.LOST})
"""States that a time limit ends; a whole upload that is being stored has none."""
CHANNELS_MAX = 32


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a client says of a file before sending it; what it leaves out is read from the file and its name.

    ``filename`` may be a path, ``folders`` the path above it: both may tell day and camera.
    """

    length: int
    filename: str
    folders: str = ""
    hearing: Hearing | None = None
    courtroom: Courtroom | None = None
    sha256: str = ""
    started_at: datetime | None = None
    camera: int | None = None
    channels: list[str] = field(default_factory=list)


def start(declared: Declaration, caller: Caller) -> Upload:
    """Create the upload of a caller; raises what ``begin`` raises."""
    return begin(declared, caller.actor())


def begin(declared: Declaration, actor: Actor) -> Upload:
    """Create the upload and its empty part; raises EmptyFile, TooLarge, UploadInvalid, DiskFull, StorageDown."""
    _check(declared)
    now = utc_now()
    upload = Upload(
        creator=actor.id,
        hearing=declared.hearing,
        courtroom=declared.courtroom or (declared.hearing.courtroom if declared.hearing else None),
        filename=display_name(declared.filename),
        folders=display_folders(declared.folders, declared.filename),
        length=declared.length,
        declared_sha256=declared.sha256.lower(),
        started_at=declared.started_at,
        camera=declared.camera,
        channels=[display_name(name)[:60] for name in declared.channels],
        touched_at=now,
        expires_at=now + timedelta(seconds=settings.UPLOAD_EXPIRES_S),
    )
    require_room(declared.length)
    create_part(upload.pk)
    with transaction.atomic():
        upload.save(force_insert=True)
        place = declared.hearing or declared.courtroom
        record(
            "upload.started",
            actor=actor,
            object_id=upload.pk,
            private={"place": place.pk if place else ""},
        )
    return upload


def _check(declared: Declaration) -> None:
    if declared.length <= 0:
        raise EmptyFile
    if declared.length > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(limit=settings.UPLOAD_MAX_BYTES)
    if declared.sha256 and not SHA256.match(declared.sha256.lower()):
        raise UploadInvalid(errors=[{"field": "sha256", "message": _("must be 64 hexadecimal digits")}])
    if declared.camera is not None and not 1 <= declared.camera <= CAMERAS_MAX:
        raise UploadInvalid(
            errors=[{"field": "camera", "message": _("must be from 1 to %(most)d") % {"most": CAMERAS_MAX}}]
        )
    if len(declared.channels) > CHANNELS_MAX:
        raise UploadInvalid(
            errors=[{"field": "channels", "message": _("at most %(most)d") % {"most": CHANNELS_MAX}}]
        )


def require_alive(upload: Upload) -> None:
    """Raise what an ended upload answers: UploadOver (410), or ChecksumMismatch (460) while its bytes are kept."""
    late = upload.state in EXPIRING and upload.expires_at <= utc_now()
    if late or upload.state in {UploadState.EXPIRED, UploadState.REFUSED}:
        raise UploadOver
    if upload.state == UploadState.MISMATCH:
        raise ChecksumMismatch


def restart_lost(upload: Upload, actor: Actor) -> None:
    """Ask for a lost part again from its first byte; the caller holds its lock. Raises DiskFull, StorageDown.

    It gets a new file: what the disk once failed to confirm is never used again.
    """
    with disk_told():
        part_path(upload.pk).unlink(missing_ok=True)
    create_part(upload.pk)
    upload.state, upload.problem, upload.offset = UploadState.RECEIVING, "", 0
    with transaction.atomic():
        upload.save(update_fields=["state", "problem", "offset"])
        record("upload.restarted", actor=actor, object_id=upload.pk)


def end(upload: Upload, state: UploadState, *, actor: Actor) -> bool:
    """End an unfinished upload (terminated or expired) and free its part; a finished one stays as it is (False)."""
    if state not in UPLOAD_TRANSITIONS[UploadState(upload.state)]:
        return False
    with transaction.atomic():
        ended = Upload.objects.filter(pk=upload.pk, state=upload.state).update(state=state)
        if ended:
            record("upload.ended", actor=actor, object_id=upload.pk, outcome=str(state))
    if ended:
        remove_part(upload.pk)
    return bool(ended)
