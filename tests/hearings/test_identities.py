"""Protecting a person (R13): the new participant, the sealed identity, and how the name comes back."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import strip_tags
from pytest_django.fixtures import Settings

from hearings.models import (
    AssignmentRole,
    Envelope,
    Hearing,
    Mandate,
    Participant,
    ParticipantKind,
    ProtectedSpan,
    Restriction,
)
from hearings.services.assignments import assign
from hearings.services.cases import add_participant, create_case
from hearings.services.hearings import create_hearing
from hearings.services.mandates import give_mandate
from tests.cast import ABSENT, HEARD_AT, RULE, Cast
from tests.hearings.test_restrictions import order, send
from tests.protecting import lift, people_in, protect, pseudonymous, stepped_up

SignIn = Callable[[str], Client]
ID = {"external_source": "registry", "external_id": "P-17"}


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


@pytest.fixture
def known(heard: Cast) -> Participant:
    """The witness, whom another system knows as well."""
    Participant.objects.filter(pk=heard.parts["witness"].pk).update(**ID)
    return Participant.objects.get(pk=heard.parts["witness"].pk)


def test_protected_person_becomes_another_participant(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    made = protect(signed_in("judge"), heard.hearing, known)
    person = pseudonymous()
    assert made["participant"] == person.pk != known.pk
    assert (person.kind, person.side, person.case_id) == (known.kind, known.side, known.case_id)
    assert not Participant.objects.filter(pk=known.pk).exists()
    # What is stored beside the pseudonym tells nobody who it is, to who reads the database either.
    row = Participant.objects.filter(pk=person.pk).values().get()
    words = (known.name, known.external_id, known.user_id)
    assert not any(word in json.dumps(row, default=str) for word in words if word)
    assert not any(str(word).encode() in bytes(Envelope.objects.get(pk=person.pk).body) for word in words)


def test_pseudonym_is_shown_in_the_readers_language_and_tells_no_order(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    number = pseudonymous().pseudonym
    assert number is not None
    assert 10 <= number < 100
    for language, word in (("en", "Witness"), ("ru", "Свидетель"), ("kk", "Куә")):
        names = [row["name"] for row in people_in_language(signed_in("party"), heard.hearing, language)]
        assert f"{word} {number}" in names


def people_in_language(client: Client, hearing: Hearing, language: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/hearings/{hearing.pk}/participants/?lang={language}")
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


def test_old_participant_is_not_there_for_anybody(heard: Cast, known: Participant, signed_in: SignIn) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    for name in ("judge", "clerk", "party", "witness"):
        client = stepped_up(signed_in(name))
        where = f"/api/v1/hearings/{heard.hearing.pk}/participants"
        answers = [
            client.get(f"{where}/{each}/{end}") for each in (known.pk, ABSENT) for end in ("", "identity/")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
    body = {"hearing": heard.hearing.pk, "kind": "closed", "participant": known.pk}
    gone, absent = (send(signed_in("judge"), "", body | {"participant": each}) for each in (known.pk, ABSENT))
    assert (gone.status_code, gone.content) == (404, absent.content)
    turn: dict[str, Any] = {"offset_ms": 500, "text": "x", "participant": known.pk}
    entries = f"/api/v1/hearings/{heard.hearing.pk}/entries/"
    answer = signed_in("clerk").post(entries, turn, content_type="application/json")
    assert answer.status_code == 422


def test_everything_that_pointed_at_the_person_follows(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    counsel = heard.parts["lawyer"]
    give_mandate(counsel, known, heard.caller("registry"), RULE)
    closed = order(signed_in("judge"), heard.hearing, "closed", excludes=[known.pk])
    protect(signed_in("judge"), heard.hearing, known)
    person = pseudonymous()
    assert Mandate.objects.filter(party=person, representative=counsel).exists()
    assert [each.word for each in Restriction.objects.get(pk=closed["id"]).exclusions.all()] == [person.pk]
    assert set(ProtectedSpan.objects.values_list("participant", flat=True)) == {person.pk}
    page = signed_in("registry").get(f"/cases/{heard.case.pk}/").content.decode()
    assert f"Witness {person.pseudonym}" in page
    assert "Хейл" not in page


def test_account_of_a_protected_person_keeps_what_it_had(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    witness = signed_in("witness")
    assert witness.get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 200
    protect(signed_in("judge"), heard.hearing, known)
    assert pseudonymous().user_id is None
    assert witness.get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 200
    assert "1/101" in witness.get("/hearings/").content.decode()
    # An exclusion by the pseudonym's id reaches the account, too.
    order(
        signed_in("judge"),
        heard.hearing,
        "ex_parte",
        whole=True,
        started_at=None,
        ended_at=None,
        excludes=[pseudonymous().pk],
    )
    assert witness.get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 404
    assert "1/101" not in witness.get("/hearings/").content.decode()


@pytest.mark.parametrize("by", ["undo", "refuse", "lift", "confirmed as closed"])
def test_name_comes_back_when_no_protection_is_in_force_any_more(
    by: str, heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    clerk, judge = signed_in("clerk"), signed_in("judge")
    made = protect(clerk, heard.hearing, known, ground="Хейл Т. was threatened")
    assert made["ground"] == "[…] was threatened"
    if by == "undo":
        send(clerk, f"{made['id']}/undo/")
    elif by == "refuse":
        send(judge, f"{made['id']}/lift/")
    elif by == "lift":
        send(judge, f"{made['id']}/confirm/")
        lift(heard, signed_in, made)
    else:
        send(judge, f"{made['id']}/confirm/", {"kind": "closed"})
    row = Restriction.objects.get(pk=made["id"])
    person = row.participant
    assert person is not None
    assert person.pk == made["participant"]
    assert (person.name, person.user, person.external_id) == (known.name, heard.people["witness"], "P-17")
    assert (person.pseudonym, person.account_key, person.search_name) == (None, "", known.search_name)
    assert row.ground == "Хейл Т. was threatened"
    assert not Envelope.objects.exists()
    assert not ProtectedSpan.objects.exists()


def test_lift_of_a_protection_wants_two_persons(heard: Cast, known: Participant, signed_in: SignIn) -> None:
    made = protect(signed_in("judge"), heard.hearing, known)
    assert send(signed_in("judge"), f"{made['id']}/lift/").status_code == 202
    answer = send(signed_in("judge"), f"{made['id']}/lift/")
    assert (answer.status_code, answer.json()["type"][-20:]) == (403, "second-person-needed")
    assert pseudonymous().name == ""


@pytest.mark.parametrize(
    ("body", "field"),
    [({"channels": ["judge"]}, "channels"), ({"started_at": "2026-03-02T05:00:00Z"}, "started_at")],
)
def test_protection_of_a_person_is_of_all_channels_and_of_no_range(
    body: dict[str, Any], field: str, heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    fields = {"hearing": heard.hearing.pk, "kind": "protected", "participant": known.pk} | body
    answer = send(signed_in("judge"), "", fields)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert not Participant.objects.filter(pseudonym__isnull=False).exists()


def test_protection_of_a_protected_person_is_refused(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    fields = {"hearing": heard.hearing.pk, "kind": "protected", "participant": pseudonymous().pk}
    answer = send(signed_in("judge"), "", fields)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "participant")


def test_person_entered_again_is_told_to_be_there_and_not_where(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    before = people_in(signed_in("clerk"), heard.hearing)
    where = f"/api/v1/cases/{heard.case.pk}/participants/"
    for body in (
        {"name": "Another", "external_id": {"source": "registry", "id": "P-17"}},
        {"name": known.name.upper()},
        {"name": "Another", "user": "witness"},
    ):
        answer = signed_in("clerk").post(where, {"kind": "witness"} | body, content_type="application/json")
        assert (answer.status_code, answer.json()["type"][-12:]) == (409, "person-known")
        assert pseudonymous().pk not in answer.content.decode()
    assert people_in(signed_in("clerk"), heard.hearing) == before


def test_case_sent_again_by_its_system_names_nobody_again(heard: Cast, signed_in: SignIn) -> None:
    external = {"source": "registry", "id": "C-1"}
    person = {"kind": "witness", "name": "Оразбаев Ерлан", "external_id": {"source": "registry", "id": "P-1"}}
    body = {"court": heard.case.court_id, "number": "9/9", "external_id": external, "participants": [person]}

    def sent() -> dict[str, Any]:
        answer = signed_in("registry").post("/api/v1/cases/", body, content_type="application/json")
        assert answer.status_code == 201
        return dict(answer.json())

    made = sent()
    case = heard.case.__class__.objects.get(pk=made["id"])
    hearing = create_hearing(case.court, [case], heard.caller("registry"), RULE, scheduled_at=HEARD_AT)
    assign(hearing, heard.people["judge"], AssignmentRole.PRESIDING, heard.caller("registry"), RULE)
    protect(signed_in("judge"), hearing, case.participants.get())
    again = sent()
    assert [each["name"] for each in again["participants"]] == [f"Witness {pseudonymous().pseudonym}"]
    assert again["participants"][0]["external_id"] is None


def _joined(cast: Cast, name: str) -> tuple[Hearing, Participant]:
    """Another case in which somebody of this name takes part, heard together with case 1."""
    by = cast.caller("registry")
    case = create_case(cast.case.court, by, RULE, number="3/303")
    person = add_participant(case, by, RULE, kind=ParticipantKind.VICTIM, name=name)
    joint = create_hearing(case.court, [cast.case, case], by, RULE, scheduled_at=HEARD_AT)
    assign(joint, cast.people["judge"], AssignmentRole.PRESIDING, by, RULE)
    return joint, person


@pytest.mark.parametrize("order_of_things", ["joined before", "joined after", "entered after"])
def test_protection_goes_with_the_person_into_joined_cases(
    order_of_things: str, heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    if order_of_things == "joined before":
        _joined(heard, known.name)
    made = protect(signed_in("judge"), heard.hearing, known)
    if order_of_things == "joined after":
        _joined(heard, known.name)
    if order_of_things == "entered after":
        joint, _other = _joined(heard, "Somebody Else")
        case = joint.cases.get(number="3/303")
        kind = ParticipantKind.VICTIM
        entered = add_participant(case, heard.caller("registry"), RULE, kind=kind, name=known.name)
        assert (entered.name, entered.pseudonym is not None) == ("", True)
    protected = Participant.objects.filter(pseudonym__isnull=False)
    assert protected.count() == 2
    assert len(set(protected.values_list("pseudonym", flat=True))) == 2
    assert not Participant.objects.filter(name=known.name).exists()
    lift(heard, signed_in, made)
    assert Participant.objects.filter(name=known.name).count() == 2
    assert not Participant.objects.exclude(protected_with=None).exists()


def test_drawn_pseudonyms_of_a_case_differ(heard: Cast, signed_in: SignIn) -> None:
    judge = signed_in("judge")
    for name in ("witness", "victim", "party"):
        protect(judge, heard.hearing, Participant.objects.get(pk=heard.parts[name].pk))
    numbers = Participant.objects.filter(pseudonym__isnull=False).values_list("pseudonym", flat=True)
    assert len(set(numbers)) == 3


def test_lists_tell_neither_by_count_nor_by_order_nor_by_date_who_is_protected(
    heard: Cast, signed_in: SignIn
) -> None:
    by = heard.caller("registry")
    names = ("Абаев А.", "Мусин М.", "Яхин Я.")
    people = [add_participant(heard.case, by, RULE, kind="witness", name=name) for name in names]
    before = people_in(signed_in("party"), heard.hearing)
    protect(signed_in("judge"), heard.hearing, people[1])
    after = people_in(signed_in("party"), heard.hearing)
    (hidden,) = [row for row in after if row["protected"]]
    assert len(after) == len(before)
    assert (hidden["since"], hidden["until"], hidden["external_id"]) == (None, None, None)
    others = [row for row in after if row is not hidden]
    assert others == [row for row in before if row["id"] != people[1].pk]
    # First of its kind, wherever the name would stand.
    assert after.index(hidden) == min(index for index, row in enumerate(after) if row["kind"] == "witness")
    card = signed_in("party").get(f"/api/v1/cases/{heard.case.pk}/").json()["participants"]
    assert [row["id"] for row in card] == [row["id"] for row in after]


def test_lists_are_not_searched_by_a_protected_name(heard: Cast, signed_in: SignIn) -> None:
    protect(signed_in("judge"), heard.hearing, heard.parts["victim"])
    for name in ("judge", "registry", "victim"):
        for where in ("/hearings/", "/cases/"):
            page = signed_in(name).get(where, {"q": "Лугина"}).content.decode()
            assert "1/101" not in page
            assert "1/101" in signed_in(name).get(where).content.decode()


def test_no_mail_and_no_page_of_the_administration_tells_of_a_protection(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    where = f"/admin/accounts/user/{heard.people['witness'].pk}/change/"
    before = signed_in("admin").get(where)
    protect(signed_in("judge"), heard.hearing, known)
    after = signed_in("admin").get(where)
    assert before.status_code == after.status_code == 200
    assert str(pseudonymous().pseudonym) not in _words(after) - _words(before)
    assert mail.outbox == []


def _words(answer: Any) -> set[str]:
    return set(re.findall(r"\w+", strip_tags(answer.content.decode())))
