"""Lists hold what single verdicts allow: the whole cast before one hearing in each of its states."""

from dataclasses import replace

import pytest

from hearings.policy import Action, ContentClass, covers, decide, visibility
from hearings.policy.classes import Role, Scope
from hearings.policy.facts import Facts, Membership, Subject
from hearings.policy.visibility import Source
from tests.hearings.policy.cast import (
    COURT,
    HIGHER_COURT,
    NOW,
    OTHER_COURT,
    PAST,
    hearing,
    order_for,
    restriction,
    service_client,
    subject,
)

NAMES = [
    "judge",
    "judge2",
    "judge3",
    "recused",
    "chair",
    "clerk",
    "clerk2",
    "clerk3",
    "registry",
    "courtadmin",
    "observer",
    "appeal",
    "appealclerk",
    "assistant",
    "party",
    "lawyer",
    "prosecutor",
    "victim",
    "witness",
    "expert",
    "outsider",
    "admin",
    "anonymous",
]
ENDED = tuple(replace(each, until=NOW) for each in hearing().participations)
STAGES: dict[str, Facts] = {
    "open": hearing(),
    "closed": hearing(restriction("closed", None)),
    "protected": hearing(restriction("protected", None)),
    "provisional": hearing(restriction("provisional", None)),
    "off record": hearing(restriction("off_record", None)),
    "ex parte": hearing(restriction("ex_parte", None, "defence")),
    "closed and protected": hearing(restriction("closed", None), restriction("protected", None)),
    "partly closed": hearing(restriction("closed")),
    "sealed": hearing(sealed=True),
    "sealed with names": hearing(
        sealed=True,
        orders=tuple(order_for(name, "e c", "sealed") for name in ("clerk", "party", "expert", "victim")),
    ),
    "orders for closed parts": hearing(
        restriction("closed", None), orders=tuple(order_for(name, "e c", "closed") for name in NAMES)
    ),
    "orders ended": hearing(orders=(order_for("expert", "e c", "open", until=NOW),)),
    "orders for the sound alone": hearing(orders=tuple(order_for(name, "s", "open") for name in NAMES)),
    "mandates ended": hearing(participations=ENDED),
    "transferred": hearing(transferred_to=(HIGHER_COURT,)),
    "transferred sideways": hearing(transferred_to=(OTHER_COURT,)),
    "public": hearing(court=replace(hearing().court, public_open=True)),
    "in another court": hearing(court=replace(hearing().court, court_id=OTHER_COURT)),
    "unknown": hearing(state="surprise"),
}
ACTION_OF = {
    ContentClass.EXISTENCE: Action.EXISTS,
    ContentClass.CARD: Action.CARD,
    ContentClass.ROW: Action.LIST_ROW,
}
ALL = tuple(Scope)


def _callers(name: str) -> list[Subject]:
    """Return a person, the same with every office ended, and clients that act for the person."""
    person = subject(name)
    left = replace(person, memberships=tuple(replace(each, until=NOW) for each in person.memberships))
    clients = [
        service_client(*ALL, user=name),
        service_client("read", user=name, courts=(COURT, OTHER_COURT)),
        service_client("upload", user=name),
    ]
    return [person, left] if person.user_id is None else [person, left, *clients]


@pytest.mark.parametrize("wanted", ACTION_OF)
@pytest.mark.parametrize("stage", STAGES)
def test_visibility_of_the_cast_is_what_decide_allows(stage: str, wanted: ContentClass) -> None:
    facts = STAGES[stage]
    differing = [
        (name, who)
        for name in NAMES
        for who in _callers(name)
        if covers(visibility(who, NOW, wanted), facts)
        is not decide(who, ACTION_OF[wanted], facts, now=NOW).allowed
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("who", "listed"),
    [
        (service_client("read"), True),
        (service_client("upload"), False),
        (service_client("read", courts=(OTHER_COURT,)), False),
        (service_client("read", user="party"), True),
        (service_client("read", user="outsider"), False),
    ],
)
def test_visibility_of_a_client_needs_scope_court_and_user(who: Subject, *, listed: bool) -> None:
    assert covers(visibility(who, NOW), hearing()) is listed


def test_visibility_stages_list_some_and_hide_some() -> None:
    listed = {
        stage: sum(covers(visibility(subject(name), NOW), facts) for name in NAMES)
        for stage, facts in STAGES.items()
    }
    assert listed["open"] == 13
    assert listed["transferred"] == 15
    assert listed["sealed"] == 2
    assert listed["unknown"] == 0
    assert listed["public"] == len(NAMES)


@pytest.mark.parametrize("wanted", [ContentClass.TEXT, ContentClass.STREAM, ContentClass.ORIGINAL])
def test_visibility_of_content_is_refused(wanted: ContentClass) -> None:
    with pytest.raises(ValueError, match="not for"):
        visibility(subject("judge"), NOW, wanted)


def test_visibility_of_an_office_without_a_column_is_that_of_nobody() -> None:
    stoker = subject("outsider", memberships=(Membership(COURT, "stoker", PAST),))
    assert visibility(stoker, NOW) == visibility(subject("outsider"), NOW)


def test_visibility_of_ended_offices_has_no_clause_of_an_office() -> None:
    left = tuple(replace(each, since=PAST, until=NOW) for each in subject("clerk").memberships)
    plan = visibility(subject("clerk", memberships=left), NOW)
    staffed = {clause.role for clause in plan.clauses if clause.source in {Source.OFFICE, Source.ASSIGNMENT}}
    assert staffed == {Role.ASSISTANT}
