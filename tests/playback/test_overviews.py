"""Peaks and storyboard of a hearing: in hearing time, and never of a moment that this viewer may not hear or see."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hearings.models import Hearing
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.models import Recording
from media_pipeline.services.measuring import storyboard_of
from playback.services import overviews
from tests.cast import HEARD_AT, Cast, mark
from tests.media import add_recording
from tests.playback.test_media import base_of, body_of, opened
from tests.stores import file_of

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_boards", "_louds"):
        monkeypatch.setattr(overviews, name, overviews.Remembered())


def measure(recording: Recording) -> None:
    job = Job.objects.get(kind="measure", subject=recording.pk)
    run_job(job.pk, owner=f"test:{os.getpid()}")


@pytest.fixture
def measured(recorded: Hearing) -> Hearing:
    """24 s were recorded from the hearing's opening on, 20 s of them are the session; tiles at 0, 10 and 20 s."""
    measure(Recording.objects.get())
    return recorded


def document(client: Client, play: dict[str, Any], field: str) -> dict[str, Any]:
    return dict(json.loads(body_of(client, play[field])))


def test_nothing_is_given_before_it_is_measured(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    assert (play["peaks"], play["storyboard"]) == (None, None)
    for name in ("peaks.json", "storyboard.json", "storyboard/0.jpg"):
        assert client.get(f"{base_of(play)}/{name}").status_code == 404


def test_peaks_are_those_of_the_session(signed_in: SignIn, measured: Hearing) -> None:
    client = signed_in("party")
    peaks = document(client, opened(client, measured), "peaks")
    assert (peaks["duration_ms"], peaks["step_ms"], len(peaks["peaks"])) == (20_000, 50, 400)
    assert min(peaks["peaks"][1:-1]) > 5
    assert max(peaks["peaks"]) <= 127


def test_tiles_outside_the_session_are_in_no_list_and_behind_no_address(
    signed_in: SignIn, measured: Hearing
) -> None:
    client = signed_in("party")
    play = opened(client, measured)
    rows = document(client, play, "storyboard")["tiles"]
    assert [row["at_ms"] for row in rows] == [0, 10_000]
    board = storyboard_of(Recording.objects.get().original.sha256)
    assert board is not None
    stored = file_of(board.at).read_bytes()[board.skip :]
    tiles = [stored[frame.offset : frame.offset + frame.size] for frame in board.frames]
    assert [frame.time_ms for frame in board.frames] == [0, 10_000, 20_000]
    assert [body_of(client, f"{base_of(play)}/{row['tile']}") for row in rows] == tiles[:2]
    for number in (2, 3, 999_999):
        assert client.get(f"{base_of(play)}/storyboard/{number}.jpg").status_code == 404


def test_what_comes_before_the_opening_is_silent_and_unseen(
    cast: Cast, signed_in: SignIn, measured: Hearing
) -> None:
    old = opened(signed_in("party"), measured)
    mark(cast, HEARD_AT + timedelta(seconds=6), 10_000)
    client = signed_in("judge")
    play = opened(client, Hearing.objects.get(pk=measured.pk))
    assert [row["at_ms"] for row in document(client, play, "storyboard")["tiles"]] == [4_000]
    assert len(document(client, play, "peaks")["peaks"]) == 200
    # The old generation is dead, its tiles with it.
    assert signed_in("party").get(f"{base_of(old)}/storyboard/0.jpg").status_code == 404


def test_time_without_a_recording_has_no_peaks(cast: Cast, signed_in: SignIn, heard: Cast) -> None:
    measure(add_recording(heard, started_at=HEARD_AT + timedelta(seconds=5)))
    client = signed_in("party")
    peaks = document(client, opened(client, heard.hearing), "peaks")["peaks"]
    assert not any(peaks[:98])
    assert all(peaks[104:])


@pytest.mark.parametrize("name", ["peaks.json", "storyboard.json", "storyboard/0.jpg"])
def test_only_who_opened_the_play_gets_it(name: str, signed_in: SignIn, measured: Hearing) -> None:
    play = opened(signed_in("party"), measured)
    for other in ("", "judge", "outsider"):
        assert signed_in(other).get(f"{base_of(play)}/{name}").status_code == 404


def test_running_play_costs_no_query(
    signed_in: SignIn, measured: Hearing, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("party")
    play = opened(client, measured)
    body_of(client, play["peaks"])
    with django_assert_num_queries(0):
        for name in ("peaks.json", "storyboard.json", "storyboard/1.jpg"):
            body_of(client, f"{base_of(play)}/{name}")


def test_storyboard_whose_file_is_gone_is_not_there(signed_in: SignIn, measured: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, measured)
    board = storyboard_of(Recording.objects.get().original.sha256)
    assert board is not None
    kept = file_of(board.at).read_bytes()
    file_of(board.at).unlink()
    try:
        assert client.get(f"{base_of(play)}/storyboard/0.jpg").status_code == 404
    finally:
        file_of(board.at).write_bytes(kept)
