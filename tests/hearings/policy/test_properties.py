"""What must hold for any subject before any hearing."""

import os
from dataclasses import replace
from itertools import pairwise

from hypothesis import example, given, settings, strategies as st

from hearings.policy import Action, Outcome, covers, decide, playable_ranges, visibility
from hearings.policy.classes import Column, Condition, ContentClass
from hearings.policy.facts import Facts, Interval, Restriction, Subject
from hearings.policy.table import TABLE
from hearings.policy.visibility import LISTABLE
from tests.hearings.policy.cast import NOW, hearing, restriction, subject
from tests.hearings.policy.worlds import (
    ACTIONS,
    INTERVALS,
    LENGTH_MS,
    RESTRICTIONS,
    SUBJECTS,
    TRACKS,
    hearings,
)

# The long form is left to the soak runs: COURTREC_PROPERTY_EXAMPLES=5000.
EXAMPLES = int(os.environ.get("COURTREC_PROPERTY_EXAMPLES", "150"))
MANY = settings(max_examples=EXAMPLES, deadline=None)
PARTS = st.one_of(st.none(), INTERVALS)
BY_ORDER = {
    Condition.BY_ORDER,
    Condition.OWN_BY_ORDER,
    Condition.ORDER_STEP_UP,
    Condition.LISTED,
    Condition.LISTED_OPEN,
    Condition.NAMED,
}


@MANY
@given(SUBJECTS, ACTIONS, hearings(), PARTS, st.one_of(st.none(), TRACKS), RESTRICTIONS)
def test_decide_one_more_restriction_never_widens(
    who: Subject,
    action: Action,
    facts: Facts,
    part: Interval | None,
    tracks: frozenset[str] | None,
    added: Restriction,
) -> None:
    stricter = replace(facts, restrictions=(*facts.restrictions, added))
    if decide(who, action, stricter, part, tracks, now=NOW).allowed:
        assert decide(who, action, facts, part, tracks, now=NOW).allowed


@MANY
@given(SUBJECTS, ACTIONS, hearings(), INTERVALS, INTERVALS)
def test_decide_larger_part_never_widens(
    who: Subject, action: Action, facts: Facts, part: Interval, other: Interval
) -> None:
    # An original is cut to the session, so what lies around it may be added without harm.
    if action in {Action.ORIGINAL, Action.COLLECT_ORIGINAL}:
        return
    ends = (part.end_ms, other.end_ms)
    end = None if None in ends else max(each for each in ends if each is not None)
    larger = Interval(min(part.start_ms, other.start_ms), end)
    if part.end_ms is not None and part.end_ms < part.start_ms:
        return
    if decide(who, action, facts, larger, now=NOW).allowed:
        assert decide(who, action, facts, part, now=NOW).allowed


@MANY
@given(SUBJECTS, hearings(), PARTS, st.one_of(st.none(), TRACKS))
def test_decide_refusals_tell_existence_only_to_who_has_it(
    who: Subject, facts: Facts, part: Interval | None, tracks: frozenset[str] | None
) -> None:
    anonymous = who.user_id is None and who.client is None
    for action in Action:
        verdict = decide(who, action, facts, part, tracks, now=NOW)
        known_of = None if action in {Action.ORIGINAL, Action.COLLECT_ORIGINAL, Action.ASK_COPY} else part
        exists = decide(who, Action.EXISTS, facts, known_of, now=NOW).allowed
        if verdict.outcome is Outcome.FORBIDDEN:
            assert exists
            assert not anonymous
        if verdict.outcome is Outcome.NOT_FOUND:
            assert not exists
            assert not anonymous
        if verdict.outcome is Outcome.UNAUTHENTICATED:
            assert anonymous


@MANY
@given(st.sampled_from(["outsider", "judge3", "clerk3", "admin"]), ACTIONS, hearings(), PARTS)
def test_decide_outsider_never_gets_anything_but_404(
    name: str, action: Action, facts: Facts, part: Interval | None
) -> None:
    private = replace(
        facts, transferred_to=(), court=replace(hearing().court, ancestors=facts.court.ancestors)
    )
    assert decide(subject(name), action, private, part, now=NOW).outcome is Outcome.NOT_FOUND


@MANY
@given(SUBJECTS, hearings())
def test_decide_every_role_ended_is_no_role(who: Subject, facts: Facts) -> None:
    if who.user_id is None or facts.court.public_open:
        return
    ended = replace(
        facts,
        assignments=tuple(replace(each, until=NOW) for each in facts.assignments),
        participations=tuple(replace(each, until=NOW) for each in facts.participations),
        orders=tuple(replace(each, until=NOW) for each in facts.orders),
    )
    gone = replace(who, client=None, memberships=tuple(replace(each, until=NOW) for each in who.memberships))
    assert {decide(gone, action, ended, now=NOW).outcome for action in Action} == {Outcome.NOT_FOUND}


@MANY
@given(SUBJECTS, hearings(), st.one_of(st.none(), TRACKS))
@example(subject("witness"), hearing(), None)
@example(subject("party"), hearing(restriction("closed", Interval(5, 9), "defence"), session=None), None)
def test_playable_ranges_are_what_decide_allows_at_each_moment(
    who: Subject, facts: Facts, tracks: frozenset[str] | None
) -> None:
    ranges = playable_ranges(who, facts, LENGTH_MS, NOW, tracks)
    inside = {moment for start, end in ranges for moment in range(start, end)}
    allowed = {
        moment
        for moment in range(LENGTH_MS)
        if decide(who, Action.SEGMENT, facts, Interval(moment, moment + 1), tracks, now=NOW).allowed
    }
    assert inside == allowed
    assert sorted(ranges) == list(ranges)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(ranges))
    for span in ranges:
        assert decide(who, Action.SEGMENT, facts, Interval(*span), tracks, now=NOW).allowed


LIST_ACTIONS = {
    ContentClass.EXISTENCE: Action.EXISTS,
    ContentClass.CARD: Action.CARD,
    ContentClass.ROW: Action.LIST_ROW,
}


@MANY
@given(SUBJECTS, hearings(), st.sampled_from(sorted(LISTABLE)))
def test_visibility_lists_exactly_what_decide_allows(
    who: Subject, facts: Facts, wanted: ContentClass
) -> None:
    plan = visibility(who, NOW, wanted)
    assert covers(plan, facts) is decide(who, LIST_ACTIONS[wanted], facts, now=NOW).allowed


def test_table_every_column_gives_no_more_than_the_open_one_without_an_order() -> None:
    wider = [
        (role, column, letter)
        for role, row in TABLE.items()
        for column, cell in row.items()
        for letter, rule in cell.items()
        if rule not in BY_ORDER and letter not in row[Column.OPEN] and column is not Column.OPEN
    ]
    assert wider == []
