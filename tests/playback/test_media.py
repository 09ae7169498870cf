"""Media addresses: who gets bytes, of what, in which form, and that all of them decode."""

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hearings.models import Hearing
from hearings.services.hearings import mark_session
from media_pipeline.ffmpeg.binary import find_ffmpeg
from playback.services.gate import gate
from tests.cast import HEARD_AT, RULE, Cast, mark, write_and_publish
from tests.media import SECONDS, add_recording

SignIn = Callable[[str], Client]


def opened(client: Client, hearing: Hearing) -> dict[str, Any]:
    answer = client.get(f"/api/v1/hearings/{hearing.pk}/playback/")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def base_of(play: dict[str, Any]) -> str:
    return str(play["playlist"]).rpartition("/")[0]


def body_of(client: Client, url: str, **headers: str) -> bytes:
    answer = client.get(url, headers=headers or None)
    assert answer.status_code in {200, 206}, url
    return answer.getvalue()


def parts_of(client: Client, play: dict[str, Any], key: str) -> list[str]:
    """Return the names of a track's init segment and segments, in order."""
    text = body_of(client, f"{base_of(play)}/{key}.m3u8").decode()
    return [*dict.fromkeys(re.findall(r'URI="([^"]+)"', text)), *re.findall(r"^[^#\n]+$", text, re.MULTILINE)]


def test_playback_answers_as_the_contract_says(signed_in: SignIn, recorded: Hearing) -> None:
    play = opened(signed_in("party"), recorded)
    assert set(play) == {
        "variant",
        "playlist",
        "generation",
        "poll",
        "expires_at",
        "duration_ms",
        "started_at",
        "tracks",
        "preparing",
        "camera",
        "cameras",
        "peaks",
        "storyboard",
        "withheld",
    }
    assert (play["duration_ms"], play["started_at"]) == (20_000, "2026-03-02T05:00:00.000Z")
    assert [track["kind"] for track in play["tracks"]] == ["video", "audio"]
    assert play["playlist"].startswith("/media/")


def test_second_segment_costs_no_query(
    signed_in: SignIn, recorded: Hearing, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    body_of(client, f"{base_of(play)}/v0/0.m4s")
    for name in ("v0/1.m4s", "a0/1.m4s", "v0/i0.mp4", "master.m3u8"):
        with django_assert_num_queries(0):
            body_of(client, f"{base_of(play)}/{name}")


def test_media_are_never_cached(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    for url in (play["playlist"], play["poll"], f"{base_of(play)}/v0/0.m4s", f"{base_of(play)}/v0/99.m4s"):
        assert client.get(url)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("header", "status", "first", "length"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-199", 206, 100, 100),
        ("bytes=-10", 206, -10, 10),
        ("bytes=5-", 206, 5, None),
        ("bytes=0-0,5-9", 200, 0, None),  # several ranges: the whole
        ("bytes=99999999-", 200, 0, None),  # media addresses have no 416
        ("lines=1-2", 200, 0, None),
        ("bytes=9-1", 200, 0, None),
    ],
)
def test_range_gives_that_part_of_the_same_bytes(
    signed_in: SignIn, recorded: Hearing, header: str, status: int, first: int, length: int | None
) -> None:
    client = signed_in("party")
    url = f"{base_of(opened(client, recorded))}/v0/0.m4s"
    whole = body_of(client, url)
    answer = client.get(url, headers={"Range": header})
    start = first if first >= 0 else len(whole) + first
    expected = whole[start : None if length is None else start + length]
    assert (answer.status_code, answer.getvalue()) == (status, expected)
    assert int(answer["Content-Length"]) == len(expected)
    if status == 206:
        assert answer["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"


def test_head_says_what_get_would(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    url = f"{base_of(opened(client, recorded))}/v0/0.m4s"
    got, asked = client.get(url), client.head(url)
    assert asked.status_code == 200
    assert {name: asked[name] for name in ("Content-Length", "Content-Type", "Cache-Control")} == {
        name: got[name] for name in ("Content-Length", "Content-Type", "Cache-Control")
    }


NAMES = ("master.m3u8", "v0/0.m4s", "v0/9999999.m4s", "v9/0.m4s", "x", "../../x", "v0/i9.mp4", "%00")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_media_answer_in_a_few_ways_only(signed_in: SignIn, recorded: Hearing, method: str) -> None:
    client = signed_in("party")
    base = base_of(opened(client, recorded))
    reads = {"master.m3u8", "v0/0.m4s"} if method in {"GET", "HEAD", "OPTIONS"} else set()
    answers = {name: client.generic(method, f"{base}/{name}").status_code for name in NAMES}
    assert answers == {name: 200 if name in reads else 404 for name in NAMES}


@pytest.mark.parametrize("track", ["v0", "a0"])
def test_every_segment_decodes(signed_in: SignIn, recorded: Hearing, tmp_path: Path, track: str) -> None:
    client = signed_in("party")
    names = parts_of(client, opened(client, recorded), track)
    base = base_of(opened(client, recorded))
    file = tmp_path / "track.mp4"
    file.write_bytes(b"".join(body_of(client, f"{base}/{name}") for name in names))
    command = [str(find_ffmpeg("").path), "-v", "error", "-xerror", "-i", str(file), "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(names) == 6


def test_recording_is_cut_to_the_session(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    text = body_of(client, f"{base_of(opened(client, recorded))}/v0.m3u8").decode()
    lengths = [float(value) for value in re.findall(r"#EXTINF:([\d.]+)", text)]
    assert sum(lengths) == pytest.approx(20.0, abs=0.05)
    assert SECONDS > 20


# --- who -----------------------------------------------------------------------------------------------------------


def test_play_is_worth_nothing_with_another_cookie(signed_in: SignIn, recorded: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    assert client.get(play["playlist"]).status_code == 200  # running: the gate remembers it
    for username in ("judge", "lawyer", "outsider", ""):
        for url in (play["playlist"], play["poll"], f"{base_of(play)}/v0/0.m4s"):
            assert signed_in(username).get(url).status_code == 404


def test_play_is_worth_nothing_in_another_session_of_the_same_person(
    signed_in: SignIn, recorded: Hearing
) -> None:
    play = opened(signed_in("party"), recorded)
    assert signed_in("party").get(play["playlist"]).status_code == 404


def test_play_of_a_cookie_does_not_open_to_the_cookie_beside_a_bearer(
    signed_in: SignIn, recorded: Hearing
) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    assert client.get(play["playlist"], headers={"Authorization": "Bearer x"}).status_code == 404
    assert client.get(play["playlist"]).status_code == 200


def test_play_is_refused_before_the_gate_knows_it_too(signed_in: SignIn, recorded: Hearing) -> None:
    play = opened(signed_in("party"), recorded)
    gate._running.clear()
    assert signed_in("judge").get(play["playlist"]).status_code == 404


@pytest.mark.parametrize("play_id", ["x", "a" * 26, "..", "a" * 25 + "!"])
def test_unknown_play_is_absent(signed_in: SignIn, recorded: Hearing, play_id: str) -> None:
    generation = opened(signed_in("party"), recorded)["generation"]
    assert signed_in("party").get(f"/media/{play_id}/{generation}/master.m3u8").status_code == 404
    assert signed_in("party").get(f"/media/{play_id}/poll").status_code == 404


# --- what ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "status"),
    [("party", 409), ("expert", 409), ("judge", 200), ("clerk", 200), ("assistant", 200)],
)
def test_before_the_session_is_marked_only_staff_hears(
    signed_in: SignIn, cast: Cast, username: str, status: int
) -> None:
    write_and_publish(cast)
    add_recording(cast)
    answer = signed_in(username).get(f"/api/v1/hearings/{cast.hearing.pk}/playback/")
    assert answer.status_code == status
    if status == 409:
        assert answer.json()["type"].endswith("session-not-marked")


@pytest.mark.parametrize(
    ("username", "status", "code"), [("judge", 409, "no-recording"), ("registry", 403, "role-lacks-class")]
)
def test_hearing_without_a_recording_says_so(
    signed_in: SignIn, heard: Cast, username: str, status: int, code: str
) -> None:
    answer = signed_in(username).get(f"/api/v1/hearings/{heard.hearing.pk}/playback/")
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (status, code)


def timeline(client: Client, hearing: Hearing) -> dict[str, Any]:
    return dict(client.get(f"/api/v1/hearings/{hearing.pk}/timeline/").json())


def spans(rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(row["start_ms"], row["end_ms"]) for row in rows]


def test_late_recorder_leaves_a_gap_at_the_start_that_plays(signed_in: SignIn, heard: Cast) -> None:
    mark(heard, HEARD_AT - timedelta(seconds=6))
    add_recording(heard)
    client = signed_in("party")
    line, play = timeline(client, heard.hearing), opened(client, heard.hearing)
    assert (line["duration_ms"], play["duration_ms"]) == (20_000, 20_000)
    assert (spans(line["gaps"]), spans(line["parts"])) == ([(0, 6_000)], [(6_000, 20_000)])
    for name in parts_of(client, play, "v0"):
        assert body_of(client, f"{base_of(play)}/{name}")
    text = body_of(client, f"{base_of(play)}/v0.m3u8").decode()
    lengths = [float(value) for value in re.findall(r"#EXTINF:([\d.]+)", text)]
    assert sum(lengths) == pytest.approx(20.0, abs=0.05)


def test_two_recordings_play_on_one_timeline(signed_in: SignIn, heard: Cast) -> None:
    mark(heard, length_ms=60_000)
    add_recording(heard)
    add_recording(heard, started_at=HEARD_AT + timedelta(seconds=30), tone=660)
    client = signed_in("party")
    line, play = timeline(client, heard.hearing), opened(client, heard.hearing)
    parts = spans(line["parts"])
    assert [start for start, _ in parts] == [0, 30_000]
    assert spans(line["gaps"]) == [(parts[0][1], 30_000), (parts[1][1], 60_000)]
    for key in ("v0", "a0"):
        for name in parts_of(client, play, key):
            assert body_of(client, f"{base_of(play)}/{name}")


def test_wrong_clock_of_fifty_years_makes_no_endless_timeline(signed_in: SignIn, cast: Cast) -> None:
    add_recording(cast)
    add_recording(cast, started_at=HEARD_AT + timedelta(days=18_262), tone=660)
    client = signed_in("judge")
    play = opened(client, cast.hearing)
    assert play["duration_ms"] == timeline(client, cast.hearing)["duration_ms"] == 48 * 3_600_000
    assert body_of(client, f"{base_of(play)}/v0/0.m4s")


def test_session_marked_years_before_the_recording_stays_bounded(signed_in: SignIn, cast: Cast) -> None:
    add_recording(cast)
    mark_session(cast.hearing, cast.caller("clerk"), RULE, HEARD_AT - timedelta(days=3_650), None)
    assert opened(signed_in("judge"), cast.hearing)["duration_ms"] == 48 * 3_600_000


@pytest.mark.parametrize(("username", "named"), [("clerk", True), ("party", False), ("registry", False)])
def test_timeline_names_the_recording_to_those_who_upload(
    signed_in: SignIn, recorded: Hearing, username: str, named: bool
) -> None:
    parts = timeline(signed_in(username), recorded)["parts"]
    assert [("recording" in part) for part in parts] == [named]


def test_missing_original_is_refused_and_not_an_error(
    signed_in: SignIn, recorded: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("party")
    play = opened(client, recorded)
    gate._running.clear()

    def gone(*_arguments: object, **_options: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("playback.services.gate.variant_for", gone)
    assert client.get(play["playlist"]).status_code == 423


def test_media_pass_by_what_only_pages_need(
    signed_in: SignIn, recorded: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("party")
    play = opened(client, recorded)

    def breaks(*_arguments: object) -> None:
        raise AssertionError("a session was asked for")

    monkeypatch.setattr(SessionMiddleware, "process_request", breaks)
    answer = client.get(play["playlist"])
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (answer["X-Frame-Options"], answer["Referrer-Policy"]) == ("DENY", "same-origin")
    with pytest.raises(AssertionError, match="session"):
        client.get("/help/")
