"""Sessions: the list of one's own, ending them, and how long they last without use."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings
from time_machine import travel

from accounts.services.epochs import read_epochs, user_key
from accounts.services.sessions import forget_ended, renew_by_key
from accounts.web.devices import device_of
from custody.models import OutboxRow
from demo.services.cast import PASSWORD
from foundation.clock import utc_now
from hearings.models import Hearing
from playback.services.gate import gate
from playback.services.keeping import KeepAlive
from tests.cast import Cast
from tests.playback.test_media import base_of, opened

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IDLE_S = 1800
MAX_S = 12 * 3600


def sign_in(name: str, agent: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
    return client


def key_of(client: Client) -> str:
    return str(client.session.session_key)


def is_in(client: Client) -> bool:
    return client.get("/hearings/").status_code == 200


def end(client: Client, which: object) -> None:
    client.post("/accounts/sessions/", {"session": str(which)})


def row_of(client: Client) -> int:
    return int(UserSession.objects.get(session_key=key_of(client)).pk)


def test_own_sessions_are_listed_and_nobody_elses(cast: Cast) -> None:
    here, _there, _other = sign_in("judge"), sign_in("judge", "curl/8"), sign_in("clerk")
    shown = here.get("/accounts/sessions/").context["sessions"]
    assert [(row["device"], row["own"]) for row in shown] == [
        ("unknown browser", False),
        ("Firefox, Windows", True),
    ]


def test_page_tells_when_a_sign_in_ends_at_the_latest(cast: Cast, settings: Settings) -> None:
    settings.SESSION_MAX_S = MAX_S - 1800  # told in whole hours, none too few
    here = sign_in("judge")
    assert "it ends 12 hours after it began" in here.get("/accounts/sessions/").content.decode()
    assert "через 12 часов после начала" in here.get("/accounts/sessions/?lang=ru").content.decode()


def test_ending_one_session_ends_that_one_only_with_its_row(cast: Cast) -> None:
    here, there, third = (sign_in("judge") for _ in range(3))
    end(here, row_of(there))
    assert [is_in(here), is_in(there), is_in(third)] == [True, False, True]
    row = OutboxRow.objects.get(action="session.ended")
    assert row.object == cast.people["judge"].pk


def test_ending_all_others_leaves_the_present_one(cast: Cast) -> None:
    here, there, third = (sign_in("judge") for _ in range(3))
    end(here, "others")
    assert [is_in(here), is_in(there), is_in(third)] == [True, False, False]


@pytest.mark.parametrize("which", ["own", "another's", "nonsense", ""])
def test_nothing_else_is_ended(cast: Cast, which: str) -> None:
    here, other = sign_in("judge"), sign_in("clerk")
    named = {"own": str(row_of(here)), "another's": str(row_of(other))}
    end(here, named.get(which, which))
    assert is_in(here)
    assert is_in(other)
    assert not OutboxRow.objects.filter(action="session.ended").exists()


def test_administrator_signs_a_person_out_everywhere(cast: Cast) -> None:
    judge, clerk, admin = sign_in("judge"), sign_in("clerk"), sign_in("courtadmin")
    chosen = {"action": "end_sessions_of_selected", "_selected_action": [cast.people["judge"].pk]}
    admin.post("/admin/accounts/user/", chosen)
    assert [is_in(judge), is_in(clerk)] == [False, True]


# --- playing ------------------------------------------------------------------------------------------------------
def segment(client: Client, play: dict[str, str]) -> int:
    return client.get(f"{base_of(play)}/v0/0.m4s").status_code


def test_ended_session_stops_its_plays_and_spares_the_others(recorded: Hearing) -> None:
    here, there = sign_in("judge"), sign_in("judge")
    plays = [opened(client, recorded) for client in (here, there)]
    viewer = user_key(recorded.assignments.get(role="presiding").user_id)
    before = read_epochs([viewer])
    end(here, row_of(there))
    assert read_epochs([viewer]) != before  # a gate that remembers its verdict looks again
    assert [segment(here, plays[0]), segment(there, plays[1])] == [200, 404]


def test_session_without_use_ends_and_its_plays_with_it(recorded: Hearing) -> None:
    client = sign_in("judge")
    play = opened(client, recorded)
    with travel(utc_now() + timedelta(seconds=IDLE_S + 120)):
        assert segment(client, play) == 404
        assert not is_in(client)


def test_each_request_prolongs_the_session(cast: Cast) -> None:
    client, start = sign_in("judge"), utc_now()
    for minutes in (25, 50, 75):
        with travel(start + timedelta(minutes=minutes)):
            assert is_in(client)


def test_session_ends_after_its_longest_time_whatever_is_done(recorded: Hearing, settings: Settings) -> None:
    assert settings.SESSION_MAX_S == MAX_S
    settings.SESSION_MAX_S, play = 3600, {}
    client, start = sign_in("judge"), utc_now()
    for minutes in (25, 50):
        with travel(start + timedelta(minutes=minutes)):
            play = opened(client, recorded)
    with travel(start + timedelta(minutes=61)):
        gate._running.clear()
        assert segment(client, play) == 404
        assert not is_in(client)
        assert is_in(sign_in("judge"))


def test_confirming_does_not_prolong_the_longest_time_and_signing_in_again_does(cast: Cast) -> None:
    client, start = sign_in("judge"), utc_now()
    session = client.session
    session["since"] = int(start.timestamp()) - MAX_S + 300
    session.save()
    assert is_in(client)
    client.post("/accounts/step-up/", {"password": PASSWORD})
    with travel(start + timedelta(seconds=400)):
        assert not is_in(client)
        form = {"login": "judge", "password": PASSWORD}
        assert client.post("/accounts/login/", form).status_code == 302
    with travel(start + timedelta(seconds=1500)):
        assert is_in(client)


def test_playing_prolongs_the_session_and_polling_does_not(
    recorded: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = KeepAlive()
    monkeypatch.setattr("playback.web.media.keep_alive", keeper)
    client, start = sign_in("judge"), utc_now()
    play = opened(client, recorded)
    for minutes in (0, 20, 40):
        with travel(start + timedelta(minutes=minutes)):
            gate._running.clear()
            assert segment(client, play) == 200
    with travel(start + timedelta(minutes=60)):
        assert client.get(play["poll"]).status_code == 200
    gate._running.clear()  # its memory goes by a clock that travels nowhere
    with travel(start + timedelta(minutes=75)):
        assert client.get(play["poll"]).status_code == 404
        assert not is_in(client)


def test_session_that_has_ended_is_not_brought_back(cast: Cast) -> None:
    client = sign_in("judge")
    key = key_of(client)
    client.post("/accounts/logout/")
    renew_by_key(key)
    assert not Session.objects.filter(session_key=key).exists()


def test_round_forgets_what_has_ended(cast: Cast) -> None:
    running = sign_in("judge")
    Session.objects.filter(session_key=key_of(sign_in("clerk"))).update(expire_date=utc_now())
    assert forget_ended() == 1
    assert [row.session_key for row in UserSession.objects.all()] == [key_of(running)]


def test_session_is_written_seldom(cast: Cast) -> None:
    client = sign_in("judge")
    client.get("/hearings/")
    first = Session.objects.get(session_key=key_of(client)).expire_date
    client.get("/hearings/")
    assert Session.objects.get(session_key=key_of(client)).expire_date == first


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_device_is_named_as_people_know_it(agent: str, device: str) -> None:
    assert device_of(agent) == device
