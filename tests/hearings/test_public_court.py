"""A court that publishes its open hearings: the public sees and hears them without the parties' identification."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courts.models import Court
from hearings.models import Case, Hearing
from tests.cast import Cast

SignIn = Callable[[str], Client]
MATTER = "The matter of Smith"


@pytest.fixture
def public(recorded: Hearing, cast: Cast) -> Hearing:
    """Case 1's hearing in a court that publishes."""
    Court.objects.update(public_open=True)
    Case.objects.filter(pk=cast.case.pk).update(title=MATTER)
    return recorded


def _pages(public: Hearing, case: Case) -> list[str]:
    return [
        "/",
        "/hearings/",
        "/cases/",
        f"/hearings/{public.pk}/",
        f"/cases/{case.pk}/",
        "/api/v1/cases/",
        f"/api/v1/cases/{case.pk}/",
        "/api/v1/hearings/",
        f"/api/v1/hearings/{public.pk}/",
    ]


def _text(client: Client, url: str) -> str:
    answer: Any = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def test_public_reads_no_name_of_a_party(public: Hearing, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("outsider")
    names = [part.name for part in cast.parts.values()] + [MATTER]
    told = [(url, name) for url in _pages(public, cast.case) for name in names if name in _text(client, url)]
    assert told == []
    assert client.get(f"/api/v1/hearings/{public.pk}/playback/").status_code == 200


def test_public_finds_nothing_by_the_name_of_a_party(public: Hearing, cast: Cast, signed_in: SignIn) -> None:
    name = cast.parts["party"].name
    for address in (f"/hearings/?q={name}", f"/cases/?q={name}"):
        assert "1/101" not in _text(signed_in("outsider"), address)
        assert "1/101" in _text(signed_in("party"), address)


@pytest.mark.parametrize("username", ["party", "judge", "registry", "clerk2"])
def test_role_of_ones_own_reads_the_names_in_a_public_court(
    public: Hearing, cast: Cast, signed_in: SignIn, username: str
) -> None:
    name = cast.parts["party"].name
    client = signed_in(username)
    silent = {"/", "/api/v1/hearings/", f"/api/v1/hearings/{public.pk}/"}
    for url in _pages(public, cast.case):
        assert url in silent or name in _text(client, url), url
    assert client.get(f"/api/v1/cases/{cast.case.pk}/").json()["title"] == MATTER
