"""The page "why": for the presiding judge and for administrators of the court, with the rules of the very verdicts."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import OutboxRow
from hearings.services.assignments import assign
from tests.cast import RULE, Cast
from tests.protecting import protect
from tests.restrictions import restrict

SignIn = Callable[[str], Client]


def asked(client: Client, cast: Cast, **query: str) -> str:
    answer = client.get(f"/hearings/{cast.hearing.pk}/why/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_presiding_judge_sees_rule_and_reason(heard: Cast, signed_in: SignIn) -> None:
    restrict(heard.hearing, "closed", 7_000, 13_000, excludes=("defence",))
    page = asked(signed_in("judge"), heard, user="party", at="8")
    assert "M-excluded" in page
    assert "A ruling excludes you from this part of the hearing." in page
    elsewhere = asked(signed_in("judge"), heard, user="party", at="1")
    assert "T-party-open" in elsewhere
    assert "M-excluded" not in elsewhere


def test_name_that_nobody_has_reads_like_a_person_without_a_place(heard: Cast, signed_in: SignIn) -> None:
    pages = [asked(signed_in("judge"), heard, user=name) for name in ("outsider", "nobody-at-all")]
    tables = [page[page.index("<tbody") : page.index("</tbody>")] for page in pages]
    assert tables[0] == tables[1]
    assert "V-no-grant" in tables[0]


def test_account_of_a_protected_person_reads_like_a_person_without_a_place(
    heard: Cast, signed_in: SignIn, settings: Settings
) -> None:
    settings.EPOCH_READ_EVERY_S = 0
    before = asked(signed_in("judge"), heard, user="witness", at="4")
    protect(signed_in("judge"), heard.hearing, heard.parts["witness"])
    pages = [asked(signed_in("judge"), heard, user=name, at="4") for name in ("witness", "outsider")]
    tables = [page[page.index("<tbody") : page.index("</tbody>")] for page in (before, *pages)]
    assert tables[0] != tables[1] == tables[2]


def test_question_is_logged_with_whom_it_is_about(heard: Cast, signed_in: SignIn) -> None:
    asked(signed_in("judge"), heard, user="party")
    row = OutboxRow.objects.get(action="access.explained")
    assert (row.object, row.person) == (heard.hearing.pk, heard.people["judge"].pk)
    assert row.private["about"] == "party"


def test_judge_of_the_panel_who_does_not_preside_is_not_answered(heard: Cast, signed_in: SignIn) -> None:
    assign(heard.hearing, heard.people["judge2"], "panel", heard.caller("registry"), RULE)
    assert signed_in("judge2").get(f"/hearings/{heard.hearing.pk}/why/").status_code == 403


@pytest.mark.parametrize(("username", "status"), [("courtadmin", 200), ("clerk", 403), ("party", 404)])
def test_administrator_asks_about_the_court_alone(
    username: str, status: int, heard: Cast, signed_in: SignIn
) -> None:
    answer = signed_in(username).get(f"/courts/{heard.hearing.court_id}/why/", {"user": "clerk"})
    assert answer.status_code == status
    if status == 200:
        page = answer.content.decode()
        assert "T-clerk-deposit" in page
        assert "1/101" not in page
