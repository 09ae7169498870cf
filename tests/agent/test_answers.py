"""What the agent makes of each answer: go on, wait, start anew, or give a file up with its reason."""

import base64
import hashlib
import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.config import Config, read_config
from agent.pace import Pace
from agent.portal import Portal, Trouble
from agent.report import status_lines
from agent.rounds import Rounds
from agent.source import Found, find
from agent.state import State
from agent.upload import Changed, Uploader
from tests.agent.odd_portal import TUS, OddPortal, Told

BYTES = b"0123456789" * 1000
NO_END = math.inf


@pytest.fixture
def portal() -> Iterator[OddPortal]:
    with OddPortal() as portal:
        yield portal


@pytest.fixture
def config(portal: OddPortal, tmp_path: Path) -> Config:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.mp3").write_bytes(BYTES)
    path = tmp_path / "agent.ini"
    path.write_text(
        f"[agent]\nportal = {portal.url}\nclient_id = c\nclient_secret = s\nstill_s = 0\nminimum_age_s = 0\n"
        "[folder:1]\npath = in\ncourtroom = room\ncamera = 3\nchannels = judge, clerk\nstarted_at = mtime\n"
    )
    return read_config(str(path), {})


@pytest.fixture
def uploader(config: Config) -> Uploader:
    return Uploader(Portal(config, Pace(config.hours)), State(config.data))


def only(config: Config) -> Found:
    """The one file of the folder as it is now."""
    return next(find(config.folders, lambda path, error: pytest.fail(f"{path}: {error}")))


def sent(uploader: Uploader) -> dict[str, object]:
    """Send it until the portal has had its say; returns what the state, read anew, says."""
    uploader.send(only(uploader.config), NO_END)
    return State(uploader.config.data).files[only(uploader.config).path]


def test_declaration_carries_what_the_folder_says(uploader: Uploader, portal: OddPortal) -> None:
    os.utime(uploader.config.folders[0].path + "/a.mp3", (1_700_000_000, 1_700_000_000))
    assert sent(uploader)["status"] == "done"
    pairs = (pair.split(" ") for pair in portal.headers[0]["Upload-Metadata"].split(","))
    assert {key: base64.b64decode(value).decode() for key, value in pairs} == {
        "filename": "a.mp3",
        "sha256": hashlib.sha256(BYTES).hexdigest(),
        "courtroom": "room",
        "camera": "3",
        "channels": "judge, clerk",
        "started_at": "2023-11-14T22:13:20+00:00",
    }
    assert bytes(portal.parts[-1]) == BYTES
    assert portal.seen == ["token", "POST", "HEAD", "PATCH"]
    checksum = base64.b64encode(hashlib.sha256(BYTES).digest()).decode()
    assert portal.headers[-1]["Upload-Checksum"] == f"sha256 {checksum}"


@pytest.mark.parametrize(
    ("method", "status"),
    [("POST", 413), ("POST", 422), ("PATCH", 415), ("PATCH", 413), ("POST", 400), ("POST", 412)],
)
def test_refusal_is_final_and_keeps_its_reason(
    uploader: Uploader, portal: OddPortal, method: str, status: int
) -> None:
    portal.told.append(Told(method, status, title="Not this one."))
    entry = sent(uploader)
    assert (entry["status"], entry["reason"]) == ("refused", f"Not this one. (HTTP {status})")
    assert Rounds(uploader, once=True).look() == []


@pytest.mark.parametrize(
    ("told", "whole", "code", "after_s"),
    [
        (Told("POST", 503, {**TUS, "Retry-After": "7"}), True, 3, 7.0),
        (Told("PATCH", 507), True, 3, 0.0),
        (Told("PATCH", 429, {"Retry-After": "9"}), True, 3, 9.0),
        (Told("PATCH", 500, {"Retry-After": "soon"}), True, 3, 0.0),
        # no time at all to come back is capped
        (Told("PATCH", 503, {**TUS, "Retry-After": "99999999"}), True, 3, 3600.0),
        # only this file: its other writer, its other offset
        (Told("PATCH", 423), False, 3, 0.0),
        (Told("PATCH", 409), False, 3, 0.0),
        # only this courtroom, and an administrator can mend it
        (Told("POST", 404), False, 4, 0.0),
        (Told("POST", 403), False, 4, 0.0),
        (Told("PATCH", 403), False, 4, 0.0),
        # not the portal itself: a proxy's page, a provider's login
        (Told("HEAD", 404, {}), True, 3, 0.0),
        (Told("PATCH", 413, {}), True, 3, 0.0),
        (Told("POST", 200, {"Content-Type": "text/html"}), True, 3, 0.0),
        (Told("POST", 307, {"Location": "http://elsewhere.example/"}), True, 3, 0.0),
    ],
)
def test_trouble_is_waited_out_and_then_the_file_goes(
    uploader: Uploader, portal: OddPortal, told: Told, whole: bool, code: int, after_s: float
) -> None:
    portal.told.append(told)
    with pytest.raises(Trouble) as caught:
        uploader.send(only(uploader.config), NO_END)
    assert (caught.value.whole, caught.value.code, caught.value.after_s) == (whole, code, after_s)
    assert sent(uploader)["status"] == "done"
    assert bytes(portal.parts[-1]) == BYTES


@pytest.mark.parametrize("status", [404, 410])
def test_upload_that_is_gone_starts_anew(uploader: Uploader, portal: OddPortal, status: int) -> None:
    portal.told.append(Told("HEAD", status))
    assert sent(uploader)["status"] == "sending"
    assert sent(uploader)["status"] == "done"
    assert len(portal.parts) == 2


def test_token_that_has_run_out_is_renewed_in_the_middle(uploader: Uploader, portal: OddPortal) -> None:
    portal.told.append(Told("PATCH", 401))
    assert sent(uploader)["status"] == "done"
    assert portal.seen == ["token", "POST", "HEAD", "PATCH", "token", "PATCH"]
    assert bytes(portal.parts[-1]) == BYTES


def test_damaged_arrival_is_sent_once_more_and_then_given_up(uploader: Uploader, portal: OddPortal) -> None:
    portal.told.extend([Told("PATCH", 460), Told("PATCH", 460)])
    assert sent(uploader)["status"] == "sending"
    entry = sent(uploader)
    assert entry["status"] == "refused"
    assert "arrived damaged" in str(entry["reason"])


def test_damaged_arrival_that_succeeds_then_is_done(uploader: Uploader, portal: OddPortal) -> None:
    portal.told.append(Told("HEAD", 460))
    assert sent(uploader)["status"] == "sending"
    assert sent(uploader)["status"] == "done"
    assert len(portal.parts) == 2


def test_damaged_arrival_of_a_changed_file_waits_for_it(uploader: Uploader, portal: OddPortal) -> None:
    found = only(uploader.config)
    uploader.state.put(found, "sending", hashlib.sha256(b"before").hexdigest(), url="/api/v1/uploads/1")
    portal.parts.append(bytearray())
    portal.told.append(Told("HEAD", 460))
    Path(found.path).write_bytes(b"another length")
    with pytest.raises(Changed):
        uploader.send(found, NO_END)


def test_file_that_shrinks_while_it_is_sent_waits(uploader: Uploader, portal: OddPortal) -> None:
    found = only(uploader.config)
    uploader.state.put(found, "sending", hashlib.sha256(BYTES).hexdigest())
    Path(found.path).write_bytes(BYTES[:-1])
    with pytest.raises(Changed):
        uploader.send(found, NO_END)
    assert portal.parts == [bytearray()]


def test_time_slice_ends_after_a_chunk_and_goes_on_from_there(uploader: Uploader, portal: OddPortal) -> None:
    uploader.chunk = 3000
    uploader.send(only(uploader.config), until=0.0)
    assert len(portal.parts[-1]) == 3000
    assert sent(uploader)["status"] == "done"
    assert bytes(portal.parts[-1]) == BYTES


def test_file_with_another_time_goes_on_where_it_was(uploader: Uploader, portal: OddPortal) -> None:
    path = only(uploader.config).path
    uploader.chunk = 3000
    uploader.send(only(uploader.config), until=0.0)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert sent(uploader)["status"] == "done"
    os.utime(path, (1_700_003_600, 1_700_003_600))
    assert sent(uploader)["status"] == "done"
    assert [bytes(part) for part in portal.parts] == [BYTES]


def test_status_shows_percent_time_left_and_what_waits(uploader: Uploader, portal: OddPortal) -> None:
    Path(uploader.config.folders[0].path, "b.mp4").write_bytes(BYTES)
    uploader.chunk = 2500
    uploader.send(only(uploader.config), until=0.0)
    counts, first, second = status_lines(uploader.config, State(uploader.config.data))
    assert counts == "sending: 1  waiting: 1  sent: 0  refused: 0"
    assert first == "sending  a.mp3  0.0 MB  25 %, 1 min left"
    assert second == "waiting  b.mp4  0.0 MB"


def test_round_goes_on_with_others_when_one_courtroom_is_closed(
    uploader: Uploader, portal: OddPortal
) -> None:
    Path(uploader.config.folders[0].path, "b.mp3").write_bytes(BYTES + b"more")
    portal.told.append(Told("POST", 403, title="You may not do this."))
    assert Rounds(uploader, once=True).run() == 4
    assert [entry["status"] for entry in uploader.state.files.values()] == ["sending", "done"]


def test_round_of_an_unreachable_portal_ends_with_its_code(uploader: Uploader, portal: OddPortal) -> None:
    portal.told.append(Told("POST", 503))
    assert Rounds(uploader, once=True).run() == 3


def test_same_bytes_for_another_courtroom_are_sent_there(uploader: Uploader, portal: OddPortal) -> None:
    assert sent(uploader)["status"] == "done"
    sha256 = hashlib.sha256(BYTES).hexdigest()
    assert uploader.state.is_sent(sha256, "room")
    assert not uploader.state.is_sent(sha256, "other")
