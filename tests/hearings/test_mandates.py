"""Mandates and places in a case: from when to when, and their end at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import PolicyEpoch
from foundation.clock import rfc3339, utc_now
from hearings.models import Mandate, Participant
from tests.cast import ABSENT, Cast

SignIn = Callable[[str], Client]
HOUR = timedelta(hours=1)


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def sees(client: Client, cast: Cast) -> int:
    return client.get(f"/api/v1/hearings/{cast.hearing.pk}/").status_code


def counsel(cast: Cast, signed_in: SignIn, **columns: Any) -> str:
    """Enter the outsider as counsel; returns the participant's id."""
    body = {"kind": "counsel", "name": "S.", "user": "outsider"} | columns
    answer = post(signed_in("registry"), f"cases/{cast.case.pk}/participants/", **body)
    assert answer.status_code == 201, answer.content
    found: str = answer.json()["id"]
    return found


def mandate_of(cast: Cast, signed_in: SignIn, by: str = "clerk", **columns: Any) -> Any:
    body = {"representative": counsel(cast, signed_in), "party": cast.parts["party"].pk} | columns
    return post(signed_in(by), f"cases/{cast.case.pk}/mandates/", **body)


@pytest.mark.parametrize("by", ["clerk", "registry"])
def test_mandate_opens_the_case_until_it_is_ended(heard: Cast, signed_in: SignIn, by: str) -> None:
    lawyer = signed_in("outsider")
    answer = mandate_of(heard, signed_in, by, number="77/2026")
    assert (answer.status_code, answer.json()["number"]) == (201, "77/2026")
    assert sees(lawyer, heard) == 200
    ended = post(signed_in(by), f"mandates/{answer.json()['id']}/end/")
    assert (ended.status_code, ended.json()["until"] is not None) == (200, True)
    assert sees(lawyer, heard) == 404
    listed = signed_in("party").get(f"/api/v1/cases/{heard.case.pk}/mandates/").json()
    assert answer.json()["id"] in {row["id"] for row in listed}


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [
        (-2 * HOUR, HOUR, 200),
        (-2 * HOUR, -HOUR, 404),  # over
        (HOUR, None, 404),  # begins later
    ],
)
def test_mandate_runs_from_its_beginning_to_its_end(
    heard: Cast, signed_in: SignIn, since: timedelta, until: timedelta | None, status: int
) -> None:
    now = utc_now()
    times: dict[str, Any] = {"since": rfc3339(now + since), "until": rfc3339(now + until) if until else None}
    assert mandate_of(heard, signed_in, **times).status_code == 201
    assert sees(signed_in("outsider"), heard) == status


def test_mandate_that_would_begin_later_never_does_once_ended(heard: Cast, signed_in: SignIn) -> None:
    answer = mandate_of(
        heard, signed_in, since=rfc3339(utc_now() + HOUR), until=rfc3339(utc_now() + 2 * HOUR)
    )
    assert post(signed_in("clerk"), f"mandates/{answer.json()['id']}/end/").status_code == 200
    row = Mandate.objects.get(pk=answer.json()["id"])
    assert row.until is not None
    assert row.until - row.since < timedelta(seconds=1)


def test_mandate_that_was_to_end_later_ends_now(heard: Cast, signed_in: SignIn) -> None:
    answer = mandate_of(heard, signed_in, until=rfc3339(utc_now() + HOUR))
    before = dict(PolicyEpoch.objects.values_list("key", "epoch"))
    post(signed_in("registry"), f"mandates/{answer.json()['id']}/end/")
    assert sees(signed_in("outsider"), heard) == 404
    raised = {
        key for key, epoch in PolicyEpoch.objects.values_list("key", "epoch") if before.get(key) != epoch
    }
    assert {f"h:{heard.hearing.pk}", f"u:{heard.people['outsider'].pk}"} <= raised


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"party": ABSENT}, "party"),
        ({"representative": ABSENT}, "representative"),
        ({"representative": "victim"}, "representative"),  # no counsel
        ({"party": "lawyer"}, "party"),  # counsel for counsel
        ({"since": "2026-03-02T05:00:00Z", "until": "2026-03-02T05:00:00Z"}, "until"),
        ({"since": "soon"}, "since"),
    ],
)
def test_mandate_that_does_not_hold_is_refused_by_field(
    heard: Cast, signed_in: SignIn, body: dict[str, str], field: str
) -> None:
    given = {key: heard.parts[value].pk if value in heard.parts else value for key, value in body.items()}
    whole = {"representative": heard.parts["lawyer"].pk, "party": heard.parts["party"].pk} | given
    answer = post(signed_in("registry"), f"cases/{heard.case.pk}/mandates/", **whole)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("username", "status"), [("judge", 403), ("party", 403), ("clerk2", 403), ("outsider", 404)]
)
def test_mandate_is_ended_by_clerk_and_registry_alone(
    heard: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    answer = post(signed_in(username), f"mandates/{Mandate.objects.get().pk}/end/")
    assert answer.status_code == status
    assert Mandate.objects.get().until is None


@pytest.mark.parametrize("who", ["prosecutor", "party", "lawyer", "victim", "witness"])
def test_ended_place_in_the_case_closes_it_to_the_person(heard: Cast, signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    assert sees(client, heard) == 200
    assert post(signed_in("registry"), f"participants/{heard.parts[who].pk}/end/").status_code == 204
    assert sees(client, heard) == 404


def test_ended_place_of_the_party_ends_the_mandate_that_it_gave(heard: Cast, signed_in: SignIn) -> None:
    post(signed_in("clerk"), f"participants/{heard.parts['party'].pk}/end/")
    assert Mandate.objects.get().until is not None
    assert sees(signed_in("lawyer"), heard) == 404


def test_participant_takes_part_from_when_to_when(heard: Cast, signed_in: SignIn) -> None:
    path, now = f"cases/{heard.case.pk}/participants/", utc_now()
    person = {"kind": "prosecutor", "name": "P.", "user": "outsider", "until": rfc3339(now - HOUR)}
    assert post(signed_in("registry"), path, **person).status_code == 422
    assert post(signed_in("registry"), path, **person, since=rfc3339(now - 2 * HOUR)).status_code == 201
    assert sees(signed_in("outsider"), heard) == 404
    assert post(signed_in("registry"), path, **person | {"until": rfc3339(now + HOUR)}).status_code == 201
    assert sees(signed_in("outsider"), heard) == 200


def test_pages_write_mandates_and_end_places(heard: Cast, signed_in: SignIn) -> None:
    client, case = signed_in("registry"), heard.case.pk
    form = {
        "representative": heard.parts["lawyer"].pk,
        "party": heard.parts["victim"].pk,
        "since": "2026-03-01T09:00:00",
        "until": "2026-03-31T18:00:00",
        "number": "12",
    }
    assert client.post(f"/cases/{case}/mandates/new/", form).status_code == 302
    made = Mandate.objects.get(party=heard.parts["victim"])
    assert rfc3339(made.since) == "2026-03-01T04:00:00.000Z"  # 9:00 in Almaty
    wrong = client.post(f"/cases/{case}/mandates/new/", form | {"until": "2026-02-01T09:00:00"})
    assert wrong.status_code == 422
    witness = heard.parts["witness"].pk
    assert f"/participants/{witness}/end/" in client.get(f"/cases/{case}/").content.decode()
    assert client.post(f"/participants/{witness}/end/").status_code == 302
    assert f"/participants/{witness}/end/" not in client.get(f"/cases/{case}/").content.decode()
    assert Participant.objects.get(pk=witness).until is not None
