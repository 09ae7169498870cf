"""One person in one state at the portal's addresses: what each answers, in the words of what is expected of it."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from foundation.clock import plus_ms, rfc3339
from hearings.models import Restriction
from media_pipeline.models import Recording
from protocol.services.imports import import_entries
from tests.cast import HEARD_AT, RULE, Cast
from tests.matrix.expected import NOTHING, SIGN_IN, YES
from tests.matrix.server import FORM_TOKEN, Answer, Visitor
from tests.matrix.states import PART
from tests.restrictions import restrict

WORD = "staircase"
TURN = (8_900, 11_100)
TRACKS = ("v0", "a0")
LEAK = "LEAK"
TOKEN = {"Cookie": f"csrftoken={FORM_TOKEN}", "X-CSRFToken": FORM_TOKEN}
JSON = {"Content_Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Place:
    """What is asked for: ids of the hearing, its recording and a restriction that waits for a ruling."""

    hearing: str
    recording: str
    restriction: str


@dataclass(frozen=True, slots=True)
class Given:
    """Addresses that an opened play gave, and what was behind them: the part's segments, peaks, its tile."""

    generation: str
    segments: tuple[str, ...]
    bodies: tuple[bytes, ...]
    peaks: str
    tile: str
    playlist: str


def place_of(cast: Cast) -> Place:
    """Write a turn of the witness in the part, and propose a restriction beside the session."""
    start, end = TURN
    turn = {
        "offset_ms": start,
        "end_offset_ms": end,
        "participant": cast.parts["witness"].pk,
        "speaker": "witness",
        "text": f"Nobody had told me of the {WORD}.",
        "external_id": "turn-of-the-part",
    }
    import_entries(cast.hearing, [turn], "", cast.caller("clerk"), RULE)
    waits: Restriction = restrict(
        cast.hearing, "provisional", 60_000, 61_000, state="proposed", proposed_by=cast.people["clerk"].pk
    )
    return Place(cast.hearing.pk, Recording.objects.get().pk, waits.pk)


@dataclass(slots=True)
class Asking:
    """``content``: the part's segments as the judge has them in the open hearing; ``given``: this person's own."""

    visitor: Visitor
    place: Place
    content: frozenset[bytes] = frozenset()
    given: Given | None = None
    others: Given | None = None
    _opened: list[Answer] = field(default_factory=list)

    def status(self, method: str, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> str:
        """Return YES for what is done or shown, the sign-in as 401, else the status."""
        sent = b"" if body is None else json.dumps(body).encode()
        answer = self.visitor.ask(method, path, sent, **(JSON if body is not None else {}), **headers)
        to_sign_in = answer.status == 302 and "/login/" in answer.headers["Location"]
        if to_sign_in:
            return SIGN_IN
        return YES if 200 <= answer.status < 400 else str(answer.status)

    def existence(self, path: str) -> str:
        """HEAD tells of existence by everything but 404 and 401."""
        status = self.status("HEAD", path)
        return YES if status == "403" else status

    def shows_text(self, path: str) -> str:
        """Return whether the part's words are in a list."""
        answer = self.visitor.ask("GET", path)
        if answer.status != 200:
            return str(answer.status)
        rows = json.loads(answer.body)["results"]
        return YES if any(WORD in row["text"] for row in rows) else NOTHING

    def opened(self) -> Answer:
        """Open a play, once in this state."""
        if not self._opened:
            self._opened.append(self.visitor.ask("GET", f"/api/v1/hearings/{self.place.hearing}/playback/"))
        return self._opened[0]

    def given_now(self) -> Given | None:
        """Return what a play that is opened now gives, None where it does not open."""
        answer = self.opened()
        return self._given(json.loads(answer.body)) if answer.status == 200 else None

    def _given(self, play: dict[str, Any]) -> Given:
        base = play["playlist"].rpartition("/")[0]
        segments = tuple(f"{base}/{self._segment(base, key)}" for key in TRACKS)
        bodies = tuple(self.visitor.ask("GET", path).body for path in segments)
        tile = self._tile(play["storyboard"])
        return Given(play["generation"], segments, bodies, play["peaks"], tile, play["playlist"])

    def _segment(self, base: str, key: str) -> str:
        """Return the name of the segment that holds the middle of the part."""
        lines = self.visitor.ask("GET", f"{base}/{key}.m3u8").body.decode().splitlines()
        at, middle = 0.0, sum(PART) / 2000
        for number, line in enumerate(lines):
            if line.startswith("#EXTINF:"):
                at += float(line[8:].split(",")[0])
                if at > middle:
                    return next(name for name in lines[number:] if not name.startswith("#"))
        raise AssertionError(lines)

    def _tile(self, storyboard: str | None) -> str:
        """Return the address of the part's picture, empty where there is none."""
        if storyboard is None:
            return ""
        rows = json.loads(self.visitor.ask("GET", storyboard).body)["tiles"]
        named = [row["tile"] for row in rows if PART[0] <= row["at_ms"] < PART[1]]
        return f"{storyboard.rpartition('/')[0]}/{named[0]}" if named else ""

    def plays(self) -> str:
        """Return whether a new play holds the part; LEAK where it holds it under another name than the one known."""
        now = self.given_now()
        if now is None:
            return str(self.opened().status)
        if now.bodies == self.given.bodies if self.given else self.content.issuperset(now.bodies):
            return YES
        return LEAK if self.content & set(now.bodies) else NOTHING

    def peaks(self) -> str:
        """Return whether a new play's peaks tell of the part."""
        if self.opened().status != 200:
            return str(self.opened().status)
        address = json.loads(self.opened().body)["peaks"]
        document = json.loads(self.visitor.ask("GET", address).body)
        inside = document["peaks"][PART[0] // document["step_ms"] : PART[1] // document["step_ms"]]
        return YES if min(inside) > 0 else NOTHING if max(inside) == 0 else LEAK

    def storyboard(self) -> str:
        """Return whether a new play shows a picture of the part."""
        if self.opened().status != 200:
            return str(self.opened().status)
        return YES if self._tile(json.loads(self.opened().body)["storyboard"]) else NOTHING

    def old(self, name: str) -> str:
        """Ask for an address that was given before the state came: an own one, else another person's."""
        given = self.given or self.others
        assert given is not None
        return self.status("GET", given.segments[0] if name == "segment" else str(getattr(given, name)))

    def upload(self) -> str:
        """Declare an upload to the hearing."""
        metadata = f"filename YS5tcDQ=,hearing {b64encode(self.place.hearing.encode()).decode()}"
        tus = {"Tus_Resumable": "1.0.0", "Upload_Length": "9999", "Upload_Metadata": metadata}
        return self.status("POST", "/api/v1/uploads/", None, **tus)

    def take_over(self) -> str:
        """Fill in the page's form."""
        # As a browser has it that was signed out meanwhile: the form's token alone.
        form = {"Content_Type": "application/x-www-form-urlencoded"} | TOKEN | dict(self.visitor.credential)
        answer = self.visitor.ask("POST", f"/hearings/{self.place.hearing}/take-over/", b"reason=ill", **form)
        to_sign_in = answer.status == 302 and "/login/" in answer.headers["Location"]
        return SIGN_IN if to_sign_in else YES if answer.status == 302 else str(answer.status)


def restriction_body(hearing: str) -> dict[str, str]:
    """Return a restriction on the rest of the session, from its first second on."""
    return {"hearing": hearing, "kind": "closed", "started_at": rfc3339(plus_ms(HEARD_AT, 1_000)) or ""}
