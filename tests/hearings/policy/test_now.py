"""The verdict is by now (R5), and what is unknown is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hearings.policy import Action, Outcome, Verdict, decide
from hearings.policy.facts import Assignment, Facts, Interval, Membership
from tests.hearings.policy.cast import (
    COURT,
    ELSEWHERE,
    INSIDE,
    NOW,
    PAST,
    hearing,
    order_for,
    restriction,
    subject,
)

MOMENT_AGO = NOW - timedelta(seconds=1)


def _ask(name: str, action: Action, facts: Facts, part: Interval | None = None, **changes: Any) -> Verdict:
    return decide(subject(name, **changes), action, facts, part, now=NOW)


# R5: the verdict is by now
@pytest.mark.parametrize("name", ["party", "lawyer", "prosecutor", "victim", "witness"])
def test_decide_ended_mandate_is_no_role(name: str) -> None:
    facts = hearing()
    ended = tuple(replace(each, until=NOW) for each in facts.participations)
    assert _ask(name, Action.EXISTS, replace(facts, participations=ended)).outcome is Outcome.NOT_FOUND


def test_decide_mandate_before_its_first_day_is_no_role() -> None:
    facts = hearing()
    coming = tuple(replace(each, since=NOW + timedelta(seconds=1)) for each in facts.participations)
    assert _ask("lawyer", Action.EXISTS, replace(facts, participations=coming)).outcome is Outcome.NOT_FOUND


def test_decide_ended_order_is_no_role() -> None:
    facts = hearing(orders=(order_for("expert", "e c s", "open", until=NOW),))
    assert _ask("expert", Action.EXISTS, facts).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize("name", ["judge", "clerk"])
def test_decide_assignment_without_the_office_is_no_role(name: str) -> None:
    left = (Membership(COURT, name, PAST, until=MOMENT_AGO),)
    assert _ask(name, Action.EXISTS, hearing(), memberships=left).outcome is Outcome.NOT_FOUND


def test_decide_ended_assignment_leaves_the_office() -> None:
    facts = hearing(assignments=(Assignment("clerk", "clerk", PAST, until=MOMENT_AGO),))
    assert _ask("clerk", Action.CARD, facts).rule_id == "T-court-clerk-open"
    assert _ask("clerk", Action.ENTRIES, facts).outcome is Outcome.FORBIDDEN


def test_decide_recusal_works_from_its_moment_on() -> None:
    recused = replace(hearing().assignments[0], recused_at=NOW)
    facts = hearing(assignments=(recused,))
    assert _ask("judge", Action.EXISTS, facts).outcome is Outcome.NOT_FOUND
    before = decide(subject("judge"), Action.EXISTS, facts, now=MOMENT_AGO)
    assert before.rule_id == "T-judge-open"


def test_decide_second_place_from_before_the_recusal_falls_with_it() -> None:
    earlier = Assignment("recused", "presiding", PAST)
    facts = hearing(assignments=(*hearing().assignments, earlier))
    assert _ask("recused", Action.EXISTS, facts).outcome is Outcome.NOT_FOUND


def test_decide_new_assignment_after_a_recusal_counts() -> None:
    again = Assignment("recused", "panel", MOMENT_AGO)
    facts = hearing(assignments=(*hearing().assignments, again))
    assert _ask("recused", Action.SEGMENT, facts, INSIDE).allowed


@pytest.mark.parametrize("changes", [{"state": "surprise"}, {"state": ""}])
@pytest.mark.parametrize("name", ["judge", "clerk", "party"])
def test_decide_unknown_state_is_refused(name: str, changes: dict[str, str]) -> None:
    facts = hearing(**changes)
    assert {_ask(name, action, facts).outcome for action in Action} == {Outcome.NOT_FOUND}


def test_decide_unknown_restriction_leaves_nothing_of_its_part() -> None:
    facts = hearing(restriction("whispered"))
    assert _ask("judge", Action.SEGMENT, facts, INSIDE).outcome is Outcome.NOT_FOUND
    assert _ask("judge", Action.SEGMENT, facts, ELSEWHERE).allowed


@pytest.mark.parametrize("field", ["assignments", "participations"])
def test_decide_unknown_place_or_kind_is_no_role(field: str) -> None:
    facts = hearing()
    name, word = ("party", "kind") if field == "participations" else ("assistant", "role")
    changed: dict[str, Any] = {
        field: tuple(replace(each, **{word: "jester"}) for each in getattr(facts, field))
    }
    assert _ask(name, Action.EXISTS, replace(facts, **changed)).outcome is Outcome.NOT_FOUND


def test_decide_transfer_to_a_court_that_is_not_above_opens_nothing() -> None:
    facts = hearing(transferred_to=("court-2",))
    assert _ask("judge3", Action.EXISTS, facts).outcome is Outcome.NOT_FOUND
    assert _ask("clerk3", Action.EXISTS, facts).outcome is Outcome.NOT_FOUND


def test_decide_unknown_action_is_refused() -> None:
    odd: Action = "juggle"  # type: ignore[assignment]
    assert _ask("judge", odd, hearing()).outcome is Outcome.NOT_FOUND
