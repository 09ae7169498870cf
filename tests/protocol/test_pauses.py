"""A recess or deliberation in the log proposes that its time is off the record; until decided the panel hears it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from foundation.clock import ms_between, utc_now
from hearings.models import Restriction
from tests.cast import HEARD_AT, Cast

SignIn = Callable[[str], Client]
Range = tuple[int, int | None]


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def write(
    client: Client, hearing_id: str, offset_ms: int, kind: str, end: int | None = None
) -> dict[str, Any]:
    body = {"offset_ms": offset_ms, "end_offset_ms": end, "kind": kind, "text": f"{kind} at {offset_ms}"}
    answer = client.post(f"/api/v1/hearings/{hearing_id}/entries/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def patch(client: Client, entry: dict[str, Any], **body: Any) -> None:
    answer = client.patch(f"/api/v1/entries/{entry['id']}/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content


def proposed() -> list[Range]:
    rows = Restriction.objects.filter(state="proposed", kind="off_record").order_by("started_at")
    return [
        (
            ms_between(HEARD_AT, row.started_at),
            None if row.ended_at is None else ms_between(HEARD_AT, row.ended_at),
        )
        for row in rows
        if row.started_at
    ]


def long_ago() -> None:
    Restriction.objects.update(created_at=utc_now() - timedelta(minutes=3))


@pytest.mark.parametrize("kind", ["recess", "deliberation"])
def test_pause_is_heard_by_the_panel_alone_until_a_judge_decides(
    kind: str, heard: Cast, signed_in: SignIn
) -> None:
    write(signed_in("clerk"), heard.hearing.pk, 18_500, kind, 19_500)
    assert proposed() == [(18_500, 19_500)]
    bands = {
        name: signed_in(name).get(f"/api/v1/hearings/{heard.hearing.pk}/timeline/").json()["restrictions"]
        for name in ("judge", "clerk", "party", "assistant")
    }
    assert {name: [(row["kind"], row["plays"]) for row in rows] for name, rows in bands.items()} == {
        "judge": [("undecided", True)],
        "clerk": [("undecided", False)],
        "party": [("not_in_session", False)],
        "assistant": [("not_in_session", False)],
    }


def test_pause_without_an_end_lasts_until_the_next_entry(heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    write(clerk, heard.hearing.pk, 18_500, "recess")
    assert proposed() == [(18_500, None)]
    long_ago()
    write(clerk, heard.hearing.pk, 19_200, "note")
    assert proposed() == [(18_500, 19_200)]


def test_several_pauses_propose_each_their_own(heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    write(clerk, heard.hearing.pk, 18_500, "recess", 18_700)
    write(clerk, heard.hearing.pk, 19_000, "deliberation", 19_500)
    assert proposed() == [(18_500, 18_700), (19_000, 19_500)]


# the edit, within the two minutes or later; what is proposed afterwards
@pytest.mark.parametrize(
    ("body", "at_once", "later"),
    [
        ({"end_offset_ms": 19_900}, [(18_500, 19_900)], [(18_500, 19_900)]),
        ({"end_offset_ms": 18_800}, [(18_500, 18_800)], [(18_500, 19_500)]),
        ({"offset_ms": 18_200}, [(18_200, 19_500)], [(18_200, 19_500)]),
        ({"kind": "note"}, [], [(18_500, 19_500)]),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_edit_of_a_pause_opens_nothing_later(
    body: dict[str, Any], at_once: list[Range], later: list[Range], late: bool, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    entry = write(clerk, heard.hearing.pk, 18_500, "recess", 19_500)
    if late:
        long_ago()
    patch(clerk, entry, **body)
    assert proposed() == (later if late else at_once)


def test_edit_by_another_writer_opens_nothing(heard: Cast, signed_in: SignIn) -> None:
    entry = write(signed_in("clerk"), heard.hearing.pk, 18_500, "recess", 19_500)
    assert signed_in("judge").delete(f"/api/v1/entries/{entry['id']}/").status_code == 204
    assert proposed() == [(18_500, 19_500)]


def test_withdrawn_pause_that_comes_back_proposes_again(heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    entry = write(clerk, heard.hearing.pk, 18_500, "recess", 19_500)
    clerk.delete(f"/api/v1/entries/{entry['id']}/")
    assert proposed() == []
    assert clerk.post(f"/api/v1/entries/{entry['id']}/undo/").status_code == 200
    assert proposed() == [(18_500, 19_500)]


@pytest.mark.parametrize(("decision", "state"), [("confirm", "confirmed"), ("lift", "refused")])
def test_what_a_judge_decided_stays(decision: str, state: str, heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    entry = write(clerk, heard.hearing.pk, 18_500, "recess", 19_500)
    made = Restriction.objects.get()
    signed_in("judge").post(f"/api/v1/restrictions/{made.pk}/{decision}/", content_type="application/json")
    write(clerk, heard.hearing.pk, 19_800, "note")
    row = Restriction.objects.get()
    assert (row.state, row.source) == (state, entry["id"])


def test_imported_pauses_propose_too(heard: Cast, signed_in: SignIn) -> None:
    rows = [
        {"offset_ms": 18_500, "kind": "recess", "text": "Recess."},
        {"offset_ms": 19_000, "text": "Back."},
    ]
    answer = signed_in("clerk").post(
        f"/api/v1/hearings/{heard.hearing.pk}/entries/", {"entries": rows}, content_type="application/json"
    )
    assert answer.status_code == 201
    assert proposed() == [(18_500, 19_000)]
