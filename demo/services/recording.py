"""Puts the demonstration recording into the hearing through the same doors as any upload."""

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from accounts.policies.caller import Caller
from custody.store.durable import fsync_dir
from hearings.models import Hearing, Participant
from hearings.services.hearings import mark_session
from jobs.services.run import process_name, run_job
from media_pipeline.models import HearingRange, Upload
from media_pipeline.services.declaring import Declaration, start
from media_pipeline.services.parts import part_path, sole_writer
from media_pipeline.services.sealing import job_of, seal
from protocol.services.imports import import_entries
from protocol.services.publishing import publish

FOLDER = Path(__file__).resolve().parent.parent / "recording"
RULE = "demo"
PARTICIPANT_OF = {
    "defendant": "party",
    "defence_counsel": "counsel",
    "prosecutor": "prosecutor",
    "victim": "victim",
    "witness": "witness",
}
"""Whose voice belongs to which participant of case 1."""


def add_recording(hearing: Hearing, clerk: Caller, microphones: list[str]) -> None:
    """Store, index and publish the demonstration recording with its protocol; each step can be repeated."""
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    if not HearingRange.objects.filter(hearing=hearing).exists():
        _store(hearing, clerk, manifest["sha256"], microphones)
    closed_at = hearing.scheduled_at + timedelta(milliseconds=manifest["duration_ms"])
    hearing = mark_session(hearing, clerk, RULE, hearing.scheduled_at, closed_at)
    import_entries(hearing, _rows(hearing), "demo", clerk, RULE)
    publish(hearing, clerk, RULE)


def _store(hearing: Hearing, clerk: Caller, sha256: str, microphones: list[str]) -> None:
    media = FOLDER / "hearing.mp4"
    declared = Declaration(
        length=media.stat().st_size,
        filename="courtroom-101.mp4",
        hearing=hearing,
        sha256=sha256,
        started_at=hearing.scheduled_at,
        channels=microphones,
    )
    upload = _received(start(declared, clerk), media)
    with sole_writer(upload.pk):
        seal(upload, clerk.actor())
    if upload.recording is not None and (job := job_of(upload.recording)) is not None:
        run_job(job.pk, owner=process_name("demo"))


def _received(upload: Upload, media: Path) -> Upload:
    """Put the file where an upload would have put it: copied, fsynced, whole."""
    part = part_path(upload.pk)
    shutil.copyfile(media, part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    fsync_dir(part.parent)
    upload.offset = upload.length
    upload.save(update_fields=["offset"])
    return upload


def _rows(hearing: Hearing) -> list[dict[str, Any]]:
    """Return the protocol as import rows; speakers who have a place in the case are linked to it."""
    protocol = json.loads((FOLDER / "protocol.json").read_text(encoding="utf-8"))
    people = {row.kind: row for row in Participant.objects.filter(case__hearings=hearing)}
    names = speaker_names(hearing, people)
    return [_row(entry, people, names) for entry in protocol["entries"]]


def speaker_names(hearing: Hearing, people: dict[str, Participant]) -> dict[str, str]:
    """Return how each voice of the recording is called in the demonstration's protocol."""
    places = hearing.assignments.filter(recused_at=None).select_related("user")
    seated = {place.role: place.user.display_name for place in places}
    names = {role: people[kind].name for role, kind in PARTICIPANT_OF.items()}
    return names | {
        "presiding_judge": seated["presiding"],
        "clerk": seated["clerk"],
        "interpreter": "Нурланова А. М.",
    }


def _row(entry: dict[str, Any], people: dict[str, Participant], names: dict[str, str]) -> dict[str, Any]:
    kind = PARTICIPANT_OF.get(entry["speaker_role"])
    return {
        "offset_ms": entry["start_ms"],
        "end_offset_ms": entry["end_ms"],
        "participant": people[kind].pk if kind else None,
        "speaker": names[entry["speaker_role"]],
        "kind": entry["kind"],
        "language": entry["language"],
        "text": entry["text"],
    }
