"""The gate: a change of rights ends running plays at once, on every path, and a blind gate refuses."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Membership
from accounts.services.epochs import epochs_fresh_s, hearing_key, let_gates_notice, raise_epochs
from accounts.services.memberships import end_office
from custody.models import OutboxRow
from custody.services.outbox import SYSTEM
from foundation.clock import utc_now
from hearings.models import Assignment, Hearing, Mandate, Participant, ParticipantSpan
from hearings.services.assignments import assign, end_assignment, recuse
from hearings.services.mandates import end_mandate
from media_pipeline.hls.files import LocalFile
from media_pipeline.models import Recording
from playback.models import Play
from playback.services import variants
from playback.services.epochs import EpochWatcher
from playback.services.gate import gate
from tests.cast import HEARD_AT, RULE, Cast, build, mark, write_and_publish
from tests.media import StillWatcher, add_recording
from tests.media_pipeline.uploads.portal import eventually
from tests.playback.test_media import base_of, opened

SignIn = Callable[[str], Client]
NOTICED_S = 0.5


@pytest.fixture
def watched(transactional_db: None) -> Iterator[Cast]:
    """The cast with a recording in a database where every thread sees what is committed, and a real watcher."""
    cast = build()
    mark(cast)
    write_and_publish(cast)
    add_recording(cast)
    cast.hearing.refresh_from_db()
    gate.watcher = EpochWatcher()
    yield cast
    gate.watcher.stop()


def sign_in(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.people[username])
    return client


class Viewer:
    """Somebody who has a play running."""

    def __init__(self, cast: Cast, username: str) -> None:
        self.cast = cast
        self.client = sign_in(cast, username)
        self.play = opened(self.client, cast.hearing)
        assert self.status() == 200

    def status(self) -> int:
        return self.client.get(f"{base_of(self.play)}/v0/0.m4s").status_code

    def again(self) -> int:
        return self.client.get(f"/api/v1/hearings/{self.cast.hearing.pk}/playback/").status_code


def post(client: Client, url: str, body: dict[str, Any]) -> int:
    return client.post(url, body, content_type="application/json").status_code


def _withdraw(cast: Cast, clerk: Client) -> int:
    return post(clerk, f"/api/v1/recordings/{Recording.objects.get().pk}/withdraw/", {"reason": "wrong"})


def _move(cast: Cast, clerk: Client) -> int:
    target = Hearing.objects.create(court=cast.courts["city"], scheduled_at=HEARD_AT)
    target.cases.add(cast.case)
    assign(target, cast.people["clerk"], "clerk", cast.caller("registry"), RULE)
    return post(clerk, f"/api/v1/recordings/{Recording.objects.get().pk}/move/", {"hearing": target.pk})


def _mark(cast: Cast, clerk: Client) -> int:
    body = {"opened_at": "2026-03-02T05:00:00Z", "closed_at": "2026-03-02T05:00:10Z"}
    return post(clerk, f"/api/v1/hearings/{cast.hearing.pk}/session/", body)


@pytest.mark.db
@pytest.mark.parametrize("change", [_withdraw, _move, _mark])
def test_old_addresses_are_dead_when_the_change_returns(
    watched: Cast, change: Callable[[Cast, Client], int]
) -> None:
    viewer = Viewer(watched, "party")
    started = time.monotonic()
    assert change(watched, sign_in(watched, "clerk")) in {200, 204}
    assert viewer.status() == 404
    assert (
        time.monotonic() - started < 10 * NOTICED_S
    )  # a bound for a busy machine; the wait itself is two periods


def test_new_generation_after_a_change_plays(watched: Cast) -> None:
    viewer = Viewer(watched, "party")
    _mark(watched, sign_in(watched, "clerk"))
    assert (viewer.status(), viewer.again()) == (404, 200)
    fresh = opened(viewer.client, watched.hearing)
    assert fresh["generation"] != viewer.play["generation"]
    assert viewer.client.get(fresh["playlist"]).status_code == 200
    poll = viewer.client.get(viewer.play["poll"])
    assert poll.json()["generation"] == fresh["generation"]


def _end_mandate(cast: Cast) -> None:
    end_mandate(Mandate.objects.get(), cast.caller("registry"), RULE)


def _end_seat(cast: Cast) -> None:
    seat = Assignment.objects.get(user=cast.people["assistant"])
    end_assignment(seat, cast.caller("registry"), RULE)


def _recuse(cast: Cast) -> None:
    recuse(Assignment.objects.get(role="presiding", hearing=cast.hearing), cast.caller("registry"), RULE, "x")


def _end_office(cast: Cast) -> None:
    end_office(Membership.objects.get(user=cast.people["chair"]), actor=SYSTEM)


def _forget_testimony(cast: Cast) -> None:
    client = sign_in(cast, "clerk")
    for source in ParticipantSpan.objects.filter(participant__kind="witness").values_list(
        "source", flat=True
    ):
        client.delete(f"/api/v1/entries/{source}/")


@pytest.mark.parametrize(
    ("username", "end"),
    [
        ("lawyer", _end_mandate),
        ("assistant", _end_seat),
        ("judge", _recuse),
        ("chair", _end_office),
        ("witness", _forget_testimony),
    ],
)
def test_ended_right_ends_the_running_play(watched: Cast, username: str, end: Callable[[Cast], None]) -> None:
    viewer = Viewer(watched, username)
    end(watched)
    time.sleep(NOTICED_S)
    assert viewer.status() == 404
    assert viewer.again() in {403, 404}


def test_signing_out_ends_the_play_even_for_a_copied_cookie(watched: Cast) -> None:
    viewer = Viewer(watched, "party")
    thief = Client()
    thief.cookies["sessionid"] = viewer.client.cookies["sessionid"].value
    assert thief.get(viewer.play["playlist"]).status_code == 200
    viewer.client.post("/accounts/logout/")
    time.sleep(NOTICED_S)
    assert thief.get(viewer.play["playlist"]).status_code == 404


def test_deactivated_person_stops_within_a_verdicts_age(watched: Cast, settings: Settings) -> None:
    viewer = Viewer(watched, "party")
    settings.VERDICT_MAX_S = 0.2
    watched.people["party"].is_active = False
    watched.people["party"].save()
    time.sleep(0.3)
    assert viewer.status() == 404


def test_mandate_that_runs_out_by_itself_stops_within_a_verdicts_age(
    watched: Cast, settings: Settings
) -> None:
    assert settings.VERDICT_MAX_S <= 10
    settings.VERDICT_MAX_S = 0.2
    viewer = Viewer(watched, "lawyer")
    Mandate.objects.update(until=utc_now())  # nobody ends it: no epoch is raised
    time.sleep(0.3)
    assert viewer.status() == 404


def test_play_ends_after_its_time(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    Play.objects.update(ends_at=utc_now() - timedelta(seconds=1))
    gate._running.clear()
    assert client.get(play["playlist"]).status_code == 404


def test_destroyed_recording_is_410_under_its_old_address(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    Hearing.objects.update(retention_expired=True)
    gate._running.clear()
    assert client.get(play["playlist"]).status_code == 410


def test_disclosure_is_on_record_before_any_byte(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("judge2")
    url = f"/api/v1/hearings/{recorded.pk}/playback/?purpose=a+comparison"
    assert client.get(url).status_code == 200
    row = OutboxRow.objects.filter(action="play.opened").latest("seq")
    assert (row.object, row.private["purpose"]) == (recorded.pk, "a comparison")
    assert row.person == Play.objects.get().viewer
    assert row.entry.seq is not None  # in the log, not on its way to it


def test_play_that_cannot_be_logged_is_not_opened(
    signed_in: SignIn, recorded: Hearing, settings: Settings, tmp_path: Path
) -> None:
    settings.AUDIT_LOG_DIR = tmp_path / "file"
    settings.AUDIT_LOG_DIR.write_text("where the log should be, a file is")
    answer = signed_in("judge").get(f"/api/v1/hearings/{recorded.pk}/playback/")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:courtrec:problem:not-logged")
    assert Play.objects.get().pk not in answer.content.decode()


def test_refused_playback_opens_no_play(signed_in: SignIn, recorded: Hearing) -> None:
    for username in ("outsider", "registry", "judge2"):
        signed_in(username).get(f"/api/v1/hearings/{recorded.pk}/playback/")
    assert not Play.objects.exists()
    assert not OutboxRow.objects.filter(action="play.opened").exists()


# --- the watcher ---------------------------------------------------------------------------------------------------


class Source:
    """A database that a test drives."""

    def __init__(self) -> None:
        self.epochs: dict[str, int] = {}
        self.away = False

    def __call__(self, keys: Any) -> dict[str, int]:
        if self.away:
            raise DatabaseError
        return {key: self.epochs[key] for key in keys if key in self.epochs}


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def watcher(source: Source) -> Iterator[EpochWatcher]:
    made = EpochWatcher(source)
    yield made
    made.stop()


def test_watcher_sees_a_raised_epoch_within_two_periods(watcher: EpochWatcher, source: Source) -> None:
    assert watcher.read_now(("h:1",)) == (0,)
    assert watcher.current(("h:1",)) == (0,)
    source.epochs["h:1"] = 1
    time.sleep(NOTICED_S)
    assert watcher.current(("h:1",)) in {(1,), None}  # None: its look is late, whoever asks has to read
    assert watcher.read_now(("h:1",)) == (1,)


def test_watcher_does_not_know_what_it_was_never_asked(watcher: EpochWatcher) -> None:
    watcher.read_now(("h:1",))
    assert watcher.current(("h:1", "u:1")) is None


def test_blind_watcher_knows_nothing_and_recovers(
    watcher: EpochWatcher, source: Source, settings: Settings
) -> None:
    settings.EPOCH_READ_EVERY_S = 0.1
    watcher.read_now(("h:1",))
    source.away = True
    time.sleep(0.4)
    assert watcher.current(("h:1",)) is None
    source.away = False
    assert eventually(lambda: watcher.current(("h:1",)), 30) == (0,)


def test_slow_reading_does_not_bring_back_what_has_changed_since(source: Source) -> None:
    watcher = StillWatcher(source)
    source.epochs["h:1"] = 1
    watcher.read_now(("h:1",))

    def slow(keys: Any) -> dict[str, int]:
        found = source(keys)
        source.epochs["h:1"] = 2
        watcher._read = source
        watcher.read_now(("h:1",))
        return found

    watcher._read = slow
    watcher.round()
    assert watcher.current(("h:1",)) == (2,)


def test_gate_that_stands_still_plays_nothing_that_was_closed_meanwhile(
    signed_in: SignIn, recorded: Hearing, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watcher never looks again, as in a process that gets no time: the wait of who closes is what counts."""
    settings.EPOCH_READ_EVERY_S = 0.05
    monkeypatch.setattr(gate.watcher, "fresh_s", epochs_fresh_s)
    client = signed_in("party")
    play = opened(client, recorded)
    assert client.get(play["playlist"]).status_code == 200
    Participant.objects.update(until=utc_now())
    raise_epochs(hearing_key(recorded.pk))
    let_gates_notice()
    assert client.get(play["playlist"]).status_code == 404


def test_late_watcher_costs_one_query_while_nothing_changes(
    signed_in: SignIn,
    recorded: Hearing,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    client = signed_in("party")
    url = f"{base_of(opened(client, recorded))}/v0/0.m4s"
    assert client.get(url).status_code == 200
    monkeypatch.setattr(gate.watcher, "fresh_s", lambda: -1)
    with django_assert_num_queries(1):
        assert client.get(url).status_code == 200


def test_blind_gate_refuses_with_423(
    signed_in: SignIn, recorded: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    assert client.get(play["playlist"]).status_code == 200

    def away(_keys: object) -> dict[str, int]:
        raise DatabaseError

    monkeypatch.setattr(gate.watcher, "_read", away)
    monkeypatch.setattr(gate.watcher, "fresh_s", lambda: -1)
    for url in (play["playlist"], play["poll"], f"{base_of(play)}/v0/0.m4s"):
        assert client.get(url).status_code == 423


def test_gate_remembers_a_bounded_number_of_plays(
    signed_in: SignIn, recorded: Hearing, settings: Settings
) -> None:
    settings.GATE_PLAYS_HELD = 3
    client = signed_in("party")
    plays = [opened(client, recorded) for _ in range(5)]
    assert [client.get(play["playlist"]).status_code for play in plays] == [200] * 5
    assert len(gate._running) == 3


def test_stream_under_way_keeps_its_files_open(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    url = f"{base_of(opened(client, recorded))}/v0/0.m4s"
    whole = client.get(url).getvalue()
    answer = client.get(url)
    forget_variants()
    assert answer.getvalue() == whole


def test_segment_whose_file_is_gone_is_refused_before_its_first_byte(
    signed_in: SignIn, recorded: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("party")
    url = f"{base_of(opened(client, recorded))}/v0/0.m4s"
    assert client.get(url).status_code == 200

    def gone(_file: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(LocalFile, "open", gone)
    answer = client.get(url)
    assert (answer.status_code, answer.content) == (423, b"")


def forget_variants() -> None:
    gate._running.clear()
    variants._held.clear()
