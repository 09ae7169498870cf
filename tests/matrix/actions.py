"""The actions of the policy, each bound to its addresses; those that have none are named with the reason."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.matrix import expected
from tests.matrix.asking import Asking, restriction_body
from tests.matrix.expected import Cell

SESSION, BEARER, MEDIA = "session", "bearer token", "media URL"
ANY = f"{SESSION}, {BEARER}"
HEARING = "/api/v1/hearings/<id>/"


@dataclass(frozen=True, slots=True)
class Bound:
    """An action of the policy at one address; ``credentials``: by which of them it can be had at all."""

    action: str
    method: str
    path: str
    ask: Callable[[Asking], str]
    want: Callable[[Cell], str]
    credentials: str = ANY
    note: str = ""

    @property
    def label(self) -> str:
        """The action and what of it, in a failure and in the document."""
        return f"{self.action} ({self.note})" if self.note else self.action

    @property
    def reads(self) -> bool:
        """Whether nothing is written."""
        return self.method in {"GET", "HEAD"}


def _hearing(asking: Asking, rest: str = "") -> str:
    return f"/api/v1/hearings/{asking.place.hearing}/{rest}"


BOUND = (
    Bound(
        "exists", "HEAD", HEARING, lambda a: a.existence(_hearing(a)), expected.existence, note="403 tells it"
    ),
    Bound("card", "GET", HEARING, lambda a: a.status("GET", _hearing(a)), expected.card),
    Bound(
        "card",
        "GET",
        f"{HEARING}timeline/",
        lambda a: a.status("GET", _hearing(a, "timeline/")),
        expected.card,
        note="timeline",
    ),
    Bound(
        "entries",
        "GET",
        f"{HEARING}entries/",
        lambda a: a.shows_text(_hearing(a, "entries/")),
        expected.entries,
    ),
    Bound(
        "search",
        "GET",
        "/api/v1/search/?q=",
        lambda a: a.shows_text("/api/v1/search/?q=staircase"),
        expected.search,
    ),
    Bound(
        "playlist",
        "GET",
        f"{HEARING}playback/",
        lambda a: expected.YES if a.opened().status == 200 else str(a.opened().status),
        expected.playlist,
    ),
    Bound(
        "playlist",
        "GET",
        "/media/<play>/<generation>/master.m3u8",
        lambda a: a.old("playlist"),
        expected.direct,
        MEDIA,
        "given before",
    ),
    Bound(
        "segment",
        "GET",
        "/media/<play>/<generation>/<track>/<n>.m4s",
        lambda a: a.plays(),
        expected.segment,
        ANY,
        "of a new play",
    ),
    Bound(
        "segment",
        "GET",
        "/media/<play>/<generation>/<track>/<n>.m4s",
        lambda a: a.old("segment"),
        expected.direct,
        MEDIA,
        "given before",
    ),
    Bound(
        "original",
        "GET",
        "/api/v1/recordings/<id>/original/",
        lambda a: a.status("GET", f"/api/v1/recordings/{a.place.recording}/original/", Range="bytes=0-99"),
        expected.original,
    ),
    Bound(
        "peaks",
        "GET",
        "/media/<play>/<generation>/peaks.json",
        lambda a: a.peaks(),
        expected.stream,
        ANY,
        "of a new play",
    ),
    Bound(
        "peaks",
        "GET",
        "/media/<play>/<generation>/peaks.json",
        lambda a: a.old("peaks"),
        expected.direct,
        MEDIA,
        "given before",
    ),
    Bound(
        "storyboard",
        "GET",
        "/media/<play>/<generation>/storyboard.json",
        lambda a: a.storyboard(),
        expected.stream,
        ANY,
        "of a new play",
    ),
    Bound(
        "storyboard",
        "GET",
        "/media/<play>/<generation>/storyboard/<n>.jpg",
        lambda a: a.old("tile"),
        expected.direct,
        MEDIA,
        "given before",
    ),
    Bound("upload", "POST", "/api/v1/uploads/", lambda a: a.upload(), lambda c: expected.duty(c, "upload")),
    Bound(
        "write entry",
        "POST",
        f"{HEARING}entries/",
        lambda a: a.status("POST", _hearing(a, "entries/"), {"offset_ms": 1_000, "text": "A note."}),
        lambda c: expected.duty(c, "protocol"),
    ),
    Bound(
        "write card",
        "PATCH",
        HEARING,
        lambda a: a.status("PATCH", _hearing(a), {"scheduled_minutes": 45}),
        lambda c: expected.duty(c, "card"),
    ),
    Bound(
        "propose restriction",
        "POST",
        "/api/v1/restrictions/",
        lambda a: a.status("POST", "/api/v1/restrictions/", restriction_body(a.place.hearing)),
        lambda c: expected.duty(c, "propose"),
    ),
    Bound(
        "confirm or lift",
        "POST",
        "/api/v1/restrictions/<id>/confirm/",
        lambda a: a.status("POST", f"/api/v1/restrictions/{a.place.restriction}/confirm/", {}),
        expected.ruling,
    ),
    Bound(
        "read audit",
        "GET",
        "/hearings/<id>/listeners/",
        lambda a: a.status("GET", f"/hearings/{a.place.hearing}/listeners/"),
        expected.listeners,
        SESSION,
        "who listened",
    ),
    Bound(
        "delete",
        "POST",
        "/api/v1/recordings/<id>/withdraw/",
        lambda a: a.status("POST", f"/api/v1/recordings/{a.place.recording}/withdraw/", {"reason": "test"}),
        lambda c: expected.duty(c, "delete"),
        note="taking out of the hearing; the original stays",
    ),
    Bound(
        "take over",
        "POST",
        "/hearings/<id>/take-over/",
        lambda a: a.take_over(),
        lambda c: expected.page(c, "take-over"),
        SESSION,
    ),
)

# action: (a word that its address will hold, why it has none)
UNBOUND = {
    "ask copy": ("cop(y|ies)", "No copy can be asked for yet."),
    "decide copy": ("cop(y|ies)", "No copy can be asked for yet."),
    "collect copy": ("cop(y|ies)", "No copy can be asked for yet."),
    "read proof": ("proof", "Proofs are made by a command on the machine; no address gives them out."),
    "export": ("export", "Exports are made by a command on the machine; no address gives them out."),
}
# action: where it is asked, since it needs somebody who is protected and a second sign-in
APART = {
    "read identity": "`GET /api/v1/hearings/<id>/participants/<id>/identity/`: tests/hearings/test_identity_reading.py",
    "write identity": "with the order that protects a person: tests/hearings/test_identities.py",
}
POLICY = (
    "exists",
    "card",
    "entries",
    "search",
    "playlist",
    "segment",
    "original",
    "peaks",
    "storyboard",
    "upload",
    "write entry",
    "write card",
    "propose restriction",
    "confirm or lift",
    "read identity",
    "write identity",
    "ask copy",
    "decide copy",
    "collect copy",
    "read audit",
    "read proof",
    "export",
    "delete",
    "take over",
)
"""Every action, in the policy's own words and order."""
