"""Entries over HTTP: writing, revisions, undo, conflicts, drafts and publication."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from custody.models import OutboxRow
from hearings.models import Hearing, Participant, ParticipantSpan
from hearings.services.hearings import mark_session
from protocol.models import Entry
from tests.cast import ABSENT, HEARD_AT, RULE, Cast, later, mark, write_and_publish, write_log

SignIn = Callable[[str], Client]


def log_url(hearing: Hearing) -> str:
    return f"/api/v1/hearings/{hearing.pk}/entries/"


def entry_url(entry: Entry, tail: str = "") -> str:
    return f"/api/v1/entries/{entry.pk}/{tail}"


def send(client: Client, method: str, url: str, body: object = None, **headers: str) -> Any:
    data = b"" if body is None else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(method, url, data, content_type="application/json", headers=names)


# --- one entry ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "offset_ms"),
    [
        ({"offset_ms": 1_500}, 1_500),
        ({"offset_ms": -1_500}, -1_500),
        ({"started_at": "2026-03-02T05:00:01.250Z"}, 1_250),
        ({"started_at": "2026-03-02T10:00:01.250+05:00"}, 1_250),
        # The wall clock is the truth where both came.
        ({"started_at": "2026-03-02T05:00:02Z", "offset_ms": 9}, 2_000),
    ],
)
def test_entry_takes_wall_clock_or_offset(
    signed_in: SignIn, cast: Cast, body: dict[str, Any], offset_ms: int
) -> None:
    made = send(signed_in("clerk"), "POST", log_url(cast.hearing), {"text": "A note."} | body)
    assert made.status_code == 201
    assert made.json()["offset_ms"] == offset_ms
    assert made.json()["revision"] == 1
    assert made.json()["state"] == "draft"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "started_at"),
        ({"offset_ms": "1"}, "offset_ms"),
        ({"offset_ms": 1.5}, "offset_ms"),
        ({"offset_ms": True}, "offset_ms"),
        ({"offset_ms": 10**12}, "offset_ms"),
        ({"started_at": "2026-03-02T05:00:00"}, "started_at"),
        ({"started_at": "2026-13-45T05:00:00Z"}, "started_at"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "started_at"),
        ({"started_at": []}, "started_at"),
        ({"started_at": {}}, "started_at"),
        ({"offset_ms": 5, "end_offset_ms": 4}, "ended_at"),
        ({"offset_ms": 5, "text": ""}, "text"),
        ({"offset_ms": 5, "text": 7}, "text"),
        ({"offset_ms": 5, "text": "x" * 20_001}, "text"),
        ({"offset_ms": 5, "kind": "sermon"}, "kind"),
        ({"offset_ms": 5, "kind": []}, "kind"),
        ({"offset_ms": 5, "language": "x!"}, "language"),
        ({"offset_ms": 5, "participant": ABSENT}, "participant"),
        ({"offset_ms": 5, "participant": "\u0000"}, "participant"),
        ({"offset_ms": 5, "speaker": "x" * 201}, "speaker"),
        ({"offset_ms": 5, "external_id": {"id": []}}, "external_id"),
    ],
)
def test_wrong_field_is_named(signed_in: SignIn, cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = send(signed_in("clerk"), "POST", log_url(cast.hearing), {"text": "A note."} | body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert not Entry.objects.exists()


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_body_that_is_no_object_is_refused(signed_in: SignIn, heard: Cast, body: object) -> None:
    entry = Entry.objects.latest("started_at")
    for method, url in (("POST", log_url(heard.hearing)), ("PATCH", entry_url(entry))):
        answer = signed_in("clerk").generic(method, url, json.dumps(body), content_type="application/json")
        assert answer.status_code == 422


def test_participant_of_another_case_is_refused(signed_in: SignIn, cast: Cast) -> None:
    stranger = Participant.objects.create(case=cast.other_case, kind="party", name="S. T.")
    body = {"offset_ms": 5, "text": "A note.", "participant": stranger.pk}
    assert send(signed_in("clerk"), "POST", log_url(cast.hearing), body).status_code == 422


def test_nul_letters_are_left_out(signed_in: SignIn, cast: Cast) -> None:
    body = {"offset_ms": 5, "text": "A\u0000 note.", "external_id": "n\u00001"}
    made = send(signed_in("clerk"), "POST", log_url(cast.hearing), body)
    assert (made.status_code, made.json()["text"], made.json()["external_id"]) == (201, "A note.", "n1")


# --- change, conflict, undo ---------------------------------------------------------------------------------------


def test_change_makes_a_revision_and_an_audit_row(signed_in: SignIn, heard: Cast) -> None:
    entry = Entry.objects.latest("started_at")
    audit = OutboxRow.objects.count()
    changed = send(signed_in("clerk"), "PATCH", entry_url(entry), {"text": "Other"}).json()
    assert (changed["text"], changed["revision"], changed["speaker"]) == ("Other", 2, entry.speaker)
    assert OutboxRow.objects.count() == audit + 1
    found = signed_in("party").get(entry_url(entry, "revisions/")).json()["results"]
    assert [(row["revision"], row["text"]) for row in found] == [(1, entry.text), (2, "Other")]


def test_change_to_the_same_leaves_no_revision(signed_in: SignIn, heard: Cast) -> None:
    entry = Entry.objects.latest("started_at")
    assert send(signed_in("clerk"), "PATCH", entry_url(entry), {"text": entry.text}).json()["revision"] == 1


@pytest.mark.parametrize(
    ("body", "starts", "ends"),
    [
        ({"offset_ms": 12_500}, 12_500, 18_000),
        ({"end_offset_ms": 19_000}, 12_000, 19_000),
        ({"started_at": "2026-03-02T05:00:13Z"}, 13_000, 18_000),
        ({"ended_at": None}, 12_000, None),
    ],
)
def test_change_moves_the_entry(
    signed_in: SignIn, heard: Cast, body: dict[str, Any], starts: int, ends: int | None
) -> None:
    entry = Entry.objects.latest("started_at")
    changed = send(signed_in("clerk"), "PATCH", entry_url(entry), body).json()
    assert (changed["offset_ms"], changed["end_offset_ms"]) == (starts, ends)


def test_stale_revision_is_409_with_both_versions(signed_in: SignIn, heard: Cast) -> None:
    entry, client = Entry.objects.latest("started_at"), signed_in("clerk")
    send(client, "PATCH", entry_url(entry), {"text": "Theirs", "revision": 1})
    refused = send(client, "PATCH", entry_url(entry), {"text": "Mine", "revision": 1})
    document = refused.json()
    assert refused.status_code == 409
    assert (document["theirs"]["text"], document["mine"]["text"], document["revision"]) == (
        "Theirs",
        "Mine",
        2,
    )
    assert Entry.objects.get(pk=entry.pk).text == "Theirs"


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
def test_stale_if_match_is_409_and_changes_nothing(signed_in: SignIn, heard: Cast, method: str) -> None:
    entry, client = Entry.objects.latest("started_at"), signed_in("clerk")
    url = entry_url(entry, "undo/" if method == "POST" else "")
    tag = client.get(entry_url(entry))["ETag"]
    send(client, "PATCH", entry_url(entry), {"text": "Theirs"})
    refused = send(client, method, url, {"text": "Mine"} if method == "PATCH" else None, If_Match=tag)
    assert refused.status_code == 409
    assert Entry.objects.get(pk=entry.pk).text == "Theirs"
    fresh = client.get(entry_url(entry))["ETag"]
    accepted = send(client, method, url, {"text": "Mine"} if method == "PATCH" else None, If_Match=fresh)
    assert accepted.status_code in {200, 204}


@pytest.mark.parametrize("revision", ["1", 1.0, True, []])
def test_revision_that_is_no_number_is_refused(signed_in: SignIn, heard: Cast, revision: object) -> None:
    entry = Entry.objects.latest("started_at")
    body = {"text": "Mine", "revision": revision}
    assert send(signed_in("clerk"), "PATCH", entry_url(entry), body).status_code == 422


def test_undo_goes_one_version_back_and_the_next_undo_forth_again(signed_in: SignIn, heard: Cast) -> None:
    entry, client = Entry.objects.latest("started_at"), signed_in("clerk")
    send(client, "PATCH", entry_url(entry), {"text": "Other", "offset_ms": 13_000})
    undone = send(client, "POST", entry_url(entry, "undo/")).json()
    assert (undone["text"], undone["offset_ms"], undone["revision"]) == (entry.text, 12_000, 3)
    again = send(client, "POST", entry_url(entry, "undo/")).json()
    assert (again["text"], again["offset_ms"], again["revision"]) == ("Other", 13_000, 4)


def test_withdrawn_entry_is_gone_for_readers_and_comes_back_by_undo(signed_in: SignIn, heard: Cast) -> None:
    entry, client, party = Entry.objects.latest("started_at"), signed_in("clerk"), signed_in("party")
    assert send(client, "DELETE", entry_url(entry)).status_code == 204
    assert entry.pk not in [row["id"] for row in party.get(log_url(heard.hearing)).json()["results"]]
    assert party.get(entry_url(entry)).status_code == 404
    assert client.get(entry_url(entry)).json()["state"] == "withdrawn"
    assert not ParticipantSpan.objects.filter(source=entry.pk).exists()
    assert send(client, "POST", entry_url(entry, "undo/")).json()["state"] == "published"
    assert party.get(entry_url(entry)).status_code == 200
    assert ParticipantSpan.objects.filter(source=entry.pk).exists()


def test_undo_of_a_new_entry_withdraws_it(signed_in: SignIn, heard: Cast) -> None:
    entry = Entry.objects.latest("started_at")
    assert send(signed_in("clerk"), "POST", entry_url(entry, "undo/")).json()["state"] == "withdrawn"


# --- drafts and publication (R15) ---------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["judge", "clerk", "assistant"])
def test_drafts_are_read_by_those_who_work_on_the_case(signed_in: SignIn, cast: Cast, username: str) -> None:
    write_log(cast)
    log = signed_in(username).get(log_url(cast.hearing)).json()
    assert (log["state"], len(log["results"])) == ("draft", 4)


@pytest.mark.parametrize("username", ["party", "lawyer", "prosecutor", "victim", "chair"])
def test_drafts_are_an_empty_list_to_other_readers(signed_in: SignIn, cast: Cast, username: str) -> None:
    entry = write_log(cast)[0]
    client = signed_in(username)
    answer = client.get(log_url(cast.hearing))
    assert (answer.status_code, answer.json()["state"], answer.json()["results"]) == (200, "draft", [])
    assert client.get(entry_url(entry)).status_code == 409
    assert client.get(entry_url(entry, "revisions/")).status_code == 409
    assert client.get("/api/v1/search/?q=bicycle").json()["results"] == []


def test_published_log_is_read_by_the_party(signed_in: SignIn, cast: Cast) -> None:
    write_log(cast)
    clerk, party = signed_in("clerk"), signed_in("party")
    assert send(clerk, "POST", f"/api/v1/hearings/{cast.hearing.pk}/protocol/publish/").status_code == 204
    log = party.get(log_url(cast.hearing)).json()
    assert (log["state"], {row["state"] for row in log["results"]}) == ("published", {"published"})


def test_publishing_twice_changes_nothing(signed_in: SignIn, heard: Cast) -> None:
    before = heard.hearing.log_published_at
    url, audit = f"/api/v1/hearings/{heard.hearing.pk}/protocol/publish/", OutboxRow.objects.count()
    assert send(signed_in("clerk"), "POST", url).status_code == 204
    heard.hearing.refresh_from_db()
    assert (heard.hearing.log_published_at, OutboxRow.objects.count()) == (before, audit)


def test_versions_before_publication_are_the_writers_own(signed_in: SignIn, cast: Cast) -> None:
    write_log(cast)
    entry, clerk = Entry.objects.latest("started_at"), signed_in("clerk")
    send(clerk, "PATCH", entry_url(entry), {"text": "The street had a name."})
    send(clerk, "PATCH", entry_url(entry), {"text": "As published."})
    write_and_publish(cast)  # the same external ids: one more revision, and the log is published
    send(clerk, "PATCH", entry_url(entry), {"text": "Corrected later."})
    shown = signed_in("party").get(entry_url(entry, "revisions/")).json()["results"]
    assert [row["text"] for row in shown] == ["Nobody, the street was empty.", "Corrected later."]
    assert len(clerk.get(entry_url(entry, "revisions/")).json()["results"]) == 5


def test_entry_after_publication_is_published_at_once(signed_in: SignIn, heard: Cast) -> None:
    made = send(signed_in("clerk"), "POST", log_url(heard.hearing), {"offset_ms": 1, "text": "Late."})
    assert made.json()["state"] == "published"


def test_entry_outside_the_session_is_the_writers_own(signed_in: SignIn, heard: Cast) -> None:
    clerk, party = signed_in("clerk"), signed_in("party")
    made = send(clerk, "POST", log_url(heard.hearing), {"offset_ms": 3_600_000, "text": "After the end."})
    entry = Entry.objects.get(pk=made.json()["id"])
    assert clerk.get(entry_url(entry)).status_code == 200
    for url in (entry_url(entry), entry_url(entry, "revisions/")):
        assert party.get(url).status_code == 404
    assert entry.pk not in [row["id"] for row in party.get(log_url(heard.hearing)).json()["results"]]
    assert party.get("/api/v1/search/?q=after").json()["results"] == []


def test_offsets_follow_the_marked_opening(signed_in: SignIn, heard: Cast) -> None:
    mark_session(
        heard.hearing, heard.caller("clerk"), RULE, HEARD_AT + timedelta(milliseconds=1_500), later(1)
    )
    # The turn before the opening is a matter of the writers now.
    for username, expected in (("party", [1_500, 6_500, 10_500]), ("judge", [-1_500, 1_500, 6_500, 10_500])):
        seen = signed_in(username).get(log_url(heard.hearing)).json()["results"]
        assert [row["offset_ms"] for row in seen] == expected


def test_log_of_an_unmarked_hearing_counts_from_the_schedule(signed_in: SignIn, cast: Cast) -> None:
    write_log(cast)
    rows_seen = signed_in("clerk").get(log_url(cast.hearing)).json()["results"]
    assert [row["offset_ms"] for row in rows_seen] == [0, 3_000, 8_000, 12_000]
    mark(cast)
    assert signed_in("clerk").get(log_url(cast.hearing)).json()["results"][1]["offset_ms"] == 3_000
