"""Recordings of a courtroom find their hearings, follow their sessions, and leave alone what a person has decided."""

import pytest

from custody.models import OutboxRow
from hearings.services.hearings import apply_event, change_hearing
from hearings.states import HearingEvent
from jobs.models import Job
from media_pipeline.models import HearingRange, Recording
from media_pipeline.services.inbox import dismiss, restore
from media_pipeline.services.matching import place, place_for_hearing
from media_pipeline.services.ranges import give, withdraw
from tests.cast import RULE, Cast
from tests.media_pipeline.recordings.rooms import clock, deposit, follow, hearing, mark, parts, waits

pytestmark = pytest.mark.django_db


def silent(percent: int, stage: str = "") -> None:
    """Progress that nobody reads."""


def test_recording_of_a_room_goes_to_the_hearing_of_its_time(cast: Cast) -> None:
    row = deposit(cast, 2)
    assert (parts(row), row.waits) == ([(cast.hearing.pk, 0, None)], "")
    cast.hearing.refresh_from_db()
    assert cast.hearing.first_media_at == row.started_at
    assert OutboxRow.objects.filter(action="range.taken", rule="matching", actor="system").count() == 1


def test_recording_near_no_hearing_waits_until_one_is_scheduled(cast: Cast) -> None:
    row = deposit(cast, 300)
    assert (parts(row), row.waits) == ([], "no-hearing")
    late = hearing(cast, 290)
    follow()
    assert (parts(row), waits(row)) == ([(late.pk, 0, None)], "")


def test_recording_of_another_room_or_time_is_left_where_it_is(cast: Cast) -> None:
    row = deposit(cast, 2, courtroom=None)
    assert (parts(row), row.waits) == ([], "")


def test_matching_again_changes_nothing(cast: Cast) -> None:
    row = deposit(cast, 2)
    before = (list(HearingRange.objects.values_list("pk", flat=True)), OutboxRow.objects.count())
    for _ in range(2):
        place(row.pk)
        place_for_hearing(cast.hearing.pk, silent)
    assert (list(HearingRange.objects.values_list("pk", flat=True)), OutboxRow.objects.count()) == before


def test_length_that_becomes_known_shares_the_file_anew(cast: Cast) -> None:
    second = hearing(cast, 60)
    mark(cast, cast.hearing, 0, 20)
    mark(cast, second, 60, 80)
    row = deposit(cast, 0, length=None)
    assert parts(row) == [(cast.hearing.pk, 0, None)]
    Recording.objects.filter(pk=row.pk).update(duration_ms=90 * 60_000)
    place(row.pk)
    assert parts(row) == [(cast.hearing.pk, 0, 20), (second.pk, 60, 80)]


def test_two_hearings_without_marks_are_a_clerks_matter_until_marked(cast: Cast) -> None:
    second = hearing(cast, 40)
    row = deposit(cast, 5, length=60)
    assert (parts(row), row.waits) == ([], "ambiguous")
    mark(cast, cast.hearing, 2, 35)
    assert (parts(row), waits(row)) == ([(cast.hearing.pk, 0, 30), (second.pk, 30, None)], "")
    mark(cast, second, 45, 62)
    assert parts(row) == [(cast.hearing.pk, 0, 30), (second.pk, 40, 57)]


def test_hearing_that_had_a_file_alone_shares_it_when_another_is_marked_in_it(cast: Cast) -> None:
    mark(cast, cast.hearing, 0, 20)
    row = deposit(cast, 0, length=90)
    assert parts(row) == [(cast.hearing.pk, 0, None)]
    second = hearing(cast, 60)
    mark(cast, second, 60, 80)
    assert parts(row) == [(cast.hearing.pk, 0, 20), (second.pk, 60, 80)]


def test_corrected_session_takes_its_ranges_along(cast: Cast) -> None:
    second = hearing(cast, 60)
    mark(cast, cast.hearing, 0, 20)
    mark(cast, second, 60, 80)
    row = deposit(cast, 0, length=90)
    mark(cast, cast.hearing, 5, 25)
    assert parts(row) == [(cast.hearing.pk, 5, 25), (second.pk, 60, 80)]
    ended = HearingRange.objects.filter(recording=row, hearing=cast.hearing).exclude(withdrawn_at=None)
    assert ended.count() == 1  # kept: it says what was once shown


def test_cancelled_hearing_gives_its_recording_back(cast: Cast) -> None:
    row = deposit(cast, 2)
    apply_event(cast.hearing, HearingEvent.CANCEL, cast.caller("registry"), RULE)
    follow()
    assert (parts(row), waits(row)) == ([], "no-hearing")


def test_hearing_that_moves_to_another_time_gives_and_takes(cast: Cast) -> None:
    early, late = deposit(cast, 2), deposit(cast, 302)
    change_hearing(cast.hearing, cast.caller("registry"), RULE, scheduled_at=clock(300))
    follow()
    assert (parts(early), waits(early)) == ([], "no-hearing")
    assert parts(late) == [(cast.hearing.pk, 0, None)]


def test_pieces_of_a_hearing_that_takes_longer_follow_each_other(cast: Cast) -> None:
    """Planned for 30 minutes; the pieces go on for two hours, and one of them came before those between."""
    late = deposit(cast, 115)
    assert late.waits == "no-hearing"
    for minutes in range(0, 115, 5):
        deposit(cast, minutes)
    follow()
    assert {hearing_id for row in Recording.objects.all() for hearing_id, *_ in parts(row)} == {
        cast.hearing.pk
    }
    assert parts(late) == [(cast.hearing.pk, 0, None)]


def test_what_a_person_has_given_stays(cast: Cast) -> None:
    second = hearing(cast, 60)
    row = deposit(cast, 0, length=90)
    clerk = cast.caller("clerk")
    give(cast.hearing, row, clerk.actor(), RULE, 0, 10 * 60_000)
    given = parts(row)
    mark(cast, second, 60, 80)
    mark(cast, cast.hearing, 3, 8)
    assert parts(row) == given == [(cast.hearing.pk, 0, 10)]
    assert waits(row) == ""


def test_what_a_person_has_taken_out_is_not_taken_again(cast: Cast) -> None:
    row = deposit(cast, 2)
    withdraw(row, cast.hearing, cast.caller("clerk"), RULE, "of another room")
    assert waits(row) == "withdrawn"
    mark(cast, cast.hearing, 0, 20)
    place(row.pk)
    assert parts(row) == []


def test_dismissed_recording_waits_no_more_and_can_be_brought_back(cast: Cast) -> None:
    row, clerk = deposit(cast, 300), cast.caller("clerk")
    dismiss(row, clerk, RULE, "a test of the recorder")
    late = hearing(cast, 300)
    follow()
    assert (parts(row), waits(row)) == ([], "dismissed")
    restore(row, clerk, RULE)
    assert (parts(row), waits(row)) == ([(late.pk, 0, None)], "")


def test_each_change_of_a_hearing_is_a_job_of_its_own(cast: Cast) -> None:
    """A change during the work on an earlier one must not be lost."""
    mark(cast, cast.hearing, 0, 20)
    mark(cast, cast.hearing, 0, 21)
    jobs = Job.objects.filter(kind="match", subject=cast.hearing.pk)
    assert jobs.count() == 3
    assert set(jobs.values_list("state", flat=True)) == {"done"}
