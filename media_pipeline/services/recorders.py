"""How the recorders of a courtroom have their files read: their profiles as plain values."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from courts.models import Court, Courtroom, Recorder, RecorderProfile
from media_pipeline.policies.grammar import Grammar, GrammarInvalid, compile_grammar
from media_pipeline.policies.names import NameFacts, NameRules, read_name
from media_pipeline.states import ClockSource

MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class RecorderRules:
    """How one recorder's files are read; without a recorder, how anybody's are."""

    names: NameRules
    first: ClockSource = ClockSource.CLIENT
    container_is_local: bool = False
    clock_offset_ms: int = 0
    channels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    otherwise: Sequence[str] = ()

    def microphones(self, camera: int) -> list[str]:
        """Return the codes of a camera's microphones in the order of its channels."""
        return [str(code) for code in self.channels.get(str(camera), self.otherwise)]


def rules_of(room: Courtroom | None, court: Court) -> list[RecorderRules]:
    """Return the rules of each recorder of a room."""
    if room is None:
        return []
    rows = Recorder.objects.filter(courtroom=room).select_related("profile").order_by("created_at", "pk")
    return [_rules(row, court) for row in rows]


def _rules(recorder: Recorder, court: Court) -> RecorderRules:
    plain = RecorderRules(
        NameRules(zone=court.zone),
        clock_offset_ms=recorder.clock_offset_ms,
        otherwise=tuple(recorder.channel_map),
    )
    if recorder.profile is None:
        return plain
    return profile_rules(recorder.profile, court, recorder.clock_offset_ms, plain.otherwise)


def profile_rules(
    profile: RecorderProfile, court: Court, clock_offset_ms: int = 0, otherwise: Sequence[str] = ()
) -> RecorderRules:
    """Return a profile as rules; a pattern that cannot be used is left out."""
    names = NameRules(
        grammars=_grammars(profile.grammars),
        zone=ZoneInfo(profile.time_zone) if profile.time_zone else court.zone,
        cameras=profile.cameras,
        piece_ms=profile.piece_minutes * MS_PER_MINUTE,
    )
    return RecorderRules(
        names,
        first=ClockSource(profile.believed_first),
        container_is_local=profile.container_is_local,
        clock_offset_ms=clock_offset_ms,
        channels=profile.channels,
        otherwise=otherwise,
    )


def _grammars(patterns: Sequence[str]) -> list[Grammar]:
    found = []
    for pattern in patterns:
        with suppress(GrammarInvalid):
            found.append(compile_grammar(pattern))
    return found


def read_by_recorders(
    rules: Sequence[RecorderRules], court: Court, name: str, folders: str, expected: datetime
) -> tuple[RecorderRules, NameFacts]:
    """Return what a name says, and whose rules apply to the file.

    Those of the recorder whose pattern fits; where none does, those of the room's only recorder; in a room with several
    nobody can tell which of them made it.
    """
    for each in rules:
        facts = read_name(name, each.names, expected, folders)
        if facts.fits:
            return each, facts
    alone = rules[0] if len(rules) == 1 else RecorderRules(NameRules(zone=court.zone))
    return alone, read_name(name, alone.names, expected, folders)
