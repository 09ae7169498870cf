"""Puts the demonstration recording into the hearing through the same doors as any upload."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from accounts.policies.caller import Caller
from custody.store.durable import fsync_dir
from hearings.models import Hearing, Participant
from hearings.services.hearings import mark_session
from jobs.services.run import process_name, run_job
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Runner
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


@dataclass(frozen=True, slots=True)
class Reel:
    """Which part of the demonstration recording is a hearing's; it began at its scheduled time, at 0 ms."""

    first_ms: int
    last_ms: int

    def moment(self, hearing: Hearing, at_ms: int) -> datetime:
        """Return when a moment of the recording was."""
        return hearing.scheduled_at + timedelta(milliseconds=at_ms)


WHOLE = Reel(0, 688_000)
WITNESS = Reel(398_000, 464_000)
"""The end of the examination of the witness, then the accused: so short that a start renders it in
seconds. Begins with a key frame."""


def add_recording(hearing: Hearing, clerk: Caller, microphones: list[str], reel: Reel) -> None:
    """Store, index and publish a part of the demonstration recording with its protocol; each step can be repeated."""
    opened_at, closed_at = (reel.moment(hearing, at_ms) for at_ms in (reel.first_ms, reel.last_ms))
    if not HearingRange.objects.filter(hearing=hearing).exists():
        with TemporaryDirectory(prefix="demo-") as folder:
            _store(hearing, clerk, _media(reel, Path(folder)), opened_at, microphones)
    hearing = mark_session(hearing, clerk, RULE, opened_at, closed_at)
    import_entries(hearing, _rows(hearing, reel), "demo", clerk, RULE)
    publish(hearing, clerk, RULE)


def _media(reel: Reel, folder: Path) -> Path:
    """Return the file of a part: what is not the whole is cut without coding it again, in a moment."""
    whole = FOLDER / "hearing.mp4"
    if reel == WHOLE:
        return whole
    part = folder / "part.mp4"
    run = Runner(find_ffmpeg(settings.FFMPEG_BINARY).path)
    require_success(run(cut_arguments(whole, part, reel.first_ms, reel.last_ms)))
    return part


def cut_arguments(source: Path, target: Path, first_ms: int, last_ms: int) -> list[str]:
    """Return ffmpeg's arguments that copy [first_ms, last_ms) of a file; the first is a key frame's."""
    cut = (
        "-ss",
        f"{first_ms / 1000:.3f}",
        "-i",
        f"file:{source}",
        "-t",
        f"{(last_ms - first_ms) / 1000:.3f}",
    )
    plain = ("-map_metadata", "-1", "-fflags", "+bitexact")
    return ["-nostdin", "-v", "error", *cut, "-map", "0", "-c", "copy", *plain, f"file:{target}"]


def _store(
    hearing: Hearing, clerk: Caller, media: Path, started_at: datetime, microphones: list[str]
) -> None:
    declared = Declaration(
        length=media.stat().st_size,
        filename="courtroom-101.mp4",
        hearing=hearing,
        sha256=hashlib.sha256(media.read_bytes()).hexdigest(),
        started_at=started_at,
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


def _rows(hearing: Hearing, reel: Reel) -> list[dict[str, Any]]:
    """Return the protocol of a part as import rows; speakers who have a place in the case are linked to it."""
    protocol = json.loads((FOLDER / "protocol.json").read_text(encoding="utf-8"))
    people = {row.kind: row for row in Participant.objects.filter(case__hearings=hearing)}
    names = speaker_names(hearing, people)
    rows = (_row(entry, people, names) for entry in protocol["entries"])
    return [
        row | {name: row[name] - reel.first_ms for name in ("offset_ms", "end_offset_ms")}
        for row in rows
        if reel.first_ms <= row["offset_ms"] < reel.last_ms
    ]


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
