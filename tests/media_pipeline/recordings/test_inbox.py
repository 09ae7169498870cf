"""The inbox: who sees what waits, and gives it to a hearing of the own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hearings.models import Hearing
from media_pipeline.models import Recording
from media_pipeline.services.ranges import withdraw
from tests.cast import RULE, Cast
from tests.media_pipeline.recordings.rooms import clock, deposit, hearing, mark, parts, waits

SignIn = Callable[[str], Client]


@pytest.fixture
def lost(cast: Cast) -> Recording:
    """A file ten hours after the only hearing of its room."""
    return deposit(cast, 600, filename="Зал 101.mp4")


@pytest.fixture
def second(cast: Cast) -> Hearing:
    """A hearing of another clerk half an hour later: what lies between both is anybody's guess."""
    return hearing(cast, 30, clerk="clerk2")


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("username", "sees"),
    [("clerk", True), ("clerk2", True), ("clerk3", False)],  # clerk3: of another court
)
def test_inbox_is_the_clerks_of_the_court(
    lost: Recording, signed_in: SignIn, username: str, sees: bool
) -> None:
    client = signed_in(username)
    page = text(client, "/inbox/")
    listed = [row["id"] for row in client.get("/api/v1/inbox/").json()["results"]]
    assert ("Зал 101.mp4" in page, listed == [lost.pk]) == (sees, sees)
    assert text(client, f"/recordings/{lost.pk}/", 200 if sees else 404)
    assert client.get(f"/api/v1/recordings/{lost.pk}/").status_code == (200 if sees else 404)


@pytest.mark.parametrize("username", ["judge", "registry", "courtadmin", "party", "outsider", "admin"])
def test_inbox_is_nobody_elses(lost: Recording, signed_in: SignIn, username: str) -> None:
    client = signed_in(username)
    text(client, "/inbox/", 403)
    assert client.get("/api/v1/inbox/").json()["results"] == []
    for address in ("", "assign/", "dismiss/", "restore/", "clock/"):
        text(client, f"/recordings/{lost.pk}/{address}", 404)


def test_inbox_names_the_hearings_nearby_the_nearest_first(
    cast: Cast, second: Hearing, signed_in: SignIn
) -> None:
    row = deposit(cast, 20, length=5)
    assert row.waits == "ambiguous"
    (found,) = signed_in("clerk").get("/api/v1/inbox/").json()["results"]
    assert [(each["hearing"], each["mine"]) for each in found["candidates"]] == [
        (cast.hearing.pk, True),
        (second.pk, False),
    ]
    page = text(signed_in("clerk"), "/inbox/")
    assert "Several hearings could be meant" in page
    assert page.index("at the same time") < page.index("5 minutes before it")


def test_desk_counts_what_waits(cast: Cast, lost: Recording, signed_in: SignIn) -> None:
    deposit(cast, 900)
    assert "2 recordings wait" in text(signed_in("clerk2"), "/")
    assert "/inbox/" not in text(signed_in("judge"), "/")
    assert "/inbox/" not in text(signed_in("clerk3"), "/")


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({}, (0, None)),
        ({"begins_at": "2026-03-02T20:01:00"}, (1, None)),
        ({"begins_at": "2026-03-02T20:01:00", "ends_at": "2026-03-02T20:03:00"}, (1, 3)),
        ({"begins_at": "2026-03-02T19:00:00", "ends_at": "2026-03-02T21:00:00"}, (0, None)),
    ],
)
def test_clerk_assigns_the_whole_or_a_part_to_a_hearing_of_the_own(
    cast: Cast, lost: Recording, signed_in: SignIn, fields: dict[str, str], part: tuple[int, int | None]
) -> None:
    client = signed_in("clerk")
    answer = client.post(f"/recordings/{lost.pk}/assign/", {"hearing": cast.hearing.pk, **fields})
    assert answer.status_code == 302
    assert (parts(lost), waits(lost)) == ([(cast.hearing.pk, *part)], "")
    mark(cast, cast.hearing, 0, 20)
    assert parts(lost) == [(cast.hearing.pk, *part)]  # a person has decided


@pytest.mark.parametrize(
    "fields",
    [
        {"begins_at": "2026-03-02T20:06:00"},
        {"ends_at": "2026-03-02T20:00:00"},
        {"begins_at": "2026-03-02T20:03:00", "ends_at": "2026-03-02T20:02:00"},
        {"begins_at": "soon"},
        {"hearing": "x"},
        {"hearing": ""},
    ],
)
def test_part_that_is_none_is_refused_in_words(
    cast: Cast, lost: Recording, signed_in: SignIn, fields: dict[str, str]
) -> None:
    sent = {"hearing": cast.hearing.pk, **fields}
    answer = signed_in("clerk").post(f"/recordings/{lost.pk}/assign/", sent)
    assert answer.status_code == 422
    assert "notice--danger" in answer.content.decode()
    assert parts(lost) == []


def test_hearing_of_another_clerk_is_not_offered_and_not_given(
    cast: Cast, second: Hearing, signed_in: SignIn
) -> None:
    row = deposit(cast, 20)
    clerk = signed_in("clerk")
    assert second.pk not in text(clerk, f"/recordings/{row.pk}/assign/")
    answer = clerk.post(
        f"/api/v1/recordings/{row.pk}/ranges/", {"hearing": second.pk}, content_type="application/json"
    )
    assert (answer.status_code, parts(row)) == (403, [])


def test_part_that_a_session_has_is_not_given_through_another_hearing(cast: Cast, signed_in: SignIn) -> None:
    """Of a file that waits because of its rest, the part of a hearing that is marked stays that hearing's."""
    mark(cast, cast.hearing, 0, 10)
    theirs = hearing(cast, 20, clerk="clerk2")
    hearing(cast, 30, clerk="clerk2")
    row = deposit(cast, 0, length=60)
    assert (parts(row), row.waits) == ([(cast.hearing.pk, 0, 10)], "ambiguous")
    clerk2 = signed_in("clerk2")
    give = f"/recordings/{row.pk}/assign/"
    refused = clerk2.post(give, {"hearing": theirs.pk})
    assert (refused.status_code, parts(row)) == (422, [(cast.hearing.pk, 0, 10)])
    assert clerk2.post(give, {"hearing": theirs.pk, "begins_at": "2026-03-02T10:15:00"}).status_code == 302
    assert parts(row) == [(cast.hearing.pk, 0, 10), (theirs.pk, 15, None)]


def test_dismissed_recording_leaves_the_inbox_and_comes_back(lost: Recording, signed_in: SignIn) -> None:
    clerk2 = signed_in("clerk2")
    assert clerk2.post(f"/recordings/{lost.pk}/dismiss/", {"reason": ""}).status_code == 422
    assert clerk2.post(f"/recordings/{lost.pk}/dismiss/", {"reason": "a sound check"}).status_code == 302
    page = text(clerk2, "/inbox/")
    assert "a sound check" in page
    assert "Nothing waits here" in page
    assert waits(lost) == "dismissed"
    assert "a sound check" in text(clerk2, f"/recordings/{lost.pk}/")
    assert clerk2.post(f"/recordings/{lost.pk}/restore/").status_code == 302
    assert waits(lost) == "no-hearing"


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(address, body, content_type="application/json")


def test_dismissal_over_the_api(lost: Recording, signed_in: SignIn) -> None:
    client, base = signed_in("clerk"), f"/api/v1/recordings/{lost.pk}/"
    assert post(client, f"{base}dismiss/").status_code == 422
    answer = post(client, f"{base}dismiss/", reason="a sound check")
    assert (answer.status_code, answer.json()["waits"]) == (200, "dismissed")
    assert post(client, f"{base}dismiss/", reason="again").status_code == 409
    assert client.get("/api/v1/inbox/").json()["results"] == []
    assert post(client, f"{base}restore/").status_code == 204
    assert post(client, f"{base}restore/").status_code == 409


@pytest.mark.parametrize(
    ("username", "status"),
    # clerk: sat in the hearing; judge: sat there too, but sorts nothing; clerk2: must not hear it through an own one
    [("clerk", 200), ("judge", 200), ("clerk2", 404), ("party", 404), ("courtadmin", 404)],
)
def test_withdrawn_recording_has_a_page_for_those_who_knew_it(
    cast: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    row = deposit(cast, 2, uploader="x" * 26)
    withdraw(row, cast.hearing, cast.caller("clerk"), RULE, "wrong hearing")
    client = signed_in(username)
    page = text(client, f"/recordings/{row.pk}/", status)
    assert ("It was taken out of a hearing" in page) == (status == 200)
    assert client.get(f"/recordings/{row.pk}/assign/").status_code == (200 if username == "clerk" else 404)


def test_withdrawn_recording_is_assigned_again(cast: Cast, signed_in: SignIn) -> None:
    row = deposit(cast, 2)
    withdraw(row, cast.hearing, cast.caller("clerk"), RULE, "a mistake")
    answer = signed_in("clerk").post(f"/recordings/{row.pk}/assign/", {"hearing": cast.hearing.pk})
    assert (answer.status_code, parts(row)) == (302, [(cast.hearing.pk, 0, None)])


def test_clerk_without_a_hearing_is_told_what_to_do(lost: Recording, signed_in: SignIn) -> None:
    page = text(signed_in("clerk2"), f"/recordings/{lost.pk}/assign/")
    assert "other clerks" in page


def test_recording_in_a_hearing_is_not_sorted(cast: Cast, signed_in: SignIn) -> None:
    row = deposit(cast, 2)
    assert clock(2) == row.started_at
    for address in ("assign/", "dismiss/", "restore/"):
        text(signed_in("clerk2"), f"/recordings/{row.pk}/{address}", 403)
