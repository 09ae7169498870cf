"""Who decides on a disguise, and when one is made, made again, or not at all."""

from pathlib import Path

import pytest

from hearings.models import Assignment, Disguise, FaceCover, Hearing, VoiceProfile
from hearings.policy.words import Face, Voice
from hearings.services.disguises import again
from hearings.services.hearings import mark_session
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.disguises import forget_renders, make_disguises
from media_pipeline.services.stores import derived
from media_pipeline.voice.errors import DisguiseRefused
from media_pipeline.voice.profiles import Profile
from media_pipeline.voice.verdict import Fault
from tests.cast import Cast
from tests.playback.disguising import (
    SignIn,
    let_out,
    protect,
    released,
    served,
    sounds,
    speaking,
    work,
)
from tests.playback.test_media import opened


@pytest.fixture
def room(heard: Cast) -> Hearing:
    return speaking(heard)


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


def test_desk_tells_who_may_listen_and_nobody_else(signed_in: SignIn, heard: Cast, room: Hearing) -> None:
    words, address = "wait for your ear", f"/hearings/{room.pk}/disguises/"
    protect(signed_in, room)
    work()
    for name, told in (("judge", True), ("clerk", False), ("party", False), ("clerk2", False)):
        page = signed_in(name).get("/").content.decode()
        assert (words in page, address in page) == (told, told), name
    Assignment.objects.filter(hearing=room, role="clerk").update(sworn=True)
    assert address in signed_in("clerk").get("/").content.decode()
    let_out(heard)
    assert words not in signed_in("judge").get("/").content.decode()


@pytest.mark.parametrize(("body", "status"), [({}, 422), ({"version": 1}, 409), ({"version": "a"}, 422)])
def test_release_names_the_version_that_was_heard(
    body: dict[str, object], status: int, signed_in: SignIn, heard: Cast, room: Hearing
) -> None:
    Assignment.objects.filter(hearing=room, role="clerk").update(sworn=True)
    protect(signed_in, room)
    work()
    row = Disguise.objects.get()
    client, address = signed_in("clerk"), f"/api/v1/disguises/{row.pk}/release/"
    assert client.post(address, body, content_type="application/json").status_code == status
    assert Disguise.objects.get().state == "to_hear"
    document = client.get(f"/api/v1/disguises/{row.pk}/").json()
    answer = client.post(address, {"version": document["version"]}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "released")


def test_words_of_voices_and_pictures_are_the_same_in_every_room() -> None:
    assert set(VoiceProfile.values) == set(Voice)
    assert set(FaceCover.values) == set(Face)
    assert {each.value for each in Profile} == {each.value for each in Voice} - {Voice.SOURCE.value}
