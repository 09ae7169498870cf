"""Writing cards opens nothing to the writer, and the errors of a form tell nothing to others."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.policies.caller import Caller
from foundation.problems import Forbidden
from hearings.models import Assignment, AssignmentRole, Case, Participant
from hearings.services.assignments import assign, take_over
from hearings.services.cases import add_participant
from hearings.services.mandates import give_mandate
from tests.cast import ABSENT, RULE, Cast

EXTERNAL = {"source": "registry", "id": "88"}


def _api(cast: Cast, username: str) -> APIClient:
    client = APIClient()
    client.force_login(cast.people[username])
    return client


@pytest.mark.parametrize("role", AssignmentRole.values)
def test_assign_to_oneself_is_refused(cast: Cast, role: str) -> None:
    with pytest.raises(Forbidden):
        assign(cast.hearing, cast.people["registry"], role, cast.caller("registry"), RULE)
    assert not Assignment.objects.filter(user=cast.people["registry"]).exists()


def test_participant_with_ones_own_account_is_refused(cast: Cast) -> None:
    registry = cast.caller("registry")
    with pytest.raises(Forbidden):
        add_participant(cast.case, registry, RULE, kind="party", name="R", user=registry.user)
    assert not Participant.objects.filter(user=registry.user).exists()


def test_mandate_for_ones_own_account_is_refused(cast: Cast) -> None:
    lawyer = Caller(user=cast.people["lawyer"])
    with pytest.raises(Forbidden):
        give_mandate(cast.parts["lawyer"], cast.parts["victim"], lawyer, RULE)


def test_take_over_gives_the_clerk_the_place(cast: Cast) -> None:
    place = take_over(cast.other_hearing, cast.people["clerk2"], cast.caller("clerk2"), RULE, "illness")
    assert (place.user, place.role) == (cast.people["clerk2"], AssignmentRole.CLERK)


@pytest.mark.parametrize("username", ["outsider", "party", "clerk3"])
def test_new_card_by_who_may_not_tells_no_account(cast: Cast, username: str) -> None:
    """Who is refused learns the same about names that exist and names that do not."""
    api = _api(cast, username)
    told = {name: _answers(api, cast, name) for name in ("judge", "nobody-of-this-name")}
    assert told["judge"] == told["nobody-of-this-name"]


def _answers(api: APIClient, cast: Cast, name: str) -> list[tuple[int, Any]]:
    person = {"kind": "party", "name": "X", "user": name}
    place = {"user": name, "role": "clerk"}
    found = []
    for case in (cast.case.pk, ABSENT):
        body = {"cases": [case], "scheduled_at": "2026-01-01T00:00:00Z", "assignments": [place]}
        found.append(api.post("/api/v1/hearings/", body, format="json"))
    for court in (cast.case.court_id, ABSENT):
        body = {"court": court, "number": "9", "participants": [person]}
        found.append(api.post("/api/v1/cases/", body, format="json"))
    assert all(answer.status_code in {403, 404} for answer in found)
    return [(answer.status_code, answer.json()) for answer in found]


def test_external_id_of_a_sealed_case_brings_no_card(cast: Cast) -> None:
    api = _api(cast, "registry")
    court = cast.case.court_id
    body = {"court": court, "number": "7/7", "external_id": EXTERNAL, "title": "Secret"}
    made = api.post("/api/v1/cases/", body, format="json")
    assert made.status_code == 201
    Case.objects.filter(pk=made.json()["id"]).update(sealed=True)
    again = api.post("/api/v1/cases/", body | {"number": "8/8"}, format="json")
    assert again.status_code == 404
    assert b"7/7" not in again.content


def test_external_id_of_a_sealed_hearing_brings_no_card(cast: Cast) -> None:
    api = _api(cast, "registry")
    body = {"cases": [cast.case.pk], "scheduled_at": "2026-01-01T00:00:00Z", "external_id": EXTERNAL}
    made = api.post("/api/v1/hearings/", body, format="json")
    assert made.status_code == 201
    Case.objects.filter(pk=cast.case.pk).update(sealed=True)
    again = api.post("/api/v1/hearings/", body | {"cases": [cast.other_case.pk]}, format="json")
    assert again.status_code == 404
    assert b"1/101" not in again.content
