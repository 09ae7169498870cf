"""Bodies and addresses that somebody made up: refused in words, never an error of ours, never stored."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hearings.models import Hearing
from protocol.models import Entry
from tests.cast import Cast

SignIn = Callable[[str], Client]
HALF_A_LETTER = "\\ud800"


def _post(client: Client, url: str, body: str, method: str = "POST") -> Any:
    return client.generic(method, url, body.encode(), content_type="application/json")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("[" * 100_000 + "]" * 100_000, id="nested without end"),
        pytest.param('{"user": ' + "[" * 100 + "]" * 100 + "}", id="nested deeper than anything here"),
        pytest.param('{"user": NaN}', id="no number"),
        pytest.param("{", id="no JSON"),
    ],
)
def test_body_that_nobody_can_keep_is_400(cast: Cast, signed_in: SignIn, body: str) -> None:
    answer = _post(signed_in("registry"), f"/api/v1/hearings/{cast.hearing.pk}/assignments/", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:courtrec:problem:parse-error")


@pytest.mark.parametrize("name", ["user", "role"])
def test_half_a_letter_comes_back_in_a_refusal(cast: Cast, signed_in: SignIn, name: str) -> None:
    body = '{"user": "judge", "role": "clerk"}'.replace(f'"{name}": "', f'"{name}": "{HALF_A_LETTER}')
    answer = _post(signed_in("registry"), f"/api/v1/hearings/{cast.hearing.pk}/assignments/", body)
    assert answer.status_code == 422
    assert name in [error["field"] for error in answer.json()["errors"]]


def test_half_a_letter_comes_back_in_a_conflict(heard: Cast, signed_in: SignIn) -> None:
    entry = Entry.objects.filter(hearing=heard.hearing).latest("started_at")
    body = f'{{"text": "x", "revision": 0, "more": "{HALF_A_LETTER}"}}'
    answer = _post(signed_in("clerk"), f"/api/v1/entries/{entry.pk}/", body, "PATCH")
    assert (answer.status_code, answer.json()["mine"]["text"]) == (409, "x")


@pytest.mark.parametrize("body", ["[]", '"x"', "1", "null", "{}"])
@pytest.mark.parametrize("tail", ["", "{id}/events/", "{id}/assignments/", "{id}/session/"])
def test_body_of_another_shape_is_refused(cast: Cast, signed_in: SignIn, body: str, tail: str) -> None:
    url = "/api/v1/hearings/" + tail.format(id=cast.hearing.pk)
    username = "clerk" if "session" in tail else "registry"
    assert _post(signed_in(username), url, body).status_code == 422


@pytest.mark.parametrize("year", ["0001", "1899", "2201", "9999"])
def test_hearing_in_a_year_of_no_court_is_refused(cast: Cast, signed_in: SignIn, year: str) -> None:
    """Its day would have no midnight in some reader's zone, and the list that holds it would be a 500."""
    body = f'{{"cases": ["{cast.case.pk}"], "scheduled_at": "{year}-12-31T23:59:59Z"}}'
    assert _post(signed_in("registry"), "/api/v1/hearings/", body).status_code == 422
    form = {"scheduled_at": f"{year}-12-31T23:59:59", "scheduled_minutes": "60"}
    assert signed_in("registry").post(f"/hearings/{cast.hearing.pk}/edit/", form).status_code == 422
    assert not Hearing.objects.filter(scheduled_at__year=int(year)).exists()


@pytest.mark.parametrize("query", ["date_from=0001-01-01", "date_to=9999-12-31", "date_from=abc"])
def test_list_of_pages_of_days_that_are_none_is_shown(cast: Cast, signed_in: SignIn, query: str) -> None:
    assert signed_in("clerk").get(f"/hearings/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=abc", 422),
        ("to=2026-99-99", 422),
        ("from=9999-12-31T23:59:59-12:00", 422),
        ("from=2026-01-01", 200),
        ("cursor=" + b64encode(b"p=abc").decode(), 422),
        ("page_size=99999999999999999999", 200),
    ],
)
def test_list_over_the_api_answers_made_up_parameters(
    cast: Cast, signed_in: SignIn, query: str, status: int
) -> None:
    assert signed_in("clerk").get(f"/api/v1/hearings/?{query}").status_code == status


def test_list_over_the_api_answers_a_cursor_beyond_all_years(cast: Cast, signed_in: SignIn) -> None:
    cursor = b64encode(b"p=9999-12-31T23:59:59-12:00").decode()
    answer = signed_in("clerk").get(f"/api/v1/hearings/?cursor={cursor}")
    assert answer.status_code in {200, 422}  # PostgreSQL can compare it, SQLite's driver cannot


def test_entry_in_a_year_of_no_court_is_refused(cast: Cast, signed_in: SignIn) -> None:
    body = '{"text": "x", "started_at": "9999-12-31T23:59:59Z"}'
    assert _post(signed_in("clerk"), f"/api/v1/hearings/{cast.hearing.pk}/entries/", body).status_code == 422


def test_search_for_thousands_of_words_is_answered(heard: Cast, signed_in: SignIn) -> None:
    words = "+".join(["ab"] * 1_300)
    assert signed_in("clerk").get(f"/api/v1/search/?q={words}").status_code == 200
