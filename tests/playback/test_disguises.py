"""A protected part from the order to the ear: nobody hears the voice, everybody who may hears the disguise."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from foundation.clock import plus_ms, rfc3339
from hearings.models import Disguise, Hearing, Participant, ParticipantSpan, ProtectedSpan
from hearings.services.disguises import again
from hearings.services.epochs import raise_hearing
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.artefacts import artefact_path
from media_pipeline.services.stores import derived
from media_pipeline.voice.leaks import leak
from media_pipeline.voice.verdict import BOUNDS
from playback.services.gate import gate
from tests.cast import Cast
from tests.hearings.test_restrictions import send
from tests.media_pipeline.voice.sounds import TRACE, trace
from tests.playback.disguising import (
    END_MS,
    HEARERS,
    MARGIN,
    RATE,
    START_MS,
    SignIn,
    decoded,
    inside,
    let_out,
    protect,
    released,
    served,
    sounds,
    speaking,
    speech,
    work,
)
from tests.playback.test_media import base_of, body_of, opened, parts_of


@pytest.fixture
def room(heard: Cast) -> Hearing:
    return speaking(heard)


def test_nobody_hears_the_part_before_a_person_has_released_it(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    protect(signed_in, room)
    work()
    row = Disguise.objects.get()
    assert (row.state, row.voice, row.face) == ("to_hear", "strong", "covered")
    assert row.report["leak"] < BOUNDS.leak
    for name in HEARERS:
        assert not np.abs(inside(served(signed_in(name), room, tmp_path / f"{name}.mp4"))).max()


def test_everybody_who_may_hears_the_disguise_and_nothing_of_the_voice(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    row = released(signed_in, heard, room)
    original = decoded(speech())
    (flac,) = Artefact.objects.filter(kind=ArtefactKind.DISGUISE)
    argv = [str(find_ffmpeg("").path), "-v", "error", "-i", str(artefact_path(flac)), "-f", "f32le", "-"]
    disguise = np.frombuffer(subprocess.run(argv, check=True, capture_output=True).stdout, "<f4")
    assert len(disguise) == (END_MS - START_MS) * 48 == row.report["samples"]
    for name in HEARERS:
        sound = served(signed_in(name), room, tmp_path / f"{name}.mp4")
        for channel in range(4):
            heard_there = inside(sound, channel)
            assert trace(inside(original, channel), heard_there) < TRACE
            assert np.corrcoef(disguise[MARGIN:-MARGIN], heard_there[MARGIN:-MARGIN])[0, 1] > 0.97
        # Outside, what the microphones heard is what is served.
        before, after = slice(MARGIN, START_MS * 48 - 4 * MARGIN), slice(END_MS * 48 + 4 * MARGIN, -MARGIN)
        for part in (before, after):
            ours, theirs = sound[: len(original)][part, 0], original[: len(sound)][part, 0]
            length = min(len(ours), len(theirs))
            assert np.corrcoef(ours[:length], theirs[:length])[0, 1] > 0.999


def test_picture_is_covered_in_the_part_and_shown_around_it(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    released(signed_in, heard, room)
    assert bright(signed_in("party"), room, tmp_path) == {"before": True, "inside": False, "after": True}


def test_picture_is_shown_where_nobody_protected_is_in_it(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    released(signed_in, heard, room, face="shown")
    assert bright(signed_in("party"), room, tmp_path) == {"before": True, "inside": True, "after": True}


def bright(client: Client, hearing: Hearing, folder: Path) -> dict[str, bool]:
    """Tell whether there is any picture that is no slate before, in and after the part."""
    play = opened(client, hearing)
    path = folder / "film.mp4"
    names = parts_of(client, play, "v0")
    path.write_bytes(b"".join(body_of(client, f"{base_of(play)}/{name}") for name in names))
    argv = [str(find_ffmpeg("").path), "-v", "error", "-i", str(path), "-vf", "fps=10,scale=16:9,format=gray"]
    done = subprocess.run([*argv, "-f", "rawvideo", "-"], check=True, capture_output=True)
    levels = np.frombuffer(done.stdout, np.uint8).reshape(-1, 144).mean(axis=1)
    parts = {"before": slice(5, 55), "inside": slice(65, 135), "after": slice(145, 200)}
    return {name: bool(levels[part].max() > 60) for name, part in parts.items()}


def test_part_leaves_at_once_when_it_is_drawn_anew(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    row = released(signed_in, heard, room)
    first = artefact_path(Artefact.objects.get(kind=ArtefactKind.DISGUISE)).read_bytes()
    again(row, heard.caller("clerk"), "T-clerk-protected")
    gate.watcher.round()
    assert not sounds(served(signed_in("party"), room, tmp_path / "during.mp4"))
    work()
    (kept,) = Artefact.objects.filter(kind=ArtefactKind.DISGUISE)
    assert artefact_path(kept).read_bytes() != first
    assert not sounds(served(signed_in("party"), room, tmp_path / "after.mp4"))
    assert Disguise.objects.get().state == "to_hear"


def test_render_is_gone_when_the_protection_is_lifted(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    released(signed_in, heard, room)
    names = list(Artefact.objects.filter(kind__in=("disguise", "dub")).values_list("path", flat=True))
    assert len(names) >= 2
    made = signed_in("judge").get("/api/v1/restrictions/", {"hearing": room.pk}).json()["results"][0]
    assert send(signed_in("clerk"), f"{made['id']}/lift/").status_code == 202
    assert send(signed_in("judge"), f"{made['id']}/lift/").status_code == 200
    work()
    assert Disguise.objects.get().state == "withdrawn"
    assert not Artefact.objects.filter(kind__in=("disguise", "dub")).exists()
    assert not any(derived().is_there(name) for name in names)
    # Nothing is protected any more: the voice itself is heard again.
    sound = inside(served(signed_in("party"), room, tmp_path / "lifted.mp4"))
    assert leak(inside(decoded(speech())), sound, RATE) > 0.5


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"voice": "maximum"}, "to_hear"),
        ({"ended_at": "later"}, "to_hear"),
        ({"ground": "Another."}, "released"),
    ],
)
def test_change_of_the_protection_withdraws_what_no_longer_serves(
    changes: dict[str, str], state: str, signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    released(signed_in, heard, room)
    made = signed_in("judge").get("/api/v1/restrictions/", {"hearing": room.pk}).json()["results"][0]
    if "ended_at" in changes:
        until = rfc3339(plus_ms(room.started_at, END_MS + 2_000))
        changes = {"started_at": made["started_at"], "ended_at": until or ""}
    answer = signed_in("judge").patch(
        f"/api/v1/restrictions/{made['id']}/", changes, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    gate.watcher.round()
    assert sounds(served(signed_in("party"), room, tmp_path / "changed.mp4")) == (state == "released")
    work()
    assert Disguise.objects.exclude(state="withdrawn").get().state == state


def test_silence_is_silent(signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path) -> None:
    released(signed_in, heard, room, voice="silence")
    assert not np.abs(inside(served(signed_in("party"), room, tmp_path / "silent.mp4"))).max()


def test_voice_that_was_disguised_in_the_courtroom_is_heard_as_it_was_recorded(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    released(signed_in, heard, room, voice="source")
    sound = inside(served(signed_in("party"), room, tmp_path / "source.mp4"))
    assert leak(inside(decoded(speech())), sound, RATE) > 0.5


def test_waveform_of_the_part_is_that_of_the_disguise(signed_in: SignIn, heard: Cast, room: Hearing) -> None:
    protect(signed_in, room)
    work()
    assert not any(peaks(signed_in("party"), room))
    let_out(heard)
    opened(signed_in("party"), room)
    work()
    row = Disguise.objects.get()
    assert 0 < max(peaks(signed_in("party"), room)) <= row.report["peak"] * 127 + 1


def peaks(client: Client, hearing: Hearing) -> list[int]:
    play = opened(client, hearing)
    if not play["peaks"]:
        return []
    found = json.loads(body_of(client, play["peaks"]))
    step = found["step_ms"]
    return list(found["peaks"][START_MS // step + 1 : END_MS // step - 1])


def test_name_is_heard_in_no_voice(signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path) -> None:
    """The examination is heard disguised; the moments in which somebody says the name are silent in it."""
    witness, zero = heard.parts["witness"], room.started_at
    ParticipantSpan.objects.create(
        hearing=room,
        participant=witness,
        started_at=plus_ms(zero, START_MS),
        ended_at=plus_ms(zero, END_MS),
    )
    protect(signed_in, room, participant=witness.pk, started_at=None, ended_at=None)
    made = Participant.objects.get(pseudonym__isnull=False)
    ProtectedSpan.objects.create(
        hearing=room,
        participant=made,
        named=True,
        source="entry",
        started_at=plus_ms(zero, 9_000),
        ended_at=plus_ms(zero, 11_000),
    )
    raise_hearing(room.pk)
    work()
    let_out(heard)
    opened(signed_in("party"), room)
    work()
    sound = served(signed_in("party"), room, tmp_path / "named.mp4")
    for channel in range(4):
        assert not np.abs(sound[9 * RATE : 11 * RATE, channel]).max()
        assert np.abs(sound[6 * RATE : 8 * RATE, channel]).max() > 0
        assert np.abs(sound[12 * RATE : 14 * RATE, channel]).max() > 0
    original = decoded(speech())
    for part in (slice(3 * RATE, 6 * RATE), slice(14 * RATE, 18 * RATE)):
        # The mix is what the gate compares, and its bound holds for it.
        assert trace(original[part].mean(axis=1), sound[part, 0]) < BOUNDS.leak
