"""Acts of destruction: proposed by one, approved by another, one of them a judge; time alone destroys nothing."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from courts.models import JurisdictionProfile
from custody.models import OutboxRow
from foundation.clock import utc_now
from hearings.models import DestructionAct, DestructionTransition, Envelope, Hearing, ProtectedSpan
from hearings.services.destroying import carry_out_due
from hearings.services.envelopes import lay
from hearings.services.sealing import seal
from hearings.states import ACT_TRANSITIONS, ActEvent, ActState, following
from protocol.models import Entry, EntryRevision, LineDecision
from tests.cast import ABSENT, RULE, Cast

SignIn = Callable[[str], Client]
LONG_AGO = datetime.fromisoformat("1999-03-02T05:00:00+00:00")


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


@pytest.fixture
def old(heard: Cast) -> Cast:
    """Case 1 was heard in 1999; its profile keeps criminal cases for 25 years."""
    moved = {"opened_at": LONG_AGO, "closed_at": LONG_AGO + timedelta(seconds=20), "scheduled_at": LONG_AGO}
    Hearing.objects.filter(pk=heard.hearing.pk).update(**moved)
    Entry.objects.update(started_at=LONG_AGO, ended_at=None)
    heard.hearing.refresh_from_db()
    return heard


def api(client: Client, method: str, path: str, **body: Any) -> Any:
    return client.generic(method, f"/api/v1/{path}", _json(body), content_type="application/json")


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body) if body else ""


def proposed(cast: Cast, signed_in: SignIn, username: str = "registry", **body: Any) -> Any:
    court = cast.courts["city"].pk
    return api(
        signed_in(username),
        "POST",
        f"courts/{court}/destruction-acts/",
        **{"hearings": [cast.hearing.pk]} | body,
    )


def destroyed(cast: Cast, signed_in: SignIn) -> DestructionAct:
    made = proposed(cast, signed_in)
    assert made.status_code == 202, made.content
    answer = api(signed_in("chair"), "POST", f"destruction-acts/{made.json()['id']}/approve/")
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    return DestructionAct.objects.get(pk=made.json()["id"])


def carry_out(rounds: int = 2) -> int:
    done = 0
    for _ in range(rounds):
        DestructionAct.objects.update(next_try_at=utc_now())
        done += carry_out_due()
    return done


def status(client: Client, cast: Cast, path: str = "") -> int:
    return client.get(f"/api/v1/hearings/{cast.hearing.pk}/{path}").status_code


def test_every_state_and_event_moves_as_the_table_says() -> None:
    for state in ActState:
        for event in ActEvent:
            assert following(ACT_TRANSITIONS, state, event) == ACT_TRANSITIONS.get((state, event))


def test_ended_period_destroys_nothing_by_itself(old: Cast, signed_in: SignIn) -> None:
    assert carry_out_due() == 0
    assert status(signed_in("party"), old, "entries/") == 200
    court = old.courts["city"].pk
    listed = signed_in("registry").get(f"/api/v1/courts/{court}/retention/").json()
    assert listed == [{"hearing": old.hearing.pk, "kept_until": "2024-03-02"}]


def test_approved_act_is_410_at_once_with_existence_and_404_without(old: Cast, signed_in: SignIn) -> None:
    act = destroyed(old, signed_in)
    for name in ("party", "judge", "clerk", "chair", "lawyer"):
        assert [status(signed_in(name), old, path) for path in ("entries/", "playback/")] == [410, 410], name
    # Lacks the text anyway, but knows of the hearing.
    assert status(signed_in("clerk2"), old, "entries/") == 410
    for name in ("outsider", "clerk3", "admin"):
        assert [status(signed_in(name), old, path) for path in ("entries/", "playback/", "")] == [404] * 3
    card = signed_in("party").get(f"/api/v1/hearings/{old.hearing.pk}/").json()
    assert card["destroyed"]["act"] == act.number
    page = signed_in("party").get(f"/hearings/{old.hearing.pk}/").content.decode()
    assert f"Destroyed under act {act.number}" in page
    assert "bicycle" not in page
    assert signed_in("party").get("/api/v1/search/?q=bicycle").json()["results"] == []


def test_texts_and_their_versions_are_gone_when_it_is_carried_out(old: Cast, signed_in: SignIn) -> None:
    act = destroyed(old, signed_in)
    assert Entry.objects.count() == 4
    assert (carry_out(1), carry_out(1)) == (0, 1)  # done once a look has found nothing more
    assert (Entry.objects.count(), EntryRevision.objects.count()) == (0, 0)
    document = signed_in("registry").get(f"/api/v1/destruction-acts/{act.pk}/").json()
    assert (document["state"], document["items"][0]["removed"]["entries"]) == ("carried_out", 4)
    assert document["backups_until"] > document["carried_out_at"]
    page = signed_in("registry").get(f"/destruction-acts/{act.pk}/").content.decode()
    assert "entries of the protocol" in page


def test_what_was_sealed_beside_the_texts_is_gone_with_them(old: Cast, signed_in: SignIn) -> None:
    revision = EntryRevision.objects.filter(entry__hearing=old.hearing).latest("created_at")
    lay({revision.pk: {"text": ["The name.", "[…]"]}, old.hearing.pk: {"x" * 26: ["a street"]}})
    LineDecision.objects.create(entry=revision.entry, revision=1, decided_by="x" * 26)
    ProtectedSpan.objects.create(
        hearing=old.hearing,
        participant=old.parts["witness"],
        source=revision.entry_id,
        named=True,
        started_at=LONG_AGO,
    )
    act = destroyed(old, signed_in)
    carry_out(2)
    assert not Envelope.objects.exists()
    assert not ProtectedSpan.objects.exists()
    document = signed_in("registry").get(f"/api/v1/destruction-acts/{act.pk}/").json()
    assert document["items"][0]["removed"]["entries"] == 4


def test_leaves_of_the_log_stay_and_tell_of_the_act(old: Cast, signed_in: SignIn) -> None:
    before = OutboxRow.objects.filter(object=old.hearing.pk).count()
    act = destroyed(old, signed_in)
    carry_out()
    rows = OutboxRow.objects.filter(object=old.hearing.pk, action__startswith="destruction.").order_by("seq")
    assert [row.action.partition(".")[2] for row in rows] == ["proposed", "approved", "carried_out"]
    assert rows[2].rule == f"act {act.number}"
    assert rows[0].private["number"] == act.number
    assert OutboxRow.objects.filter(object=old.hearing.pk).count() == before + 3
    moves = DestructionTransition.objects.filter(act=act).order_by("created_at")
    assert [move.to_state for move in moves] == ["proposed", "approved", "carried_out"]


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("registry", "chair", 200),
        ("registry", "judge", 200),
        ("judge", "registry", 200),
        ("clerk", "judge", 200),
        ("chair", "clerk", 200),
        ("registry", "registry", 403),  # the same person
        ("chair", "chair", 403),
        ("registry", "clerk", 403),  # neither of them is a judge
        ("registry", "judge2", 404),
        ("registry", "party", 404),
        ("registry", "admin", 404),
    ],
)
def test_two_persons_of_whom_one_is_a_judge_decide(
    old: Cast, signed_in: SignIn, first: str, second: str, answer: int
) -> None:
    made = (
        proposed(old, signed_in, "chair") if first in {"judge", "clerk"} else proposed(old, signed_in, first)
    )
    act = DestructionAct.objects.get(pk=made.json()["id"])
    if first in {"judge", "clerk"}:  # they plan nothing for the court, but know the hearing
        person = old.people[first].pk
        DestructionAct.objects.update(proposed_by=person, proposed_countersigned=first == "judge")
    got = api(signed_in(second), "POST", f"destruction-acts/{act.pk}/approve/").status_code
    assert got == answer
    old.hearing.refresh_from_db()
    assert old.hearing.retention_expired is (answer == 200)


@pytest.mark.parametrize(
    ("username", "answer"),
    [("judge", 403), ("clerk", 403), ("courtadmin", 403), ("party", 404), ("appeal", 404)],
)
def test_acts_of_a_court_are_planned_by_chair_and_registry(
    old: Cast, signed_in: SignIn, username: str, answer: int
) -> None:
    assert proposed(old, signed_in, username).status_code == answer
    assert not DestructionAct.objects.exists()


def test_running_period_is_told_and_nothing_is_proposed(heard: Cast, signed_in: SignIn) -> None:
    answer = proposed(heard, signed_in)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:courtrec:problem:retention-runs")
    assert answer.json()["until"] == "2051-03-02"
    JurisdictionProfile.objects.update(rules={})
    forever = proposed(heard, signed_in)
    assert (forever.status_code, forever.json()["until"]) == (409, None)
    assert not DestructionAct.objects.exists()


def test_legal_hold_stops_proposing_and_approving(old: Cast, signed_in: SignIn) -> None:
    made = proposed(old, signed_in).json()["id"]
    api(signed_in("judge"), "POST", f"hearings/{old.hearing.pk}/hold/", reason="appeal")
    held = api(signed_in("chair"), "POST", f"destruction-acts/{made}/approve/")
    assert (held.status_code, held.json()["type"]) == (423, "urn:courtrec:problem:legal-hold")
    assert proposed(old, signed_in).status_code == 423
    assert api(signed_in("clerk"), "DELETE", f"hearings/{old.hearing.pk}/").status_code == 423
    assert api(signed_in("party"), "DELETE", f"hearings/{old.hearing.pk}/").status_code == 403
    assert api(signed_in("outsider"), "DELETE", f"hearings/{old.hearing.pk}/").status_code == 404
    assert status(signed_in("party"), old, "entries/") == 200


def test_destroyed_hearing_is_held_by_nobody_any_more(old: Cast, signed_in: SignIn) -> None:
    destroyed(old, signed_in)
    assert (
        api(signed_in("judge"), "POST", f"hearings/{old.hearing.pk}/hold/", reason="late").status_code == 410
    )
    assert proposed(old, signed_in).status_code == 410
    assert api(signed_in("clerk"), "DELETE", f"hearings/{old.hearing.pk}/").status_code == 410


def test_hearing_is_in_one_act_at_a_time(old: Cast, signed_in: SignIn) -> None:
    first = proposed(old, signed_in).json()["id"]
    again = proposed(old, signed_in)
    assert (again.status_code, again.json()["type"]) == (409, "urn:courtrec:problem:act-stands")
    assert (
        api(signed_in("registry"), "POST", f"destruction-acts/{first}/refuse/").json()["state"] == "refused"
    )
    for verb in ("approve", "refuse"):
        decided = api(signed_in("chair"), "POST", f"destruction-acts/{first}/{verb}/")
        assert (decided.status_code, decided.json()["type"]) == (409, "urn:courtrec:problem:act-decided")
    assert proposed(old, signed_in).status_code == 202


def test_number_is_the_next_of_the_year_or_the_given_one(old: Cast, signed_in: SignIn) -> None:
    year = utc_now().year
    first = proposed(old, signed_in).json()
    assert first["number"] == f"1/{year}"
    api(signed_in("registry"), "POST", f"destruction-acts/{first['id']}/refuse/")
    taken = proposed(old, signed_in, number=f"1/{year}")
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:courtrec:problem:number-taken")
    assert proposed(old, signed_in, number="A-7").json()["number"] == "A-7"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"hearings": []}, 422),
        ({"hearings": [ABSENT]}, 404),
        ({"number": "x" * 41}, 422),
        ({"hearings": "x"}, 422),
    ],
)
def test_act_that_does_not_hold_is_refused(
    old: Cast, signed_in: SignIn, body: dict[str, Any], answer: int
) -> None:
    assert proposed(old, signed_in, **body).status_code == answer


def test_act_holds_a_bounded_number_of_hearings(old: Cast, signed_in: SignIn, settings: Settings) -> None:
    settings.DESTRUCTION_ITEMS = 1
    assert proposed(old, signed_in, hearings=[old.hearing.pk, old.other_hearing.pk]).status_code == 422


def test_second_person_sits_above_where_the_profile_says_so(old: Cast, signed_in: SignIn) -> None:
    made = proposed(old, signed_in).json()["id"]
    answer = api(signed_in("appeal"), "POST", f"destruction-acts/{made}/approve/")
    assert (answer.status_code, answer.json()["items"]) == (200, [])  # learns no hearing by it
    assert status(signed_in("appeal"), old) == 404


def test_sealed_hearing_is_destroyed_by_chair_and_judge_without_the_registry(
    old: Cast, signed_in: SignIn
) -> None:
    seal(old.case, [], old.caller("judge"), RULE)
    assert proposed(old, signed_in).status_code == 404
    made = proposed(old, signed_in, "chair").json()["id"]
    assert signed_in("registry").get(f"/api/v1/destruction-acts/{made}/").json()["items"] == []
    assert api(signed_in("judge"), "POST", f"destruction-acts/{made}/approve/").status_code == 200


# --- DELETE ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("first", "second"), [("clerk", "judge"), ("judge", "clerk")])
def test_delete_of_the_first_person_is_a_proposal_and_of_the_second_the_end(
    heard: Cast, signed_in: SignIn, first: str, second: str
) -> None:
    path = f"hearings/{heard.hearing.pk}/"
    asked = api(signed_in(first), "DELETE", path)
    assert (asked.status_code, asked.json()["state"], asked.json()["ground"]) == (202, "proposed", "ruling")
    assert api(signed_in(first), "DELETE", path).status_code == 403
    assert status(signed_in("party"), heard, "entries/") == 200
    assert api(signed_in(second), "DELETE", path).json()["state"] == "approved"
    assert status(signed_in("party"), heard, "entries/") == 410
    assert api(signed_in(second), "DELETE", path).status_code == 410


@pytest.mark.parametrize(
    ("username", "answer"),
    [("party", 403), ("registry", 403), ("chair", 403), ("judge2", 403), ("clerk3", 404), ("admin", 404)],
)
def test_delete_is_for_judge_and_clerk_of_the_case(
    heard: Cast, signed_in: SignIn, username: str, answer: int
) -> None:
    assert api(signed_in(username), "DELETE", f"hearings/{heard.hearing.pk}/").status_code == answer
    assert not DestructionAct.objects.exists()


def test_act_by_ruling_is_not_the_registrys_to_approve(heard: Cast, signed_in: SignIn) -> None:
    made = api(signed_in("judge"), "DELETE", f"hearings/{heard.hearing.pk}/", reason="by ruling 5").json()
    assert api(signed_in("registry"), "POST", f"destruction-acts/{made['id']}/approve/").status_code == 403
    heard.hearing.refresh_from_db()
    assert not heard.hearing.retention_expired


def test_database_holds_the_second_person_and_the_number(old: Cast, signed_in: SignIn) -> None:
    act = destroyed(old, signed_in)
    for columns in (
        {"approved_by": act.proposed_by},
        {"approved_by": ""},
        {"number": ""},
        {"state": "odd"},
        {"ground": "odd"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DestructionAct.objects.filter(pk=act.pk).update(**columns)


# --- pages and desk -------------------------------------------------------------------------------------------------
def test_registry_proposes_and_chair_approves_on_pages(old: Cast, signed_in: SignIn) -> None:
    registry, chair = signed_in("registry"), signed_in("chair")
    base = f"/courts/{old.courts['city'].pk}/destruction/"
    assert "1/101" in registry.get(base).content.decode()
    assert registry.post(base, {}).status_code == 422
    assert registry.post(base, {"hearings": [old.other_hearing.pk]}).status_code == 422  # not due
    assert registry.post(base, {"hearings": [old.hearing.pk], "number": "9"}).status_code == 302
    act = DestructionAct.objects.get()
    groups = {group.key: group for group in chair.get("/").context["groups"]}
    assert [item.url for item in groups["decisions"].items] == [f"/destruction-acts/{act.pk}/"]
    assert "decisions" not in {group.key for group in registry.get("/").context["groups"]}
    page = chair.get(f"/destruction-acts/{act.pk}/").content.decode()
    assert f"/destruction-acts/{act.pk}/approve/" in page
    assert (
        f"/destruction-acts/{act.pk}/approve/"
        not in registry.get(f"/destruction-acts/{act.pk}/").content.decode()
    )
    assert chair.post(f"/destruction-acts/{act.pk}/approve/").status_code == 302
    act.refresh_from_db()
    assert act.state == "approved"
    assert "1/101" not in registry.get(base).content.decode()


def test_clerk_proposes_by_ruling_and_judge_refuses_on_pages(heard: Cast, signed_in: SignIn) -> None:
    base = f"/hearings/{heard.hearing.pk}/"
    clerk = signed_in("clerk")
    assert f"{base}destroy/" in clerk.get(base).content.decode()
    assert clerk.post(f"{base}destroy/", {"reason": ""}).status_code == 422
    assert clerk.post(f"{base}destroy/", {"reason": "ruling 5 of 2 March"}).status_code == 302
    act = DestructionAct.objects.get()
    assert signed_in("judge").post(f"/destruction-acts/{act.pk}/refuse/").status_code == 302
    act.refresh_from_db()
    assert act.state == "refused"


def test_desk_shows_what_the_court_looks_after(old: Cast, signed_in: SignIn, settings: Settings) -> None:
    def court(name: str) -> list[Any]:
        groups = {group.key: group for group in signed_in(name).get("/").context["groups"]}
        return list(groups["court"].items) if "court" in groups else []

    assert [item.tone for item in court("registry")] == ["attention"]
    assert len(court("chair")) == 3
    assert [court(name) for name in ("judge", "clerk", "party", "courtadmin")] == [[], [], [], []]
    destroyed(old, signed_in)
    assert [item.tone for item in court("registry")] == ["calm"]
    settings.DESTRUCTION_LATE_S = -1
    assert [item.tone for item in court("registry")] == ["danger"]
