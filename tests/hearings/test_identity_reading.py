"""Reading who is behind a pseudonym: by whom, after what, and what stays of it."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import LogEntry, OutboxRow
from foundation.envelopes import new_key
from hearings.models import (
    AccessOrder,
    Participant,
)
from tests.cast import HEARD_AT, Cast
from tests.hearings.test_restrictions import send
from tests.protecting import identity_of, lift, protect, pseudonymous, stepped_up

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


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("judge", 403, 200),
        ("clerk", 403, 403),  # even who wrote it
        ("assistant", 403, 403),
        ("chair", 403, 403),
        ("party", 403, 403),
        ("witness", 403, 403),
        ("registry", 403, 403),
        ("judge2", 403, 403),
        ("outsider", 404, 404),
        ("admin", 404, 404),
        ("observer", 404, 404),
    ],
)
def test_identity_is_read_by_the_judge_of_the_case_after_a_second_sign_in(
    name: str, before: int, after: int, heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("clerk"), heard.hearing, known)
    client, address = signed_in(name), identity_of(heard.hearing, pseudonymous())
    assert client.get(address).status_code == before
    answer = stepped_up(client).get(address)
    assert answer.status_code == after
    assert ("Хейл" in answer.content.decode()) is (after == 200)


def test_identity_is_read_by_a_party_whom_a_ruling_names(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    AccessOrder.objects.create(
        case=heard.case, user=heard.people["party"], classes="i", columns=["protected"], since=HEARD_AT
    )
    client, address = signed_in("party"), identity_of(heard.hearing, pseudonymous())
    assert client.get(address).json()["type"] == "urn:courtrec:problem:step-up-required"
    assert stepped_up(client).get(address).json()["name"] == known.name


def test_identity_and_its_reading_in_the_log(heard: Cast, known: Participant, signed_in: SignIn) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    person = pseudonymous()
    answer = stepped_up(signed_in("judge")).get(identity_of(heard.hearing, person))
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {
        "participant": person.pk,
        "pseudonym": f"Witness {person.pseudonym}",
        "name": known.name,
        "external_id": {"source": "registry", "id": "P-17"},
        "account": "witness",
    }
    row = OutboxRow.objects.get(action="identity.read")
    assert (row.object, row.private_part.person) == (person.pk, heard.people["judge"].pk)
    assert LogEntry.objects.get(row=row).seq is not None
    assert row.private_part.body == {"hearing": heard.hearing.pk, "address": "127.0.0.1"}


def test_audit_rows_of_a_protection_name_nobody(heard: Cast, known: Participant, signed_in: SignIn) -> None:
    made = protect(signed_in("clerk"), heard.hearing, known, ground="Хейл Т. was threatened")
    lift(heard, signed_in, {"id": send(signed_in("judge"), f"{made['id']}/confirm/").json()["id"]})
    rows = OutboxRow.objects.filter(action__regex="^(restriction|participant)[.]").exclude(
        action="participant.added"
    )
    told = [(row.action, row.object, row.private_part.body) for row in rows.select_related("private_part")]
    assert {action for action, _, _ in told} >= {"participant.protected", "participant.named"}
    assert not any(word in str(told) for word in ("Хейл", known.pk, "P-17"))


def test_identity_of_a_person_who_is_named_is_nothing_to_read(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    assert stepped_up(signed_in("judge")).get(identity_of(heard.hearing, known)).status_code == 403


def test_identity_page_shows_the_name_to_who_asks_for_it_only(
    heard: Cast, known: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    page, client = (
        f"/hearings/{heard.hearing.pk}/participants/{pseudonymous().pk}/identity/",
        signed_in("judge"),
    )
    assert f'href="{page}"' in client.get(f"/hearings/{heard.hearing.pk}/").content.decode()
    assert f'href="{page}"' in client.get(f"/hearings/{heard.hearing.pk}/restrictions/").content.decode()
    away = client.get(page)
    assert (away.status_code, away["Location"]) == (
        302,
        f"/accounts/step-up/?next={page.replace('/', '%2F')}",
    )
    assert client.post(page).status_code == 403
    stepped_up(client)
    asked = client.get(page)
    assert "Хейл" not in asked.content.decode()
    assert not OutboxRow.objects.filter(action="identity.read").exists()
    shown = client.post(page)
    assert "Хейл" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    title = shown.content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title.strip()
    assert "Хейл" not in title
    assert OutboxRow.objects.filter(action="identity.read").count() == 1
    assert page not in signed_in("clerk").get(f"/hearings/{heard.hearing.pk}/").content.decode()


def test_identity_that_cannot_be_opened_is_told_so(
    heard: Cast, known: Participant, signed_in: SignIn, settings: Settings
) -> None:
    protect(signed_in("judge"), heard.hearing, known)
    settings.IDENTITY_KEYS = new_key("another")
    answer = stepped_up(signed_in("judge")).get(identity_of(heard.hearing, pseudonymous()))
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:courtrec:problem:identity-unreadable"
