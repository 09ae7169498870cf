"""Legal holds: reading does not change, deleting and moving answer 423, two persons lift one (R1)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from courts.models import JurisdictionProfile
from custody.models import OutboxRow
from hearings.models import Assignment, Hearing, LegalHold, LegalHoldTransition
from hearings.services.sealing import seal
from hearings.states import HOLD_TRANSITIONS, HoldEvent, HoldState, following
from media_pipeline.models import HearingRange, Recording
from media_pipeline.services.matching import place_for_hearing
from tests.cast import RULE, Cast, later

SignIn = Callable[[str], Client]


def silent(percent: int, stage: str = "") -> None:
    """Report to nobody."""


REASON = "asked for by the appeal court"


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def post(client: Client, hearing: Hearing, verb: str, **body: Any) -> Any:
    return client.post(f"/api/v1/hearings/{hearing.pk}/{verb}/", body, content_type="application/json")


def held(hearing: Hearing, signed_in: SignIn, username: str = "chair") -> None:
    assert post(signed_in(username), hearing, "hold", reason=REASON, number="7").status_code == 201


def test_every_state_and_event_moves_as_the_table_says() -> None:
    for state in HoldState:
        for event in HoldEvent:
            assert following(HOLD_TRANSITIONS, state, event) == HOLD_TRANSITIONS.get((state, event))


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("judge", 201),
        ("chair", 201),
        ("registry", 201),
        ("clerk", 403),
        ("judge2", 403),
        ("party", 403),
        ("appeal", 404),
        ("courtadmin", 404),
        ("outsider", 404),
    ],
)
def test_hold_is_set_by_judge_chair_and_registry(
    heard: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    assert post(signed_in(username), heard.hearing, "hold", reason=REASON).status_code == status
    heard.hearing.refresh_from_db()
    assert heard.hearing.hold is (status == 201)


def test_hold_stops_moving_and_withdrawing_and_no_reading(
    recorded: Hearing, heard: Cast, signed_in: SignIn
) -> None:
    held(recorded, signed_in)
    clerk, recording = signed_in("clerk"), Recording.objects.get()
    for verb, body in (("withdraw", {"reason": "wrong"}), ("move", {"hearing": recorded.pk})):
        answer = clerk.post(
            f"/api/v1/recordings/{recording.pk}/{verb}/", body, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["type"]) == (423, "urn:courtrec:problem:legal-hold")
    clock = {"started_at": "2026-03-02T05:00:01Z", "scope": "camera"}
    answer = clerk.patch(f"/api/v1/recordings/{recording.pk}/", clock, content_type="application/json")
    assert answer.status_code == 423
    assert clerk.get(f"/recordings/{recording.pk}/withdraw/").status_code == 423
    # Who could not do it anyway is told as before.
    assert signed_in("party").get(f"/recordings/{recording.pk}/withdraw/").status_code == 403
    assert signed_in("outsider").get(f"/recordings/{recording.pk}/withdraw/").status_code == 404
    for path in ("playback/", "entries/", "timeline/", ""):
        assert signed_in("party").get(f"/api/v1/hearings/{recorded.pk}/{path}").status_code == 200
    assert clerk.get(f"/api/v1/recordings/{recording.pk}/original/").status_code == 200


def test_hold_keeps_recordings_when_the_schedule_moves(recorded: Hearing, signed_in: SignIn) -> None:
    held(recorded, signed_in)
    Recording.objects.update(placement="automatic", courtroom=recorded.courtroom)
    Hearing.objects.filter(pk=recorded.pk).update(
        scheduled_at=later(100), opened_at=later(100), closed_at=later(101)
    )
    place_for_hearing(recorded.pk, silent)
    assert HearingRange.objects.get(hearing=recorded).withdrawn_at is None


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("registry", "judge", 200),
        ("registry", "chair", 200),
        ("judge", "registry", 200),
        ("judge", "chair", 200),
        ("chair", "registry", 200),
        ("chair", "chair", 403),  # the same person
        ("registry", "registry", 403),
    ],
)
def test_two_persons_of_whom_one_is_a_judge_lift_it(
    heard: Cast, signed_in: SignIn, first: str, second: str, status: int
) -> None:
    held(heard.hearing, signed_in)
    proposed = post(signed_in(first), heard.hearing, "release", reason="over")
    assert (proposed.status_code, proposed.json()["state"]) == (202, "release_proposed")
    assert post(signed_in(second), heard.hearing, "release").status_code == status
    heard.hearing.refresh_from_db()
    assert heard.hearing.hold is (status != 200)


def test_two_of_the_registry_office_do_not_lift_it(heard: Cast, signed_in: SignIn) -> None:
    held(heard.hearing, signed_in)
    post(signed_in("registry"), heard.hearing, "release", reason="over")
    LegalHold.objects.update(release_proposed_by="another of the registry")
    assert post(signed_in("registry"), heard.hearing, "release").status_code == 403
    heard.hearing.refresh_from_db()
    assert heard.hearing.hold


@pytest.mark.parametrize(
    ("rules", "status"), [({"second_person_above": True}, 200), ({"second_person_above": False}, 404)]
)
def test_second_person_comes_from_the_court_above_where_the_profile_says_so(
    heard: Cast, signed_in: SignIn, rules: dict[str, bool], status: int
) -> None:
    JurisdictionProfile.objects.create(
        court=heard.courts["city"], effective_from=date(2020, 1, 1), title="T", rules=rules
    )
    held(heard.hearing, signed_in)
    post(signed_in("registry"), heard.hearing, "release", reason="over")
    assert post(signed_in("appeal"), heard.hearing, "release").status_code == status
    assert signed_in("appeal").get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 404


def test_recused_judge_above_is_no_second_person(heard: Cast, signed_in: SignIn) -> None:
    JurisdictionProfile.objects.create(
        court=heard.courts["city"],
        effective_from=date(2020, 1, 1),
        title="T",
        rules={"second_person_above": True},
    )
    Assignment.objects.create(
        hearing=heard.hearing, user=heard.people["appeal"], role="panel", recused_at=later(1)
    )
    held(heard.hearing, signed_in)
    post(signed_in("registry"), heard.hearing, "release", reason="over")
    assert post(signed_in("appeal"), heard.hearing, "release").status_code == 404


def test_hold_is_set_once_and_lifted_once(heard: Cast, signed_in: SignIn) -> None:
    assert post(signed_in("judge"), heard.hearing, "release").status_code == 409
    held(heard.hearing, signed_in)
    again = post(signed_in("judge"), heard.hearing, "hold", reason=REASON)
    assert (again.status_code, again.json()["type"]) == (409, "urn:courtrec:problem:hold-stands")
    post(signed_in("judge"), heard.hearing, "release", reason="over")
    post(signed_in("chair"), heard.hearing, "release")
    assert post(signed_in("judge"), heard.hearing, "release").status_code == 409
    assert signed_in("judge").get(f"/api/v1/hearings/{heard.hearing.pk}/hold/").status_code == 404
    held(heard.hearing, signed_in, "judge")


def test_proposed_end_may_be_kept(heard: Cast, signed_in: SignIn) -> None:
    held(heard.hearing, signed_in)
    post(signed_in("registry"), heard.hearing, "release", reason="over")
    kept = post(signed_in("judge"), heard.hearing, "hold/keep")
    assert (kept.json()["state"], kept.json()["release_proposed_by"]) == ("in_force", None)
    assert post(signed_in("judge"), heard.hearing, "hold/keep").status_code == 409


def test_chair_holds_a_sealed_hearing_and_registry_knows_nothing_of_it(
    heard: Cast, signed_in: SignIn
) -> None:
    seal(heard.case, [], heard.caller("judge"), RULE)
    assert post(signed_in("registry"), heard.hearing, "hold", reason=REASON).status_code == 404
    held(heard.hearing, signed_in)


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": "x" * 501}, {"reason": REASON, "number": "x" * 101}]
)
def test_hold_needs_a_reason(heard: Cast, signed_in: SignIn, body: dict[str, str]) -> None:
    assert post(signed_in("judge"), heard.hearing, "hold", **body).status_code == 422


def test_each_act_is_a_transition_and_a_row_of_the_log(heard: Cast, signed_in: SignIn) -> None:
    held(heard.hearing, signed_in)
    post(signed_in("registry"), heard.hearing, "release", reason="over")
    post(signed_in("judge"), heard.hearing, "release")
    rows = OutboxRow.objects.filter(object=heard.hearing.pk, action__startswith="hold.").order_by("seq")
    assert [row.action for row in rows] == ["hold.set", "hold.release_proposed", "hold.released"]
    assert rows[0].private["reason"] == REASON
    moves = LegalHoldTransition.objects.order_by("created_at").values_list("to_state", flat=True)
    assert list(moves) == ["in_force", "release_proposed", "released"]


def test_database_holds_the_second_person_and_one_hold(heard: Cast, signed_in: SignIn) -> None:
    held(heard.hearing, signed_in)
    row = LegalHold.objects.get()
    for columns in (
        {"state": "odd"},
        {"released_by": "x", "release_proposed_by": "x"},
        {"state": "released"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalHold.objects.filter(pk=row.pk).update(**columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalHold.objects.create(hearing=heard.hearing, reason="again", set_by="x")


# --- pages ----------------------------------------------------------------------------------------------------------
def test_page_tells_of_the_hold_to_whom_it_concerns(recorded: Hearing, signed_in: SignIn) -> None:
    held(recorded, signed_in)
    told = {
        name: REASON in signed_in(name).get(f"/hearings/{recorded.pk}/").content.decode()
        for name in ("judge", "chair", "registry", "clerk", "party", "judge2", "clerk2")
    }
    assert told == dict.fromkeys(("judge", "chair", "registry", "clerk"), True) | dict.fromkeys(
        ("party", "judge2", "clerk2"), False
    )


def test_pages_set_and_lift_a_hold(heard: Cast, signed_in: SignIn) -> None:
    base = f"/hearings/{heard.hearing.pk}"
    registry, judge = signed_in("registry"), signed_in("judge")
    assert f"{base}/hold/" in registry.get(f"{base}/").content.decode()
    assert registry.post(f"{base}/hold/", {"reason": ""}).status_code == 422
    assert registry.get(f"{base}/release/").status_code == 409
    assert registry.post(f"{base}/hold/", {"reason": REASON}).status_code == 302
    assert registry.post(f"{base}/hold/", {"reason": REASON}).status_code == 422
    assert registry.post(f"{base}/release/", {"reason": "it is over"}).status_code == 302
    assert registry.post(f"{base}/release/").status_code == 422  # the same person
    assert judge.post(f"{base}/hold/keep/").status_code == 302
    assert registry.post(f"{base}/release/", {"reason": "it is over"}).status_code == 302
    assert judge.post(f"{base}/release/").status_code == 302
    heard.hearing.refresh_from_db()
    assert not heard.hearing.hold
