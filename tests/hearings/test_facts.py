"""Facts as they are gathered: an ended mandate, office or place gives nothing, an unfinished turn not yet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership
from accounts.policies.caller import Caller
from foundation.clock import utc_now
from foundation.problems import Forbidden, NotFound, Problem, SignInRequired
from hearings.doors import get_case_for, get_hearing_for, require_at_court, require_at_courtroom
from hearings.models import (
    AccessOrder,
    Assignment,
    CaseTransfer,
    Hearing,
    Mandate,
    Participant,
    ParticipantSpan,
)
from hearings.policy import Action, CourtAction
from hearings.policy.facts import Interval
from hearings.services.assignments import assign
from hearings.services.mandates import give_mandate
from tests.cast import ABSENT, RULE, Cast

HOUR = timedelta(hours=1)


def sees(cast: Cast, username: str, action: Action = Action.CARD, interval: Interval | None = None) -> str:
    """Return yes, or the name of the refusal."""
    try:
        get_hearing_for(cast.caller(username), cast.hearing.pk, action, interval)
    except Problem as problem:
        return problem.code
    return "yes"


def _now(model: type, **where: object) -> Callable[[Cast], None]:
    return lambda _cast: model.objects.filter(**where).update(until=utc_now())  # type: ignore[attr-defined]


def _later(model: type, **where: object) -> Callable[[Cast], None]:
    return lambda _cast: model.objects.filter(**where).update(since=utc_now() + HOUR)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("username", "change", "answer"),
    [
        ("lawyer", _now(Mandate), "not-found"),
        ("lawyer", _later(Mandate), "not-found"),
        ("lawyer", _now(Participant, kind="counsel"), "not-found"),
        ("party", _now(Participant, kind="party"), "not-found"),
        ("victim", _later(Participant, kind="victim"), "not-found"),
        ("judge", _now(Membership), "not-found"),
        ("clerk", _now(Membership), "not-found"),
        ("clerk", _later(Membership), "not-found"),
        ("registry", _now(Membership, role="registry"), "not-found"),
        ("assistant", _now(Assignment, role="assistant"), "not-found"),
        ("assistant", _now(Membership), "yes"),  # named by the judge, not by an office
        # Still of the court when the place in the hearing ends.
        ("clerk", _now(Assignment, role="clerk"), "yes"),
        ("expert", _now(AccessOrder), "not-found"),
        ("expert", _later(AccessOrder), "not-found"),
    ],
)
def test_what_has_ended_or_not_begun_gives_nothing(
    heard: Cast, username: str, change: Callable[[Cast], None], answer: str
) -> None:
    assert sees(heard, username) == "yes"
    change(heard)
    assert sees(heard, username) == answer


def test_counsel_with_two_mandates_stays_while_one_runs(heard: Cast) -> None:
    by = heard.caller("registry")
    give_mandate(heard.parts["lawyer"], heard.parts["victim"], by, RULE)
    Mandate.objects.filter(party=heard.parts["party"]).update(until=utc_now())
    assert sees(heard, "lawyer") == "yes"


def test_recused_judge_is_as_anybody_until_assigned_again(heard: Cast) -> None:
    assert sees(heard, "recused") == "not-found"
    assign(heard.hearing, heard.people["recused"], "panel", heard.caller("registry"), RULE)
    assert sees(heard, "recused") == "yes"


def test_judge_above_sees_from_the_registered_transfer_on(heard: Cast) -> None:
    assert sees(heard, "appeal") == "not-found"
    CaseTransfer.objects.create(case=heard.case, court=heard.courts["region"])
    assert sees(heard, "appeal", Action.ENTRIES) == "yes"


def test_transfer_to_a_court_beside_gives_its_people_nothing(heard: Cast) -> None:
    CaseTransfer.objects.create(case=heard.case, court=heard.courts["other"])
    assert sees(heard, "clerk3") == "not-found"


@pytest.mark.parametrize(
    ("interval", "answer"),
    [
        (None, "yes"),
        (Interval(3_000, 8_000), "yes"),
        (Interval(4_000, 5_000), "yes"),
        (Interval(12_000, 18_000), "yes"),
        (Interval(8_000, 12_000), "not-found"),
        (Interval(7_000, 9_000), "not-found"),
        (Interval(3_000, 18_000), "not-found"),
    ],
)
def test_witness_hears_the_own_testimony_only(heard: Cast, interval: Interval | None, answer: str) -> None:
    assert sees(heard, "witness", Action.SEGMENT, interval) == answer


def test_unfinished_turn_gives_its_speaker_nothing_yet(heard: Cast) -> None:
    ParticipantSpan.objects.update(ended_at=None)
    assert sees(heard, "witness") == "not-found"


def test_testimony_in_another_hearing_gives_nothing_in_this_one(heard: Cast) -> None:
    other = Hearing.objects.create(court=heard.courts["city"], scheduled_at=utc_now())
    other.cases.add(heard.case)
    ParticipantSpan.objects.update(hearing=other)
    assert sees(heard, "witness") == "not-found"


@pytest.mark.parametrize("username", ["judge", "party", "lawyer", "witness", "appeal", "outsider"])
def test_verdict_costs_a_bounded_number_of_queries(
    heard: Cast, username: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        sees(heard, username)


# --- doors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("object_id", [ABSENT, "x", "", "\x00", "A" * 26, "a" * 27, "1" * 26])
def test_door_to_nothing_is_not_found(cast: Cast, object_id: str) -> None:
    judge = cast.caller("judge")
    for door in (get_hearing_for, get_case_for):
        with pytest.raises(NotFound):
            door(judge, object_id, Action.CARD)
    with pytest.raises(NotFound):
        require_at_court(judge, object_id, CourtAction.CREATE_CASE)
    with pytest.raises(NotFound):
        require_at_courtroom(judge, object_id, CourtAction.DEPOSIT)


def test_door_wants_credentials_before_it_looks(cast: Cast) -> None:
    for door, row in ((get_hearing_for, cast.hearing), (get_case_for, cast.case)):
        for object_id in (row.pk, ABSENT):
            with pytest.raises(SignInRequired):
                door(Caller(), object_id, Action.CARD)


@pytest.mark.parametrize(
    ("username", "refusal"), [("clerk", None), ("clerk2", None), ("judge", Forbidden), ("clerk3", NotFound)]
)
def test_any_clerk_of_the_court_deposits_for_a_courtroom(
    cast: Cast, username: str, refusal: type[Problem] | None
) -> None:
    if refusal is None:
        assert require_at_courtroom(cast.caller(username), cast.room.pk, CourtAction.DEPOSIT) == cast.room
    else:
        with pytest.raises(refusal):
            require_at_courtroom(cast.caller(username), cast.room.pk, CourtAction.DEPOSIT)
