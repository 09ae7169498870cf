"""The life of a restriction: who orders, confirms, undoes and lifts it, and what each step leaves behind."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import OutboxRow
from foundation.clock import plus_ms, rfc3339, utc_now
from hearings.models import Hearing, Participant, Restriction, RestrictionTransition
from hearings.policies.orders import Order, withholds_less
from hearings.services.assignments import assign
from tests.cast import ABSENT, HEARD_AT, RULE, Cast

SignIn = Callable[[str], Client]
WHERE = "/api/v1/restrictions/"


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def at(ms: int) -> str | None:
    return rfc3339(plus_ms(HEARD_AT, ms))


def send(client: Client, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
    return client.generic(method, f"{WHERE}{path}", json.dumps(body or {}), content_type="application/json")


def order(client: Client, hearing: Hearing, kind: str, **body: Any) -> dict[str, Any]:
    fields = {"hearing": hearing.pk, "kind": kind, "started_at": at(7_000), "ended_at": at(13_000)} | body
    answer = send(client, "", {name: value for name, value in fields.items() if value is not None})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def state(made: dict[str, Any]) -> str:
    return Restriction.objects.get(pk=made["id"]).state


def hears(client: Client, hearing: Hearing) -> bool:
    rows = client.get(f"/api/v1/hearings/{hearing.pk}/timeline/").json()["restrictions"]
    return all(row["plays"] for row in rows)


@pytest.mark.parametrize("kind", ["closed", "protected", "ex_parte", "off_record"])
def test_judge_orders_and_clerk_proposes(kind: str, heard: Cast, signed_in: SignIn) -> None:
    ruling = {"ruling_number": "17", "ground": "minors", "ordered_by": "Judge"}
    by_judge = order(signed_in("judge"), heard.hearing, kind, **ruling)
    assert (by_judge["state"], by_judge["confirmed"], by_judge["ruling_number"]) == ("confirmed", True, "17")
    by_clerk = order(signed_in("clerk"), heard.hearing, kind)
    assert (by_clerk["state"], by_clerk["confirmed"]) == ("proposed", False)


def test_close_now_withholds_at_once_and_confirmation_opens_it_to_who_is_not_excluded(
    heard: Cast, signed_in: SignIn
) -> None:
    party, judge = signed_in("party"), signed_in("judge")
    made = order(signed_in("clerk"), heard.hearing, "provisional", ended_at=None)
    assert made["undo_until"]
    assert not hears(party, heard.hearing)
    assert hears(judge, heard.hearing)
    assert hears(signed_in("assistant"), heard.hearing)
    confirmed = send(judge, f"{made['id']}/confirm/").json()
    assert (confirmed["kind"], confirmed["state"]) == ("closed", "confirmed")
    assert hears(party, heard.hearing)


def test_unconfirmed_stays_closed_however_long(heard: Cast, signed_in: SignIn) -> None:
    made = order(signed_in("clerk"), heard.hearing, "provisional")
    Restriction.objects.filter(pk=made["id"]).update(created_at=utc_now() - timedelta(days=30))
    assert not hears(signed_in("party"), heard.hearing)


def test_judge_confirms_with_changes(heard: Cast, signed_in: SignIn) -> None:
    made = order(signed_in("clerk"), heard.hearing, "provisional")
    changes = {"whole": True, "excludes": ["defence"], "ruling_number": "3"}
    confirmed = send(signed_in("judge"), f"{made['id']}/confirm/", changes).json()
    assert (confirmed["whole"], confirmed["started_at"]) == (True, None)
    assert confirmed["excludes"] == ["defence"]
    assert signed_in("party").get(f"/api/v1/hearings/{heard.hearing.pk}/playback/").status_code == 403


# who, how long after, what is answered
@pytest.mark.parametrize(
    ("username", "seconds", "status", "after"),
    [
        ("clerk", 0, 200, "undone"),
        ("clerk", 119, 200, "undone"),
        ("clerk", 121, 409, "proposed"),
        ("judge", 0, 409, "proposed"),
        ("party", 0, 404, "proposed"),
        ("outsider", 0, 404, "proposed"),
    ],
)
def test_undo_is_for_the_same_clerk_within_two_minutes(
    username: str, seconds: int, status: int, after: str, heard: Cast, signed_in: SignIn
) -> None:
    made = order(signed_in("clerk"), heard.hearing, "provisional")
    Restriction.objects.filter(pk=made["id"]).update(created_at=utc_now() - timedelta(seconds=seconds))
    assert send(signed_in(username), f"{made['id']}/undo/").status_code == status
    assert state(made) == after
    assert hears(signed_in("party"), heard.hearing) is (after == "undone")


def test_judge_refuses_what_a_clerk_closed(heard: Cast, signed_in: SignIn) -> None:
    made = order(signed_in("clerk"), heard.hearing, "provisional")
    assert send(signed_in("judge"), f"{made['id']}/lift/").json()["state"] == "refused"
    assert hears(signed_in("party"), heard.hearing)


def test_lift_takes_two_persons_of_whom_the_second_is_a_judge(heard: Cast, signed_in: SignIn) -> None:
    party, judge, clerk = signed_in("party"), signed_in("judge"), signed_in("clerk")
    made = order(judge, heard.hearing, "closed", excludes=["defence"])
    asked = send(clerk, f"{made['id']}/lift/")
    assert (asked.status_code, asked.json()["state"]) == (202, "lift_proposed")
    assert not hears(party, heard.hearing)
    assert send(clerk, f"{made['id']}/lift/").json()["type"].endswith("second-person-needed")
    assert send(judge, f"{made['id']}/lift/").json()["state"] == "lifted"
    assert hears(party, heard.hearing)


def test_judge_does_not_approve_the_own_proposal_of_a_lift(heard: Cast, signed_in: SignIn) -> None:
    made = order(signed_in("judge"), heard.hearing, "closed", excludes=["defence"])
    assert send(signed_in("judge"), f"{made['id']}/", method="DELETE").status_code == 202
    path = f"{made['id']}/lift/"
    assert send(signed_in("judge"), path).status_code == 403
    assert send(signed_in("clerk"), path).status_code == 403
    assign(heard.hearing, heard.people["judge2"], "panel", heard.caller("registry"), RULE)
    assert send(signed_in("judge2"), path).json()["state"] == "lifted"


def test_proposed_lift_can_be_refused(heard: Cast, signed_in: SignIn) -> None:
    made = order(signed_in("judge"), heard.hearing, "closed")
    send(signed_in("clerk"), f"{made['id']}/lift/")
    assert send(signed_in("judge"), f"{made['id']}/confirm/").json()["state"] == "confirmed"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"whole": True}, 200),
        ({"started_at": at(6_000), "ended_at": at(14_000)}, 200),
        ({"excludes": ["defence", "prosecution"]}, 200),
        ({"ruling_number": "18"}, 200),
        ({"started_at": at(8_000), "ended_at": at(13_000)}, 409),
        ({"excludes": []}, 409),
        ({"kind": "protected"}, 409),
        ({"channels": ["judge"]}, 409),
        ({"started_at": at(13_000), "ended_at": at(7_000)}, 422),
        ({}, 422),
    ],
)
def test_change_of_a_confirmed_restriction_may_only_withhold_more(
    changes: dict[str, Any], status: int, heard: Cast, signed_in: SignIn
) -> None:
    judge = signed_in("judge")
    made = order(judge, heard.hearing, "closed", excludes=["defence"])
    assert send(judge, f"{made['id']}/", changes, "PATCH").status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "whispered"}, 422),
        ({"started_at": None, "ended_at": None}, 422),
        ({"started_at": None}, 422),
        ({"whole": True}, 422),
        ({"ended_at": at(7_000)}, 422),
        ({"ended_at": at(49 * 3_600_000)}, 422),
        ({"started_at": "2020-01-01T00:00:00Z", "ended_at": None}, 422),
        ({"excludes": ["everybody"]}, 422),
        ({"excludes": [ABSENT]}, 422),
        ({"channels": [""]}, 422),
        ({"participant": ABSENT, "started_at": None, "ended_at": None}, 404),
        ({"hearing": ABSENT}, 404),
    ],
)
def test_order_that_does_not_hold_is_refused(
    body: dict[str, Any], status: int, heard: Cast, signed_in: SignIn
) -> None:
    fields = {"hearing": heard.hearing.pk, "kind": "closed", "started_at": at(7_000), "ended_at": at(13_000)}
    answer = send(signed_in("judge"), "", {k: v for k, v in (fields | body).items() if v is not None})
    assert answer.status_code == status, answer.content
    assert not Restriction.objects.exists()


def test_participant_of_another_case_is_like_an_absent_one(heard: Cast, signed_in: SignIn) -> None:
    foreign = Participant.objects.create(case=heard.other_case, kind="party", name="Other")
    answers = [
        send(
            signed_in("judge"),
            "",
            {"hearing": heard.hearing.pk, "kind": "closed", "participant": each},
        )
        for each in (foreign.pk, ABSENT)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


def test_each_step_is_logged_with_its_rule_and_actor(heard: Cast, signed_in: SignIn) -> None:
    clerk, judge = signed_in("clerk"), signed_in("judge")
    made = order(clerk, heard.hearing, "provisional")
    send(judge, f"{made['id']}/confirm/")
    send(clerk, f"{made['id']}/lift/")
    send(judge, f"{made['id']}/lift/")
    rows = OutboxRow.objects.filter(action__startswith="restriction.").order_by("seq")
    people = {heard.people[name].pk: name for name in ("clerk", "judge")}
    assert [(row.action, people[row.person], row.object) for row in rows] == [
        ("restriction.proposed", "clerk", heard.hearing.pk),
        ("restriction.confirmed", "judge", heard.hearing.pk),
        ("restriction.lift_proposed", "clerk", heard.hearing.pk),
        ("restriction.lifted", "judge", heard.hearing.pk),
    ]
    assert all(row.rule for row in rows)
    moves = RestrictionTransition.objects.order_by("created_at").values_list("from_state", "to_state")
    assert list(moves) == [
        ("", "proposed"),
        ("proposed", "confirmed"),
        ("confirmed", "lift_proposed"),
        ("lift_proposed", "lifted"),
    ]


def test_decision_on_what_was_decided_meanwhile_is_refused(heard: Cast, signed_in: SignIn) -> None:
    made = order(signed_in("clerk"), heard.hearing, "provisional")
    assert send(signed_in("judge"), f"{made['id']}/lift/").status_code == 200
    for path in ("confirm/", "lift/"):
        assert send(signed_in("judge"), f"{made['id']}/{path}").status_code == 409


def test_live_session_closes_from_now_on(heard: Cast, signed_in: SignIn) -> None:
    Hearing.objects.filter(pk=heard.hearing.pk).update(
        state="in_session", closed_at=None, opened_at=utc_now() - timedelta(hours=1)
    )
    made = order(signed_in("clerk"), heard.hearing, "provisional", started_at=None, ended_at=None)
    row = Restriction.objects.get(pk=made["id"])
    assert row.started_at is not None
    assert abs(utc_now() - row.started_at) < timedelta(minutes=1)


WIDE = Order("closed", HEARD_AT, HEARD_AT + timedelta(hours=1), excludes=frozenset({"defence"}))


@pytest.mark.parametrize(
    ("new", "less"),
    [
        (WIDE, False),
        (Order("closed", HEARD_AT, None, excludes=WIDE.excludes), False),
        (Order("closed", HEARD_AT, WIDE.ended_at, channels=("judge",), excludes=WIDE.excludes), True),
        (Order("closed", HEARD_AT, WIDE.ended_at, excludes=WIDE.excludes, publish_disguised=True), True),
        (Order("off_record", HEARD_AT, WIDE.ended_at, excludes=WIDE.excludes), True),
    ],
)
def test_withholds_less(new: Order, less: bool) -> None:
    assert withholds_less(new, WIDE) is less


def test_ex_parte_that_names_a_side_where_it_named_none_withholds_less() -> None:
    everybody = Order("ex_parte", whole=True)
    assert withholds_less(Order("ex_parte", whole=True, excludes=frozenset({"defence"})), everybody)
