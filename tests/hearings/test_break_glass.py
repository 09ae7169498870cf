"""Break-glass: asked for by the chair, approved by another judge, told to the judge of the case, over by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import PolicyEpoch
from custody.models import OutboxRow
from foundation.clock import utc_now
from hearings.models import AccessOrder, Assignment, BreakGlass, BreakGlassTransition, Hearing
from hearings.services.break_glass import expire_due
from hearings.services.sealing import seal
from hearings.states import BREAK_GLASS_TRANSITIONS, BreakGlassEvent, BreakGlassState, following
from notices.models import Notice
from tests.cast import ABSENT, RULE, Cast
from tests.restrictions import restrict

SignIn = Callable[[str], Client]
REASON = "A complaint about this hearing must be answered today."


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


@pytest.fixture
def closed(heard: Cast) -> Cast:
    """Case 1's hearing is closed as a whole."""
    restrict(heard.hearing, "closed")
    return heard


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def ask(cast: Cast, signed_in: SignIn, username: str = "chair", **body: Any) -> Any:
    return post(signed_in(username), "break-glass/", **{"object": cast.hearing.pk, "reason": REASON} | body)


def approved(cast: Cast, signed_in: SignIn, **body: Any) -> BreakGlass:
    asked = ask(cast, signed_in, **body)
    assert asked.status_code == 201, asked.content
    answer = post(signed_in("judge2"), f"break-glass/{asked.json()['id']}/approve/")
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    return BreakGlass.objects.get(pk=asked.json()["id"])


def reads(client: Client, hearing: Hearing) -> int:
    return client.get(f"/api/v1/hearings/{hearing.pk}/entries/").status_code


def test_every_state_and_event_moves_as_the_table_says() -> None:
    for state in BreakGlassState:
        for event in BreakGlassEvent:
            assert following(BREAK_GLASS_TRANSITIONS, state, event) == BREAK_GLASS_TRANSITIONS.get(
                (state, event)
            )


def test_approved_break_glass_opens_closed_content_for_an_hour(closed: Cast, signed_in: SignIn) -> None:
    chair = signed_in("chair")
    assert reads(chair, closed.hearing) == 403
    asked = ask(closed, signed_in).json()
    assert (asked["state"], asked["ends_at"], reads(chair, closed.hearing)) == ("proposed", None, 403)
    post(signed_in("judge2"), f"break-glass/{asked['id']}/approve/")
    assert reads(chair, closed.hearing) == 200
    order = AccessOrder.objects.get(kind="break-glass")
    assert order.until is not None
    assert order.until - order.since == timedelta(hours=1)
    AccessOrder.objects.filter(pk=order.pk).update(until=utc_now())  # the hour is over; nobody does anything
    assert reads(chair, closed.hearing) == 403


def test_judge_of_the_case_gets_a_notice_and_the_log_a_leaf(closed: Cast, signed_in: SignIn) -> None:
    row = approved(closed, signed_in)
    told = Notice.objects.get(kind="break-glass")
    assert (told.recipient, told.object) == (closed.people["judge"].pk, closed.hearing.pk)
    page = signed_in("judge").get(f"/notices/{told.pk}/").content.decode()
    assert REASON in page
    assert closed.people["chair"].display_name in page
    rows = OutboxRow.objects.filter(object=closed.hearing.pk, action__startswith="breakglass.").order_by(
        "seq"
    )
    assert [each.action for each in rows] == ["breakglass.asked", "breakglass.approved"]
    assert [each.private["reason"] for each in rows] == [REASON, REASON]
    assert rows[0].actor != rows[1].actor
    moves = BreakGlassTransition.objects.filter(break_glass=row).order_by("created_at")
    assert [(move.from_state, move.to_state) for move in moves] == [
        ("", "proposed"),
        ("proposed", "approved"),
    ]


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("judge", 200),
        ("judge2", 200),
        ("appeal", 200),  # of the court above
        ("chair", 403),  # who asked
        ("recused", 404),
        ("clerk", 404),
        ("registry", 404),
        ("party", 404),
        ("courtadmin", 404),
        ("admin", 404),
        ("observer", 404),
        ("clerk3", 404),
        ("outsider", 404),
    ],
)
def test_second_person_is_another_judge_of_the_court_or_above(
    closed: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    asked = ask(closed, signed_in).json()["id"]
    assert post(signed_in(username), f"break-glass/{asked}/approve/").status_code == status
    assert BreakGlass.objects.get().state == ("approved" if status == 200 else "proposed")


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("judge", 403),
        ("judge2", 403),
        ("clerk", 403),
        ("party", 403),
        ("appeal", 404),
        ("outsider", 404),
        ("admin", 404),
    ],
)
def test_only_the_chair_of_the_court_asks(
    closed: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    assert ask(closed, signed_in, username).status_code == status
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"reason": "too short"}, 422),
        ({"reason": " " * 40}, 422),
        ({"reason": "x" * 19}, 422),
        ({"reason": "x" * 1001}, 422),
        ({"kind": "curiosity"}, 422),
        ({"object": ABSENT}, 404),
        ({"object": "1/101"}, 404),
        ({"object": ""}, 422),
    ],
)
def test_request_needs_a_reason_and_an_object(
    closed: Cast, signed_in: SignIn, body: dict[str, str], status: int
) -> None:
    assert ask(closed, signed_in, **body).status_code == status
    assert not BreakGlass.objects.exists()


def test_database_holds_reason_and_second_person(closed: Cast, signed_in: SignIn) -> None:
    row = approved(closed, signed_in)
    for columns in ({"reason": "short"}, {"decided_by": row.proposed_by}, {"order": None}, {"state": "odd"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakGlass.objects.filter(pk=row.pk).update(**columns)


def test_sealed_case_opens_with_its_card_and_hearings(heard: Cast, signed_in: SignIn) -> None:
    seal(heard.case, [], heard.caller("judge"), RULE)
    chair = signed_in("chair")
    assert chair.get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 403
    row = approved(heard, signed_in, object=heard.case.pk)
    assert chair.get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 200
    assert reads(chair, heard.hearing) == 200
    assert post(chair, f"break-glass/{row.pk}/end/").json()["state"] == "ended"
    assert chair.get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 403


def test_break_glass_of_one_hearing_opens_no_other(closed: Cast, signed_in: SignIn) -> None:
    other = Hearing.objects.create(
        court=closed.hearing.court, scheduled_at=utc_now(), log_published_at=utc_now()
    )
    other.cases.add(closed.case)
    restrict(other, "closed")
    approved(closed, signed_in)
    assert (reads(signed_in("chair"), closed.hearing), reads(signed_in("chair"), other)) == (200, 403)


@pytest.mark.parametrize(("kind", "status"), [("provisional", 403), ("off_record", 404), ("protected", 403)])
def test_break_glass_opens_nothing_that_was_not_closed_by_a_ruling(
    heard: Cast, signed_in: SignIn, kind: str, status: int
) -> None:
    approved(heard, signed_in)
    restrict(heard.hearing, "closed")
    restrict(heard.hearing, kind, state="proposed" if kind == "provisional" else "confirmed")
    assert reads(signed_in("chair"), heard.hearing) == status


def test_original_is_never_opened_to_the_chair(closed: Cast, signed_in: SignIn) -> None:
    approved(closed, signed_in)
    assert "o" not in AccessOrder.objects.get(kind="break-glass").classes


@pytest.mark.parametrize(
    ("username", "status"), [("chair", 200), ("judge", 200), ("judge2", 200), ("party", 404)]
)
def test_running_break_glass_is_ended_by_those_whom_it_concerns(
    closed: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    row = approved(closed, signed_in)
    before = dict(PolicyEpoch.objects.values_list("key", "epoch"))
    assert post(signed_in(username), f"break-glass/{row.pk}/end/").status_code == status
    assert reads(signed_in("chair"), closed.hearing) == (403 if status == 200 else 200)
    after = dict(PolicyEpoch.objects.values_list("key", "epoch"))
    raised = after.get(f"h:{closed.hearing.pk}") != before.get(f"h:{closed.hearing.pk}")
    assert raised is (status == 200)


def test_request_is_decided_once(closed: Cast, signed_in: SignIn) -> None:
    asked = ask(closed, signed_in).json()["id"]
    judge = signed_in("judge2")
    assert post(judge, f"break-glass/{asked}/refuse/").json()["state"] == "refused"
    for verb in ("approve", "refuse", "end"):
        answer = post(judge, f"break-glass/{asked}/{verb}/")
        assert (answer.status_code, answer.json()["type"]) == (
            409,
            "urn:courtrec:problem:break-glass-decided",
        )
    assert reads(signed_in("chair"), closed.hearing) == 403


def test_who_asked_neither_approves_nor_refuses_but_takes_back(closed: Cast, signed_in: SignIn) -> None:
    asked, chair = ask(closed, signed_in).json()["id"], signed_in("chair")
    for verb in ("approve", "refuse"):
        answer = post(chair, f"break-glass/{asked}/{verb}/")
        assert (answer.status_code, answer.json()["type"]) == (
            403,
            "urn:courtrec:problem:second-person-needed",
        )
    assert post(chair, f"break-glass/{asked}/end/").json()["state"] == "ended"


def test_request_that_waits_is_taken_back_by_who_asked_alone(closed: Cast, signed_in: SignIn) -> None:
    asked = ask(closed, signed_in).json()["id"]
    assert post(signed_in("judge"), f"break-glass/{asked}/end/").status_code == 403
    assert BreakGlass.objects.get().state == "proposed"


def test_same_thing_is_asked_for_once_at_a_time(closed: Cast, signed_in: SignIn) -> None:
    assert ask(closed, signed_in).status_code == 201
    again = ask(closed, signed_in)
    assert (again.status_code, again.json()["type"]) == (409, "urn:courtrec:problem:break-glass-stands")
    assert ask(closed, signed_in, kind="inquiry").status_code == 201


def test_request_that_nobody_answers_is_over(closed: Cast, signed_in: SignIn, settings: Settings) -> None:
    asked = ask(closed, signed_in).json()["id"]
    BreakGlass.objects.update(created_at=utc_now() - timedelta(seconds=settings.BREAK_GLASS_WAIT_S))
    assert post(signed_in("judge2"), f"break-glass/{asked}/approve/").status_code == 409
    assert ask(closed, signed_in).status_code == 201


def test_keeper_notes_what_is_over_once(closed: Cast, signed_in: SignIn) -> None:
    row = approved(closed, signed_in)
    assert expire_due() == 0
    AccessOrder.objects.filter(pk=row.order_id).update(until=utc_now())
    assert signed_in("chair").get(f"/api/v1/break-glass/{row.pk}/").json()["state"] == "expired"
    assert (expire_due(), expire_due()) == (1, 0)
    assert OutboxRow.objects.filter(action="breakglass.expired").count() == 1
    row.refresh_from_db()
    assert row.state == "expired"


# --- lists and pages ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("username", "listed"),
    [("chair", 1), ("judge2", 1), ("appeal", 1), ("judge", 1), ("recused", 0), ("clerk", 0), ("party", 0)],
)
def test_request_is_listed_to_who_asked_and_who_may_decide(
    closed: Cast, signed_in: SignIn, username: str, listed: int
) -> None:
    ask(closed, signed_in)
    assert len(signed_in(username).get("/api/v1/break-glass/").json()) == listed
    groups = {group.key: group for group in signed_in(username).get("/").context["groups"]}
    assert ("decisions" in groups) is (listed == 1 and username != "chair")


def test_chair_asks_by_case_number_and_judge_approves_on_pages(heard: Cast, signed_in: SignIn) -> None:
    seal(heard.case, [], heard.caller("judge"), RULE)
    chair, judge = signed_in("chair"), signed_in("judge2")
    form = {"object": "1/101", "kind": "content", "reason": REASON}
    assert chair.post("/break-glass/new/", form | {"object": "9/999"}).status_code == 422
    assert chair.post("/break-glass/new/", form | {"reason": "short"}).status_code == 422
    assert chair.post("/break-glass/new/", form).status_code == 302
    row = BreakGlass.objects.get()
    page = judge.get(f"/break-glass/{row.pk}/").content.decode()
    assert REASON in page
    assert "1/101" not in page  # the second person learns of a sealed case no more than that
    assert judge.post(f"/break-glass/{row.pk}/approve/").status_code == 302
    assert "1/101" in chair.get("/break-glass/").content.decode()
    assert chair.post(f"/break-glass/{row.pk}/end/").status_code == 302
    row.refresh_from_db()
    assert row.state == "ended"


@pytest.mark.parametrize(("username", "status"), [("chair", 200), ("judge", 403), ("party", 403)])
def test_form_is_for_chairs(heard: Cast, signed_in: SignIn, username: str, status: int) -> None:
    assert signed_in(username).get("/break-glass/new/").status_code == status


def test_pages_offer_break_glass_to_the_chair(heard: Cast, signed_in: SignIn) -> None:
    for path in (f"/hearings/{heard.hearing.pk}/", f"/cases/{heard.case.pk}/"):
        assert "/break-glass/new/?object=" in signed_in("chair").get(path).content.decode()
        assert "/break-glass/new/" not in signed_in("judge").get(path).content.decode()


def test_recusal_takes_the_second_persons_part(closed: Cast, signed_in: SignIn) -> None:
    asked = ask(closed, signed_in).json()["id"]
    place = {"hearing": closed.hearing, "user": closed.people["judge2"], "role": "panel"}
    Assignment.objects.create(**place, recused_at=utc_now())
    assert post(signed_in("judge2"), f"break-glass/{asked}/approve/").status_code == 404
