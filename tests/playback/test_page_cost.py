"""What the hearing page costs, for each member of the cast who may open it: a figure of the bench, held here too."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearings.models import Hearing

QUERIES_AT_MOST = 12
TRANSACTION_WORDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.mark.parametrize(
    "username", ["judge", "clerk", "party", "lawyer", "prosecutor", "victim", "assistant", "chair"]
)
def test_hearing_page_opened_takes_at_most_twelve_queries(
    username: str, recorded: Hearing, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in(username)
    client.get("/help/")  # the session notes its use once a minute: not on this page's account
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(f"/hearings/{recorded.pk}/")
    asked = [
        query["sql"] for query in seen.captured_queries if not query["sql"].startswith(TRANSACTION_WORDS)
    ]
    assert answer.status_code == 200
    assert len(asked) <= QUERIES_AT_MOST, "\n".join(sql[:150] for sql in asked)
