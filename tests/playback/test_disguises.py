"""A protected part from the order to the ear: nobody hears the voice, everybody who may hears the disguise."""

import json
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from numpy.typing import NDArray

from foundation.clock import plus_ms, rfc3339
from hearings.models import Assignment, Disguise, Hearing
from hearings.services.disguises import again, release
from hearings.services.hearings import mark_session
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.artefacts import artefact_path
from media_pipeline.services.disguises import forget_renders, make_disguises
from media_pipeline.services.stores import derived
from media_pipeline.states import JobKind
from media_pipeline.voice.errors import DisguiseRefused
from media_pipeline.voice.leaks import leak
from media_pipeline.voice.verdict import Fault
from playback.services.gate import gate
from tests.cast import Cast
from tests.hearings.test_restrictions import order, send
from tests.media import add_recording
from tests.media_pipeline.voice.sounds import DEMO
from tests.playback.test_media import base_of, body_of, opened, parts_of

SignIn = Callable[[str], Client]
Samples = NDArray[np.float32]
FIRST_S, SECONDS, RATE = 60, 24, 48_000
START_MS, END_MS = 6_000, 14_000
MARGIN = 2_048
ALARM = 0.12
HEARERS = ("judge", "clerk", "assistant", "party", "lawyer", "prosecutor")


@cache
def speech() -> Path:
    """Return some seconds of the demonstration: pictures and four microphones."""
    path = Path(mkdtemp(dir=settings.HOME)) / "speech.mp4"
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-ss", str(FIRST_S), "-i", str(DEMO)]
    argv += [
        "-t",
        str(SECONDS),
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "25",
        "-c:a",
        "aac",
        str(path),
    ]
    subprocess.run(argv, check=True, timeout=300)
    return path


def decoded(path: Path) -> Samples:
    """Return the sound of a file, a column for each microphone."""
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-i", str(path), "-map", "0:a:0"]
    done = subprocess.run([*argv, "-f", "f32le", "-ar", str(RATE), "-"], check=True, capture_output=True)
    return np.frombuffer(done.stdout, "<f4").reshape(-1, 4)


@pytest.fixture
def room(heard: Cast) -> Hearing:
    add_recording(heard, media=speech())
    heard.hearing.refresh_from_db()
    return heard.hearing


def work() -> None:
    """Do what was ordered."""
    for job in Job.objects.filter(kind__in=(JobKind.DISGUISE, JobKind.SLATES), state="queued").order_by(
        "kind"
    ):
        assert run_job(job.pk, owner="test:1")
    undone = Job.objects.filter(kind__in=(JobKind.DISGUISE, JobKind.SLATES)).exclude(state="done")
    assert not undone.exists(), undone.values()
    gate.watcher.round()


def protect(signed_in: SignIn, hearing: Hearing, **body: Any) -> dict[str, Any]:
    zero = hearing.started_at
    place = {"started_at": rfc3339(plus_ms(zero, START_MS)), "ended_at": rfc3339(plus_ms(zero, END_MS))}
    return order(signed_in("judge"), hearing, "protected", **(place | body))


def let_out(heard: Cast) -> Disguise:
    (row,) = Disguise.objects.filter(state="to_hear")
    made = release(row, heard.caller("clerk"), "T-clerk-protected")
    gate.watcher.round()
    return made


def served(client: Client, hearing: Hearing, path: Path, key: str = "a0") -> Samples:
    play = opened(client, hearing)
    names = parts_of(client, play, key)
    path.write_bytes(b"".join(body_of(client, f"{base_of(play)}/{name}") for name in names))
    return decoded(path)


def inside(sound: Samples, channel: int = 0) -> Samples:
    found: Samples = sound[START_MS * 48 : END_MS * 48, channel]
    return found


def sounds(sound: Samples) -> bool:
    """Tell whether anything is heard in the part, behind the words that announce a withheld one."""
    return bool(np.abs(inside(sound)[5 * RATE :]).max() > 0)


def released(signed_in: SignIn, heard: Cast, room: Hearing, **body: Any) -> Disguise:
    protect(signed_in, room, **body)
    work()
    row = let_out(heard)
    opened(signed_in("party"), room)
    work()
    return row


def test_nobody_hears_the_part_before_a_person_has_released_it(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    protect(signed_in, room)
    work()
    row = Disguise.objects.get()
    assert (row.state, row.voice, row.face) == ("to_hear", "strong", "covered")
    assert row.report["leak"] < ALARM
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
            assert leak(inside(original, channel), heard_there, RATE) < ALARM
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


@pytest.mark.parametrize(
    ("name", "status", "listed"),
    [
        # not sworn; not signed in a second time
        ("clerk", 403, 403),
        ("judge", 403, 403),
        ("assistant", 404, 403),
        ("party", 404, 403),
        ("chair", 404, 403),
        ("outsider", 404, 404),
    ],
)
def test_who_may_not_hear_the_voice_decides_on_no_disguise(
    name: str, status: int, listed: int, signed_in: SignIn, heard: Cast, room: Hearing
) -> None:
    protect(signed_in, room)
    work()
    row = Disguise.objects.get()
    client = signed_in(name)
    for path in ("", "sound/"):
        assert client.get(f"/api/v1/disguises/{row.pk}/{path}").status_code == status
    for path in ("release/", "again/"):
        assert client.post(f"/api/v1/disguises/{row.pk}/{path}").status_code == status
    assert client.get(f"/api/v1/disguises/?hearing={room.pk}").status_code == listed
    # Whom a second sign-in would help is led to it.
    assert client.get(f"/hearings/{room.pk}/disguises/").status_code == (302 if name == "judge" else listed)
    assert Disguise.objects.get().state == "to_hear"


def test_sworn_clerk_listens_and_lets_it_play(signed_in: SignIn, heard: Cast, room: Hearing) -> None:
    Assignment.objects.filter(hearing=room, role="clerk").update(sworn=True)
    protect(signed_in, room)
    work()
    row = Disguise.objects.get()
    client = signed_in("clerk")
    page = client.get(f"/hearings/{room.pk}/disguises/").content.decode()
    assert f"/disguises/{row.pk}/sound.flac" in page
    sound = client.get(f"/disguises/{row.pk}/sound.flac", headers={"Range": "bytes=0-3"})
    assert (sound.status_code, sound["Content-Type"], sound.getvalue()) == (206, "audio/flac", b"fLaC")
    stale = client.post(f"/disguises/{row.pk}/release/", {"version": "1"}, follow=True)
    assert "Listen to it again" in stale.content.decode()
    client.post(f"/disguises/{row.pk}/release/", {"version": str(row.version)})
    assert Disguise.objects.get().state == "released"


def test_milder_voice_than_the_part_needs_is_refused(signed_in: SignIn, heard: Cast, room: Hearing) -> None:
    Assignment.objects.filter(hearing=room, role="clerk").update(sworn=True)
    protect(signed_in, room)
    work()
    row = Disguise.objects.get()
    body = {"voice": "clear"}
    answer = signed_in("clerk").post(
        f"/api/v1/disguises/{row.pk}/again/", body, content_type="application/json"
    )
    assert answer.status_code == 409
    assert (Disguise.objects.get().state, Disguise.objects.get().voice) == ("to_hear", "strong")


class Killed(BaseException):
    """What ends a process, as a test can do it."""


def test_render_that_was_cut_short_is_drawn_anew(
    signed_in: SignIn, heard: Cast, room: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(signed_in, room)
    with monkeypatch.context() as patch:
        patch.setattr("media_pipeline.services.disguises.keep_peaks", killed)
        with pytest.raises(Killed):
            make_disguises(room.pk, lambda _percent, _stage="": None)
    half = set(Artefact.objects.filter(kind=ArtefactKind.DISGUISE).values_list("path", flat=True))
    assert Disguise.objects.get().state == "ordered"
    work()
    assert Disguise.objects.get().state == "to_hear"
    (kept,) = Artefact.objects.filter(kind=ArtefactKind.DISGUISE)
    assert kept.path not in half
    assert not any(derived().is_there(path) for path in half)


def killed(*_args: object) -> None:
    raise Killed


def test_sound_that_cannot_be_disguised_stays_withheld(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(signed_in, room)
    monkeypatch.setattr("media_pipeline.services.disguises.render", refuses)
    work()
    row = Disguise.objects.get()
    assert (row.state, row.report["reason"]) == ("failed", "leak")
    assert not sounds(served(signed_in("party"), room, tmp_path / "failed.mp4"))
    monkeypatch.undo()
    again(row, heard.caller("clerk"), "T-clerk-protected")
    work()
    assert Disguise.objects.get().state == "to_hear"


def refuses(*_args: object) -> None:
    raise DisguiseRefused({Fault.LEAK})


def test_part_of_a_session_that_goes_on_is_disguised_when_it_is_closed(
    signed_in: SignIn, heard: Cast, room: Hearing
) -> None:
    caller = heard.caller("clerk")
    opened_at, closed_at = room.opened_at, room.closed_at
    assert opened_at is not None
    room = mark_session(room, caller, "T-clerk-open", opened_at, None)
    made = protect(signed_in, room, ended_at=None)
    assert made["ended_at"] is None
    work()
    assert not Disguise.objects.exists()
    mark_session(room, caller, "T-clerk-open", opened_at, closed_at)
    work()
    row = Disguise.objects.get()
    assert (row.state, row.ended_at) == ("to_hear", closed_at)


def test_whoever_looks_has_made_what_is_lacking(signed_in: SignIn, heard: Cast, room: Hearing) -> None:
    protect(signed_in, room)
    work()
    Disguise.objects.all().delete()
    opened(signed_in("party"), room)
    work()
    assert Disguise.objects.get().state == "to_hear"


def test_render_goes_with_any_of_its_originals(signed_in: SignIn, heard: Cast, room: Hearing) -> None:
    released(signed_in, heard, room)
    assert Artefact.objects.filter(kind__in=("disguise", "dub")).exists()
    assert forget_renders(room) >= 2
    assert not Artefact.objects.filter(kind__in=("disguise", "dub")).exists()
