"""What a file that came in says of itself: when it began, which camera, which microphones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from courts.models import Court
from custody.models import Original
from custody.services.stores import store
from hearings.models import Hearing
from media_pipeline.models import Recording, Upload
from media_pipeline.policies.container_time import CreationTime, creation_time
from media_pipeline.policies.local_time import to_utc
from media_pipeline.policies.names import NameFacts
from media_pipeline.policies.recorder_time import recorder_start
from media_pipeline.policies.starts import Expected, Start, start_of
from media_pipeline.services.recorders import RecorderRules, read_by_recorders, rules_of
from media_pipeline.states import ClockSource


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known of a recording when it comes in."""

    start: Start
    camera: int
    channels: list[str]


def expected_of(hearing: Hearing | None, received_at: datetime) -> Expected:
    """Return when a recording should have begun: with its hearing, else some time before it came."""
    if hearing is None:
        return Expected(received_at)
    at = hearing.opened_at or hearing.scheduled_at
    return Expected(
        at,
        hearing=True,
        until=hearing.closed_at or at + timedelta(minutes=hearing.scheduled_minutes),
        reach=timedelta(minutes=settings.RECORDER_CLOCK_MINUTES),
        slack=timedelta(minutes=settings.RECORDING_MATCH_SLACK_MINUTES),
    )


def intake_of(upload: Upload, original: Original, court: Court) -> Intake:
    """Return what a whole upload says: what its sender said, else the file and its name by the room's profiles."""
    expected = expected_of(upload.hearing, upload.created_at)
    rules, facts = read_by_recorders(
        rules_of(upload.courtroom, court), court, upload.filename, upload.folders, expected.at
    )
    camera = upload.camera or facts.camera or 1
    return Intake(
        _start(upload, original, rules, facts, expected),
        camera,
        upload.channels or rules.microphones(camera),
    )


def channels_that_fit(recording: Recording, count: int) -> list[str]:
    """Return the names of a recording's microphones; none where the recorder has others than the file has channels.

    What the sender said of this very file stays.
    """
    said = recording.uploads.exclude(channels=[]).exists()
    return list(recording.channels) if said or len(recording.channels) == count else []


def _start(
    upload: Upload, original: Original, rules: RecorderRules, facts: NameFacts, expected: Expected
) -> Start:
    head = store().head(original.pk, settings.RECORDER_HEAD_BYTES)
    claims = {
        ClockSource.CLIENT: upload.started_at,
        ClockSource.HEADER: recorder_start(
            head[: settings.UPLOAD_SNIFF_BYTES], expected.at, rules.names.zone
        ),
        ClockSource.NAME: facts.start,
        ClockSource.CONTAINER: container_claim(creation_time(head), rules, expected),
    }
    return start_of(claims, expected, rules.first, rules.clock_offset_ms)


def container_claim(
    created: CreationTime | None, rules: RecorderRules, expected: Expected
) -> datetime | None:
    """Return a creation time as UTC: by the standard, or as the local time that this recorder writes instead."""
    if created is None or created.zoned or not rules.container_is_local:
        return created.at if created else None
    return to_utc(created.at.astimezone(UTC).replace(tzinfo=None), rules.names.zone, expected.at)
