"""Hearings of a test's own, made over HTTP by the people of the demo court, so that no test disturbs another."""

import subprocess
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from media_pipeline.ffmpeg.binary import find_ffmpeg
from tests.acceptance.tus import send, work_on
from tests.acceptance.visitor import every, sign_in

SECONDS = 20
TONES_HZ = (300, 700, 1300, 2100)
"""What is heard on each microphone of the recording that `make_media` makes."""
MICROPHONES = "judge,prosecution,defence,witness"
CRIMINAL, PROTECTED = "7512-26-00-1/101", "7512-26-00-1/118"
"""The demonstration's cases that have a recording."""
_numbers = count(1)


def make_media(folder: Path, seconds: int = SECONDS) -> Path:
    """Return an MP4 as a recorder writes it: a moving picture of 25 frames/s, four microphones with a tone each."""
    sounds = [part for tone in TONES_HZ for part in ("-f", "lavfi", "-i", f"sine={tone}:r=48000:d={seconds}")]
    merge = "[1:a][2:a][3:a][4:a]amerge=inputs=4,aformat=channel_layouts=4.0[a]"
    path = folder / "courtroom.mp4"
    command = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-y"]
    command += ["-f", "lavfi", "-i", f"testsrc=size=320x180:rate=25:duration={seconds}", *sounds]
    command += ["-filter_complex", merge, "-map", "0:v", "-map", "[a]", "-c:v", "libx264"]
    command += ["-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "192k"]
    subprocess.run([*command, str(path)], check=True, timeout=120)
    return path


class Stage:
    """Acts over the API as registry office and clerk."""

    def __init__(self, url: str) -> None:
        self._open = ExitStack()
        self._clients: dict[str, httpx.Client] = {}
        self.url = url

    def of(self, username: str) -> httpx.Client:
        """Return a session of a member of the cast."""
        if username not in self._clients:
            self._clients[username] = sign_in(self.url, username)
            self._open.callback(self._clients[username].close)
        return self._clients[username]

    def close(self) -> None:
        """Close every session."""
        self._open.close()

    def demo_hearing(self, case: str = CRIMINAL) -> str:
        """Return the hearing of a case of the demonstration that has a recording and a published protocol."""
        rows = every(self.of("judge"), "/api/v1/hearings/")
        named = [row for row in rows if row["cases"][0]["number"] == case and row["protocol_published_at"]]
        return str(named[0]["id"])

    def hearing(self, *, minutes_ago: int = 600, sworn: bool = False) -> str:
        """Create a case with its hearing, judge and clerk (perhaps sworn) in their places, `party` a party; returns
        its id.
        """
        registry = self.of("registry")
        rooms = registry.get("/api/v1/hearings/").raise_for_status().json()["results"]
        known = next(row for row in rooms if row["courtroom"] and row["court"])
        place = next(_numbers)
        party = {"kind": "party", "side": "defence", "name": "Тестов А. А.", "user": "party"}
        case = {"court": known["court"], "number": f"9/{place:04d}", "title": "Test", "participants": [party]}
        case_id = registry.post("/api/v1/cases/", json=case).raise_for_status().json()["id"]
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes_ago + place)
        seats = [{"user": "judge", "role": "presiding"}, {"user": "clerk", "role": "clerk", "sworn": sworn}]
        body = {"cases": [case_id], "courtroom": known["courtroom"], "scheduled_at": at.isoformat()}
        made = registry.post("/api/v1/hearings/", json=body | {"assignments": seats})
        return str(made.raise_for_status().json()["id"])

    def card(self, hearing: str) -> dict[str, Any]:
        """Return a hearing's card as the clerk reads it."""
        found: dict[str, Any] = self.of("clerk").get(f"/api/v1/hearings/{hearing}/").raise_for_status().json()
        return found

    def record(self, hearing: str, media: Path) -> str:
        """Upload a recording that begins with the hearing and wait until it plays; returns its id."""
        start = self.card(hearing)["started_at"]
        clerk = self.of("clerk")
        metadata = {"filename": media.name, "hearing": hearing, "started_at": start, "channels": MICROPHONES}
        sent = send(clerk, media.read_bytes(), **metadata)
        assert sent.accepted, sent
        assert work_on(clerk, sent)["job_state"] == "done"
        return sent.recording

    def mark(self, hearing: str, seconds: int = SECONDS) -> None:
        """Mark the session: it opened when it was scheduled and lasted so long."""
        opened = datetime.fromisoformat(self.card(hearing)["started_at"])
        closed = opened + timedelta(seconds=seconds)
        body = {"opened_at": opened.isoformat(), "closed_at": closed.isoformat()}
        self.of("clerk").post(f"/api/v1/hearings/{hearing}/session/", json=body).raise_for_status()

    def write(self, hearing: str, texts: list[str], every_ms: int = 4_000) -> list[str]:
        """Write one entry every so often; returns their ids."""
        rows = [
            {"offset_ms": place * every_ms, "speaker": "Тестов А. А.", "text": text}
            for place, text in enumerate(texts)
        ]
        where = f"/api/v1/hearings/{hearing}/entries/"
        clerk = self.of("clerk")
        clerk.post(where, json={"entries": rows}).raise_for_status()
        return [row["id"] for row in clerk.get(where).raise_for_status().json()["results"]]

    def publish(self, hearing: str) -> None:
        """Publish the protocol."""
        self.of("clerk").post(f"/api/v1/hearings/{hearing}/protocol/publish/").raise_for_status()
