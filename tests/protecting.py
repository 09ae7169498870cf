"""Protecting a person as a court does it, for the tests of every room that must keep the name to itself."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.policies.step_up import AT
from foundation.clock import utc_now
from hearings.models import (
    Hearing,
    Participant,
)
from tests.cast import Cast
from tests.hearings.test_restrictions import order, send

SignIn = Callable[[str], Client]


def protect(client: Client, hearing: Hearing, person: Participant, **body: Any) -> dict[str, Any]:
    return order(client, hearing, "protected", participant=person.pk, started_at=None, ended_at=None, **body)


def lift(cast: Cast, signed_in: SignIn, made: dict[str, Any]) -> None:
    assert send(signed_in("clerk"), f"{made['id']}/lift/").status_code == 202
    assert send(signed_in("judge"), f"{made['id']}/lift/").status_code == 200


def stepped_up(client: Client) -> Client:
    session = client.session
    session[AT] = int(utc_now().timestamp())
    session.save()
    return client


def pseudonymous() -> Participant:
    return Participant.objects.get(pseudonym__isnull=False)


def people_in(client: Client, hearing: Hearing) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(f"/api/v1/hearings/{hearing.pk}/participants/").json()["results"]
    return rows


def identity_of(hearing: Hearing, person: Participant) -> str:
    return f"/api/v1/hearings/{hearing.pk}/participants/{person.pk}/identity/"
