"""The start of a recording: where it comes from, and how a clerk puts a wrong clock right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courts.models import Recorder, RecorderProfile
from custody.models import OutboxRow
from media_pipeline.models import Recording
from media_pipeline.services.ranges import give
from tests.cast import HEARD_AT, RULE, Cast
from tests.media_pipeline.recordings.rooms import clock, deposit, hearing, mark, parts
from tests.media_pipeline.uploads.tus import Tus, media


@pytest.fixture
def srs(cast: Cast) -> RecorderProfile:
    """A profile of the room's only recorder, whose clock is two minutes ahead."""
    profile = RecorderProfile.objects.create(
        court=cast.courts["city"],
        name="SRS",
        grammars=["{camera}-%d%m%y-%H%M%S"],
        cameras={"A": 3},
        channels={"3": ["judge", "witness"]},
    )
    Recorder.objects.create(courtroom=cast.room, serial="1", profile=profile, clock_offset_ms=120_000)
    return profile


def sent(tus: Tus, **fields: Any) -> Recording:
    """Send a file; its name is ``filename``."""
    data = media(6000, seed=1)
    assert tus.patch(tus.started(len(data), **fields), data).status_code == 204
    return Recording.objects.latest("created_at")


def test_file_is_read_by_the_profile_of_its_room(tus: Tus, srs: RecorderProfile) -> None:
    row = sent(tus, filename="A-020326-100515.mp4")
    assert (row.camera, row.channels) == (3, ["judge", "witness"])
    assert row.claimed_at == HEARD_AT + timedelta(minutes=5, seconds=15)
    assert row.started_at == row.claimed_at - timedelta(minutes=2)
    assert (row.clock_source, row.clock_offset_ms) == ("name", 120_000)


def test_what_the_sender_says_goes_before_the_profile(tus: Tus, srs: RecorderProfile) -> None:
    row = sent(
        tus,
        filename="A-020326-100515.mp4",
        started_at=HEARD_AT.isoformat(),
        camera="1",
        channels="clerk",
    )
    assert (row.camera, row.channels, row.clock_source) == (1, ["clerk"], "client")
    assert row.started_at == row.claimed_at == HEARD_AT


def test_profile_may_believe_the_name_first(tus: Tus, srs: RecorderProfile) -> None:
    RecorderProfile.objects.update(believed_first="name")
    row = sent(tus, filename="A-020326-100515.mp4", started_at=HEARD_AT.isoformat())
    assert row.clock_source == "name"


def test_file_without_any_time_begins_with_its_hearing(tus: Tus) -> None:
    row = sent(tus, filename="a.mp4")
    assert (row.started_at, row.claimed_at, row.clock_source, row.camera) == (HEARD_AT, None, "hearing", 1)


def test_name_of_another_day_is_not_believed_for_a_hearing(tus: Tus) -> None:
    row = sent(tus, filename="2026-02-02_10-05-15.mp4")
    assert (row.started_at, row.clock_source) == (HEARD_AT, "hearing")


def test_path_of_a_sent_file_tells_its_day(tus: Tus) -> None:
    row = sent(tus, filename="2026-03-02/cam2/101500.mp4")
    assert (row.filename, row.camera) == ("101500.mp4", 2)
    assert row.started_at == clock(15)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"filename": "copy of it.mp4"}, 1),  # another name is no other recording
        ({"filename": "2026-03-02_10-05-15.mp4"}, 1),
        ({"filename": "2026-03-02_10-05-15.mp4", "started_at": clock(7).isoformat()}, 2),
        ({"filename": "2026-03-02_10-05-15.mp4", "camera": "2"}, 2),
    ],
)
def test_same_bytes_at_the_same_place_are_one_recording(tus: Tus, fields: dict[str, str], count: int) -> None:
    sent(tus, filename="2026-03-02_10-05-15.mp4")
    sent(tus, **fields)
    assert Recording.objects.count() == count


def test_same_deposit_again_is_known_after_its_clock_was_put_right(tus: Tus, cast: Cast) -> None:
    name = {"filename": "2026-03-02_10-05-15.mp4", "courtroom": cast.room.pk}
    row = sent(tus, **name)
    assert patch(tus.client, row, started_at=clock(3).isoformat()).status_code == 200
    sent(tus, **name)
    assert Recording.objects.get().started_at == clock(3)


# --- a clerk puts it right ----------------------------------------------------------------------------------------
def patch(client: Client, row: Recording, headers: Any = None, **fields: Any) -> Any:
    return client.patch(
        f"/api/v1/recordings/{row.pk}/", fields, content_type="application/json", headers=headers or {}
    )


@pytest.fixture
def cameras(cast: Cast) -> list[Recording]:
    """Two cameras in five-minute pieces; the second one's clock is 90 s ahead."""
    mark(cast, cast.hearing, 0, 20)
    ahead = [deposit(cast, minutes + 1.5, camera=2) for minutes in (0, 5, 10)]
    return [*ahead, *(deposit(cast, minutes, camera=1) for minutes in (0, 5, 10))]


def starts(camera: int) -> list[Any]:
    rows = Recording.objects.filter(camera=camera).order_by("started_at")
    return list(rows.values_list("started_at", flat=True))


def test_camera_whose_clock_was_off_is_put_right_in_one_step(
    cast: Cast, cameras: list[Recording], signed_in: Callable[[str], Client]
) -> None:
    generation = cast.hearing.media_generation
    answer = patch(signed_in("clerk"), cameras[1], started_at=clock(5).isoformat(), scope="camera")
    assert answer.status_code == 200, answer.content
    assert answer.json()["clock_offset_ms"] == 90_000
    assert starts(2) == starts(1) == [clock(0), clock(5), clock(10)]
    row = Recording.objects.get(pk=cameras[0].pk)
    assert (row.claimed_at, row.clock_source) == (clock(1.5), "name")  # what it said is kept
    cast.hearing.refresh_from_db()
    assert cast.hearing.media_generation > generation  # old addresses are dead
    rows = OutboxRow.objects.filter(action="recording.clock")
    assert {row.private["shift_ms"] for row in rows} == {-90_000}
    assert rows.count() == 3


def test_one_file_is_put_right_alone(cameras: list[Recording], signed_in: Callable[[str], Client]) -> None:
    assert patch(signed_in("judge"), cameras[1], started_at=clock(5).isoformat()).status_code == 200
    assert starts(2) == [clock(1.5), clock(5), clock(11.5)]


def test_stale_version_is_refused(cameras: list[Recording], signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    tag = client.get(f"/api/v1/recordings/{cameras[1].pk}/").headers["ETag"]
    fields = {"started_at": clock(5).isoformat()}
    assert patch(client, cameras[1], {"If-Match": tag}, **fields).status_code == 200
    assert patch(client, cameras[1], {"If-Match": tag}, **fields).status_code == 412


@pytest.mark.parametrize("wrong", ["soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", None])
def test_start_that_is_no_moment_is_refused(
    cameras: list[Recording], signed_in: Callable[[str], Client], wrong: Any
) -> None:
    assert patch(signed_in("clerk"), cameras[1], started_at=wrong).status_code == 422
    assert (
        patch(signed_in("clerk"), cameras[1], started_at=clock(5).isoformat(), scope="x").status_code == 422
    )


def test_file_that_another_hearing_reads_too_needs_the_right_there(
    cast: Cast, cameras: list[Recording], signed_in: Callable[[str], Client]
) -> None:
    other = hearing(cast, 600, clerk="clerk2")
    give(other, cameras[2], cast.caller("clerk").actor(), RULE)
    refused = patch(signed_in("clerk"), cameras[1], started_at=clock(5).isoformat(), scope="camera")
    assert refused.status_code == 403
    assert starts(2) == [clock(1.5), clock(6.5), clock(11.5)]  # not one of them was moved


def test_recording_that_waits_finds_its_hearing_when_its_clock_is_right(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    row = deposit(cast, 600)
    answer = patch(signed_in("clerk2"), row, started_at=clock(2).isoformat())
    assert answer.status_code == 204  # it is another clerk's now
    assert parts(row) == [(cast.hearing.pk, 0, None)]


def test_clerk_puts_a_recording_of_the_inbox_right_on_its_page(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    row, client = deposit(cast, 600), signed_in("clerk2")
    page = client.get(f"/recordings/{row.pk}/clock/").content.decode()
    assert "all files of this camera" not in page
    answer = client.post(f"/recordings/{row.pk}/clock/", {"started_at": "2026-03-02T10:02:00.500"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox/")
    row.refresh_from_db()
    assert row.started_at == clock(2) + timedelta(milliseconds=500)
    assert parts(row) == [(cast.hearing.pk, 0, None)]


def test_page_shows_who_said_the_start_and_corrects_it(
    cast: Cast, cameras: list[Recording], signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("clerk")
    address = f"/recordings/{cameras[1].pk}/"
    assert "read from the file name" in client.get(address).content.decode()
    form = client.get(f"{address}clock/").content.decode()
    assert 'value="2026-03-02T10:06:30.000"' in form  # court time, to the millisecond
    fields = {"started_at": "2026-03-02T10:05:00", "scope": "camera", "reason": "90 s ahead"}
    assert client.post(f"{address}clock/", fields).status_code == 302
    assert starts(2) == [clock(0), clock(5), clock(10)]
    page = client.get(address).content.decode()
    assert "the clock was wrong" in page
    assert "10:06:30" in page
