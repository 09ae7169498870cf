"""The national id of a participant: entered by the desk or another system, kept as a keyed hash, shown to nobody."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import ServiceClient
from accounts.services.national_ids import digest_of
from custody.models import OutboxRow
from hearings.models import NationalId, Participant
from tests.cast import Cast
from tests.clients import token_of

pytestmark = pytest.mark.django_db
IIN = "900101300123"
WHOLE = {"number": IIN, "again": "900101-300-123", "seen": "on"}


@pytest.fixture(autouse=True)
def _provider(settings: Settings) -> None:
    settings.OIDC_PROVIDERS = [{"id": "egov", "name": "eGov"}]


def as_(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.people[username])
    return client


def page_of(person: Participant) -> str:
    return f"/cases/{person.case_id}/participants/{person.pk}/national-id/"


def test_number_is_kept_as_a_hash_and_shown_nowhere(cast: Cast) -> None:
    person, client = cast.parts["party"], as_(cast, "clerk")
    assert client.post(page_of(person), WHOLE).status_code == 302
    row = NationalId.objects.get()
    assert (row.participant, row.digest, row.entered_by) == (person, digest_of(IIN), cast.people["clerk"])
    audit = OutboxRow.objects.get(action="participant.national_id")
    assert (audit.object, audit.private) == (person.pk, {"address": "127.0.0.1"})
    entry = f"/cases/{person.case_id}/participants/{person.pk}/entry/"
    pages = [client.get(url).content.decode() for url in (page_of(person), entry)]
    assert "named on" in pages[1]
    for page in pages:
        assert IIN not in page
        assert row.digest not in page
    api = client.get(f"/api/v1/cases/{person.case_id}/").content.decode()
    assert IIN not in api
    assert row.digest not in api


@pytest.mark.parametrize(
    "fields",
    [
        {"again": "900101300124"},
        {"again": ""},
        {"number": "12", "again": "12"},
        {"number": "", "again": ""},
        {"seen": ""},
    ],
)
def test_wrong_number_is_refused_and_not_repeated_in_the_log(cast: Cast, fields: dict[str, str]) -> None:
    body = {name: value for name, value in (WHOLE | fields).items() if value}
    assert as_(cast, "clerk").post(page_of(cast.parts["party"]), body).status_code == 422
    assert not NationalId.objects.exists()


@pytest.mark.parametrize(("chosen", "status"), [(None, 422), ("on", 302)])
def test_witness_is_named_only_when_chosen(cast: Cast, chosen: str | None, status: int) -> None:
    body = WHOLE | ({"witness_chosen": chosen} if chosen else {})
    assert as_(cast, "clerk").post(page_of(cast.parts["witness"]), body).status_code == status


def test_number_entered_anew_takes_the_place_of_the_one_before(cast: Cast) -> None:
    client, page = as_(cast, "clerk"), page_of(cast.parts["party"])
    for number in (IIN, IIN, "900101300999"):
        client.post(page, {"number": number, "again": number, "seen": "on"})
    assert NationalId.objects.get().digest == digest_of("900101300999")
    assert (
        OutboxRow.objects.filter(action="participant.national_id").count() == 2
    )  # the same again is no change


def test_without_a_provider_nobody_asks_for_numbers(cast: Cast, settings: Settings) -> None:
    settings.OIDC_PROVIDERS = []
    person = cast.parts["party"]
    assert as_(cast, "clerk").get(page_of(person)).status_code == 404
    entry = as_(cast, "clerk").get(f"/cases/{person.case_id}/participants/{person.pk}/entry/")
    assert "national-id" not in entry.content.decode()


@pytest.mark.db
@pytest.mark.parametrize("digest", [IIN, "", "G" * 64, "A" * 64])
def test_database_takes_nothing_but_a_hash(cast: Cast, digest: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalId.objects.create(participant=cast.parts["party"], digest=digest)
    NationalId.objects.create(participant=cast.parts["party"], digest="0a" * 32)


# --- over REST ----------------------------------------------------------------------------------------------------
def post(client: Client, url: str, body: dict[str, Any]) -> Any:
    return client.post(url, json.dumps(body), content_type="application/json")


def case_of(cast: Cast, person: dict[str, Any]) -> dict[str, Any]:
    return {"court": cast.courts["city"].pk, "number": "8/8", "participants": [person]}


def test_another_system_brings_the_number_and_never_gets_it_back(cast: Cast) -> None:
    client = Client(headers={"Authorization": f"Bearer {token_of(ServiceClient.objects.get())}"})
    external = {"source": "torelik", "id": "p-1"}
    person = {"kind": "party", "name": "Новиков Н. Н.", "national_id": IIN, "external_id": external}
    answer = post(client, "/api/v1/cases/", case_of(cast, person))
    assert answer.status_code == 201
    assert IIN not in answer.content.decode()
    row = NationalId.objects.get()
    assert (row.digest, row.entered_by) == (digest_of(IIN), None)
    again = person | {"national_id": "900101300999"}
    url = f"/api/v1/cases/{answer.json()['id']}/participants/"
    assert post(as_(cast, "registry"), url, again).status_code == 201
    assert NationalId.objects.get().digest == digest_of(IIN)  # sent again, it stays


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"kind": "party", "national_id": "12"}, "national-id-invalid"),
        ({"kind": "witness", "national_id": IIN}, "witness-not-chosen"),
        ({"kind": "party", "national_id": ["x"]}, "invalid"),
    ],
)
def test_participant_with_a_wrong_number_is_not_added(cast: Cast, person: dict[str, Any], code: str) -> None:
    before = Participant.objects.count()
    url = f"/api/v1/cases/{cast.case.pk}/participants/"
    answer = post(as_(cast, "clerk"), url, {"name": "Н.", **person})
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, code)
    assert Participant.objects.count() == before
