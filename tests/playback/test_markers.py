"""Marks wherever a recording and its protocol can carry one, and not one of them in what a lesser role receives.

A file that is played as it came and one that is converted first stand one after the other in one hearing. Both carry
marks in title, artist, comment, names of tracks, a chapter, an attachment, a message of the H.264 stream and the file's
name; within the part that is withheld a tone of 3,137 Hz on channel 2, a colour in the picture, words and a speaker in
the protocol. Which test stands for which side channel: docs/reference/side-channels.md.
"""

import base64
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core import mail

from accounts.models import User
from foundation.ids import new_id
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.models import Recording
from media_pipeline.services.sealing import job_of
from media_pipeline.states import JobKind
from notices.services.sending import send_due
from notices.services.writing import notify
from playback.services import overviews
from playback.services.gate import gate
from protocol.models import Entry
from protocol.services.imports import import_entries
from tests.cast import HEARD_AT, RULE, Cast, mark
from tests.courtrec.rows import ROLES
from tests.courtrec.test_access import World, world_of
from tests.media import add_recording
from tests.playback.marked import (
    CONTAINER,
    ENCODERS,
    FILENAME,
    FROM_MS,
    NEUTRAL,
    OTHER_HZ,
    SPEAKER,
    TO_MS,
    WORDS,
    hidden_in,
    magenta_in,
    marked_file,
    marks_in,
    sound_of,
    tone_in,
)
from tests.playback.receiving import Got, answers, lanes, media, rows_of
from tests.restrictions import restrict
from tests.undoing import undone

SECOND_MS = 26_000
LENGTH_MS = 52_000
LOUD, QUIET = 0.1, 0.05
EDGES, HALF = 8, 0.5
"""Of 1; the tone has 0.25 where it is, the words that are spoken on slates have 0.02 of its pitch."""
ALL_MARKS = (*CONTAINER.values(), FILENAME, WORDS, SPEAKER)
PLAYERS = (
    "",
    "judge",
    "clerk",
    "party",
    "victim",
    "witness",
    "expert",
    "chair",
    "judge2",
    "registry",
    "client",
)
"""Who receives everything in one state."""
FEW = ("judge", "clerk", "party", "chair", "client")
"""Who receives in two more what tells of a part: the long form leaves out nobody and nothing."""
PATCHED = ("closed", "protected")
TOLD = ("judge", "party")
LEAST_ANSWERS = 2_000


@dataclass(frozen=True, slots=True)
class Withheld:
    """A restriction, and who may still hear the part, read its words, know the speaker, read the file's name."""

    kind: str
    excludes: tuple[str, ...] = ()
    whole: bool = False
    hears: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    def marks_for(self, role: str) -> tuple[str, ...]:
        """What must not reach a role."""
        text = () if role in self.reads else (WORDS, SPEAKER)
        return (*CONTAINER.values(), *text, *(() if role in self.named else (FILENAME,)))


OF_CLOSED = frozenset({"judge", "assistant", "prosecutor", "victim"})
STAFF = frozenset({"judge", "clerk", "assistant"})
STATES = {
    "closed": Withheld(
        "closed", ("defence", "clerk"), hears=OF_CLOSED, reads=OF_CLOSED, named=frozenset({"judge"})
    ),
    "whole": Withheld(
        "closed",
        ("defence", "clerk"),
        whole=True,
        hears=OF_CLOSED,
        reads=OF_CLOSED,
        named=frozenset({"judge"}),
    ),
    "provisional": Withheld("provisional", hears=STAFF, reads=STAFF, named=frozenset({"judge", "clerk"})),
    "ex_parte": Withheld(
        "ex_parte",
        ("defence",),
        hears=STAFF | OF_CLOSED,
        reads=STAFF | OF_CLOSED,
        named=frozenset({"judge", "clerk"}),
    ),
    "off_record": Withheld("off_record"),
    "protected": Withheld("protected"),
}


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_boards", "_louds"):
        monkeypatch.setattr(overviews, name, overviews.Remembered())


def ready(recording: Recording) -> None:
    """Convert what is not played as it came, then measure."""
    job = job_of(recording)
    assert job is not None
    run_job(job.pk, owner=f"worker:{os.getpid()}")
    measured = Job.objects.get(kind="measure", subject=recording.pk)
    run_job(measured.pk, owner=f"test:{os.getpid()}")
    recording.refresh_from_db()
    assert recording.state == "ready"


@pytest.fixture
def world(heard: Cast) -> World:
    """The hearing with both files, and an entry within the part of each."""
    mark(heard, length_ms=LENGTH_MS)
    for kind, at_ms in (("mp4", 0), ("mkv", SECOND_MS)):
        ready(
            add_recording(
                heard,
                started_at=HEARD_AT + timedelta(milliseconds=at_ms),
                media=marked_file(kind),
                filename=f"{FILENAME}.{kind}",
            )
        )
        turn = {
            "offset_ms": at_ms + FROM_MS + 200,
            "end_offset_ms": at_ms + TO_MS - 200,
            "participant": None,
            "speaker": SPEAKER,
            "text": f"The {NEUTRAL} lay there, {WORDS}.",
            "external_id": f"marked-{kind}",
        }
        import_entries(heard.hearing, [turn], "", heard.caller("clerk"), RULE)
    heard.hearing.refresh_from_db()
    return world_of(heard, heard.hearing)


@dataclass(slots=True)
class Sweep:
    """All that was received in one state: how much, and what of it should not have been."""

    state: str
    withheld: Withheld
    world: World
    folder: Path
    decoded: dict[int, tuple[bool, bool]]
    """Whether tone and colour are in something that was decoded, by its hash: most is the same in several states."""
    answers: int = 0
    size: int = 0
    wrong: list[str] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    """Who got the tone, the colour, the words, the speaker or the name: what shows that the sweep can find them."""

    def take(self, role: str, each: Got) -> None:
        """Look through an answer and its headers."""
        self.answers += 1
        self.size += len(each.body) + len(each.told)
        found = marks_in(each.told + b"\n" + each.body, ALL_MARKS)
        self.found |= {f"{role} {mark}" for mark in found}
        for one in sorted(found & set(self.withheld.marks_for(role))):
            self.wrong.append(f"{self.state} {role or 'nobody'} {each.address}: {one}")

    def take_media(self, role: str, received: list[Got]) -> None:
        """Look through what a player gets, and at what is seen and heard of it."""
        for each in received:
            self.take(role, each)
            if each.address.startswith("/media/"):
                for one in sorted(hidden_in(each.body)):
                    self.wrong.append(f"{self.state} {role} {each.address}: hidden {one}")
        for lane in lanes(received):
            self._play(role, lane.key, b"".join(lane.data))
        for each in received:
            if each.address.endswith(".jpg"):
                self._play(role, "tile", each.body)

    def _play(self, role: str, key: str, data: bytes) -> None:
        tone, colour = self._decoded(key, data)
        for name, there in (("tone", tone), ("colour", colour)):
            if there:
                self.found.add(f"{role} {name}")
            if there and role not in self.withheld.hears:
                self.wrong.append(f"{self.state} {role} {key}: {name}")

    def _decoded(self, key: str, data: bytes) -> tuple[bool, bool]:
        """Return whether the part's tone and colour are in a track or a picture; each is decoded once."""
        known = hash(data)
        if known not in self.decoded:
            path = self.folder / key
            path.write_bytes(data)
            if key.startswith("a"):
                sound = sound_of(path)
                tone = tone_in(sound)
                assert tone_in(sound, OTHER_HZ).max() > LOUD
                assert not ((tone > QUIET) & (tone <= LOUD)).sum() > EDGES
                self.decoded[known] = bool(tone.max() > QUIET), False
            else:
                self.decoded[known] = False, bool(magenta_in(path).max() > HALF)
        return self.decoded[known]


def closed(world: World, withheld: Withheld) -> None:
    """Store the restriction, on the part in each file or on the whole hearing."""
    state = "proposed" if withheld.kind == "provisional" else "confirmed"
    for at_ms in (0, SECOND_MS):
        bounds = (None, None) if withheld.whole else (at_ms + FROM_MS, at_ms + TO_MS)
        restrict(world.cast.hearing, withheld.kind, *bounds, excludes=withheld.excludes, state=state)


def forget() -> None:
    """As in a process that has just begun."""
    gate._running.clear()
    gate.watcher.round()


def cut_on_the_frame() -> None:
    """Do the jobs that the first viewers have ordered: words on the slates, new borders."""
    for job in Job.objects.filter(kind=JobKind.SLATES, state="queued"):
        assert run_job(job.pk, owner="test:1")
    forget()


def sweep(made: Sweep, roles: Sequence[str], *, patched: bool) -> None:
    """Let these roles receive all that there is in a state; `patched`: also once borders and words are made."""
    world = made.world
    closed(world, made.withheld)
    forget()
    others = [_ids_of(world, number) for number in (0, 1)]
    everywhere = roles is not FEW
    for role in roles:
        for each in answers(world, role, rows_of(role, everywhere=everywhere), others):
            if not (role in made.withheld.named and each.address.endswith("/original/")):
                made.take(role, each)
    for again in (False, True)[: 1 + patched]:
        if again:
            cut_on_the_frame()
        for role in roles:
            made.take_media(
                role, list(media(world.client(role), world.cast.hearing.pk, cameras=everywhere and not again))
            )


def _ids_of(world: World, number: int) -> dict[str, str]:
    """Return the ids with those of one of the two recordings, and of the entry in its part."""
    kind = ("mp4", "mkv")[number]
    return world.ids | {
        "recording_id": Recording.objects.get(filename__endswith=kind).pk,
        "entry_id": Entry.objects.get(external_id=f"marked-{kind}").pk,
    }


def letters(cast: Cast) -> list[str]:
    """Return what is sent by mail when people are told something in which marks are."""
    for name in TOLD:
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    people = [cast.people[name].pk for name in TOLD]
    notify(people, "taken-over", cast.hearing.pk, new_id(), {"by": SPEAKER, "reason": WORDS})
    send_due()
    return [f"{each.subject}\n{each.body}" for each in mail.outbox]


def not_found(made: Sweep, roles: Sequence[str]) -> list[str]:
    """Return what should have been found where it may be: who hears the part, and reads the file's name."""
    hear, name = made.withheld.hears & set(roles), made.withheld.named & set(roles)
    wanted = {f"{role} {what}" for role in hear for what in ("tone", "colour", WORDS, SPEAKER)}
    return sorted((wanted | {f"{role} {FILENAME}" for role in name}) - made.found)


def received(world: World, folder: Path, states: Mapping[str, Sequence[str]]) -> int:
    """Let these roles receive in these states; return how many answers came, none of them with a mark too much."""
    decoded: dict[int, tuple[bool, bool]] = {}
    wrong, seen = [], 0
    for state, roles in states.items():
        made = Sweep(state, STATES[state], world, folder, decoded)
        with undone():
            sweep(made, roles, patched=state in PATCHED)
        forget()
        assert not_found(made, roles) == []
        wrong += made.wrong
        seen += made.answers
    assert wrong == []
    return seen


def test_no_mark_is_in_what_a_lesser_role_receives(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    states = {"closed": PLAYERS, "provisional": FEW, "protected": FEW}
    assert received(world, tmp_path, states) > LEAST_ANSWERS
    sent = letters(world.cast)
    assert len(sent) >= len(TOLD)
    assert not marks_in("\n".join([*sent, caplog.text]).encode(), ALL_MARKS)


@pytest.mark.soak
def test_no_mark_is_in_what_a_lesser_role_receives_in_any_state(world: World, tmp_path: Path) -> None:
    assert received(world, tmp_path, dict.fromkeys(STATES, ROLES)) > len(STATES) * 1_000


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_every_mark_is_found_in_the_file_that_was_sent_in(kind: str) -> None:
    path = marked_file(kind)
    found = hidden_in(path.read_bytes())
    assert found == {*CONTAINER.values(), "uuid", *(word.decode() for word in ENCODERS)}
    tone, colour = tone_in(sound_of(path)), magenta_in(path)
    assert np.flatnonzero(tone > LOUD)[[0, -1]].tolist() == [FROM_MS // 20, TO_MS // 20 - 1]
    assert tone[: FROM_MS // 20 - 1].max() < QUIET > tone[TO_MS // 20 + 1 :].max()
    assert np.flatnonzero(colour > HALF)[[0, -1]].tolist() == [FROM_MS // 40, TO_MS // 40 - 1]


@pytest.mark.parametrize("code", [str.upper, str.title, lambda mark: mark.encode("utf-16").decode("latin-1")])
def test_mark_is_found_in_any_form(code: Callable[[str], str]) -> None:
    assert marks_in(code(f"a {WORDS} b").encode("latin-1"), ALL_MARKS) == {WORDS}
    for before in ("", "a", "ab", "abc"):
        assert marks_in(base64.b64encode(f"{before}{WORDS} b".encode()), ALL_MARKS) == {WORDS}
    assert marks_in(b"nothing of it" * 99, ALL_MARKS) == set()
