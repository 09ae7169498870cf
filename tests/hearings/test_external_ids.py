"""Ids of other systems: one row each, for a participant one row in each case."""

from typing import Any

from rest_framework.test import APIClient

from hearings.models import Participant
from tests.cast import Cast

ADVOCATE = {"external_id": {"source": "registry", "id": "77"}, "kind": "counsel", "name": "B. Advocate"}


def _create(cast: Cast, number: str, people: list[dict[str, Any]]) -> dict[str, Any]:
    client = APIClient()
    client.force_login(cast.people["registry"])
    body = {"court": cast.case.court_id, "number": number, "participants": people}
    answer = client.post("/api/v1/cases/", body, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_participant_external_id_in_two_cases_is_one_row_in_each(cast: Cast) -> None:
    first = _create(cast, "1/2026", [ADVOCATE])
    second = _create(cast, "2/2026", [ADVOCATE])
    rows = Participant.objects.filter(external_source="registry", external_id="77")
    assert {row.case_id for row in rows} == {first["id"], second["id"]}


def test_participant_external_id_twice_in_one_case_is_one_row(cast: Cast) -> None:
    case = _create(cast, "3/2026", [ADVOCATE, ADVOCATE | {"name": "Other spelling"}])
    assert [row["name"] for row in case["participants"]] == ["B. Advocate"]


def test_case_sent_twice_has_its_participants_once(cast: Cast) -> None:
    """A court system that got no answer sends the same again."""
    client = APIClient()
    client.force_login(cast.people["registry"])
    person = {"kind": "party", "name": "A. Party"}
    names = {"external_id": {"source": "registry", "id": "case-9"}, "participants": [person, ADVOCATE]}
    body = {"court": cast.case.court_id, "number": "9/2026", **names}
    first, second = (client.post("/api/v1/cases/", body, format="json").json() for _ in range(2))
    assert first == second
    assert sorted(row["name"] for row in second["participants"]) == ["A. Party", "B. Advocate"]
