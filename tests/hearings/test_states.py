"""The life of a hearing: every event in every state, the bounds of its session, its time base."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from custody.models import OutboxRow
from foundation.problems import Invalid, Problem
from hearings.errors import BoundsInvalid, TransitionRefused
from hearings.models import Hearing, HearingTransition
from hearings.services.hearings import apply_event, change_hearing, mark_session
from hearings.states import TRANSITIONS, HearingEvent, HearingState, following
from tests.cast import HEARD_AT, RULE, Cast, later
from tests.media import add_recording

SignIn = Callable[[str], Client]
HOUR = timedelta(hours=1)

# state: what each event makes of it; an event that is not written down is refused.
LIFE: dict[HearingState, dict[HearingEvent, HearingState]] = {
    HearingState.SCHEDULED: {
        HearingEvent.OPEN: HearingState.IN_SESSION,
        HearingEvent.CLOSE: HearingState.RECORDED,
        HearingEvent.ADJOURN: HearingState.ADJOURNED,
        HearingEvent.CANCEL: HearingState.CANCELLED,
    },
    HearingState.IN_SESSION: {
        HearingEvent.CLOSE: HearingState.RECORDED,
        HearingEvent.ADJOURN: HearingState.ADJOURNED,
    },
    HearingState.ADJOURNED: {
        HearingEvent.RESCHEDULE: HearingState.SCHEDULED,
        HearingEvent.OPEN: HearingState.IN_SESSION,
        HearingEvent.CLOSE: HearingState.RECORDED,
        HearingEvent.CANCEL: HearingState.CANCELLED,
    },
    HearingState.RECORDED: {
        HearingEvent.OPEN: HearingState.IN_SESSION,
        HearingEvent.CLOSE: HearingState.RECORDED,
        HearingEvent.SIGN_PROTOCOL: HearingState.PROTOCOL_SIGNED,
    },
    HearingState.PROTOCOL_SIGNED: {HearingEvent.ARCHIVE: HearingState.ARCHIVED},
    HearingState.ARCHIVED: {},
    HearingState.CANCELLED: {},
}
PAIRS = [(state, event) for state in HearingState for event in HearingEvent]


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_event_in_state_leads_where_the_life_says(state: HearingState, event: HearingEvent) -> None:
    assert following(TRANSITIONS, state, event) == LIFE[state].get(event)


def test_state_that_nobody_knows_leads_nowhere() -> None:
    assert following(TRANSITIONS, "surprise", HearingEvent.OPEN) is None


def test_transition_table_holds_nothing_else() -> None:
    assert {pair for pair in PAIRS if pair in TRANSITIONS} == set(TRANSITIONS)


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_applied_event_leaves_a_transition_or_nothing(
    cast: Cast, state: HearingState, event: HearingEvent
) -> None:
    Hearing.objects.filter(pk=cast.hearing.pk).update(state=state)
    audit, target = OutboxRow.objects.count(), LIFE[state].get(event)
    if target is None:
        with pytest.raises(TransitionRefused):
            apply_event(cast.hearing, event, cast.caller("clerk"), RULE)
    else:
        apply_event(cast.hearing, event, cast.caller("clerk"), RULE)
    cast.hearing.refresh_from_db()
    assert cast.hearing.state == (target or state)
    rows = [(row.from_state, row.to_state) for row in HearingTransition.objects.filter(hearing=cast.hearing)]
    assert rows == ([(state, target)] if target else [])
    assert OutboxRow.objects.count() - audit == len(rows)


@pytest.mark.db
@pytest.mark.parametrize(
    "columns",
    [
        {"state": "surprise"},
        {"closed_at": HEARD_AT},
        {"opened_at": HEARD_AT, "closed_at": HEARD_AT},
        {"opened_at": HEARD_AT, "closed_at": HEARD_AT - HOUR},
    ],
)
def test_database_refuses_what_no_hearing_can_be(cast: Cast, columns: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.filter(pk=cast.hearing.pk).update(**columns)


# --- session bounds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "allowed"),
    [
        (timedelta(0), False),
        (-HOUR, False),
        (timedelta(milliseconds=1), True),
        (48 * HOUR, True),
        (48 * HOUR + timedelta(milliseconds=1), False),
    ],
)
def test_session_has_an_order_and_a_longest_length(cast: Cast, length: timedelta, allowed: bool) -> None:
    if allowed:
        mark_session(cast.hearing, cast.caller("clerk"), RULE, HEARD_AT, HEARD_AT + length)
    else:
        with pytest.raises(BoundsInvalid):
            mark_session(cast.hearing, cast.caller("clerk"), RULE, HEARD_AT, HEARD_AT + length)
    cast.hearing.refresh_from_db()
    assert (cast.hearing.closed_at is not None) == allowed


def _mark(cast: Cast, opened_at: datetime, closed_at: datetime | None) -> str:
    mark_session(cast.hearing, cast.caller("clerk"), RULE, opened_at, closed_at)
    assert (cast.hearing.opened_at, cast.hearing.closed_at) == (opened_at, closed_at)
    return str(cast.hearing.state)


def test_marks_follow_the_session_and_can_be_corrected(cast: Cast) -> None:
    assert _mark(cast, HEARD_AT, None) == "in_session"
    assert _mark(cast, HEARD_AT + HOUR / 6, None) == "in_session"
    assert _mark(cast, HEARD_AT, later(1)) == "recorded"
    assert _mark(cast, HEARD_AT, later(2)) == "recorded"
    assert _mark(cast, HEARD_AT, None) == "in_session"  # closed by mistake
    assert _mark(cast, HEARD_AT, later(2)) == "recorded"
    Hearing.objects.filter(pk=cast.hearing.pk).update(state=HearingState.PROTOCOL_SIGNED)
    assert _mark(cast, HEARD_AT, later(3)) == "protocol_signed"


@pytest.mark.parametrize("state", [HearingState.CANCELLED, HearingState.ARCHIVED])
def test_session_of_an_ended_hearing_is_not_marked(cast: Cast, state: HearingState) -> None:
    Hearing.objects.filter(pk=cast.hearing.pk).update(state=state)
    with pytest.raises(TransitionRefused):
        mark_session(cast.hearing, cast.caller("clerk"), RULE, HEARD_AT, later(1))
    cast.hearing.refresh_from_db()
    assert cast.hearing.opened_at is None


def test_signed_protocol_is_not_opened_again(cast: Cast) -> None:
    Hearing.objects.filter(pk=cast.hearing.pk).update(state=HearingState.PROTOCOL_SIGNED)
    with pytest.raises(TransitionRefused):
        mark_session(cast.hearing, cast.caller("clerk"), RULE, HEARD_AT, None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"opened_at": "2026-03-02T05:00:00Z"}, 200),
        ({"opened_at": "2026-03-02T05:00:00Z", "closed_at": "2026-03-02T04:00:00Z"}, 422),
        ({"opened_at": None}, 422),
        ({"opened_at": "then"}, 422),
        ({}, 422),
    ],
)
def test_session_over_http(signed_in: SignIn, cast: Cast, body: dict[str, str], status: int) -> None:
    url = f"/api/v1/hearings/{cast.hearing.pk}/session/"
    assert signed_in("clerk").post(url, body, content_type="application/json").status_code == status


# --- playlist time 0 -----------------------------------------------------------------------------------------------


def test_time_base_is_the_schedule_then_the_first_media_then_the_opening(cast: Cast) -> None:
    assert cast.hearing.started_at == HEARD_AT
    change_hearing(cast.hearing, cast.caller("clerk"), RULE, scheduled_at=later(1))
    cast.hearing.refresh_from_db()
    assert cast.hearing.started_at == later(1)
    add_recording(cast, started_at=later(3))
    add_recording(cast, started_at=later(2), tone=660)
    cast.hearing.refresh_from_db()
    assert cast.hearing.started_at == later(2)
    mark_session(cast.hearing, cast.caller("clerk"), RULE, later(4), None)
    assert cast.hearing.started_at == later(4)


@pytest.mark.parametrize(
    ("columns", "problem"), [({"opened_at": later(2), "closed_at": later(1)}, BoundsInvalid)]
)
def test_refused_bounds_are_a_problem_that_names_them(
    cast: Cast, columns: dict[str, datetime], problem: type[Problem]
) -> None:
    with pytest.raises(problem) as refused:
        mark_session(cast.hearing, cast.caller("clerk"), RULE, **columns)
    assert isinstance(refused.value, Invalid)
    assert refused.value.document()["status"] == 422
