"""Notes on what was not recorded: who writes and reads them, and that every version stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from custody.models import OutboxRow
from hearings.models import Hearing
from media_pipeline.errors import GapNoteChanged
from media_pipeline.models import GapCause, GapNote
from media_pipeline.services.gap_notes import Said, add_note, change_note, withdraw_note
from tests.cast import HEARD_AT, RULE, SESSION_MS, Cast, later, mark, write_and_publish
from tests.media import add_recording
from tests.protecting import lift, protect

SignIn = Callable[[str], Client]
BODY = {
    "started_at": "2026-03-02T05:00:05Z",
    "ended_at": "2026-03-02T05:00:09Z",
    "camera": 2,
    "cause": "power",
    "text": "The mains failed in the whole street.",
}


def write(client: Client, hearing: Hearing, **fields: Any) -> dict[str, Any]:
    address = f"/api/v1/hearings/{hearing.pk}/gap-notes/"
    answer = client.post(address, BODY | fields, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def notes(client: Client, hearing: Hearing) -> list[dict[str, Any]]:
    return list(client.get(f"/api/v1/hearings/{hearing.pk}/timeline/").json()["notes"])


def test_note_is_in_the_timeline_with_cause_author_and_place(signed_in: SignIn, heard: Cast) -> None:
    made = write(signed_in("clerk"), heard.hearing)
    (found,) = notes(signed_in("party"), heard.hearing)
    assert (found["start_ms"], found["end_ms"], found["camera"]) == (5_000, 9_000, 2)
    assert (found["cause"], found["cause_label"], found["text"]) == (
        "power",
        "the power failed",
        BODY["text"],
    )
    assert found["author"] == heard.people["clerk"].display_name
    assert found["noted_at"] == made["noted_at"]


def test_note_written_twice_is_one(signed_in: SignIn, heard: Cast) -> None:
    client = signed_in("clerk")
    assert write(client, heard.hearing)["id"] == write(client, heard.hearing)["id"]
    assert GapNote.objects.count() == 1


def test_note_changed_and_taken_back_keeps_every_version(signed_in: SignIn, heard: Cast) -> None:
    client = signed_in("clerk")
    made = write(client, heard.hearing)
    address = f"/api/v1/gap-notes/{made['id']}/"
    changed = client.patch(address, {"cause": "lost", "revision": 1}, content_type="application/json")
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    assert [row["cause"] for row in changed.json()["revisions"]] == ["power", "lost"]
    assert "revisions" not in signed_in("party").get(address).json()
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert notes(client, heard.hearing) == []
    assert list(GapNote.objects.values_list("revision", "cause", "withdrawn")) == [
        (1, "power", False),
        (2, "lost", False),
        (3, "lost", True),
    ]
    told = OutboxRow.objects.filter(object=made["id"]).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["gap.noted", "gap.changed", "gap.withdrawn"]


def test_note_that_somebody_else_has_changed_is_not_overwritten(signed_in: SignIn, heard: Cast) -> None:
    made = write(signed_in("clerk"), heard.hearing)
    address = f"/api/v1/gap-notes/{made['id']}/"
    body = {"cause": "lost", "revision": 1}
    assert signed_in("judge").patch(address, body, content_type="application/json").status_code == 200
    late = signed_in("clerk").patch(address, body | {"cause": "other"}, content_type="application/json")
    assert (late.status_code, late.json()["type"].rsplit(":", 1)[1]) == (409, "gap-note-changed")
    tagged = signed_in("clerk").get(address)["ETag"]
    stale = signed_in("clerk").patch(
        address, {"cause": "other"}, content_type="application/json", headers={"If-Match": f'"x{tagged[2:]}'}
    )
    assert stale.status_code == 412


def test_note_taken_back_is_not_changed_any_more(heard: Cast) -> None:
    caller, said = heard.caller("clerk"), Said(HEARD_AT, later(1), None, GapCause.LOST)
    note = add_note(heard.hearing, said, caller, RULE)
    withdraw_note(note, None, caller, RULE)
    with pytest.raises(GapNoteChanged):
        change_note(note, said, None, caller, RULE)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"ended_at": BODY["started_at"]}, 422),  # no time at all
        ({"ended_at": "2026-03-02T05:00:00Z"}, 422),  # backwards
        ({"ended_at": "2026-03-09T05:00:00Z"}, 422),  # a week
        ({"started_at": "2025-03-02T05:00:00Z", "ended_at": "2025-03-02T06:00:00Z"}, 422),  # another year
        ({"cause": "nobody knows"}, 422),
        ({"camera": 0}, 422),
        ({"camera": 99_999}, 422),
        ({"started_at": "0001-01-01T00:00:00Z"}, 422),
        ({"text": "x" * 1001}, 422),
    ],
)
def test_note_that_cannot_be_right_is_refused_in_words(
    signed_in: SignIn, heard: Cast, fields: dict[str, Any], status: int
) -> None:
    address = f"/api/v1/hearings/{heard.hearing.pk}/gap-notes/"
    answer = signed_in("clerk").post(address, BODY | fields, content_type="application/json")
    assert answer.status_code == status, answer.content
    assert not GapNote.objects.exists()


@pytest.mark.parametrize(("username", "words"), [("party", ""), ("judge", BODY["text"]), ("registry", "")])
def test_words_of_a_note_are_read_like_the_protocol(
    signed_in: SignIn, cast: Cast, username: str, words: str
) -> None:
    mark(cast)  # not published: drafts are for judge and clerk
    write(signed_in("clerk"), cast.hearing)
    (found,) = notes(signed_in(username), cast.hearing)
    assert (found["cause"], found["text"]) == ("power", words)


def test_note_about_a_time_outside_the_session_is_for_those_who_write(signed_in: SignIn, cast: Cast) -> None:
    mark(cast, length_ms=SESSION_MS)
    write_and_publish(cast)
    write(
        signed_in("clerk"), cast.hearing, started_at="2026-03-02T05:00:15Z", ended_at="2026-03-02T05:30:00Z"
    )
    write(
        signed_in("clerk"), cast.hearing, started_at="2026-03-02T05:20:00Z", ended_at="2026-03-02T05:30:00Z"
    )
    assert [row["end_ms"] for row in notes(signed_in("clerk"), cast.hearing)] == [1_800_000, 1_800_000]
    assert [row["end_ms"] for row in notes(signed_in("party"), cast.hearing)] == [SESSION_MS]


def test_page_offers_the_gap_that_the_address_names(signed_in: SignIn, heard: Cast) -> None:
    client, base = signed_in("clerk"), f"/hearings/{heard.hearing.pk}/gap-notes/new/"
    page = client.get(f"{base}?start_ms=5000&end_ms=9000&camera=2").content.decode()
    assert 'value="2026-03-02T10:00:05"' in page
    assert '<option value="2" selected>' in page
    for broken in ("?start_ms=x&end_ms=²", "?start_ms=99999999999999&camera=9999999", "?camera=-1"):
        assert client.get(base + broken).status_code == 200


def test_page_writes_changes_and_takes_back_a_note(signed_in: SignIn, heard: Cast) -> None:
    client, hearing = signed_in("clerk"), heard.hearing
    fields = {
        "started_at": "2026-03-02T10:00:05",
        "ended_at": "2026-03-02T10:00:09",
        "camera": "",
        "cause": "not-started",
        "text": "",
    }
    answer = client.post(f"/hearings/{hearing.pk}/gap-notes/new/", fields)
    assert answer.status_code == 302, answer.content.decode()
    note = GapNote.objects.get()
    assert (note.camera, note.cause, note.revision) == (None, "not-started", 1)
    edit = f"/gap-notes/{note.note}/edit/"
    assert client.post(edit, fields | {"cause": "by-ruling", "revision": "1"}).status_code == 302
    quicker = client.post(edit, fields | {"cause": "lost", "revision": "1"})
    assert quicker.status_code == 422
    assert "Somebody else has changed this note" in quicker.content.decode()
    assert client.post(f"/gap-notes/{note.note}/withdraw/").status_code == 302
    assert GapNote.objects.filter(note=note.note, withdrawn=True).count() == 1


def test_page_of_a_recording_that_may_not_be_played_says_that_too(signed_in: SignIn, cast: Cast) -> None:
    add_recording(cast)  # the session is not marked: parties do not hear it yet
    write(signed_in("clerk"), cast.hearing)
    page = signed_in("party").get(f"/hearings/{cast.hearing.pk}/").content.decode()
    assert "Not recorded: the power failed" in page
    assert "the clerk has marked" in page


def test_page_without_a_recording_says_why(signed_in: SignIn, heard: Cast) -> None:
    write(signed_in("clerk"), heard.hearing, camera=None, cause="by-ruling", text="")
    page = signed_in("party").get(f"/hearings/{heard.hearing.pk}/").content.decode()
    assert "Not recorded: by a ruling of the court" in page
    assert heard.people["clerk"].display_name in page
    assert "edit/" not in page
    assert "Change the note" in signed_in("clerk").get(f"/hearings/{heard.hearing.pk}/").content.decode()


def test_note_names_no_protected_person_in_any_version(
    signed_in: SignIn, heard: Cast, settings: Settings
) -> None:
    settings.EPOCH_READ_EVERY_S = 0
    clerk, person = signed_in("clerk"), heard.parts["witness"]
    text = "Хейл fell ill."
    made = write(clerk, heard.hearing, text=text)
    clerk.patch(f"/api/v1/gap-notes/{made['id']}/", {"camera": 1}, content_type="application/json")
    order = protect(signed_in("judge"), heard.hearing, person)
    write(clerk, heard.hearing, text=text, camera=3)
    write(clerk, heard.hearing, text=text, camera=3)
    shown = [note["text"] for note in notes(clerk, heard.hearing)]
    assert shown == ["[…] fell ill."] * 2
    assert set(GapNote.objects.values_list("text", flat=True)) == {"[…] fell ill."}
    lift(heard, signed_in, order)
    assert set(GapNote.objects.values_list("text", flat=True)) == {text}
