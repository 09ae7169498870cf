"""The gap map where people see it: the page of the hearing, the timeline over REST, the clerk's desk."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from foundation.clock import utc_now
from hearings.models import Hearing
from media_pipeline.models import GapCause
from media_pipeline.services.gap_notes import Said, add_note
from playback.web.gap_rows import CourtClock
from tests.cast import HEARD_AT, RULE, Cast, mark
from tests.media import add_recording

SignIn = Callable[[str], Client]


def page_of(client: Client, hearing: Hearing) -> str:
    return str(client.get(f"/hearings/{hearing.pk}/").content.decode())


@pytest.fixture
def late(heard: Cast) -> Hearing:
    """A session of 60 s: camera 1 recorded from 6 s to 30 s, camera 2 from 20 s to 44 s."""
    mark(heard, HEARD_AT - timedelta(seconds=6), 60_000)
    add_recording(heard)
    add_recording(heard, started_at=HEARD_AT + timedelta(seconds=14), tone=660, camera=2)
    heard.hearing.refresh_from_db()
    return heard.hearing


def test_page_tells_what_is_missing_in_plain_words(signed_in: SignIn, late: Hearing) -> None:
    page = page_of(signed_in("clerk"), late)
    assert "Recorded: 38 of 60 seconds." in page
    assert "09:59:54–10:00:00: nothing was recorded" in page
    assert "10:00:24–10:00:54: no recording of Camera 1" in page
    assert "09:59:54–10:00:14: no recording of Camera 2" in page
    assert "no sound" not in page  # the same as "nothing was recorded"
    assert f"/hearings/{late.pk}/gap-notes/new/?start_ms=0&amp;end_ms=6000&amp;camera=" in page


def test_note_on_a_gap_stands_with_it_and_is_not_asked_for_again(
    signed_in: SignIn, heard: Cast, late: Hearing
) -> None:
    start = late.started_at
    add_note(
        late, Said(start, start + timedelta(seconds=6), None, GapCause.POWER), heard.caller("clerk"), RULE
    )
    page = page_of(signed_in("judge"), late)
    assert "Not recorded: the power failed" in page
    assert "start_ms=0&amp;end_ms=6000" not in page


@pytest.mark.parametrize(
    ("username", "seen"), [("clerk", True), ("judge", True), ("party", False), ("chair", False)]
)
def test_gap_map_is_for_those_who_see_to_the_record(
    signed_in: SignIn, late: Hearing, username: str, seen: bool
) -> None:
    client = signed_in(username)
    assert ('id="gap-map"' in page_of(client, late)) is seen
    line = client.get(f"/api/v1/hearings/{late.pk}/timeline/").json()
    assert (line["coverage"] is not None) is seen
    assert [(row["start_ms"], row["end_ms"] // 100) for row in line["gaps"]] == [
        (0, 60),
        (44_000 + _over(line), 600),
    ]


def _over(line: dict[str, list[dict[str, int]]]) -> int:
    """How much longer than 24 s the recordings are."""
    return line["gaps"][-1]["start_ms"] - 44_000


def test_timeline_names_lines_and_places_of_what_is_missing(signed_in: SignIn, late: Hearing) -> None:
    line = signed_in("clerk").get(f"/api/v1/hearings/{late.pk}/timeline/").json()
    lines = {(row["kind"], row["number"]): row for row in line["coverage"]["lines"]}
    assert set(lines) == {("all", None), ("sound", None), ("camera", 1), ("camera", 2)}
    assert [row["where"] for row in lines["camera", 1]["missing"]] == ["start", "end"]
    assert line["coverage"]["expected_ms"] == 60_000
    assert [(part["camera"], part["picture"], part["sound"]) for part in line["parts"]] == [
        (1, True, True),
        (2, True, True),
    ]
    assert signed_in("clerk").get(f"/api/v1/hearings/{late.pk}/timeline/?brief=1").json()["parts"] == []


def test_hearing_that_was_not_recorded_at_all_says_so(signed_in: SignIn, heard: Cast) -> None:
    mark(heard, length_ms=3_600_000)
    page = page_of(signed_in("clerk"), heard.hearing)
    assert "Recorded: 0 of 60 minutes." in page
    assert "10:00–11:00: nothing was recorded" in page


def test_desk_of_the_clerk_names_todays_hearings_with_missing_minutes(signed_in: SignIn, heard: Cast) -> None:
    now = utc_now()
    Hearing.objects.filter(pk=heard.hearing.pk).update(
        scheduled_at=now - timedelta(seconds=1), opened_at=now - timedelta(hours=1), closed_at=now
    )
    clerk = signed_in("clerk")
    assert "Recorded: 0 of 60 minutes." in clerk.get("/").content.decode()
    assert "Recorded:" not in signed_in("party").get("/").content.decode()
    said = Said(now - timedelta(hours=1), now, None, GapCause.BY_RULING)
    heard.hearing.refresh_from_db()
    add_note(heard.hearing, said, heard.caller("clerk"), RULE)
    assert "Nothing is missing today." in clerk.get("/").content.decode()


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("zero", "whole_s", "span_s", "words"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), 3600, (300, 360), "10:05–10:06"),
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), 3600, (300, 361), "10:05:00–10:06:01"),
        # over midnight the day is told
        (datetime(2026, 3, 2, 22, 30, tzinfo=UTC), 7200, (1200, 2400), "02.03 23:50–03.03 00:10"),
        # where the clock goes back, the same time of day comes twice
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 7200, (600, 4200), "02:40 (CEST)–02:40 (CET)"),
    ],
)
def test_clock_of_the_court_tells_moments_apart(
    zero: datetime, whole_s: int, span_s: tuple[int, int], words: str
) -> None:
    clock = CourtClock(zero, BERLIN, 0, whole_s * 1000)
    assert clock.span(span_s[0] * 1000, span_s[1] * 1000) == words
