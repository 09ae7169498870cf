"""A stored restriction on every surface that shows a hearing: segments, peaks, pictures, timeline, log, search."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from hearings.models import Hearing, Restriction
from hearings.services.epochs import raise_hearing
from media_pipeline.models import Recording
from playback.services import overviews
from playback.services.gate import gate
from tests.cast import Cast
from tests.playback.test_media import base_of, body_of, opened, parts_of
from tests.playback.test_overviews import document, measure
from tests.restrictions import restrict

SignIn = Callable[[str], Client]
FROM_MS, TO_MS = 7_000, 13_000
# The turns at 3-8 s (witness) and 8-12 s (counsel) reach into the part, those at 0 s and 12 s touch or leave it.
INSIDE_WORDS = ("bicycle", "Who else", "Nobody")


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_boards", "_louds"):
        monkeypatch.setattr(overviews, name, overviews.Remembered())


@pytest.fixture
def seen(recorded: Hearing) -> Hearing:
    measure(Recording.objects.get())
    return recorded


def looked_again() -> None:
    """What the watcher's thread does every quarter of a second."""
    gate.watcher.round()


def segments(client: Client, play: dict[str, Any], key: str) -> list[str]:
    return [f"{base_of(play)}/{name}" for name in parts_of(client, play, key) if name.endswith(".m4s")]


def statuses(client: Client, urls: list[str]) -> set[int]:
    """Every way to ask for bytes; one that was told of them before must not be told "unchanged"."""
    found = set()
    for url in urls:
        found |= {client.get(url).status_code, client.head(url).status_code, client.options(url).status_code}
        found.add(client.get(url, headers={"Range": "bytes=0-99"}).status_code)
        found.add(client.get(url, headers={"If-None-Match": "*"}).status_code)
    return found


def test_party_excluded_from_a_closed_part_finds_nothing_of_it(signed_in: SignIn, seen: Hearing) -> None:
    client = signed_in("party")
    restrict(seen, "closed", FROM_MS, TO_MS, excludes=("defence",))
    play = opened(client, seen)
    (withheld,) = play["withheld"]
    assert (withheld["start_ms"], withheld["end_ms"], withheld["kind"]) == (FROM_MS, TO_MS, "closed")
    peaks = document(client, play, "peaks")
    first, last = FROM_MS // peaks["step_ms"], TO_MS // peaks["step_ms"]
    assert set(peaks["peaks"][first:last]) == {0}
    assert min(peaks["peaks"][5 : first - 5]) > 0
    tiles = document(client, play, "storyboard")["tiles"]
    assert [tile["at_ms"] for tile in tiles] == [0]
    entries = client.get(f"/api/v1/hearings/{seen.pk}/entries/").json()["results"]
    assert [row["text"] for row in entries] == ["The session is opened."]
    page = client.get(f"/hearings/{seen.pk}/").content.decode()
    for words in INSIDE_WORDS:
        assert client.get("/api/v1/search/", {"q": words}).json()["results"] == []
        assert words not in page


@pytest.mark.parametrize("kind", ["closed", "provisional", "ex_parte", "off_record", "protected"])
def test_old_addresses_of_who_may_not_hear_are_gone_however_asked(
    kind: str, signed_in: SignIn, recorded: Hearing
) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    old = [*segments(client, play, "v0"), *segments(client, play, "a0"), play["playlist"]]
    assert statuses(client, old) <= {200, 206}
    restrict(recorded, kind, FROM_MS, TO_MS, excludes=("defence",), state=state_of(kind))
    looked_again()
    assert statuses(client, old) == {404}
    again = opened(client, recorded)
    assert again["generation"] != play["generation"]
    assert [(row["start_ms"], row["end_ms"]) for row in again["withheld"]] == [(FROM_MS, TO_MS)]
    heard = b"".join(body_of(client, url) for url in segments(client, again, "a0"))
    assert heard


def state_of(kind: str) -> str:
    return "proposed" if kind == "provisional" else "confirmed"


def test_who_is_not_excluded_plays_on_under_the_same_addresses(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    restrict(recorded, "closed", FROM_MS, TO_MS)
    looked_again()
    assert statuses(client, segments(client, play, "v0")) <= {200, 206}
    again = opened(client, recorded)
    assert (again["generation"], again["withheld"]) == (play["generation"], [])


def test_lifted_restriction_withholds_no_longer(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    made = restrict(recorded, "off_record", FROM_MS, TO_MS)
    assert opened(client, recorded)["withheld"]
    Restriction.objects.filter(pk=made.pk).update(state="lifted", lifted_at=made.created_at)
    raise_hearing(recorded.pk)
    looked_again()
    assert opened(client, recorded)["withheld"] == []


# username, (kind, excludes) of the restriction -> the band as the timeline names it, whether it plays
BANDS = [
    ("party", "closed", (), ("closed", True, False)),
    ("party", "closed", ("defence",), ("closed", False, False)),
    ("prosecutor", "closed", ("defence",), ("closed", True, False)),
    ("party", "provisional", (), ("closed", False, False)),
    ("clerk", "provisional", (), ("closed", True, False)),
    ("chair", "closed", (), ("closed", False, False)),
    # the absent side is told what it is told of a recess; the others read it as closed
    ("party", "ex_parte", ("defence",), ("not_in_session", False, False)),
    ("prosecutor", "ex_parte", ("defence",), ("closed", True, False)),
    ("judge", "ex_parte", ("defence",), ("closed", True, False)),
    ("party", "off_record", (), ("not_in_session", False, False)),
    ("judge", "off_record", (), ("not_in_session", False, False)),
    ("clerk", "off_record", (), ("not_in_session", False, False)),
    ("party", "protected", (), ("protected", False, True)),
    ("judge", "protected", (), ("protected", False, True)),
]


@pytest.mark.parametrize(("username", "kind", "excludes", "band"), BANDS)
def test_timeline_tells_of_a_part_what_the_viewer_may_know(
    username: str,
    kind: str,
    excludes: tuple[str, ...],
    band: tuple[str, bool, bool],
    signed_in: SignIn,
    recorded: Hearing,
) -> None:
    restrict(recorded, kind, FROM_MS, TO_MS, excludes=excludes, state=state_of(kind))
    timeline = signed_in(username).get(f"/api/v1/hearings/{recorded.pk}/timeline/").json()
    (row,) = timeline["restrictions"]
    assert (row["kind"], row["plays"], row["preparing"]) == band
    assert (row["start_ms"], row["end_ms"]) == (FROM_MS, TO_MS)
    covered = [(part["start_ms"], part["end_ms"]) for part in timeline["parts"]]
    apart = band[0] == "not_in_session"
    assert covered == ([(0, FROM_MS), (TO_MS, 20_000)] if apart else [(0, 20_000)])
    assert timeline["gaps"] == []
    assert "ex_parte" not in json.dumps(timeline)


def test_gap_inside_what_is_not_in_session_is_no_gap(signed_in: SignIn, recorded: Hearing) -> None:
    Recording.objects.update(duration_ms=9_000)
    client = signed_in("clerk")
    address = f"/api/v1/hearings/{recorded.pk}/timeline/"
    assert client.get(address).json()["gaps"] == [{"start_ms": 9_000, "end_ms": 20_000}]
    restrict(recorded, "off_record", FROM_MS, TO_MS)
    seen = client.get(address).json()
    assert seen["gaps"] == [{"start_ms": TO_MS, "end_ms": 20_000}]
    assert seen["coverage"]["expected_ms"] == 20_000 - (TO_MS - FROM_MS)
    assert seen["coverage"]["lines"][0]["missing"] == [{"start_ms": TO_MS, "end_ms": 20_000, "where": "end"}]


def readable(client: Client, hearing: Hearing) -> list[str]:
    return [row["text"] for row in client.get(f"/api/v1/hearings/{hearing.pk}/entries/").json()["results"]]


def test_protected_text_waits_for_its_release_but_for_those_who_write_it(
    signed_in: SignIn, recorded: Hearing, cast: Cast
) -> None:
    restrict(recorded, "protected", FROM_MS, TO_MS)
    assert readable(signed_in("party"), recorded) == ["The session is opened."]
    clerk = signed_in("clerk")
    rows = clerk.get(f"/api/v1/hearings/{recorded.pk}/entries/").json()["results"]
    assert {(row["speaker"], row["participant"]) for row in rows[1:]} == {("[…]", None)}
    assert rows[0]["speaker"] == "clerk"
    hit = clerk.get("/api/v1/search/", {"q": "lawyer"}).json()["results"]
    assert hit == []  # the name of the speaker is no word of a masked entry
    page = clerk.get(f"/entries/{rows[1]['id']}/edit/").content.decode()
    assert 'value="witness"' not in page


def test_writer_of_a_masked_entry_does_not_store_the_mask(signed_in: SignIn, recorded: Hearing) -> None:
    restrict(recorded, "protected", FROM_MS, TO_MS)
    clerk = signed_in("clerk")
    row = clerk.get(f"/api/v1/hearings/{recorded.pk}/entries/").json()["results"][1]
    sent = {"speaker": row["speaker"], "text": row["text"] + " Yes.", "participant": None}
    answer = clerk.patch(f"/api/v1/entries/{row['id']}/", sent, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["speaker"] == "[…]"
    stored = next(iter(recorded.entries.filter(pk=row["id"])))
    assert (stored.speaker, stored.text[-4:], stored.participant_id is not None) == ("witness", "Yes.", True)


def test_entry_that_its_writer_may_not_read_is_not_there_to_write(
    signed_in: SignIn, recorded: Hearing
) -> None:
    entry = recorded.entries.order_by("started_at")[2]
    restrict(recorded, "closed", FROM_MS, TO_MS, excludes=("clerk",))
    clerk = signed_in("clerk")
    for address in (f"/api/v1/entries/{entry.pk}/", f"/entries/{entry.pk}/edit/"):
        assert clerk.get(address).status_code == 404
    changed = clerk.patch(f"/api/v1/entries/{entry.pk}/", {"text": "x"}, content_type="application/json")
    assert changed.status_code == 404
    assert signed_in("judge").get(f"/api/v1/entries/{entry.pk}/").status_code == 200


def lists(client: Client) -> Iterator[str]:
    yield client.get("/api/v1/hearings/").content.decode()
    yield client.get("/hearings/").content.decode()
    yield client.get("/api/v1/cases/").content.decode()


@pytest.mark.parametrize(
    ("kind", "username", "listed"),
    [
        ("closed", "party", True),
        ("closed", "judge2", False),  # existence only: lists hold cards
        ("closed", "clerk2", False),
        ("closed", "registry", True),
        ("off_record", "party", False),
        ("ex_parte", "party", False),  # excludes the defence
        ("ex_parte", "prosecutor", True),
    ],
)
def test_lists_follow_a_restriction_of_the_whole_hearing(
    kind: str, username: str, listed: bool, signed_in: SignIn, recorded: Hearing, cast: Cast
) -> None:
    client = signed_in(username)
    assert all("1/101" in text for text in lists(client))
    restrict(recorded, kind, excludes=("defence",))
    hearings, page, _cases = lists(client)
    assert ("1/101" in hearings, "1/101" in page) == (listed, listed)
    status = client.get(f"/api/v1/hearings/{recorded.pk}/").status_code
    assert (status == 200) is listed


def test_names_of_a_protected_hearing_are_in_no_list(
    signed_in: SignIn, recorded: Hearing, cast: Cast
) -> None:
    client, name = signed_in("judge"), cast.people["party"].display_name
    pages = (
        "/hearings/",
        "/cases/",
        f"/cases/{cast.case.pk}/",
        f"/hearings/{recorded.pk}/",
        "/api/v1/cases/",
    )
    assert all(name in client.get(page).content.decode() for page in pages)
    restrict(recorded, "protected")
    assert not any(name in client.get(page).content.decode() for page in pages)
    assert "1/101" not in client.get("/hearings/", {"q": name}).content.decode()
