"""When a session may have begun and ended: a proposal with its reason, never more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from hearings.models import Hearing
from hearings.policies.proposal import Sign, Signs, propose
from hearings.services.proposals import proposal_for
from protocol.models import Entry, EntryKind
from tests.cast import HEARD_AT, SESSION_MS, Cast, mark, write_log
from tests.media import SECONDS, add_recording

AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
LONGEST = timedelta(hours=48)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("signs", "opened", "closed"),
    [
        # nothing but the schedule tells of the beginning, and nothing of the end
        ({}, (0, Sign.SCHEDULE), None),
        # the recorder ran before and after: the schedule is nearer to the session
        (
            {Sign.FIRST_RECORDING: after(-10), Sign.LAST_RECORDING: after(70)},
            (0, Sign.SCHEDULE),
            (70, Sign.LAST_RECORDING),
        ),
        # it began late: no session was recorded before it
        (
            {Sign.FIRST_RECORDING: after(4), Sign.LAST_RECORDING: after(64)},
            (4, Sign.FIRST_RECORDING),
            (64, Sign.LAST_RECORDING),
        ),
        # the protocol tells more than the recorder
        (
            {
                Sign.FIRST_RECORDING: after(-10),
                Sign.LAST_RECORDING: after(70),
                Sign.FIRST_ENTRY: after(3),
                Sign.LAST_ENTRY: after(61),
            },
            (3, Sign.FIRST_ENTRY),
            (61, Sign.LAST_ENTRY),
        ),
        # entries on opening and closing tell most
        (
            {
                Sign.FIRST_ENTRY: after(1),
                Sign.OPENING_ENTRY: after(5),
                Sign.CLOSING_ENTRY: after(55),
                Sign.LAST_ENTRY: after(61),
            },
            (5, Sign.OPENING_ENTRY),
            (55, Sign.CLOSING_ENTRY),
        ),
        # an end before the beginning is none; the next sign is asked
        (
            {Sign.OPENING_ENTRY: after(5), Sign.CLOSING_ENTRY: after(2), Sign.LAST_RECORDING: after(60)},
            (5, Sign.OPENING_ENTRY),
            (60, Sign.LAST_RECORDING),
        ),
        # a recorder whose clock was years off tells of no end
        (
            {Sign.FIRST_RECORDING: after(4), Sign.LAST_RECORDING: after(9_999_999)},
            (4, Sign.FIRST_RECORDING),
            None,
        ),
    ],
)
def test_proposal_of_signs_names_moment_and_reason(
    signs: Signs, opened: tuple[float, Sign], closed: tuple[float, Sign] | None
) -> None:
    found = propose(AT, signs, LONGEST)
    assert (found.opened.at, found.opened.sign) == (after(opened[0]), opened[1])
    assert (found.closed and (found.closed.at, found.closed.sign)) == (
        closed and (after(closed[0]), closed[1])
    )


def test_end_of_a_session_that_was_opened_late_lies_behind_its_mark() -> None:
    signs = {Sign.CLOSING_ENTRY: after(5), Sign.LAST_RECORDING: after(40)}
    found = propose(AT, signs, LONGEST, marked=after(10))
    assert found.closed is not None
    assert found.closed.sign is Sign.LAST_RECORDING


def test_proposal_of_a_hearing_comes_from_recordings_and_entries(cast: Cast) -> None:
    add_recording(cast, started_at=HEARD_AT - timedelta(seconds=5))
    found = proposal_for(Hearing.objects.get(pk=cast.hearing.pk))
    assert (found.opened.at, found.opened.sign) == (HEARD_AT, Sign.SCHEDULE)
    assert found.closed is not None
    assert abs(found.closed.at - HEARD_AT - timedelta(seconds=SECONDS - 5)) < timedelta(seconds=0.1)
    write_log(cast)
    Entry.objects.filter(hearing=cast.hearing, started_at=HEARD_AT).update(kind=EntryKind.OPENING)
    found = proposal_for(Hearing.objects.get(pk=cast.hearing.pk))
    assert found.opened.sign is Sign.OPENING_ENTRY
    assert found.closed is not None
    assert found.closed.sign is Sign.LAST_ENTRY


def test_form_shows_the_proposal_with_its_reason_and_marks_nothing(
    cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    add_recording(cast, started_at=HEARD_AT + timedelta(minutes=4))
    page = signed_in("clerk").get(f"/hearings/{cast.hearing.pk}/session/").content.decode()
    assert 'value="2026-03-02T10:04:00"' in page  # the court's clock
    assert "the beginning of the first recording" in page
    cast.hearing.refresh_from_db()
    assert (cast.hearing.opened_at, cast.hearing.closed_at) == (None, None)


def test_form_of_a_marked_session_shows_the_marks(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    add_recording(cast, started_at=HEARD_AT + timedelta(minutes=4))
    mark(cast, length_ms=SESSION_MS)
    page = signed_in("clerk").get(f"/hearings/{cast.hearing.pk}/session/").content.decode()
    assert 'value="2026-03-02T10:00:00"' in page
    assert 'value="2026-03-02T10:00:20"' in page
    assert "Proposed" not in page
