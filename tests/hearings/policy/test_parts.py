"""Parts of a hearing: exclusion, ex parte, own testimony, disguise, channels, lifts, two columns at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hearings.policy import Action, Outcome, Reason, Verdict, decide
from hearings.policy.facts import Facts, Interval
from tests.hearings.policy.cast import (
    ELSEWHERE,
    INSIDE,
    MINUTE_MS,
    NOW,
    OWN_SPAN,
    PART,
    hearing,
    order_for,
    restriction,
    subject,
)

MOMENT_AGO = NOW - timedelta(seconds=1)


def _ask(name: str, action: Action, facts: Facts, part: Interval | None = None, **changes: Any) -> Verdict:
    return decide(subject(name, **changes), action, facts, part, now=NOW)


# exclusion: by participant, side, person or office
@pytest.mark.parametrize(
    ("excluded", "name"),
    [
        ("party-place", "party"),
        ("defence", "lawyer"),
        ("prosecution", "prosecutor"),
        ("prosecution", "victim"),
        ("witness", "witness"),
        ("clerk", "clerk"),
    ],
)
def test_decide_excluded_person_keeps_existence_and_card_of_a_closed_part(excluded: str, name: str) -> None:
    facts = hearing(restriction("closed", PART, excluded))
    verdict = _ask(name, Action.SEGMENT, facts, INSIDE)
    assert (verdict.outcome, verdict.reason) == (Outcome.FORBIDDEN, Reason.EXCLUDED)
    assert _ask(name, Action.CARD, facts, INSIDE).allowed
    assert _ask(name, Action.SEGMENT, facts, Interval(PART.end_ms or 0, 31 * MINUTE_MS)).allowed
    assert _ask("judge", Action.SEGMENT, facts, INSIDE).allowed


@pytest.mark.parametrize("action", [Action.EXISTS, Action.TIMELINE, Action.ENTRIES, Action.SEGMENT])
def test_decide_ex_parte_leaves_the_absent_side_nothing_of_the_part(action: Action) -> None:
    facts = hearing(restriction("ex_parte", PART, "defence"))
    assert _ask("party", action, facts, INSIDE).outcome is Outcome.NOT_FOUND
    assert _ask("lawyer", action, facts, INSIDE).outcome is Outcome.NOT_FOUND
    assert _ask("prosecutor", action, facts, INSIDE).allowed
    assert _ask("party", action, facts, ELSEWHERE).allowed


def test_decide_ex_parte_without_a_named_side_is_withheld_from_every_participant() -> None:
    facts = hearing(restriction("ex_parte", PART))
    names = ("party", "lawyer", "prosecutor", "victim", "witness", "expert")
    assert {_ask(name, Action.EXISTS, facts, INSIDE).outcome for name in names} == {Outcome.NOT_FOUND}
    assert _ask("judge", Action.SEGMENT, facts, INSIDE).allowed


def test_decide_ended_mandate_does_not_end_an_exclusion() -> None:
    facts = hearing(
        restriction("closed", PART, "defence"), orders=(order_for("lawyer", "e c s", "open", "closed"),)
    )
    ended = tuple(replace(each, until=MOMENT_AGO) for each in facts.participations)
    assert not _ask("lawyer", Action.SEGMENT, replace(facts, participations=ended), INSIDE).allowed


@pytest.mark.parametrize(
    ("part", "outcome"),
    [
        (Interval(*OWN_SPAN), Outcome.ALLOW),
        (Interval(OWN_SPAN[0] - 1, OWN_SPAN[1]), Outcome.NOT_FOUND),
        (Interval(OWN_SPAN[0], OWN_SPAN[1] + 1), Outcome.NOT_FOUND),
        (Interval(OWN_SPAN[0], None), Outcome.NOT_FOUND),
        (ELSEWHERE, Outcome.NOT_FOUND),
        (None, Outcome.ALLOW),
    ],
)
def test_decide_witness_hears_own_testimony_alone(part: Interval | None, outcome: Outcome) -> None:
    assert _ask("witness", Action.SEGMENT, hearing(), part).outcome is outcome


def test_decide_witness_without_testimony_finds_nothing() -> None:
    facts = hearing()
    mute = tuple(replace(each, spans=()) for each in facts.participations)
    assert _ask("witness", Action.EXISTS, replace(facts, participations=mute)).outcome is Outcome.NOT_FOUND


def test_decide_protected_part_plays_once_its_disguise_is_released() -> None:
    waiting = hearing(restriction("protected", released=False))
    assert _ask("party", Action.SEGMENT, waiting, INSIDE).reason is Reason.PREPARING
    assert _ask("judge", Action.SEGMENT, waiting, INSIDE).outcome is Outcome.NOT_READY
    assert _ask("party", Action.SEGMENT, waiting, ELSEWHERE).allowed
    assert _ask("party", Action.SEGMENT, hearing(restriction("protected")), INSIDE).allowed


def test_decide_protected_text_is_redacted_for_everybody() -> None:
    facts = hearing(restriction("protected"))
    assert [_ask(name, Action.ENTRIES, facts, INSIDE).redacted for name in ("judge", "clerk", "party")] == [
        True
    ] * 3
    assert not _ask("party", Action.ENTRIES, facts, ELSEWHERE).redacted


def test_decide_restriction_on_a_channel_withholds_the_tracks_that_hold_it() -> None:
    facts = hearing(restriction("off_record", tracks=("mic-4",)))
    who = subject("party")
    other = decide(who, Action.SEGMENT, facts, INSIDE, frozenset({"mic-1"}), now=NOW)
    same = decide(who, Action.SEGMENT, facts, INSIDE, frozenset({"mic-1", "mic-4"}), now=NOW)
    unknown = decide(who, Action.SEGMENT, facts, INSIDE, None, now=NOW)
    text = decide(who, Action.ENTRIES, facts, INSIDE, frozenset({"mic-1"}), now=NOW)
    assert [each.allowed for each in (other, same, unknown, text)] == [True, False, False, False]


def test_decide_lifted_restriction_ends_with_its_lift() -> None:
    lifted = replace(restriction("closed", PART, "defence"), lifted_at=NOW)
    later = replace(lifted, lifted_at=NOW + timedelta(seconds=1))
    assert _ask("party", Action.SEGMENT, hearing(lifted), INSIDE).allowed
    assert not _ask("party", Action.SEGMENT, hearing(later), INSIDE).allowed


def test_decide_confirmed_provisional_reads_as_closed() -> None:
    facts = hearing(restriction("provisional", confirmed=True))
    assert _ask("party", Action.SEGMENT, facts, INSIDE).allowed


@pytest.mark.parametrize("kind", ["closed", "protected", "ex_parte"])
def test_decide_unconfirmed_restriction_withholds_like_a_provisional_one(kind: str) -> None:
    facts = hearing(restriction(kind, PART, "respondent", confirmed=False))
    assert _ask("party", Action.SEGMENT, facts, INSIDE).reason is Reason.PROVISIONAL
    assert _ask("clerk", Action.SEGMENT, facts, INSIDE).allowed


def test_decide_backward_restriction_covers_the_whole_hearing() -> None:
    facts = hearing(restriction("off_record", Interval(500, 400)))
    assert not _ask("judge", Action.SEGMENT, facts, ELSEWHERE).allowed


def test_decide_backward_interval_is_refused() -> None:
    assert _ask("judge", Action.SEGMENT, hearing(), Interval(500, 400)).outcome is Outcome.NOT_FOUND


# R6
def test_decide_two_orders_for_two_columns_do_not_open_a_part_that_is_both() -> None:
    both = hearing(restriction("closed"), restriction("protected"))
    apart = (order_for("expert", "e s", "open", "closed"), order_for("expert", "e s o", "open", "protected"))
    assert not _ask("expert", Action.ORIGINAL, replace(both, orders=apart), INSIDE).allowed
    one = (order_for("expert", "e s o", "open", "closed", "protected"),)
    assert _ask("expert", Action.ORIGINAL, replace(both, orders=one), INSIDE).allowed


def test_decide_two_roles_do_not_open_together_what_neither_opens() -> None:
    # The chair reads protected parts, the order opens closed ones: a part that is both is opened by neither.
    both = hearing(
        restriction("closed"), restriction("protected"), orders=(order_for("chair", "t s", "closed"),)
    )
    assert not _ask("chair", Action.ENTRIES, both, INSIDE).allowed
    assert _ask("chair", Action.ENTRIES, replace(both, restrictions=both.restrictions[:1]), INSIDE).allowed
    assert _ask("chair", Action.ENTRIES, replace(both, restrictions=both.restrictions[1:]), INSIDE).allowed
