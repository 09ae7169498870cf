"""A deposit for a courtroom that holds two hearings: each of them reads its own part and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.services.memberships import end_office
from hearings.models import AssignmentRole, Hearing
from hearings.services.assignments import assign
from hearings.services.hearings import create_hearing, mark_session
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.models import HearingRange, Recording
from tests.cast import HEARD_AT, RULE, Cast
from tests.media import SECONDS, media_file
from tests.media_pipeline.uploads.tus import Tus

LENGTH_MS = SECONDS * 1000
DEPOSITED = HEARD_AT - timedelta(hours=6)
"""Too far from the hearings of the room to be theirs by time."""


@pytest.fixture
def deposit(tus: Tus, cast: Cast) -> Recording:
    """A recording of SECONDS that the clerk deposited for the courtroom; no hearing reads it yet."""
    data = media_file().read_bytes()
    upload = tus.started(
        len(data), filename="whole day.mp4", courtroom=cast.room.pk, started_at=DEPOSITED.isoformat()
    )
    assert tus.patch(upload, data).status_code == 204
    assert run_job(Job.objects.get(kind="index").pk, owner="test")
    return Recording.objects.get()


@pytest.fixture
def second(cast: Cast) -> Hearing:
    """Another hearing of the same clerk in the same room, 12 s later."""
    by = cast.caller("registry")
    at = HEARD_AT + timedelta(seconds=12)
    hearing = create_hearing(cast.courts["city"], [cast.case], by, RULE, scheduled_at=at, courtroom=cast.room)
    assign(hearing, cast.people["clerk"], AssignmentRole.CLERK, by, RULE)
    return hearing


def give(client: Client, recording: Recording, hearing: Hearing, **part: Any) -> Any:
    return client.post(
        f"/api/v1/recordings/{recording.pk}/ranges/",
        {"hearing": hearing.pk, **part},
        content_type="application/json",
    )


def playback(client: Client, hearing: Hearing) -> dict[str, Any]:
    answer = client.get(f"/api/v1/hearings/{hearing.pk}/playback/")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def media_s(client: Client, hearing: Hearing) -> float:
    """Return the seconds of picture that a hearing's playlist names."""
    playlist = playback(client, hearing)["playlist"]
    lines = _text(client, f"{playlist.rsplit('/', 1)[0]}/v0.m3u8").splitlines()
    return sum(
        float(line.removeprefix("#EXTINF:").split(",")[0]) for line in lines if line.startswith("#EXTINF")
    )


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    parts: Any = getattr(answer, "streaming_content", None) or [answer.content]
    return b"".join(parts).decode()


def test_deposit_is_read_by_no_hearing_until_it_is_given(tus: Tus, deposit: Recording, cast: Cast) -> None:
    assert not HearingRange.objects.exists()
    assert deposit.state == "ready"
    assert tus.client.get(f"/api/v1/recordings/{deposit.pk}/").json()["hearings"] == []
    timeline = tus.client.get(f"/api/v1/hearings/{cast.hearing.pk}/timeline/").json()
    assert timeline["parts"] == []


def test_two_hearings_of_one_file_read_only_their_own_ranges(
    tus: Tus, deposit: Recording, cast: Cast, second: Hearing
) -> None:
    assert give(tus.client, deposit, cast.hearing, from_ms=0, to_ms=10_000).status_code == 201
    answer = give(tus.client, deposit, second, from_ms=12_000)
    assert answer.status_code == 201
    assert sorted(answer.json()["hearings"], key=lambda part: part["from_ms"]) == [
        {"hearing": cast.hearing.pk, "from_ms": 0, "to_ms": 10_000},
        {"hearing": second.pk, "from_ms": 12_000, "to_ms": None},
    ]
    first_play, second_play = playback(tus.client, cast.hearing), playback(tus.client, second)
    assert first_play["duration_ms"] == 10_000
    assert second_play["duration_ms"] == pytest.approx(LENGTH_MS - 12_000, abs=100)
    assert second_play["started_at"].startswith("2026-03-01T23:00:12")
    assert media_s(tus.client, cast.hearing) == pytest.approx(10, abs=0.1)
    assert media_s(tus.client, second) == pytest.approx(SECONDS - 12, abs=0.1)


def test_list_is_narrowed_to_what_a_hearing_reads(
    tus: Tus, deposit: Recording, cast: Cast, second: Hearing
) -> None:
    give(tus.client, deposit, cast.hearing, from_ms=0, to_ms=10_000)

    def listed(hearing: str) -> list[str]:
        rows = tus.client.get("/api/v1/recordings/", {"hearing": hearing}).json()["results"]
        return [row["id"] for row in rows]

    assert (listed(cast.hearing.pk), listed(second.pk), listed("nothing")) == ([deposit.pk], [], [])


def test_list_tells_nothing_of_a_hearing_that_the_caller_must_not_know(
    tus: Tus, deposit: Recording, cast: Cast
) -> None:
    foreign = Hearing.objects.create(court=cast.courts["other"], scheduled_at=HEARD_AT)
    HearingRange.objects.create(hearing=foreign, recording=deposit)
    listed = tus.client.get("/api/v1/recordings/", {"hearing": foreign.pk})
    assert (listed.status_code, listed.json()["results"]) == (200, [])
    assert [row["id"] for row in tus.client.get("/api/v1/recordings/").json()["results"]] == [deposit.pk]


def test_original_of_a_file_with_two_hearings_needs_the_right_in_both(
    tus: Tus, deposit: Recording, cast: Cast, second: Hearing, signed_in: Callable[[str], Client]
) -> None:
    give(tus.client, deposit, cast.hearing, from_ms=0, to_ms=10_000)
    address = f"/api/v1/recordings/{deposit.pk}/original/"
    judge = signed_in("judge")
    alone = judge.get(address).status_code
    give(tus.client, deposit, second, from_ms=12_000)
    assert judge.get(address).status_code == 403  # sits in the first only
    assert alone == 200


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ({"from_ms": 0, "to_ms": 0}, 422),
        ({"from_ms": 5000, "to_ms": 5000}, 422),
        ({"from_ms": 5000, "to_ms": 4000}, 422),
        ({"from_ms": -1}, 422),
        ({"from_ms": 10**9}, 422),  # begins after the end
        ({"from_ms": "soon"}, 422),
        ({"from_ms": 0, "to_ms": 10**9}, 201),  # ends with the file
    ],
)
def test_range_must_lie_in_the_recording(
    tus: Tus, deposit: Recording, cast: Cast, part: dict[str, Any], status: int
) -> None:
    assert give(tus.client, deposit, cast.hearing, **part).status_code == status
    assert HearingRange.objects.count() == (status == 201)


def test_range_given_twice_is_one(tus: Tus, deposit: Recording, cast: Cast) -> None:
    for _ in range(2):
        assert give(tus.client, deposit, cast.hearing, from_ms=0, to_ms=10_000).status_code == 201
    assert HearingRange.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "status"),
    # judge: sees the hearing but did not deposit; clerk2: same court, sorts it, but does not sit in the hearing;
    # clerk3, outsider: know of neither
    [("judge", 404), ("clerk2", 403), ("clerk3", 404), ("outsider", 404)],
)
def test_deposit_of_another_person_cannot_be_given(
    deposit: Recording, cast: Cast, signed_in: Callable[[str], Client], username: str, status: int
) -> None:
    assert give(signed_in(username), deposit, cast.hearing).status_code == status


def test_deposit_cannot_be_given_to_a_hearing_of_others(tus: Tus, deposit: Recording, cast: Cast) -> None:
    assert give(tus.client, deposit, cast.other_hearing).status_code == 403
    assert not HearingRange.objects.exists()


def test_deposit_is_no_longer_the_depositors_when_the_office_ended(
    tus: Tus, deposit: Recording, cast: Cast
) -> None:
    end_office(cast.people["clerk"].memberships.get(), actor=cast.caller("registry").actor())
    assert tus.client.get(f"/api/v1/recordings/{deposit.pk}/").status_code == 404
    assert give(tus.client, deposit, cast.hearing).status_code == 404


# seconds after HEARD_AT: what is marked of three hearings in one file
SESSIONS = ((1, 6), (8, 14), (15, 22))


def test_one_file_over_three_hearings_shows_each_of_them_only_its_own(
    tus: Tus, cast: Cast, second: Hearing
) -> None:
    third = create_hearing(
        cast.courts["city"],
        [cast.case],
        cast.caller("registry"),
        RULE,
        scheduled_at=HEARD_AT + timedelta(seconds=20),
        courtroom=cast.room,
    )
    assign(third, cast.people["clerk"], AssignmentRole.CLERK, cast.caller("registry"), RULE)
    hearings = (cast.hearing, second, third)
    for hearing, (opened, closed) in zip(hearings, SESSIONS, strict=True):
        bounds = (HEARD_AT + timedelta(seconds=opened), HEARD_AT + timedelta(seconds=closed))
        mark_session(hearing, cast.caller("clerk"), RULE, *bounds)
    data = media_file().read_bytes()
    upload = tus.started(
        len(data), filename="2026-03-02_10-00-00.mp4", courtroom=cast.room.pk
    )  # nothing is said but by the name
    assert tus.patch(upload, data).status_code == 204
    assert run_job(Job.objects.get(kind="index").pk, owner="test")
    for hearing, (opened, closed) in zip(hearings, SESSIONS, strict=True):
        (part,) = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None)
        assert (part.from_ms, part.to_ms) == (opened * 1000, closed * 1000)
        play = playback(tus.client, hearing)
        assert (play["duration_ms"], play["started_at"][11:19]) == (
            (closed - opened) * 1000,
            f"05:00:{opened:02}",
        )
        assert media_s(tus.client, hearing) == pytest.approx(closed - opened, abs=0.1)
