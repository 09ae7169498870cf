"""The rules beside the table: drafts, holds, destruction, copies, step-up, purpose."""

from datetime import timedelta
from typing import Any

import pytest

from hearings.policy import Action, Outcome, Reason, Verdict, decide
from hearings.policy.facts import Facts, Interval
from tests.hearings.policy.cast import (
    NOW,
    hearing,
    order_for,
    restriction,
    subject,
)

MOMENT_AGO = NOW - timedelta(seconds=1)


def _ask(name: str, action: Action, facts: Facts, part: Interval | None = None, **changes: Any) -> Verdict:
    return decide(subject(name, **changes), action, facts, part, now=NOW)


# R15: who reads the entries of a log that is not published
@pytest.mark.parametrize("action", [Action.ENTRIES, Action.SEARCH])
@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("judge", Outcome.ALLOW, Reason.GRANTED),
        ("assistant", Outcome.ALLOW, Reason.GRANTED),
        ("clerk", Outcome.ALLOW, Reason.GRANTED),
        ("party", Outcome.NOT_READY, Reason.DRAFT),
        ("chair", Outcome.NOT_READY, Reason.DRAFT),
        # lacks the text itself, drafted or not
        ("witness", Outcome.FORBIDDEN, Reason.ROLE),
        ("outsider", Outcome.NOT_FOUND, Reason.ABSENT),
    ],
)
def test_decide_draft_protocol_is_read_by_staff_only(
    action: Action, name: str, outcome: Outcome, reason: Reason
) -> None:
    verdict = _ask(name, action, hearing(protocol_published=False))
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


# R1
@pytest.mark.parametrize(
    ("name", "action", "outcome"),
    [
        ("clerk", Action.DELETE, Outcome.HELD),
        ("judge", Action.DELETE, Outcome.HELD),
        ("clerk", Action.MOVE_RECORDING, Outcome.HELD),
        ("registry", Action.RETIRE, Outcome.HELD),
        ("chair", Action.RETIRE, Outcome.HELD),
        ("clerk2", Action.RETIRE, Outcome.FORBIDDEN),
        ("registry", Action.HOLD, Outcome.ALLOW),
        ("party", Action.DELETE, Outcome.FORBIDDEN),
        ("outsider", Action.DELETE, Outcome.NOT_FOUND),
        ("party", Action.PLAYLIST, Outcome.ALLOW),
    ],
)
def test_decide_legal_hold_stops_who_could_otherwise_delete(
    name: str, action: Action, outcome: Outcome
) -> None:
    assert _ask(name, action, hearing(hold=True)).outcome is outcome


# R2
@pytest.mark.parametrize(
    ("name", "action", "outcome"),
    [
        ("party", Action.PLAYLIST, Outcome.GONE),
        ("judge", Action.ORIGINAL, Outcome.GONE),
        ("judge", Action.ENTRIES, Outcome.GONE),
        ("clerk2", Action.SEGMENT, Outcome.GONE),
        ("clerk", Action.UPLOAD, Outcome.GONE),
        ("clerk", Action.DELETE, Outcome.GONE),
        ("registry", Action.RETIRE, Outcome.GONE),
        ("chair", Action.HOLD, Outcome.GONE),
        ("party", Action.ASK_COPY, Outcome.GONE),
        ("party", Action.DELETE, Outcome.FORBIDDEN),
        ("party", Action.CARD, Outcome.ALLOW),
        ("judge", Action.READ_AUDIT, Outcome.ALLOW),
        ("outsider", Action.PLAYLIST, Outcome.NOT_FOUND),
        ("anonymous", Action.PLAYLIST, Outcome.UNAUTHENTICATED),
        ("observer", Action.PLAYLIST, Outcome.NOT_FOUND),
    ],
)
def test_decide_destroyed_recording_is_gone_for_who_knew_it(
    name: str, action: Action, outcome: Outcome
) -> None:
    assert _ask(name, action, hearing(retention_expired=True)).outcome is outcome


# asking for a copy: who has k* in the open column, whatever is restricted
@pytest.mark.parametrize("kind", ["closed", "protected", "provisional"])
@pytest.mark.parametrize("name", ["party", "lawyer", "prosecutor", "victim"])
def test_decide_ask_copy_is_judged_in_the_open_column(name: str, kind: str) -> None:
    assert _ask(name, Action.ASK_COPY, hearing(restriction(kind, None))).allowed


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("judge", Outcome.FORBIDDEN),
        ("witness", Outcome.FORBIDDEN),
        ("expert", Outcome.FORBIDDEN),
        ("clerk2", Outcome.FORBIDDEN),
        ("outsider", Outcome.NOT_FOUND),
        ("courtadmin", Outcome.NOT_FOUND),
        ("anonymous", Outcome.UNAUTHENTICATED),
    ],
)
def test_decide_ask_copy_by_other_roles_is_refused(name: str, outcome: Outcome) -> None:
    assert _ask(name, Action.ASK_COPY, hearing()).outcome is outcome


def test_decide_ask_copy_where_nothing_is_known_of_is_not_found() -> None:
    assert _ask("party", Action.ASK_COPY, hearing(sealed=True)).outcome is Outcome.NOT_FOUND
    ex_parte = hearing(restriction("ex_parte", None, "defence"))
    assert _ask("party", Action.ASK_COPY, ex_parte).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("minutes", "fresh", "in_sitting"),
    [
        (0, True, True),
        (5, True, True),
        (6, False, True),
        (240, False, True),
        (241, False, False),
        (-1, False, False),
    ],
)
def test_decide_step_up_lasts_as_long_as_its_limit(minutes: int, *, fresh: bool, in_sitting: bool) -> None:
    at = NOW - timedelta(minutes=minutes)
    facts = hearing(restriction("protected"))
    assert facts.hearing_id is not None
    assert _ask("judge", Action.READ_IDENTITY, facts, step_up_at=at).allowed is fresh
    assert _ask("judge", Action.ORIGINAL, facts, step_up_at=at).allowed is fresh
    here, elsewhere = ((facts.hearing_id, at),), (("hearing-9", at),)
    assert _ask("judge", Action.ORIGINAL, facts, sittings=here).allowed is in_sitting
    # A sitting opens the originals of its own hearing, and no identity.
    assert not _ask("judge", Action.ORIGINAL, facts, sittings=elsewhere).allowed
    assert not _ask("judge", Action.READ_IDENTITY, facts, sittings=here).allowed


@pytest.mark.parametrize("name", ["party", "lawyer", "prosecutor"])
def test_decide_identity_for_a_named_party_needs_order_and_step_up(name: str) -> None:
    named = hearing(restriction("protected"), orders=(order_for(name, "i", "protected"),))
    for facts, at, reason in (
        (hearing(restriction("protected")), NOW, Reason.ORDER),
        (named, None, Reason.STEP_UP),
        (named, NOW, Reason.GRANTED),
    ):
        assert _ask(name, Action.READ_IDENTITY, facts, step_up_at=at).reason is reason


@pytest.mark.parametrize("name", ["chair", "clerk", "assistant", "victim", "expert", "judge2", "registry"])
def test_decide_identity_is_never_read_by_others_whatever_an_order_lists(name: str) -> None:
    facts = hearing(restriction("protected"), orders=(order_for(name, "i", "protected"),))
    assert not _ask(name, Action.READ_IDENTITY, facts, step_up_at=NOW).allowed


@pytest.mark.parametrize("purpose", ["", "  "])
def test_decide_other_judge_without_purpose_is_told_so(purpose: str) -> None:
    verdict = _ask("judge2", Action.ENTRIES, hearing(), purpose=purpose)
    assert (verdict.outcome, verdict.reason) == (Outcome.FORBIDDEN, Reason.PURPOSE)
