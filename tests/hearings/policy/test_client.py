"""Service clients: scope x court list x the user they act for."""

import pytest

from hearings.policy import Action, Outcome, Reason, decide
from hearings.policy.classes import Scope
from hearings.policy.facts import Subject
from tests.hearings.policy.cast import INSIDE, NOW, OTHER_COURT, hearing, restriction, service_client, subject

ALL = tuple(Scope)
OWN_NAME = {
    "open": {Action.EXISTS, Action.CARD, Action.TIMELINE, Action.EXPORT, Action.UPLOAD, Action.WRITE_CARD},
    "closed": {Action.EXISTS, Action.UPLOAD},
    "protected": {Action.EXISTS, Action.CARD, Action.TIMELINE, Action.EXPORT, Action.UPLOAD},
    "provisional": {Action.EXISTS, Action.UPLOAD},
    "off_record": {Action.UPLOAD},
    "sealed": set(),
}


@pytest.mark.parametrize("column", OWN_NAME)
def test_decide_client_in_its_own_name_uploads_and_reads_cards(column: str) -> None:
    limits = () if column in {"open", "sealed"} else (restriction(column, None),)
    facts = hearing(*limits, sealed=column == "sealed")
    allowed = {action for action in Action if decide(service_client(*ALL), action, facts, now=NOW).allowed}
    assert allowed == OWN_NAME[column]


@pytest.mark.parametrize(
    ("who", "action", "outcome"),
    [
        (service_client("read"), Action.CARD, Outcome.ALLOW),
        (service_client("read"), Action.UPLOAD, Outcome.FORBIDDEN),
        (service_client("upload"), Action.UPLOAD, Outcome.ALLOW),
        # without the scope for existence it is told nothing
        (service_client("upload"), Action.CARD, Outcome.NOT_FOUND),
        (service_client(*ALL, courts=(OTHER_COURT,)), Action.EXISTS, Outcome.NOT_FOUND),
        (service_client(*ALL), Action.ENTRIES, Outcome.FORBIDDEN),
        (service_client(*ALL), Action.PLAYLIST, Outcome.FORBIDDEN),
    ],
)
def test_decide_client_needs_scope_and_court(who: Subject, action: Action, outcome: Outcome) -> None:
    assert decide(who, action, hearing(), now=NOW).outcome is outcome


@pytest.mark.parametrize(
    ("user", "action", "outcome"),
    [
        ("party", Action.PLAYLIST, Outcome.ALLOW),
        ("party", Action.UPLOAD, Outcome.FORBIDDEN),
        ("clerk", Action.UPLOAD, Outcome.ALLOW),
        ("clerk", Action.WRITE_ENTRY, Outcome.ALLOW),
        ("clerk2", Action.ENTRIES, Outcome.FORBIDDEN),
        ("judge", Action.RULE, Outcome.FORBIDDEN),
        ("judge", Action.READ_IDENTITY, Outcome.FORBIDDEN),
        ("outsider", Action.EXISTS, Outcome.NOT_FOUND),
    ],
)
def test_decide_client_for_a_user_has_no_more_than_the_user(
    user: str, action: Action, outcome: Outcome
) -> None:
    assert decide(service_client(*ALL, user=user), action, hearing(), now=NOW).outcome is outcome


@pytest.mark.parametrize(("kind", "plays"), [("closed", False), ("protected", True), ("provisional", False)])
def test_decide_client_for_the_judge_never_reads_a_closed_part(kind: str, *, plays: bool) -> None:
    facts = hearing(restriction(kind))
    assert decide(subject("judge"), Action.SEGMENT, facts, INSIDE, now=NOW).allowed
    assert decide(service_client(*ALL, user="judge"), Action.SEGMENT, facts, INSIDE, now=NOW).allowed is plays


def test_decide_client_for_the_clerk_never_reads_a_protected_original() -> None:
    facts = hearing(restriction("closed"), restriction("protected"))
    who = service_client(*ALL, user="clerk")
    assert decide(who, Action.ORIGINAL, hearing(), now=NOW).allowed
    assert decide(who, Action.ORIGINAL, facts, now=NOW).outcome is Outcome.FORBIDDEN


def test_decide_client_without_scope_is_told_so() -> None:
    verdict = decide(service_client("read", user="party"), Action.PLAYLIST, hearing(), now=NOW)
    assert (verdict.outcome, verdict.reason) == (Outcome.FORBIDDEN, Reason.SCOPE)
