"""The queue page: sections, stages, reasons, filters; always the same few queries."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from foundation.clock import utc_now
from jobs.models import Job
from jobs.services.pausing import hold, pause
from tests.cast import Cast
from tests.media_pipeline.queue.conftest import Make, add_jobs

SignIn = Callable[[str], Client]
ROW = re.compile(r'data-live="(\w+)"\s+data-state="(\w+)"')


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/jobs/?lang=en{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("jobs", "section"),
    [
        ([("picture", "queued", 3)], "waiting"),
        ([("picture", "queued", 3), ("probe", "done", 1)], "waiting"),
        ([("picture", "queued", 3), ("sound", "running", 1)], "work"),
        ([("picture", "failed", 1), ("sound", "running", 1)], "work"),
        ([("picture", "failed", 1), ("sound", "queued", 1)], "person"),
        ([("picture", "kept", 1)], "person"),
        ([("picture", "done", 2)], "done"),
    ],
)
def test_recording_stands_in_the_section_of_its_work(
    make: Make, signed_in: SignIn, jobs: list[tuple[str, str, int]], section: str
) -> None:
    recording = make(*jobs)
    assert ROW.findall(page(signed_in("clerk"))) == [(recording.pk, section)]


def test_sections_come_in_their_order_and_what_was_finished_long_ago_is_gone(
    make: Make, signed_in: SignIn, settings: Settings
) -> None:
    done, person = make(("picture", "done", 1)), make(("picture", "failed", 1))
    waiting, work = make(("picture", "queued", 1)), make(("picture", "running", 1))
    old = make(("picture", "done", 1))
    long_ago = utc_now() - timedelta(days=settings.QUEUE_SHOWN_DAYS + 1)
    Job.objects.filter(group=old.pk).update(created_at=long_ago)
    Job.objects.filter(group=person.pk).update(created_at=long_ago)  # still needs somebody
    assert ROW.findall(page(signed_in("clerk"))) == [
        (work.pk, "work"),
        (waiting.pk, "waiting"),
        (person.pk, "person"),
        (done.pk, "done"),
    ]


def test_row_tells_each_stage_with_its_figures_priority_and_reason(make: Make, signed_in: SignIn) -> None:
    recording = make(("ladder", "queued", 4), ("probe", "done", 1), ("picture", "done", 3))
    add_jobs(recording, "picture", "running", 1)
    now = utc_now()
    Job.objects.filter(stage_of="picture", state="done").update(
        started_at=now - timedelta(seconds=600), finished_at=now
    )
    Job.objects.filter(stage_of="ladder").update(priority=8)
    Job.objects.filter(stage_of="picture", state="running").update(reason="worker-died")
    told = text(page(signed_in("clerk")))
    assert "Checking the file 100 % 100 %" in told
    assert "Picture 75 % 75 % · 3 of 4 parts · about 10 minutes left" in told
    assert "lines 0 % 0 % · 0 of 4 parts · goes when nothing else is waiting" in told
    assert told.index("Checking the file") < told.index("3 of 4 parts") < told.index("0 of 4 parts")
    assert "The work was interrupted and starts again by itself." in told


def test_paused_work_rests_in_words_and_has_no_time_left(make: Make, signed_in: SignIn) -> None:
    paused, held = make(("picture", "queued", 2)), make(("ladder", "queued", 1))
    pause(Job.objects.filter(group=paused.pk), "x")
    hold(held.court_id, "ladder", "x")
    html = page(signed_in("clerk"))
    assert text(html).count("· rests") == 2
    assert f'id="resume-{paused.pk}"' in html
    assert f'id="pause-{paused.pk}"' not in html


@pytest.mark.parametrize(
    ("jobs", "acts"),
    [
        ([("picture", "queued", 1)], {"pause"}),
        ([("picture", "running", 1), ("probe", "failed", 1)], {"pause", "retry"}),
        ([("picture", "kept", 1)], {"retry"}),
        ([("picture", "done", 1)], set()),
        ([("picture", "rejected", 1)], set()),
    ],
)
def test_buttons_are_what_can_be_done(
    make: Make, signed_in: SignIn, jobs: list[tuple[str, str, int]], acts: set[str]
) -> None:
    recording = make(*jobs)
    html = page(signed_in("clerk"))
    assert set(re.findall(rf'id="(\w+)-{recording.pk}"\s+type="submit"', html)) == acts
    judge = page(signed_in("judge"))
    assert recording.pk in judge
    assert 'type="submit" form="steer"' not in " ".join(judge.split())


def test_court_administrator_sees_the_courts_rows_without_their_pages(make: Make, signed_in: SignIn) -> None:
    recording, elsewhere = make(("picture", "queued", 1)), make(("picture", "queued", 1), court="other")
    html = page(signed_in("courtadmin"))
    assert f'data-live="{recording.pk}"' in html
    assert f"/recordings/{recording.pk}/work/" in html
    assert f'href="/recordings/{recording.pk}/"' not in html
    assert elsewhere.pk not in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"work", "waiting"}),
        ("&state=waiting", {"waiting"}),
        ("&state=person", set()),
        ("&room={room}", {"work", "waiting"}),
        ("&room={room}&state=work", {"work"}),
        # what cannot be is no filter, not an error
        ("&state=unheard", {"work", "waiting"}),
        ("&room=" + "a" * 26, {"work", "waiting"}),
    ],
)
def test_filter_by_room_and_state(
    make: Make, signed_in: SignIn, cast: Cast, query: str, shown: set[str]
) -> None:
    make(("picture", "queued", 1))
    make(("picture", "running", 1))
    html = page(signed_in("clerk"), query.format(room=cast.room.pk))
    assert {section for _id, section in ROW.findall(html)} == shown


def test_page_has_at_most_its_rows_and_a_pager(make: Make, signed_in: SignIn, settings: Settings) -> None:
    settings.PAGE_ROWS = 2
    for _ in range(3):
        make(("picture", "queued", 1))
    first, second = page(signed_in("clerk")), page(signed_in("clerk"), "&page=2")
    assert (len(ROW.findall(first)), len(ROW.findall(second))) == (2, 1)
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


def test_number_of_queries_is_the_same_for_one_job_and_for_hundreds(make: Make, signed_in: SignIn) -> None:
    client = signed_in("clerk")
    make(("picture", "queued", 1))
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for state in ("queued", "running", "done", "failed", "kept"):
        make(("picture", state, 60), ("sound", "done", 10), ("ladder", "queued", 30))
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few) <= 30


def test_fragment_is_the_same_until_something_changes(make: Make, signed_in: SignIn) -> None:
    make(("picture", "queued", 1))
    client = signed_in("clerk")
    first = client.get("/jobs/?fragment=1")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/jobs/?fragment=1", headers=tag).status_code == 304
    pause(Job.objects.all(), "x")
    changed = client.get("/jobs/?fragment=1", headers=tag)
    assert changed.status_code == 200
    assert b"csrf" not in changed.content  # a token would be another one each time


@pytest.mark.parametrize(
    ("username", "told"),
    [
        ("courtadmin", "1 job is waiting"),
        ("admin", "2 jobs are waiting"),
        ("clerk", None),
    ],
)
def test_desk_of_administrators_tells_how_much_waits_and_since_when(
    make: Make, signed_in: SignIn, username: str, told: str | None
) -> None:
    make(("picture", "queued", 1), ("sound", "done", 3))
    make(("picture", "queued", 1), court="other")
    waits_for_others = make(("picture", "queued", 1))
    Job.objects.update(created_at=utc_now() - timedelta(hours=3))
    Job.objects.filter(group=waits_for_others.pk).update(not_before=utc_now() + timedelta(hours=1))
    desk = text(signed_in(username).get("/?lang=en").content.decode())
    assert ("waiting" in desk and "3 hours" in desk and told in desk) if told else "jobs are" not in desk
