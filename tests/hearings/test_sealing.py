"""Sealing a case: at once, for everybody but the panel and those named; two judges unseal."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hearings.services.assignments import assign
from tests.cast import RULE, Cast

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def post(client: Client, cast: Cast, verb: str, **body: Any) -> Any:
    return client.post(f"/api/v1/cases/{cast.case.pk}/{verb}/", body, content_type="application/json")


def sees(client: Client, cast: Cast) -> tuple[int, bool]:
    status = client.get(f"/api/v1/hearings/{cast.hearing.pk}/").status_code
    return status, "1/101" in client.get("/api/v1/hearings/").content.decode()


def test_sealed_case_is_there_for_the_panel_and_those_named(heard: Cast, signed_in: SignIn) -> None:
    assert post(signed_in("judge"), heard, "seal", named=["clerk", "party"]).json()["sealed"] is True
    there = {
        name: sees(signed_in(name), heard) for name in ("judge", "clerk", "party", "assistant", "lawyer")
    }
    assert there == {
        "judge": (200, True),
        "clerk": (200, True),
        "party": (200, True),
        "assistant": (404, False),
        "lawyer": (404, False),
    }
    # existence alone
    assert signed_in("chair").get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 403


def test_judge_does_not_name_the_own_account(heard: Cast, signed_in: SignIn) -> None:
    assert post(signed_in("judge"), heard, "seal", named=["judge"]).status_code == 403
    assert sees(signed_in("party"), heard) == (200, True)


def test_unsealing_takes_two_judges(heard: Cast, signed_in: SignIn) -> None:
    judge = signed_in("judge")
    post(judge, heard, "seal")
    assert post(judge, heard, "unseal").status_code == 202
    assert post(judge, heard, "unseal").status_code == 403
    assert sees(signed_in("party"), heard) == (404, False)
    assign(heard.hearing, heard.people["judge2"], "panel", heard.caller("registry"), RULE)
    assert post(signed_in("judge2"), heard, "unseal").json()["sealed"] is False
    assert sees(signed_in("party"), heard) == (200, True)


def test_seal_page_names_by_sign_in_name(heard: Cast, signed_in: SignIn) -> None:
    address = f"/cases/{heard.case.pk}/seal/"
    judge = signed_in("judge")
    assert judge.post(address, {"named": "clerk, nobody"}).status_code == 422
    assert judge.post(address, {"named": "clerk, "}).status_code == 302
    assert sees(signed_in("clerk"), heard) == (200, True)
