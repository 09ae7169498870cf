"""Orders that name a person: what they open, of which hearings, until when, and their end at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from foundation.clock import rfc3339, utc_now
from hearings.models import AccessOrder, Hearing
from hearings.services.sealing import seal
from notices.models import Notice
from tests.cast import HEARD_AT, RULE, Cast
from tests.restrictions import restrict

SignIn = Callable[[str], Client]
DAY = timedelta(days=1)


def until(days: int = 1) -> str:
    return rfc3339(utc_now() + days * DAY) or ""


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def order(cast: Cast, client: Client, **columns: Any) -> Any:
    body = {"user": "outsider", "kind": "interpreter", "classes": ["t"], "until": until()} | columns
    return post(client, f"cases/{cast.case.pk}/orders/", **body)


def inspect(cast: Cast, client: Client, **columns: Any) -> Any:
    body = {
        "user": "observer",
        "cases": [cast.case.pk],
        "heard_from": rfc3339(HEARD_AT - DAY),
        "heard_to": rfc3339(HEARD_AT + DAY),
        "until": until(),
    }
    return post(client, f"courts/{cast.courts['city'].pk}/inspections/", **body | columns)


def answers(client: Client, hearing: Hearing) -> dict[str, int]:
    paths = {"card": "", "entries": "entries/", "playback": "playback/"}
    return {
        name: client.get(f"/api/v1/hearings/{hearing.pk}/{path}").status_code for name, path in paths.items()
    }


@pytest.mark.parametrize("kind", ["expert", "interpreter", "transcriber", "media", "authority"])
def test_order_opens_what_it_lists_and_no_more(
    recorded: Hearing, heard: Cast, signed_in: SignIn, kind: str
) -> None:
    named = signed_in("outsider")
    assert answers(named, recorded) == {"card": 404, "entries": 404, "playback": 404}
    made = order(heard, signed_in("judge"), kind=kind)
    assert (made.status_code, made.json()["classes"], made.json()["columns"]) == (
        201,
        ["c", "e", "t"],
        ["open"],
    )
    assert answers(named, recorded) == {"card": 200, "entries": 200, "playback": 403}
    assert Notice.objects.get(kind="order").recipient == heard.people["outsider"].pk


def test_order_ends_at_once_and_by_itself(recorded: Hearing, heard: Cast, signed_in: SignIn) -> None:
    named, judge = signed_in("outsider"), signed_in("judge")
    made = order(heard, judge).json()
    assert post(judge, f"orders/{made['id']}/end/").json()["until"] < until()
    assert answers(named, recorded)["card"] == 404
    order(heard, judge)
    AccessOrder.objects.filter(user=heard.people["outsider"]).update(until=utc_now())
    assert answers(named, recorded)["card"] == 404


def test_order_that_begins_later_opens_nothing_and_never_does_once_ended(
    recorded: Hearing, heard: Cast, signed_in: SignIn
) -> None:
    made = order(heard, signed_in("judge"), since=until(1), until=until(2)).json()
    assert answers(signed_in("outsider"), recorded)["card"] == 404
    assert post(signed_in("judge"), f"orders/{made['id']}/end/").status_code == 200
    row = AccessOrder.objects.get(pk=made["id"])
    assert row.until == row.since


@pytest.mark.parametrize(("columns", "status"), [([], 403), (["closed"], 200)])
def test_order_opens_a_closed_hearing_only_if_it_says_so(
    recorded: Hearing, heard: Cast, signed_in: SignIn, columns: list[str], status: int
) -> None:
    order(heard, signed_in("judge"), classes=["t", "s"], columns=columns)
    restrict(recorded, "closed", 0, 3_000)
    lines = signed_in("outsider").get(f"/api/v1/hearings/{recorded.pk}/entries/").json()["results"]
    assert any(line["offset_ms"] == 0 for line in lines) is (status == 200)


def test_participant_of_a_sealed_case_comes_in_by_an_order(heard: Cast, signed_in: SignIn) -> None:
    seal(heard.case, [], heard.caller("judge"), RULE)
    party = signed_in("party")
    assert answers(party, heard.hearing)["card"] == 404
    named = order(
        heard, signed_in("judge"), user="party", kind="participant", classes=["t"], columns=["sealed"]
    )
    assert named.status_code == 201
    assert answers(party, heard.hearing) == {"card": 200, "entries": 200, "playback": 409}  # nothing recorded


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "break-glass"}, "kind"),
        ({"kind": "sealed"}, "kind"),
        ({"classes": ["i"]}, "classes"),  # never who is behind a pseudonym
        ({"classes": []}, "classes"),
        ({"columns": ["off_record"]}, "columns"),
        ({"until": None}, "until"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"user": "nobody"}, "user"),
        ({"kind": "participant"}, "user"),  # takes no part
        ({"kind": "inspection", "classes": ["s"]}, "heard_from"),
        ({"kind": "inspection", "classes": ["t"]}, "classes"),
        ({"heard_from": "2026-03-02T00:00:00Z", "heard_to": "2026-03-01T00:00:00Z"}, "heard_to"),
    ],
)
def test_order_that_cannot_be_given_is_refused_by_field(
    heard: Cast, signed_in: SignIn, body: dict[str, Any], field: str
) -> None:
    answer = order(heard, signed_in("judge"), **body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].partition(".")[0] == field
    assert AccessOrder.objects.filter(user=heard.people["outsider"]).count() == 0


def test_judge_gives_no_order_to_the_own_account(heard: Cast, signed_in: SignIn) -> None:
    assert order(heard, signed_in("judge"), user="judge").status_code == 403


def test_person_named_reads_the_own_order_and_nobody_elses(heard: Cast, signed_in: SignIn) -> None:
    made = order(heard, signed_in("judge")).json()
    own = signed_in("outsider")
    assert own.get(f"/api/v1/orders/{made['id']}/").status_code == 200
    assert [row["id"] for row in own.get("/api/v1/orders/").json()] == [made["id"]]
    assert post(own, f"orders/{made['id']}/end/").status_code == 403
    for name in ("party", "chair", "expert", "admin"):
        assert signed_in(name).get(f"/api/v1/orders/{made['id']}/").status_code == 404
        assert post(signed_in(name), f"orders/{made['id']}/end/").status_code == 404


# --- inspections ----------------------------------------------------------------------------------------------------
def test_inspection_opens_the_stream_of_the_dates_alone(
    recorded: Hearing, heard: Cast, signed_in: SignIn
) -> None:
    observer = signed_in("observer")
    assert inspect(heard, signed_in("chair")).status_code == 201
    assert answers(observer, recorded) == {"card": 404, "entries": 404, "playback": 200}
    Hearing.objects.filter(pk=recorded.pk).update(scheduled_at=HEARD_AT + 2 * DAY)
    assert answers(observer, recorded)["playback"] == 404
    assert observer.get("/api/v1/hearings/").json()["results"] == []


def test_chair_opens_no_closed_part_to_an_observer(recorded: Hearing, heard: Cast, signed_in: SignIn) -> None:
    refused = inspect(heard, signed_in("chair"), columns=["closed"])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "columns")
    by_judge = order(
        heard,
        signed_in("judge"),
        user="observer",
        kind="inspection",
        classes=["s"],
        columns=["closed"],
        heard_from=rfc3339(HEARD_AT - DAY),
        heard_to=rfc3339(HEARD_AT + DAY),
    )
    assert by_judge.status_code == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"user": "outsider"}, 422),  # no observer
        ({"cases": []}, 422),
        ({"cases": ["a" * 26]}, 404),
        ({"heard_to": None}, 422),
    ],
)
def test_inspection_names_an_observer_cases_and_dates(
    heard: Cast, signed_in: SignIn, body: dict[str, Any], status: int
) -> None:
    assert inspect(heard, signed_in("chair"), **body).status_code == status


def test_inspection_of_a_sealed_case_is_not_the_chairs(heard: Cast, signed_in: SignIn) -> None:
    seal(heard.case, [], heard.caller("judge"), RULE)
    assert inspect(heard, signed_in("chair")).status_code == 403
    assert not AccessOrder.objects.filter(kind="inspection").exists()


@pytest.mark.parametrize(("username", "status"), [("judge", 403), ("observer", 403), ("party", 404)])
def test_inspections_are_ordered_by_the_chair(
    heard: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    assert inspect(heard, signed_in(username)).status_code == status


def test_chair_ends_an_inspection(recorded: Hearing, heard: Cast, signed_in: SignIn) -> None:
    made = inspect(heard, signed_in("chair")).json()[0]
    assert post(signed_in("chair"), f"orders/{made['id']}/end/").status_code == 200
    assert answers(signed_in("observer"), recorded)["playback"] == 404


# --- pages ----------------------------------------------------------------------------------------------------------
def test_judge_names_and_ends_on_pages(heard: Cast, signed_in: SignIn) -> None:
    judge, base = signed_in("judge"), f"/cases/{heard.case.pk}/orders/"
    assert base in judge.get(f"/cases/{heard.case.pk}/").content.decode()
    form = {"kind": "media", "username": "outsider", "classes": ["s"], "until": "2099-01-01T10:00:00"}
    assert judge.post(f"{base}new/", form | {"until": ""}).status_code == 422
    assert judge.post(f"{base}new/", form | {"username": "nobody"}).status_code == 422
    assert judge.post(f"{base}new/", form).status_code == 302
    row = AccessOrder.objects.get(user=heard.people["outsider"])
    page = judge.get(base).content.decode()
    assert f"/orders/{row.pk}/end/" in page
    assert "accredited media" in page
    assert judge.post(f"/orders/{row.pk}/end/").status_code == 302
    assert f"/orders/{row.pk}/end/" not in judge.get(base).content.decode()


def test_chair_orders_an_inspection_on_pages(heard: Cast, signed_in: SignIn) -> None:
    chair, base = signed_in("chair"), f"/courts/{heard.courts['city'].pk}/inspections/"
    form = {
        "username": "observer",
        "cases": "1/101\n1/101\n",
        "heard_from": "2026-03-02",
        "heard_to": "2026-03-02",
        "until": "2099-01-01T10:00:00",
    }
    wrong = chair.post(f"{base}new/", form | {"cases": "1/101\n9/999"})
    assert wrong.status_code == 422
    assert "9/999" in wrong.content.decode()
    assert chair.post(f"{base}new/", form | {"heard_to": ""}).status_code == 422
    assert chair.post(f"{base}new/", form).status_code == 302
    row = AccessOrder.objects.get(kind="inspection")
    assert rfc3339(row.heard_from) == "2026-03-01T19:00:00.000Z"  # midnight in Almaty
    assert rfc3339(row.heard_to) == "2026-03-02T19:00:00.000Z"
    assert f"/orders/{row.pk}/end/" in chair.get(base).content.decode()
