"""Writing recorder profiles, and trying them on names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.policies.caller import Caller
from courts.models import Court, Recorder, RecorderProfile
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Conflict
from media_pipeline.policies.names import NameFacts, read_name
from media_pipeline.policies.starts import Expected, believable
from media_pipeline.services.recorders import RecorderRules, profile_rules
from media_pipeline.states import ClockSource

WRITTEN = (
    "name",
    "grammars",
    "time_zone",
    "piece_minutes",
    "cameras",
    "channels",
    "believed_first",
    "container_is_local",
)


def add_profile(court: Court, caller: Caller, rule: str, fields: dict[str, Any]) -> RecorderProfile:
    """Create a profile of a court. Raises Conflict when the court has one of this name."""
    try:
        with transaction.atomic():
            profile = RecorderProfile.objects.create(court=court, **{name: fields[name] for name in WRITTEN})
            record(
                "recorderprofile.added", actor=caller.actor(), object_id=profile.pk, court=court.pk, rule=rule
            )
            _attach(profile, fields["recorders"], caller, rule)
    except IntegrityError as error:
        raise Conflict from error
    return profile


def change_profile(
    profile: RecorderProfile, caller: Caller, rule: str, fields: dict[str, Any], version: int
) -> None:
    """Change a profile that is still as it was read; files that came before keep what was read then.

    Raises Conflict when somebody else has changed it, or when the court has another one of this name.
    """
    columns = {name: fields[name] for name in WRITTEN}
    try:
        with transaction.atomic():
            rows = RecorderProfile.objects.filter(pk=profile.pk, version=version)
            if not rows.update(**columns, version=F("version") + 1):
                raise Conflict
            court = profile.court_id
            record(
                "recorderprofile.changed", actor=caller.actor(), object_id=profile.pk, court=court, rule=rule
            )
            _attach(profile, fields["recorders"], caller, rule)
    except IntegrityError as error:
        raise Conflict from error


def _attach(profile: RecorderProfile, recorders: Iterable[Recorder], caller: Caller, rule: str) -> None:
    """Let exactly these recorders be read by the profile."""
    wanted = {recorder.pk for recorder in recorders}
    now = set(Recorder.objects.filter(profile=profile).values_list("pk", flat=True))
    for recorder_id in sorted(wanted ^ now):
        Recorder.objects.filter(pk=recorder_id).update(profile=profile if recorder_id in wanted else None)
        record(
            "recorder.changed",
            actor=caller.actor(),
            object_id=recorder_id,
            court=profile.court_id,
            rule=rule,
            private={"fields": ["profile"]},
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """What a profile reads in a name; ``problem``: "" or why no start is known (no-time, not-believed)."""

    name: str
    start: datetime | None
    camera: int
    microphones: list[str]
    fits: str
    problem: str


def try_names(profile: RecorderProfile, names: Sequence[str], expected: datetime | None) -> list[Tried]:
    """Return what the profile reads in each name; ``expected``: the day of names that have none."""
    rules = profile_rules(profile, profile.court)
    now = utc_now()
    return [_tried(name, rules, read_name(name, rules.names, expected or now), now) for name in names]


def _tried(name: str, rules: RecorderRules, facts: NameFacts, now: datetime) -> Tried:
    problem = "" if facts.start is not None else "no-time"
    if facts.start is not None and not believable(ClockSource.NAME, facts.start, Expected(now)):
        problem = "not-believed"
    camera = facts.camera or 1
    return Tried(name, facts.start, camera, rules.microphones(camera), facts.fits, problem)
