"""What orders and rulings open or withhold beyond the cells: own testimony, publication, offices, moments."""

from dataclasses import replace

import pytest

from hearings.policy import Action, Outcome, decide
from hearings.policy.facts import Assignment, Interval, Membership, Subject
from tests.hearings.policy.cast import (
    COURT,
    ELSEWHERE,
    INSIDE,
    NOW,
    OWN_SPAN,
    PART,
    PAST,
    hearing,
    order_for,
    restriction,
    subject,
)


@pytest.mark.parametrize(
    ("part", "allowed"),
    [
        (Interval(*OWN_SPAN), True),
        (Interval(OWN_SPAN[0], OWN_SPAN[1] + 1), False),
        (ELSEWHERE, False),
        (None, False),
    ],
)
def test_decide_victim_reads_the_original_of_own_testimony_by_order(
    part: Interval | None, *, allowed: bool
) -> None:
    facts = hearing(restriction("protected", None), orders=(order_for("victim", "o", "protected"),))
    assert decide(subject("victim"), Action.ORIGINAL, facts, part, now=NOW).allowed is allowed
    unordered = replace(facts, orders=())
    assert not decide(subject("victim"), Action.ORIGINAL, unordered, part, now=NOW).allowed


def test_decide_expert_reads_the_original_that_the_order_opens() -> None:
    facts = hearing(restriction("protected", None), orders=(order_for("expert", "o", "protected"),))
    assert decide(subject("expert"), Action.ORIGINAL, facts, ELSEWHERE, now=NOW).allowed


@pytest.mark.parametrize("action", [Action.COLLECT_COPY, Action.SEGMENT])
def test_decide_sealed_case_closes_again_when_the_order_ends(action: Action) -> None:
    running = hearing(sealed=True, orders=(order_for("party", "k", "sealed"),))
    ended = hearing(sealed=True, orders=(order_for("party", "k", "sealed", until=NOW),))
    assert decide(subject("party"), action, running, now=NOW).allowed
    assert decide(subject("party"), action, ended, now=NOW).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("published", "plays"), [((True,), True), ((False,), False), ((True, True), True), ((True, False), False)]
)
def test_decide_public_hears_a_protected_part_where_every_ruling_publishes_it(
    published: tuple[bool, ...], *, plays: bool
) -> None:
    limits = tuple(replace(restriction("protected"), publish_disguised=each) for each in published)
    facts = hearing(*limits)
    facts = replace(facts, court=replace(facts.court, public_open=True))
    assert decide(subject("anonymous"), Action.SEGMENT, facts, INSIDE, now=NOW).allowed is plays
    assert decide(subject("outsider"), Action.SEGMENT, facts, INSIDE, now=NOW).allowed is plays


def test_decide_public_reads_the_card_without_the_parties() -> None:
    facts = hearing()
    facts = replace(facts, court=replace(facts.court, public_open=True))
    assert decide(subject("anonymous"), Action.CARD, facts, now=NOW).redacted
    assert not decide(subject("party"), Action.CARD, facts, now=NOW).redacted


@pytest.mark.parametrize("office", ["clerk", "assistant"])
def test_decide_ruling_excludes_staff_by_office(office: str) -> None:
    who = Subject("dana", memberships=(Membership(COURT, "clerk", PAST),))
    facts = hearing(restriction("closed", PART, office), assignments=(Assignment("dana", office, PAST),))
    assert decide(who, Action.ENTRIES, facts, INSIDE, now=NOW).outcome is Outcome.FORBIDDEN
    assert decide(who, Action.ENTRIES, facts, ELSEWHERE, now=NOW).allowed


def test_decide_recused_judge_named_assistant_later_is_assistant_only() -> None:
    facts = hearing()
    named = Assignment("recused", "assistant", NOW)
    facts = replace(facts, assignments=(*facts.assignments, named))
    assert decide(subject("recused"), Action.PLAYLIST, facts, now=NOW).rule_id == "T-assistant-open"
    assert not decide(subject("recused"), Action.ORIGINAL, facts, now=NOW).allowed


def test_decide_restriction_on_a_moment_withholds_its_millisecond() -> None:
    at = PART.start_ms
    facts = hearing(restriction("off_record", Interval(at, at)))
    assert not decide(subject("judge"), Action.SEGMENT, facts, Interval(at, at + 1), now=NOW).allowed
    assert decide(subject("judge"), Action.SEGMENT, facts, Interval(at + 1, at + 2), now=NOW).allowed
    assert decide(subject("judge"), Action.SEGMENT, facts, Interval(at - 1, at), now=NOW).allowed
