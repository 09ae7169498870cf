"""Hearing protected parts as they were recorded: who may, what a second sign-in opens, for how long, what is noted."""

import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.policies.step_up import AT, SITTINGS
from custody.models import OutboxRow
from foundation.clock import plus_ms, rfc3339, utc_now
from hearings.models import Assignment, Hearing
from playback.models import Play
from playback.services.gate import gate
from tests.cast import HEARD_AT, Cast
from tests.media_pipeline.voice.sounds import TRACE, trace
from tests.playback.disguising import (
    RATE,
    Samples,
    SignIn,
    decoded,
    inside,
    protect,
    released,
    speaking,
    speech,
)
from tests.playback.test_media import base_of, body_of, parts_of
from tests.restrictions import restrict


@pytest.fixture
def room(heard: Cast) -> Hearing:
    return speaking(heard)


def stepped_up(client: Client, seconds_ago: int = 0) -> Client:
    session = client.session
    session[AT] = int(time.time()) - seconds_ago
    session.save()
    return client


def later(ms: int) -> str | None:
    return rfc3339(plus_ms(HEARD_AT, ms))


def address(room: Hearing) -> str:
    return f"/api/v1/hearings/{room.pk}/playback/?as_recorded=1"


def heard_by(client: Client, room: Hearing, path: Path) -> Samples:
    answer = client.get(address(room))
    assert answer.status_code == 200, answer.content
    play = answer.json()
    assert play["as_recorded"]
    path.write_bytes(
        b"".join(body_of(client, f"{base_of(play)}/{name}") for name in parts_of(client, play, "a0"))
    )
    return inside(decoded(path))


def is_original(sound: Samples) -> bool:
    margin = RATE // 2
    ours, theirs = sound[margin:-margin], inside(decoded(speech()))[margin:-margin]
    length = min(len(ours), len(theirs))
    return float(np.corrcoef(ours[:length], theirs[:length])[0, 1]) > 0.99


def test_judge_hears_the_voice_after_a_second_sign_in_and_not_before(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    released(signed_in, heard, room)
    judge = signed_in("judge")
    refused = judge.get(address(room))
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:courtrec:problem:step-up-required")
    stepped_up(judge)
    assert is_original(heard_by(judge, room, tmp_path / "real.mp4"))
    # Without asking for it the judge hears what everybody does.
    play = judge.get(f"/api/v1/hearings/{room.pk}/playback/").json()
    assert "as_recorded" not in play
    names = parts_of(judge, play, "a0")
    (tmp_path / "disguised.mp4").write_bytes(b"".join(body_of(judge, f"{base_of(play)}/{n}") for n in names))
    assert trace(inside(decoded(speech())), inside(decoded(tmp_path / "disguised.mp4"))) < TRACE


def test_part_that_is_not_released_is_heard_as_recorded_too(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    protect(signed_in, room)
    gate.watcher.round()
    judge = stepped_up(signed_in("judge"))
    assert is_original(heard_by(judge, room, tmp_path / "real.mp4"))
    assert judge.get(address(room)).json()["withheld"] == []


def test_sworn_clerk_needs_no_second_sign_in(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    protect(signed_in, room)
    clerk = signed_in("clerk")
    assert clerk.get(address(room)).status_code == 403
    Assignment.objects.filter(hearing=room, role="clerk").update(sworn=True)
    assert is_original(heard_by(clerk, room, tmp_path / "real.mp4"))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *((name, 403) for name in ("party", "lawyer", "prosecutor", "victim", "assistant", "chair", "clerk")),
        ("outsider", 404),
        ("observer", 404),
    ],
)
def test_nobody_else_hears_the_voice_however_often_they_sign_in(
    name: str, status: int, signed_in: SignIn, heard: Cast, room: Hearing
) -> None:
    protect(signed_in, room)
    client = stepped_up(signed_in(name))
    assert client.get(address(room)).status_code == status
    assert client.get(f"/hearings/{room.pk}/?as_recorded=1").status_code == status
    assert not Play.objects.filter(as_recorded=True).exists()


def test_what_is_off_the_record_stays_so(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    protect(signed_in, room)
    restrict(room, "off_record", 6_000, 14_000)
    gate.watcher.round()
    judge = stepped_up(signed_in("judge"))
    assert judge.get(address(room)).status_code == 403
    protect(signed_in, room, started_at=later(16_000), ended_at=later(20_000))
    gate.watcher.round()
    # Another part may be heard; of this one nothing is.
    assert not is_original(heard_by(judge, room, tmp_path / "real.mp4"))


def test_sitting_ends_while_it_plays(
    signed_in: SignIn, heard: Cast, room: Hearing, settings: Settings
) -> None:
    protect(signed_in, room)
    gate.watcher.round()
    settings.VERDICT_MAX_S = 0
    judge = stepped_up(signed_in("judge"))
    play = judge.get(address(room)).json()
    # The second sign-in is kept for this hearing's sitting.
    assert set(judge.session[SITTINGS]) == {room.pk}
    name = f"{base_of(play)}/{parts_of(judge, play, 'a0')[2]}"
    assert judge.get(name).status_code == 200
    old = utc_now() - timedelta(seconds=settings.STEP_UP_ORIGINAL_S + 1)
    Play.objects.filter(as_recorded=True).update(stepped_up_at=old)
    gate._running.clear()
    assert judge.get(name).status_code == 404
    stepped_up(judge, settings.STEP_UP_ORIGINAL_S + 1)
    session = judge.session
    session[SITTINGS] = {room.pk: int(time.time()) - settings.STEP_UP_ORIGINAL_S - 1}
    session.save()
    assert judge.get(address(room)).status_code == 403


def test_listening_to_the_voice_stands_in_the_log_with_the_rule(
    signed_in: SignIn, heard: Cast, room: Hearing
) -> None:
    protect(signed_in, room)
    assert stepped_up(signed_in("judge")).get(address(room)).status_code == 200
    row = OutboxRow.objects.filter(action="play.opened").latest("seq")
    assert row.rule == "T-judge-protected"


def test_page_says_that_the_voices_are_real(signed_in: SignIn, heard: Cast, room: Hearing) -> None:
    protect(signed_in, room)
    page, real = f"/hearings/{room.pk}/", f"/hearings/{room.pk}/?as_recorded=1"
    judge = signed_in("judge")
    assert real in judge.get(page).content.decode()
    assert judge.get(real).status_code == 302  # to the second sign-in
    stepped_up(judge)
    shown = judge.get(real).content.decode()
    assert "as they were recorded" in shown
    assert f'data-playback-url="{address(room)}"' in shown
    assert real not in signed_in("party").get(page).content.decode()


def test_hearing_without_protected_parts_offers_nothing(
    signed_in: SignIn, heard: Cast, room: Hearing
) -> None:
    judge = signed_in("judge")
    assert "as_recorded" not in judge.get(f"/hearings/{room.pk}/").content.decode()
    assert judge.get(address(room)).status_code == 200
