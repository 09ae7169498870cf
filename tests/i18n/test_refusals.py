"""What goes wrong is said in the reader's language too: forms, pages of refusal, problem documents of the API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from foundation.problems import Problem
from tests.cast import ABSENT, Cast
from tests.i18n.pages import data, read, strings
from tests.i18n.test_pages import OWN_NAMES, Judge

LANGUAGES = ("kk", "ru")
MACHINE_MEMBERS = {"type", "field", "status", "instance", "rule"}

# who, address, what is sent
FORMS = [
    ("", "/accounts/login/", {"login": "judge", "password": "wrong"}),
    ("", "/accounts/login/", {"login": ""}),
    ("registry", "/cases/new/", {"number": ""}),
    ("registry", "/cases/new/", {"number": "x" * 200, "kind": "none"}),
    ("clerk", "/hearings/{hearing}/session/", {"opened_at": "yesterday"}),
    ("clerk", "/hearings/{hearing}/entries/new/", {"started_at": "25:00", "kind": "statement"}),
    ("clerk2", "/hearings/{hearing}/take-over/", {"reason": ""}),  # refused: only on the day of the hearing
]
# who, method, address, what is sent
CALLS = [
    ("", "get", "/api/v1/hearings/", {}),
    ("outsider", "get", "/api/v1/hearings/{hearing}/", {}),
    ("judge", "get", "/api/v1/hearings/{absent}/", {}),
    ("registry", "get", "/api/v1/hearings/{hearing}/entries/", {}),
    ("clerk2", "post", "/api/v1/hearings/{hearing}/entries/", {"text": "x"}),
    (
        "clerk",
        "post",
        "/api/v1/hearings/{hearing}/entries/",
        {"started_at": "no", "text": 5, "language": "xxxx"},
    ),
    ("clerk", "post", "/api/v1/hearings/{hearing}/events/", {"event": "archive"}),
    ("registry", "post", "/api/v1/cases/", {}),
    ("registry", "post", "/api/v1/cases/", {"court": "nowhere", "number": "x" * 200, "kind": 3}),
    ("clerk", "post", "/api/v1/uploads/", {}),
    ("clerk", "delete", "/api/v1/courts/", {}),
]


def fill(address: str, cast: Cast) -> str:
    """Return the address with ids in it."""
    return address.format(hearing=cast.hearing.pk, absent=ABSENT)


def every_problem(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Return all problems of the product."""
    yield root
    for child in root.__subclasses__():
        yield from every_problem(child)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("username", "address", "sent"), FORMS)
def test_form_refused_speaks_the_readers_language(
    username: str,
    address: str,
    sent: dict[str, str],
    language: str,
    heard: Cast,
    signed_in: Callable[[str], Client],
) -> None:
    target = fill(address, heard)
    response = signed_in(username).post(target, sent, headers={"accept-language": language})
    assert response.status_code in {200, 403, 422}, response.status_code
    page = response.content.decode()
    assert response.status_code == 403 or 'role="alert"' in page
    assert Judge(language, data() + OWN_NAMES).leftovers(read(page).texts) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("username", "method", "address", "sent"), CALLS)
def test_call_refused_speaks_the_callers_language(
    username: str,
    method: str,
    address: str,
    sent: dict[str, Any],
    language: str,
    heard: Cast,
    signed_in: Callable[[str], Client],
) -> None:
    client = signed_in(username)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    body = {} if method == "get" else {"data": sent, "content_type": "application/json"}
    response = getattr(client, method)(fill(address, heard), **body)
    assert 400 <= response.status_code < 500, response.status_code
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.headers["Content-Language"] == language
    assert Judge(language, data() + OWN_NAMES).leftovers(human(response.json())) == set()


def human(value: object) -> list[str]:
    """Return the strings of a problem document that a person reads."""
    if isinstance(value, dict):
        return [text for key, row in value.items() if key not in MACHINE_MEMBERS for text in human(row)]
    if isinstance(value, list):
        return [text for row in value for text in human(row)]
    return list(strings(value))


@pytest.mark.parametrize("language", LANGUAGES)
def test_problem_titles_are_translated(language: str) -> None:
    judge = Judge(language, OWN_NAMES)
    with override(language):
        titles = {problem.code: str(problem.title) for problem in every_problem()}
    assert len(titles) > 20
    assert {code: title for code, title in titles.items() if judge.leftovers([title])} == {}
