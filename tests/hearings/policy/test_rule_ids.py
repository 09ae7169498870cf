"""A verdict names the rule that gave or refused it: the audit log keeps it, and the page "why" reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hearings.policy import (
    Action,
    CourtAction,
    Outcome,
    Reason,
    Role,
    decide,
    decide_case,
    decide_court,
    table,
)
from hearings.policy.classes import Column, Condition, ContentClass
from hearings.policy.facts import Assignment, CourtFacts, Interval, Restriction, Subject
from hearings.policy.roles import is_recused
from hearings.policy.verdict import Verdict
from hearings.policy.visibility import Source, VisibilityPlan, visibility
from tests.hearings.policy.cast import (
    COURT,
    HIGHER_COURT,
    INSIDE,
    NOW,
    OTHER_COURT,
    PAST,
    hearing,
    order_for,
    restriction,
    service_client,
    subject,
)
from tests.hearings.policy.test_court import _case

HERE = CourtFacts(COURT, (HIGHER_COURT,))


@pytest.mark.parametrize(
    ("who", "action", "rule"),
    [
        (subject("admin"), CourtAction.READ_HEALTH, "T-system-admin-health"),
        (subject("clerk"), CourtAction.STEER_WORK, "T-clerk-steer-work"),
        (subject("courtadmin"), CourtAction.LIST_ROWS, "T-court_admin-list-rows"),
        (service_client("upload"), CourtAction.STEER_WORK, "T-client-steer-work"),
    ],
)
def test_verdict_on_a_court_names_office_and_action(who: Subject, action: CourtAction, rule: str) -> None:
    assert decide_court(who, action, HERE, NOW) == Verdict(Outcome.ALLOW, rule, Reason.GRANTED)


def test_every_court_action_is_refused_by_a_rule_to_who_has_no_office() -> None:
    told = {decide_court(subject("outsider"), action, HERE, NOW) for action in CourtAction}
    assert {(each.outcome, each.reason) for each in told} == {(Outcome.NOT_FOUND, Reason.ABSENT)}


@pytest.mark.parametrize(
    ("name", "part", "limits", "rule"),
    [
        ("party", None, (), "T-party-open"),
        ("party", INSIDE, (restriction("closed"),), "T-party-closed"),
        ("judge", INSIDE, (restriction("protected"), restriction("closed")), "T-judge-closed"),
        ("outsider", None, (), "T-public-open"),
    ],
)
def test_verdict_on_a_hearing_names_role_and_strictest_column(
    name: str, part: Interval | None, limits: tuple[Restriction, ...], rule: str
) -> None:
    facts = hearing(*limits)
    facts = replace(facts, court=replace(facts.court, public_open=name == "outsider"))
    assert decide(subject(name), Action.CARD, facts, part, now=NOW).rule_id == rule


def test_unknown_state_is_refused_as_such() -> None:
    verdict = decide(subject("judge"), Action.CARD, hearing(state="surprise"), now=NOW)
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_FOUND, Reason.UNKNOWN)


@pytest.mark.parametrize("action", [Action.PLAYLIST, Action.UPLOAD])
def test_what_is_no_matter_of_a_case_is_unknown_there(action: Action) -> None:
    assert decide_case(subject("judge"), action, _case(), now=NOW).reason is Reason.UNKNOWN


def test_case_that_went_to_a_court_above_is_read_there() -> None:
    assert decide_case(subject("appeal"), Action.CARD, _case(), now=NOW).outcome is Outcome.NOT_FOUND
    sent = _case(transferred_to=(HIGHER_COURT,))
    assert decide_case(subject("appeal"), Action.CARD, sent, now=NOW).allowed


def test_case_all_of_whose_hearings_are_closed_shows_its_card_to_nobody_of_the_court() -> None:
    closed = _case(restrictions=(restriction("closed", None),))
    assert decide_case(subject("clerk2"), Action.CARD, closed, now=NOW).outcome is Outcome.FORBIDDEN
    assert decide_case(subject("clerk2"), Action.CARD, _case(), now=NOW).allowed


def test_excluded_from_one_part_is_not_excluded_by_what_lies_before_it() -> None:
    # The first restriction excludes nobody; the second one, the reader.
    facts = hearing(restriction("closed"), restriction("closed", INSIDE, "defence"))
    verdict = decide(subject("party"), Action.SEGMENT, facts, INSIDE, now=NOW)
    assert (verdict.outcome, verdict.reason) == (Outcome.FORBIDDEN, Reason.EXCLUDED)


def test_moment_is_a_part_of_what_lies_around_it() -> None:
    moment = Interval(INSIDE.start_ms, INSIDE.start_ms)
    assert decide(subject("party"), Action.SEGMENT, hearing(), moment, now=NOW).allowed


def test_restriction_on_other_channels_leaves_a_track_alone() -> None:
    facts = hearing(restriction("off_record", tracks=("m2",)))
    own, theirs = (
        decide(subject("party"), Action.SEGMENT, facts, INSIDE, frozenset({name}), now=NOW).allowed
        for name in ("m1", "m2")
    )
    assert (own, theirs) == (True, False)


# --- recusal ------------------------------------------------------------------------------------------------------
def _place(since: timedelta, **changes: object) -> Assignment:
    return replace(Assignment("judge", "presiding", NOW + since), **changes)  # type: ignore[arg-type]


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("later", "recused"),
    [
        ((), True),
        ((_place(-DAY),), True),  # given at the very moment of the recusal
        ((_place(-DAY / 2),), False),
        ((_place(-DAY / 2, until=NOW),), True),
        ((_place(DAY),), True),
    ],
)
def test_recusal_lasts_until_a_later_place_runs(later: tuple[Assignment, ...], *, recused: bool) -> None:
    own = [_place(-30 * DAY, recused_at=NOW - DAY), *later]
    assert is_recused(own, NOW) is recused


def test_recusal_holds_from_its_very_moment() -> None:
    facts = hearing(assignments=(_place(-DAY, recused_at=NOW),))
    assert not decide(subject("judge"), Action.CARD, facts, now=NOW).allowed
    before = NOW - timedelta(seconds=1)
    assert decide(subject("judge"), Action.CARD, facts, now=before).allowed


# --- lists --------------------------------------------------------------------------------------------------------
def test_plan_of_a_client_in_its_own_name_asks_for_its_courts_alone() -> None:
    plan = visibility(service_client("read", courts=(COURT, OTHER_COURT)), NOW, ContentClass.CARD)
    ((source, courts),) = {(each.source, each.courts) for each in plan.clauses}
    assert (source, courts) == (Source.CLIENT, frozenset({COURT, OTHER_COURT}))
    assert (plan.user_id, plan.wanted, plan.now) == (None, ContentClass.CARD, NOW)


def test_plan_of_a_client_without_the_scope_holds_nothing() -> None:
    who = service_client("upload", user="party")
    assert visibility(who, NOW, ContentClass.CARD) == VisibilityPlan("party", ContentClass.CARD, NOW)


def test_order_lists_a_hearing_for_an_observer_in_other_courts_only() -> None:
    plan = visibility(subject("observer"), NOW)
    (clause,) = [each for each in plan.clauses if each.source is Source.ORDER]
    assert (clause.role, clause.courts, clause.courts_apart) == (
        Role.NAMED_IN_ORDER,
        frozenset({COURT}),
        True,
    )


# --- the table's own reading --------------------------------------------------------------------------------------
def test_cell_reads_letters_and_their_conditions() -> None:
    assert dict(table._cell("e t@purpose w:upload")) == {
        ContentClass.EXISTENCE: Condition.ALWAYS,
        ContentClass.TEXT: Condition.PURPOSE,
        ContentClass.UPLOAD: Condition.ALWAYS,
    }
    assert table._named("e c") == "e@named c@named"


def test_row_leaves_out_what_nobody_wrote_down() -> None:
    row = table._row("e c", "e", "e t")
    assert {column: "".join(cell) for column, cell in row.items()} == {
        Column.OPEN: "ec",
        Column.CLOSED: "e",
        Column.PROTECTED: "et",
        Column.SEALED: "",
        Column.PROVISIONAL: "",
        Column.EX_PARTE: "e",
        Column.OFF_RECORD: "",
        Column.OFF_RECORD_PROPOSED: "",
    }


def test_proposal_off_the_record_reads_as_off_the_record_unless_it_is_written_down() -> None:
    assert "".join(table._row("", "", "", off_record="e")[Column.OFF_RECORD_PROPOSED]) == "e"
    apart = table._row("", "", "", off_record="e", off_record_proposed="c")
    assert "".join(apart[Column.OFF_RECORD_PROPOSED]) == "c"


def test_order_without_a_class_gives_no_list() -> None:
    facts = hearing(participations=(), orders=(order_for("outsider", "", "open"),), assignments=())
    assert not decide(subject("outsider"), Action.EXISTS, facts, now=NOW).allowed


def test_place_that_has_ended_lists_nothing() -> None:
    ended = Assignment("assistant", "assistant", PAST, until=NOW)
    facts = hearing(assignments=(ended,))
    assert not decide(subject("assistant"), Action.EXISTS, facts, now=NOW).allowed
