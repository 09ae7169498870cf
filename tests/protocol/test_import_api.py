"""Bulk import over HTTP: all rows or none, in few queries, the same key and the same id twice."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import ServiceClient
from hearings.models import ParticipantSpan
from protocol.models import Entry, EntryImport, EntryRevision
from tests.cast import Cast
from tests.clients import token_of
from tests.protocol.test_entries_api import SignIn, log_url, send


def rows(count: int, **columns: Any) -> list[dict[str, Any]]:
    return [
        {"offset_ms": n * 10, "text": f"Line {n}", "external_id": f"x-{n}"} | columns for n in range(count)
    ]


def test_import_takes_2000_rows_in_a_bounded_number_of_queries(
    signed_in: SignIn, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, witness = signed_in("clerk"), cast.parts["witness"].pk
    body = {"entries": rows(2_000, participant=witness)}
    with django_assert_max_num_queries(100):
        answer = send(client, "POST", log_url(cast.hearing), body)
    assert answer.status_code == 201
    assert (answer.json()["imported"], len(answer.json()["entries"])) == (2_000, 2_000)
    assert ParticipantSpan.objects.count() == EntryRevision.objects.count() == 2_000
    listed = client.get(log_url(cast.hearing)).json()["results"]
    assert [row["id"] for row in listed] == answer.json()["entries"]


def test_import_of_one_row_too_many_is_refused(signed_in: SignIn, cast: Cast) -> None:
    answer = send(signed_in("clerk"), "POST", log_url(cast.hearing), {"entries": rows(2_001)})
    assert (answer.status_code, answer.json()["limit"]) == (422, 2_000)
    assert answer.json()["type"].endswith("import-too-large")
    assert not Entry.objects.exists()


def test_bad_rows_import_nothing_and_are_numbered_from_zero(signed_in: SignIn, cast: Cast) -> None:
    body = rows(5)
    body[0]["text"] = ""
    body[3]["offset_ms"] = "soon"
    body[4] = 7  # type: ignore[call-overload]
    answer = send(signed_in("clerk"), "POST", log_url(cast.hearing), {"entries": body})
    found = {(error["row"], error["field"]) for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert found == {(0, "text"), (3, "offset_ms"), (4, "")}
    assert not Entry.objects.exists()


@pytest.mark.parametrize("entries", [None, {}, "rows", 7])
def test_import_of_no_list_is_refused(signed_in: SignIn, cast: Cast, entries: object) -> None:
    assert send(signed_in("clerk"), "POST", log_url(cast.hearing), {"entries": entries}).status_code == 422


def test_same_external_id_twice_in_one_import_is_refused(signed_in: SignIn, cast: Cast) -> None:
    body = {"entries": [*rows(2), *rows(1)]}
    answer = send(signed_in("clerk"), "POST", log_url(cast.hearing), body)
    assert (answer.status_code, answer.json()["errors"][0]["row"]) == (422, 2)
    assert not Entry.objects.exists()


def test_same_external_id_in_a_later_import_is_the_same_entry(signed_in: SignIn, cast: Cast) -> None:
    client = signed_in("clerk")
    first = send(client, "POST", log_url(cast.hearing), {"entries": rows(3)}).json()
    changed = rows(4)
    changed[1]["text"] = "Corrected"
    second = send(client, "POST", log_url(cast.hearing), {"entries": changed}).json()
    assert second["entries"][:3] == first["entries"]
    assert (second["imported"], second["changed"], second["unchanged"]) == (1, 1, 2)
    assert Entry.objects.get(external_id="x-1").revision == 2
    assert Entry.objects.get(external_id="x-0").revision == 1
    assert list(Entry.objects.get(external_id="x-1").revisions.values_list("number", flat=True)) == [1, 2]


def test_import_without_the_participant_takes_the_turn_away(signed_in: SignIn, cast: Cast) -> None:
    client, witness = signed_in("clerk"), cast.parts["witness"].pk
    send(client, "POST", log_url(cast.hearing), {"entries": rows(1, participant=witness)})
    assert ParticipantSpan.objects.count() == 1
    send(client, "POST", log_url(cast.hearing), {"entries": rows(1)})
    assert ParticipantSpan.objects.count() == 0


def test_same_key_and_body_gives_the_same_answer_once(signed_in: SignIn, cast: Cast) -> None:
    client = signed_in("clerk")
    body = {"entries": [{"offset_ms": 1, "text": "Without an id"}]}
    first, second = (
        send(client, "POST", log_url(cast.hearing), body, Idempotency_Key="key-1").json() for _ in range(2)
    )
    assert first == second
    assert Entry.objects.count() == EntryImport.objects.count() == 1


def test_same_key_with_another_body_is_refused(signed_in: SignIn, cast: Cast) -> None:
    client = signed_in("clerk")
    send(client, "POST", log_url(cast.hearing), {"entries": rows(1)}, Idempotency_Key="key-1")
    again = send(client, "POST", log_url(cast.hearing), {"entries": rows(2)}, Idempotency_Key="key-1")
    assert (again.status_code, again.json()["type"].rsplit(":", 1)[1]) == (422, "idempotency-key-reused")
    assert Entry.objects.count() == 1


def test_key_counts_for_its_writer_alone(signed_in: SignIn, cast: Cast) -> None:
    for username in ("clerk", "judge"):
        answer = send(
            signed_in(username), "POST", log_url(cast.hearing), {"entries": rows(1)}, Idempotency_Key="key-1"
        )
        assert answer.status_code == 201
    assert EntryImport.objects.count() == 2


def test_refused_import_leaves_its_key_free(signed_in: SignIn, cast: Cast) -> None:
    client, bad = signed_in("clerk"), [{"text": "no time"}]
    assert (
        send(client, "POST", log_url(cast.hearing), {"entries": bad}, Idempotency_Key="k").status_code == 422
    )
    good = send(client, "POST", log_url(cast.hearing), {"entries": rows(1)}, Idempotency_Key="k")
    assert good.status_code == 201


@pytest.mark.parametrize(("length", "status"), [(200, 201), (201, 422)])
def test_key_has_a_bound(signed_in: SignIn, cast: Cast, length: int, status: int) -> None:
    client = signed_in("clerk")
    for _ in range(2):
        answer = send(
            client, "POST", log_url(cast.hearing), {"entries": rows(1)}, Idempotency_Key="k" * length
        )
        assert answer.status_code == status


def test_client_writes_no_protocol_in_its_own_name(heard: Cast) -> None:
    client = Client(headers={"Authorization": f"Bearer {token_of(ServiceClient.objects.get())}"})
    assert send(client, "POST", log_url(heard.hearing), {"entries": rows(1)}).status_code == 403
