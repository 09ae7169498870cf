"""What people and clients may do in a court, and on the page of a case."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hearings.policy import Action, CourtAction, Outcome, decide, decide_case, decide_court, decide_deposit
from hearings.policy.facts import CaseFacts, CourtFacts, Membership, Subject
from tests.hearings.policy.cast import (
    COURT,
    HIGHER_COURT,
    NOW,
    OTHER_COURT,
    PAST,
    hearing,
    order_for,
    service_client,
    subject,
)

HERE = CourtFacts(COURT, (HIGHER_COURT,))
ADMINISTRATION = {
    CourtAction.LIST_ROWS,
    CourtAction.MANAGE_PEOPLE,
    CourtAction.MANAGE_ROOMS,
    CourtAction.READ_FIGURES,
    CourtAction.READ_RECORDERS,
    CourtAction.STEER_WORK,
}
CLERK = {
    CourtAction.DEPOSIT,
    CourtAction.SORT_RECORDINGS,
    CourtAction.READ_RECORDERS,
    CourtAction.STEER_WORK,
}


# R16: any clerk of the court, assigned or not
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("clerk", Outcome.ALLOW),
        ("clerk2", Outcome.ALLOW),
        ("clerk3", Outcome.NOT_FOUND),
        ("judge", Outcome.FORBIDDEN),
        ("registry", Outcome.FORBIDDEN),
        ("courtadmin", Outcome.FORBIDDEN),
        ("assistant", Outcome.NOT_FOUND),
        ("party", Outcome.NOT_FOUND),
        ("appealclerk", Outcome.NOT_FOUND),
        ("outsider", Outcome.NOT_FOUND),
        ("admin", Outcome.NOT_FOUND),
        ("anonymous", Outcome.UNAUTHENTICATED),
    ],
)
def test_decide_deposit_is_for_every_clerk_of_the_court(name: str, outcome: Outcome) -> None:
    assert decide_deposit(subject(name), HERE, NOW).outcome is outcome


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("courtadmin", ADMINISTRATION),
        ("registry", {CourtAction.CREATE_CASE, CourtAction.CREATE_HEARING, CourtAction.PLAN_DESTRUCTION}),
        ("clerk", CLERK),
        ("observer", {CourtAction.READ_PROOFS}),
        ("admin", {CourtAction.READ_HEALTH}),
        ("judge", {CourtAction.APPROVE_BREAK_GLASS}),
        (
            "chair",
            {CourtAction.APPROVE_BREAK_GLASS, CourtAction.INSPECT, CourtAction.PLAN_DESTRUCTION},
        ),
        ("party", set()),
    ],
)
def test_decide_court_gives_each_office_its_actions(name: str, allowed: set[CourtAction]) -> None:
    assert {
        action for action in CourtAction if decide_court(subject(name), action, HERE, NOW).allowed
    } == allowed


def test_decide_court_ended_office_is_not_found() -> None:
    ended = (Membership(COURT, "court_admin", PAST, until=NOW),)
    who = subject("courtadmin", memberships=ended)
    assert decide_court(who, CourtAction.LIST_ROWS, HERE, NOW).outcome is Outcome.NOT_FOUND
    before = decide_court(who, CourtAction.LIST_ROWS, HERE, NOW - timedelta(seconds=1))
    assert before.allowed


@pytest.mark.parametrize(
    ("who", "action", "outcome"),
    [
        (service_client("upload"), CourtAction.DEPOSIT, Outcome.ALLOW),
        (service_client("read", "cards"), CourtAction.DEPOSIT, Outcome.FORBIDDEN),
        (service_client("cards"), CourtAction.CREATE_CASE, Outcome.ALLOW),
        (service_client("upload", "cards", "read"), CourtAction.LIST_ROWS, Outcome.FORBIDDEN),
        (service_client("upload", courts=(OTHER_COURT,)), CourtAction.DEPOSIT, Outcome.NOT_FOUND),
        # for a user: both must have it
        (service_client("upload", user="clerk2"), CourtAction.DEPOSIT, Outcome.ALLOW),
        (service_client("upload", user="party"), CourtAction.DEPOSIT, Outcome.NOT_FOUND),
        (service_client("read", user="clerk2"), CourtAction.DEPOSIT, Outcome.FORBIDDEN),
        (service_client("upload", user="clerk2", courts=()), CourtAction.DEPOSIT, Outcome.NOT_FOUND),
    ],
)
def test_decide_court_client_needs_scope_court_and_user(
    who: Subject, action: CourtAction, outcome: Outcome
) -> None:
    assert decide_court(who, action, HERE, NOW).outcome is outcome


def _case(**changes: Any) -> CaseFacts:
    facts = hearing()
    case = CaseFacts(
        "case-1",
        facts.court,
        assignments=facts.assignments,
        participations=facts.participations,
        orders=facts.orders,
    )
    return replace(case, **changes)


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("judge", Outcome.ALLOW),
        ("lawyer", Outcome.ALLOW),
        ("witness", Outcome.ALLOW),
        ("expert", Outcome.ALLOW),
        ("registry", Outcome.ALLOW),
        ("clerk2", Outcome.ALLOW),
        ("recused", Outcome.NOT_FOUND),
        ("courtadmin", Outcome.NOT_FOUND),
        ("outsider", Outcome.NOT_FOUND),
        ("anonymous", Outcome.UNAUTHENTICATED),
    ],
)
def test_decide_case_card_is_read_by_who_has_a_hearing_of_it(name: str, card: Outcome) -> None:
    assert decide_case(subject(name), Action.CARD, _case(), now=NOW).outcome is card


@pytest.mark.parametrize("action", [Action.PLAYLIST, Action.ENTRIES, Action.ORIGINAL, Action.UPLOAD])
def test_decide_case_content_is_never_decided_by_case(action: Action) -> None:
    assert decide_case(subject("judge"), action, _case(), now=NOW).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("judge", Outcome.ALLOW),
        ("clerk", Outcome.NOT_FOUND),
        ("chair", Outcome.FORBIDDEN),
        ("party", Outcome.ALLOW),
    ],
)
def test_decide_case_sealed_is_for_the_panel_and_the_named(name: str, outcome: Outcome) -> None:
    case = _case(sealed=True, orders=(order_for("party", "", "sealed"),))
    assert decide_case(subject(name), Action.CARD, case, now=NOW).outcome is outcome


@pytest.mark.parametrize(
    ("name", "action", "allowed"),
    [
        ("registry", Action.WRITE_CARD, True),
        ("registry", Action.WRITE_PARTIES, True),
        ("registry", Action.ASSIGN, True),
        ("clerk", Action.WRITE_PARTIES, True),
        ("clerk", Action.ASSIGN, False),
        ("judge", Action.RULE, True),
        ("judge", Action.WRITE_CARD, False),
        ("clerk2", Action.WRITE_CARD, False),
    ],
)
def test_decide_case_writing_is_for_registry_clerk_and_judge(
    name: str, action: Action, *, allowed: bool
) -> None:
    assert decide_case(subject(name), action, _case(), now=NOW).allowed is allowed


def test_decide_case_agrees_with_its_only_hearing_on_existence() -> None:
    names = ("judge", "clerk", "clerk2", "party", "witness", "expert", "recused", "outsider", "courtadmin")
    as_case = [decide_case(subject(name), Action.EXISTS, _case(), now=NOW).outcome for name in names]
    assert as_case == [decide(subject(name), Action.EXISTS, hearing(), now=NOW).outcome for name in names]
