"""What other programs rely on: problem documents, tags, pages, ids, tokens, scopes, health, languages, the schema."""

import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import ServiceClient
from foundation.ids import ID_PATTERN
from hearings.models import Case, Hearing
from jobs.services.reaper import beat
from tests.cast import ABSENT, Cast
from tests.clients import token_of

SignIn = Callable[[str], Client]
PROBLEM = "application/problem+json"


def bearer(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def write(client: Client, method: str, url: str, body: object, **headers: str) -> Any:
    data = json.dumps(body)
    return client.generic(method, url, data, content_type="application/json", headers=headers or None)


@pytest.mark.parametrize(
    ("username", "method", "path", "body", "status", "code"),
    [
        ("", "GET", "hearings/", None, 401, "sign-in-required"),
        ("outsider", "GET", f"hearings/{ABSENT}/", None, 404, "not-found"),
        ("outsider", "GET", "nowhere/", None, 404, "not-found"),
        ("registry", "POST", "cases/", {"number": ""}, 422, "invalid"),
        ("registry", "POST", "cases/", "no object", 422, "invalid"),
        ("judge", "GET", "hearings/?from=yesterday", None, 422, "invalid"),
        ("judge", "GET", "hearings/?case=%00", None, 404, "not-found"),
        ("judge", "GET", "courts/a%00/", None, 404, "not-found"),
        ("judge", "PUT", "hearings/", {}, 405, "method-not-allowed"),
    ],
)
def test_refusal_is_a_problem_document(
    signed_in: SignIn, username: str, method: str, path: str, body: object, status: int, code: str
) -> None:
    answer = write(signed_in(username), method, f"/api/v1/{path}", body)
    document = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert document["type"] == f"urn:courtrec:problem:{code}"
    assert document["status"] == status
    assert document["title"]


def test_refusal_of_role_names_reason_and_rule(signed_in: SignIn, heard: Cast) -> None:
    url = f"/api/v1/hearings/{heard.hearing.pk}/playback/"
    document = signed_in("judge2").get(url).json()
    assert document["type"].endswith(":purpose-required")
    assert document["rule"] == "C-purpose"
    assert document["detail"]


def test_malformed_json_is_a_problem_document(signed_in: SignIn) -> None:
    answer = signed_in("registry").post("/api/v1/cases/", b'{"number"', content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


def test_session_without_csrf_token_is_refused(heard: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(heard.people["clerk"])
    answer = write(client, "PATCH", f"/api/v1/hearings/{heard.hearing.pk}/", {"scheduled_minutes": 45})
    assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)


@pytest.mark.parametrize("kind", ["hearing", "case", "court"])
def test_object_carries_a_tag_that_saves_the_second_reading(
    signed_in: SignIn, heard: Cast, kind: str
) -> None:
    ids = {"hearing": heard.hearing.pk, "case": heard.case.pk, "court": heard.courts["city"].pk}
    url, client = f"/api/v1/{kind}s/{ids[kind]}/", signed_in("judge")
    tag = client.get(url)["ETag"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_known_tag_tells_an_outsider_nothing(signed_in: SignIn, heard: Cast) -> None:
    url = f"/api/v1/hearings/{heard.hearing.pk}/"
    tag = signed_in("judge").get(url)["ETag"]
    assert signed_in("outsider").get(url, headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "change"), [("hearing", {"scheduled_minutes": 45}), ("case", {"title": "Robbery"})]
)
def test_stale_if_match_is_412_and_changes_nothing(
    signed_in: SignIn, heard: Cast, kind: str, change: dict[str, Any]
) -> None:
    row: Hearing | Case = heard.hearing if kind == "hearing" else heard.case
    url, client = f"/api/v1/{kind}s/{row.pk}/", signed_in("clerk")
    tag = client.get(url)["ETag"]
    refused = write(client, "PATCH", url, change, **{"If-Match": '"stale"'})
    assert (refused.status_code, client.get(url)["ETag"]) == (412, tag)
    accepted = write(client, "PATCH", url, change, **{"If-Match": tag})
    assert accepted.status_code == 200
    assert accepted["ETag"] == client.get(url)["ETag"] != tag


def test_list_leaves_in_cursor_pages_that_hold_each_row_once(signed_in: SignIn, cast: Cast) -> None:
    Case.objects.bulk_create(Case(court=cast.courts["city"], number=f"n/{n}") for n in range(23))
    url: str | None = "/api/v1/cases/?page_size=10"
    seen: list[str] = []
    pages = 0
    while url:
        page = signed_in("registry").get(url).json()
        assert set(page) == {"results", "next", "previous"}
        seen += [row["id"] for row in page["results"]]
        url, pages = page["next"], pages + 1
    assert (pages, len(seen), len(set(seen))) == (3, 25, 25)


def test_page_size_is_bounded(signed_in: SignIn, cast: Cast) -> None:
    Case.objects.bulk_create(Case(court=cast.courts["city"], number=f"n/{n}") for n in range(510))
    assert len(signed_in("registry").get("/api/v1/cases/?page_size=100000").json()["results"]) == 500


def test_ids_are_opaque_and_different(signed_in: SignIn, heard: Cast) -> None:
    rows = signed_in("judge").get("/api/v1/cases/").json()["results"]
    ids = [row["id"] for row in rows] + [person["id"] for row in rows for person in row["participants"]]
    assert len(ids) == len(set(ids)) >= 6
    assert all(ID_PATTERN.match(each) for each in ids)


def test_external_id_returns_the_same_object_again(signed_in: SignIn, cast: Cast) -> None:
    client, external = signed_in("registry"), {"source": "torelik", "id": "17"}
    case = {"court": cast.courts["city"].pk, "number": "5/5", "external_id": external}
    first, second = (write(client, "POST", "/api/v1/cases/", case).json() for _ in range(2))
    assert first["id"] == second["id"]
    assert first["external_id"] == external
    body = {"cases": [first["id"]], "scheduled_at": "2026-05-01T04:00:00Z", "external_id": external}
    one, two = (write(client, "POST", "/api/v1/hearings/", body).json() for _ in range(2))
    assert one["id"] == two["id"]
    found = client.get("/api/v1/hearings/?external_id=17").json()["results"]
    assert [row["id"] for row in found] == [one["id"]]


def test_external_id_of_another_court_is_a_conflict(signed_in: SignIn, cast: Cast) -> None:
    columns = {"external_source": "torelik", "external_id": "17"}
    Hearing.objects.create(court=cast.courts["other"], scheduled_at="2026-05-01T04:00:00Z", **columns)
    body = {"cases": [cast.case.pk], "scheduled_at": "2026-05-01T04:00:00Z"}
    external = {"external_id": {"source": "torelik", "id": "17"}}
    assert write(signed_in("registry"), "POST", "/api/v1/hearings/", body | external).status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"assignments": [{"user": "judge", "role": "presiding"}]}, 201),
        # A clerk cannot preside: the hearing is not created either.
        ({"assignments": [{"user": "clerk", "role": "presiding"}]}, 422),
        ({"courtroom": "nowhere"}, 422),
        ({"scheduled_at": "tomorrow"}, 422),
        ({"scheduled_minutes": 0}, 422),
    ],
)
def test_hearing_is_scheduled_whole_or_not_at_all(
    signed_in: SignIn, cast: Cast, body: dict[str, Any], status: int
) -> None:
    before = Hearing.objects.count()
    whole = {"cases": [cast.case.pk, cast.case.pk], "scheduled_at": "2026-05-01T04:00:00Z"} | body
    assert write(signed_in("registry"), "POST", "/api/v1/hearings/", whole).status_code == status
    assert Hearing.objects.count() - before == (status == 201)


def test_case_with_a_wrong_participant_is_not_created(signed_in: SignIn, cast: Cast) -> None:
    person = {"kind": "counsel", "name": "A. B.", "represents": [ABSENT]}
    body = {"court": cast.courts["city"].pk, "number": "7/7", "participants": [person]}
    assert write(signed_in("registry"), "POST", "/api/v1/cases/", body).status_code == 422
    assert not Case.objects.filter(number="7/7").exists()


def test_client_credentials_give_a_token_that_reads(cast: Cast) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": "demo-system",
        "client_secret": "courtrec-demo-secret",
    }
    token = Client().post("/oauth/token/", form).json()["access_token"]
    found = bearer(token).get("/api/v1/hearings/").json()["results"]
    assert {row["id"] for row in found} == {cast.hearing.pk, cast.other_hearing.pk}


def test_wrong_client_secret_gives_no_token(cast: Cast) -> None:
    form = {"grant_type": "client_credentials", "client_id": "demo-system", "client_secret": "wrong"}
    answer = Client().post("/oauth/token/", form)
    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.json()


@pytest.mark.parametrize("value", ["nonsense", "", "x" * 5_000])
def test_unknown_bearer_is_401_even_beside_a_session(signed_in: SignIn, value: str) -> None:
    client = signed_in("judge")
    answer = client.get("/api/v1/hearings/", headers={"Authorization": f"Bearer {value}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [(["read"], 200, 403), (["read", "cards"], 200, 200), (["cards"], 404, 200), (["upload"], 404, 404)],
)
def test_client_does_what_its_scopes_say(heard: Cast, scopes: list[str], reads: int, writes: int) -> None:
    client = bearer(token_of(ServiceClient.objects.get(), scopes))
    url = f"/api/v1/hearings/{heard.hearing.pk}/"
    assert client.get(url).status_code == reads
    assert write(client, "PATCH", url, {"scheduled_minutes": 45}).status_code == writes


def test_client_of_another_court_finds_nothing(heard: Cast) -> None:
    client = ServiceClient.objects.get()
    client.courts.set([heard.courts["other"]])
    browser = bearer(token_of(client))
    assert browser.get(f"/api/v1/hearings/{heard.hearing.pk}/").status_code == 404
    assert browser.get("/api/v1/hearings/").json()["results"] == []


def test_switched_off_client_is_nobody(heard: Cast) -> None:
    client = ServiceClient.objects.get()
    browser = bearer(token_of(client))
    ServiceClient.objects.update(active=False)
    assert browser.get("/api/v1/hearings/").status_code == 401


def test_deactivated_person_is_nobody(signed_in: SignIn, heard: Cast) -> None:
    client = signed_in("judge")
    heard.people["judge"].is_active = False
    heard.people["judge"].save()
    assert client.get("/api/v1/hearings/").status_code == 401
    assert client.get("/").status_code == 302


def test_health_says_that_the_process_answers(db: None) -> None:
    assert Client().get("/healthz").status_code == 200


@pytest.mark.queue
def test_readiness_names_each_dependency(db: None) -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    checks = {name for name, entry in answer.json().items() if isinstance(entry, dict) and not entry["ok"]}
    assert checks == {"worker"}
    assert {"database", "broker", "worker", "storage", "ffmpeg"} <= set(answer.json())
    beat("worker@here:1", "worker")
    assert Client().get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("query", "cookie", "header", "language"),
    [
        ("?lang=kk", "ru", "en", "kk"),
        ("", "ru", "kk", "ru"),
        ("", "", "kk", "kk"),
        ("", "", "de, ru;q=0.5", "ru"),
        ("", "", "de", "en"),
        ("?lang=de", "ru", "en", "ru"),
    ],
)
def test_language_by_parameter_then_cookie_then_header(
    db: None, query: str, cookie: str, header: str, language: str
) -> None:
    client = Client(headers={"Accept-Language": header})
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get(f"{reverse('account_login')}{query}")
    assert re.search(rf'<html lang="{language}"', answer.content.decode())
    assert answer["Content-Language"] == language
    assert (client.cookies["language"].value if query == "?lang=kk" else language) == language


def test_problem_speaks_the_language_of_the_request(db: None) -> None:
    titles = {
        language: Client(headers={"Accept-Language": language}).get("/api/v1/hearings/").json()["title"]
        for language in ("en", "ru", "kk")
    }
    assert len(set(titles.values())) == 3


def test_schema_is_openapi_3_1_without_a_complaint() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert out.getvalue().startswith("openapi: 3.1")


def test_schema_leaves_as_json(db: None) -> None:
    document = Client().get("/api/v1/schema/?format=json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/hearings/{hearing_id}/entries/" in document["paths"]
