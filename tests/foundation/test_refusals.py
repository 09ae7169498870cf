"""A 404 leaves at the beats of a clock, whatever it took to find out; everything else leaves at once."""

import time
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given, strategies as st
from pytest_django.fixtures import Settings

from foundation.ids import new_id
from foundation.web.refusals import rest_of_beat
from tests.cast import Cast

BEAT_S = 0.05
HEARING, PAGE = "/api/v1/hearings/{}/", "/hearings/{}/"
SignIn = Callable[[str], Client]


@given(st.floats(0, 3, allow_nan=False))
def test_answer_leaves_at_a_beat_and_never_earlier_than_it_is_ready(took_s: float) -> None:
    wait = rest_of_beat(took_s, BEAT_S)
    assert 0 <= wait < BEAT_S + 1e-9
    beats = (took_s + wait) / BEAT_S
    assert beats == pytest.approx(round(beats), abs=1e-6)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[float]:
    """What was waited for, at a beat that no answer of a test misses; nothing is slept."""
    settings.NOT_FOUND_BEAT_MS = 60_000
    slept: list[float] = []
    monkeypatch.setattr("foundation.web.refusals.time.sleep", slept.append)
    return slept


@pytest.mark.parametrize("address", [HEARING, PAGE])
def test_hidden_and_absent_end_at_the_same_beat(
    waits: list[float], cast: Cast, signed_in: SignIn, address: str
) -> None:
    outsider = signed_in("outsider")
    for each in (cast.hearing.pk, new_id()):
        began = time.monotonic()
        assert outsider.get(address.format(each)).status_code == 404
        took = time.monotonic() - began
        assert waits.pop() + took == pytest.approx(60, abs=0.5 + took)
    assert waits == []


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("judge", HEARING, 200),  # an answer
        ("registry", HEARING + "playback/", 403),  # a refusal that may be told
        ("", "/nothing/of/the/kind/", 404),  # no address of ours
    ],
)
def test_everything_else_leaves_at_once(
    waits: list[float], cast: Cast, signed_in: SignIn, who: str, address: str, status: int
) -> None:
    assert signed_in(who).get(address.format(cast.hearing.pk)).status_code == status
    assert waits == []
