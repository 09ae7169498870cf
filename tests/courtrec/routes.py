"""Every address of the portal x method x who may: written out, so that a change of access is a change of this table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Who has at least existence and card of case 1's hearing, by policy.md; for the others it is not there.
COURT = "judge judge2 chair clerk clerk2 registry"
SIDES = "party lawyer prosecutor victim"
CASE = f"{COURT} {SIDES} assistant expert client"
HEARING = f"{CASE} witness"
READERS = f"judge chair clerk assistant {SIDES}"
VIEWERS = f"{READERS} witness expert"
WRITERS = "judge clerk"
CARDS = "clerk registry"
SEATED = "judge clerk assistant"
OFFICE_STEERERS = "clerk courtadmin"
STEERERS = f"{OFFICE_STEERERS} client"
OFFICES = f"{COURT} recused observer courtadmin"
EVERYBODY = f"{OFFICES} {SIDES} assistant expert witness clerk3 appeal admin outsider"
CLERKS = "clerk clerk2 clerk3"
SORTERS = "clerk clerk2 courtadmin"
NOBODY = ""
ROLES = ("", *sorted(EVERYBODY.split()), "client")
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
CHUNK = {**TUS, "HTTP_UPLOAD_OFFSET": "0", "CONTENT_TYPE": "application/offset+octet-stream"}


@dataclass(frozen=True, slots=True)
class Row:
    """`allowed` get `status`, the other `known` ones 403, everybody else 404 and nobody 401 (pages: sign-in).

    `body` names ids in braces; `special` are statuses that none of this explains, each with its reason beside it.
    """

    route: str
    method: str
    allowed: str
    status: int = 200
    known: str = HEARING
    body: dict[str, Any] | None = None
    special: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def expected(self, role: str) -> int:
        """Return the status that a role gets."""
        if role in self.special:
            return self.special[role]
        if not role or (role == "client" and not self.is_api):
            return 401 if self.is_api else 302
        if role in self.allowed.split():
            return self.status
        return 403 if role in self.known.split() else 404

    @property
    def status_for_all(self) -> bool:
        """Whether it is the same for everybody: nothing is decided there."""
        return len(self.special) == len(ROLES) and not self.route.startswith("media/")

    @property
    def is_api(self) -> bool:
        """Whether machines call it."""
        return self.route.startswith("api/")


def _api(route: str, method: str, allowed: str, **columns: Any) -> Row:
    return Row(f"api/v1/{route}", method, allowed, **columns)


def _open(route: str, status: int = 200, method: str = "GET", but: dict[str, int] | None = None) -> Row:
    """An address that is the same for everybody, signed in or not, but for some."""
    return Row(route, method, NOBODY, special=dict.fromkeys(ROLES, status) | (but or {}))


ALL = f"{EVERYBODY} client"
ONE = "api/v1/uploads/<str:upload_id>"

TABLE = (
    # --- public ------------------------------------------------------------------------------------------------
    _open("healthz"),
    _open("readyz", status=503),  # no worker runs in a test
    _open("help/"),
    _open("accounts/login/", but=dict.fromkeys(EVERYBODY.split(), 302)),
    _open("accounts/logout/", but={"": 302, "client": 302}),
    _open("oauth/token/", 400, "POST"),
    _open("api/v1/schema/"),
    _open("api/v1/docs/"),
    _open("api/v1/", status=302),
    # --- no such address: 401 to nobody, 404 to all others ------------------------------------------------------
    _api("^.*/$", "GET", NOBODY, known=NOBODY),
    _api("^.*/$", "POST", NOBODY, known=NOBODY),
    _api("^.*/$", "PUT", NOBODY, known=NOBODY),
    _api("^.*/$", "PATCH", NOBODY, known=NOBODY),
    _api("^.*/$", "DELETE", NOBODY, known=NOBODY),
    # --- media: bound to the judge's cookie, silent to everybody else -----------------------------------------
    _open("media/<str:play_id>/poll", 404, but={"judge": 200}),
    _open("media/<str:play_id>/<str:generation>/<path:name>", 404, but={"judge": 200}),
    # --- API: courts, cases ------------------------------------------------------------------------------------
    _api("courts/", "GET", ALL),
    _api("courts/<str:court_id>/", "GET", ALL),
    _api("cases/", "GET", ALL),
    _api(
        "cases/",
        "POST",
        "registry client",
        status=201,
        known=OFFICES,
        body={"court": "{court_id}", "number": "9/9"},
    ),
    _api("cases/<str:case_id>/", "GET", CASE, known=CASE),
    _api("cases/<str:case_id>/", "PATCH", f"{CARDS} client", known=CASE, body={"title": "Theft"}),
    _api(
        "cases/<str:case_id>/participants/",
        "POST",
        CARDS,
        status=201,
        known=CASE,
        body={"kind": "party", "name": "A. B."},
    ),
    _api("cases/<str:case_id>/seal/", "POST", "judge", known=CASE),
    _api("cases/<str:case_id>/unseal/", "POST", "judge", status=409, known=CASE),  # it is not sealed
    # --- API: hearings -----------------------------------------------------------------------------------------
    _api("hearings/", "GET", ALL),
    _api(
        "hearings/",
        "POST",
        "registry client",
        status=201,
        known=COURT,  # without an office in the court there is nothing to schedule in
        body={"cases": ["{case_id}"], "scheduled_at": "2026-04-01T05:00:00Z"},
    ),
    _api("hearings/<str:hearing_id>/", "GET", HEARING),
    _api("hearings/<str:hearing_id>/", "PATCH", f"{CARDS} client", body={"scheduled_minutes": 45}),
    _api(
        "hearings/<str:hearing_id>/session/",
        "POST",
        WRITERS,
        body={"opened_at": "2026-03-02T05:00:00Z", "closed_at": "2026-03-02T05:00:10Z"},
    ),
    # Already recorded: who may adjourn is told that it is too late.
    _api(
        "hearings/<str:hearing_id>/events/", "POST", f"{CARDS} client", status=409, body={"event": "adjourn"}
    ),
    _api(
        "hearings/<str:hearing_id>/assignments/",
        "POST",
        "registry",
        status=201,
        body={"user": "judge2", "role": "panel"},
    ),
    _api("hearings/<str:hearing_id>/timeline/", "GET", HEARING),
    _api("hearings/<str:hearing_id>/playback/", "GET", VIEWERS),
    _api(
        "hearings/<str:hearing_id>/gap-notes/",
        "POST",
        WRITERS,
        status=201,
        body={"started_at": "2026-03-02T05:00:00Z", "ended_at": "2026-03-02T05:01:00Z", "cause": "power"},
    ),
    # The witness knows of the own part only, and nothing of the time that this note is about.
    _api("gap-notes/<str:note_id>/", "GET", CASE, special={"witness": 404}),
    _api("gap-notes/<str:note_id>/", "PATCH", WRITERS, body={"cause": "lost"}),
    _api("gap-notes/<str:note_id>/", "DELETE", WRITERS, status=204),
    # --- API: restrictions: of those who propose and decide; who does neither reads the timeline -----------------
    _api("restrictions/", "GET", NOBODY, known=NOBODY),
    _api(
        "restrictions/",
        "POST",
        WRITERS,
        status=201,
        body={"hearing": "{hearing_id}", "kind": "closed", "started_at": "2026-03-02T05:00:05Z"},
    ),
    _api("restrictions/<str:restriction_id>/", "GET", WRITERS, known=WRITERS),
    # Only proposed yet: it is decided on, not changed.
    _api(
        "restrictions/<str:restriction_id>/",
        "PATCH",
        "judge",
        status=409,
        known=WRITERS,
        body={"excludes": ["defence"]},
    ),
    _api("restrictions/<str:restriction_id>/", "DELETE", WRITERS, known=WRITERS),
    _api("restrictions/<str:restriction_id>/confirm/", "POST", "judge", known=WRITERS),
    _api("restrictions/<str:restriction_id>/lift/", "POST", WRITERS, known=WRITERS),
    # Another person's: to be refused, not undone.
    _api("restrictions/<str:restriction_id>/undo/", "POST", "clerk", known=NOBODY, special={"judge": 409}),
    # --- API: protocol -----------------------------------------------------------------------------------------
    _api("hearings/<str:hearing_id>/entries/", "GET", READERS),
    _api(
        "hearings/<str:hearing_id>/entries/",
        "POST",
        WRITERS,
        status=201,
        body={"offset_ms": 1_000, "text": "A note."},
    ),
    _api("hearings/<str:hearing_id>/protocol/publish/", "POST", WRITERS, status=204),
    _api("entries/<str:entry_id>/", "GET", READERS),
    _api("entries/<str:entry_id>/", "PATCH", WRITERS, body={"text": "Another."}),
    _api("entries/<str:entry_id>/", "DELETE", WRITERS, status=204),
    _api("entries/<str:entry_id>/undo/", "POST", WRITERS),
    _api("entries/<str:entry_id>/revisions/", "GET", READERS),
    _api("search/", "GET", ALL),
    # --- API: uploads are their creator's (the clerk's) alone -------------------------------------------------
    _api("uploads/", "POST", "clerk client", status=201, headers={**TUS, "HTTP_UPLOAD_LENGTH": "9999"}),
    *(
        Row(f"{ONE}{slash}", method, "clerk", status=status, known=NOBODY, headers=headers)
        for method, status, headers in (
            ("GET", 200, {}),
            ("HEAD", 200, TUS),
            ("PATCH", 204, CHUNK),
            ("DELETE", 204, TUS),  # last: no rollback brings its file back
        )
        for slash in ("", "/")
    ),
    # --- API: recordings: for those who work on them ----------------------------------------------------------
    _api("recordings/", "GET", ALL),
    _api("recordings/<str:recording_id>/", "GET", f"{SEATED} client"),
    _api("recordings/<str:recording_id>/original/", "GET", WRITERS),
    _api(
        "recordings/<str:recording_id>/ranges/",
        "POST",
        "clerk client",
        status=201,
        body={"hearing": "{hearing_id}"},
    ),
    # The judge may take it out of this hearing but put it nowhere: the target wants who may upload there.
    _api("recordings/<str:recording_id>/move/", "POST", "clerk", body={"hearing": "{hearing_id}"}),
    _api("recordings/<str:recording_id>/withdraw/", "POST", WRITERS, status=204, body={"reason": "test"}),
    _api(
        "recordings/<str:recording_id>/",
        "PATCH",
        WRITERS,
        body={"started_at": "2026-03-02T05:00:01Z", "scope": "camera"},
    ),
    # A hearing reads it, so there is nothing to sort: who knows of that hearing is told so.
    _api("recordings/<str:recording_id>/dismiss/", "POST", NOBODY, body={"reason": "a test"}),
    _api("recordings/<str:recording_id>/restore/", "POST", NOBODY),
    _api("inbox/", "GET", ALL),
    _api("courts/<str:court_id>/recorder-profiles/", "GET", SORTERS, known=f"{OFFICES} client"),
    _api(
        "recorder-profiles/<str:profile_id>/test/",
        "POST",
        SORTERS,
        known=f"{OFFICES} client",
        body={"names": ["2026-03-02_10-05-15.mp4"]},
    ),
    _api("jobs/", "GET", ALL),
    _api("jobs/<str:job_id>/", "GET", f"{SEATED} courtadmin client", known=NOBODY),
    # The job is done and whole: who may is told that there is nothing to pause or to try again.
    _api("jobs/<str:job_id>/pause/", "POST", STEERERS, known=SEATED, status=409),
    _api("jobs/<str:job_id>/resume/", "POST", STEERERS, known=SEATED),
    _api("jobs/<str:job_id>/retry/", "POST", STEERERS, known=SEATED, status=409),
    # --- pages -------------------------------------------------------------------------------------------------
    Row("", "GET", EVERYBODY),
    Row("accounts/sessions/", "GET", EVERYBODY),
    Row("accounts/password/", "GET", EVERYBODY),
    Row("accounts/confirm/", "GET", EVERYBODY),
    Row("accounts/second-factor/", "GET", EVERYBODY),
    _open("accounts/second-factor/code/", status=302),  # only between password and entry
    # Without a second factor there is nothing to confirm with, to switch off or to read.
    _open("accounts/second-factor/confirm/", status=302),
    Row("accounts/second-factor/off/", "GET", NOBODY, known=NOBODY),
    Row("accounts/second-factor/recovery/", "GET", NOBODY, known=NOBODY),
    # Asks for the password again first.
    _open("accounts/second-factor/on/", status=302),
    _open("accounts/second-factor/recovery/new/", status=302),
    Row("search/", "GET", EVERYBODY),
    Row("jobs/", "GET", EVERYBODY),
    Row(
        "recordings/<str:recording_id>/work/",
        "POST",
        OFFICE_STEERERS,
        status=302,
        known=SEATED,
        body={"do": "pause"},
    ),
    Row(
        "jobs/kinds/<str:court_id>/<str:stage>/",
        "POST",
        "clerk clerk2 courtadmin",
        status=302,
        known=OFFICES,
        body={"do": "hold"},
    ),
    Row("hearings/", "GET", EVERYBODY),
    Row("cases/", "GET", EVERYBODY),
    Row("cases/new/", "GET", "registry", known=EVERYBODY),
    Row("cases/<str:case_id>/", "GET", CASE, known=CASE),
    Row("cases/<str:case_id>/edit/", "GET", CARDS, known=CASE),
    Row("cases/<str:case_id>/seal/", "GET", "judge", known=CASE),
    Row("cases/<str:case_id>/unseal/", "GET", "judge", known=CASE),
    Row("cases/<str:case_id>/participants/new/", "GET", CARDS, known=CASE),
    Row("cases/<str:case_id>/mandates/new/", "GET", CARDS, known=CASE),
    Row("cases/<str:case_id>/mandates/<str:mandate_id>/end/", "GET", CARDS, known=CASE),
    Row("cases/<str:case_id>/hearings/new/", "GET", "registry", known=COURT),
    Row("hearings/<str:hearing_id>/", "GET", HEARING),
    Row("hearings/<str:hearing_id>/listeners/", "GET", "judge"),
    Row("hearings/<str:hearing_id>/edit/", "GET", CARDS),
    Row("hearings/<str:hearing_id>/session/", "GET", WRITERS),
    Row("hearings/<str:hearing_id>/restrictions/", "GET", WRITERS),
    Row("hearings/<str:hearing_id>/restrictions/new/", "GET", WRITERS),
    Row("hearings/<str:hearing_id>/why/", "GET", "judge"),
    Row("courts/<str:court_id>/why/", "GET", "courtadmin", known=OFFICES),
    Row("hearings/<str:hearing_id>/close-now/", "POST", WRITERS, status=302),
    Row("restrictions/<str:restriction_id>/decide/", "GET", "judge", known=WRITERS),
    Row("restrictions/<str:restriction_id>/change/", "GET", "judge", known=WRITERS),
    Row("restrictions/<str:restriction_id>/lift/", "GET", WRITERS, known=WRITERS),
    Row("restrictions/<str:restriction_id>/keep/", "GET", "judge", known=WRITERS),
    Row("restrictions/<str:restriction_id>/undo/", "POST", WRITERS, status=302, known=WRITERS),
    Row("hearings/<str:hearing_id>/people/new/", "GET", "registry"),
    Row("hearings/<str:hearing_id>/people/<str:assignment_id>/end/", "GET", "registry"),
    Row("hearings/<str:hearing_id>/people/<str:assignment_id>/recuse/", "GET", "registry"),
    # Nobody: it is not held today (R16).
    Row("hearings/<str:hearing_id>/take-over/", "GET", NOBODY),
    Row("^hearings/(?P<hearing_id>[a-z2-7]{26})/(?P<name>adjourn|cancel|reschedule)/$", "GET", CARDS),
    Row("hearings/<str:hearing_id>/upload/", "GET", "clerk"),
    Row("hearings/<str:hearing_id>/recordings/", "GET", "clerk"),
    Row("hearings/<str:hearing_id>/gap-notes/new/", "GET", WRITERS),
    Row("gap-notes/<str:note_id>/edit/", "GET", WRITERS),
    Row("gap-notes/<str:note_id>/withdraw/", "GET", WRITERS),
    Row("hearings/<str:hearing_id>/entries/new/", "GET", WRITERS),
    Row("hearings/<str:hearing_id>/protocol/publish/", "GET", WRITERS),
    Row("entries/<str:entry_id>/edit/", "GET", WRITERS),
    Row("entries/<str:entry_id>/withdraw/", "POST", WRITERS, status=302),
    Row("entries/<str:entry_id>/undo/", "POST", WRITERS, status=302),
    Row("recordings/<str:recording_id>/", "GET", WRITERS),
    Row("recordings/<str:recording_id>/findings/seen/", "POST", "clerk", status=302),
    Row("recordings/<str:recording_id>/move/", "GET", WRITERS),
    Row("recordings/<str:recording_id>/withdraw/", "GET", WRITERS),
    Row("recordings/<str:recording_id>/clock/", "GET", WRITERS),
    Row("recordings/<str:recording_id>/assign/", "GET", NOBODY),
    Row("recordings/<str:recording_id>/dismiss/", "GET", NOBODY),
    Row("recordings/<str:recording_id>/restore/", "GET", NOBODY),
    Row("inbox/", "GET", CLERKS, known=EVERYBODY),
    Row("courts/<str:court_id>/recorder-profiles/", "GET", SORTERS, known=OFFICES),
    Row("courts/<str:court_id>/recorder-profiles/new/", "GET", "courtadmin", known=OFFICES),
    Row("recorder-profiles/<str:profile_id>/", "GET", SORTERS, known=OFFICES),
    Row("recorder-profiles/<str:profile_id>/edit/", "GET", "courtadmin", known=OFFICES),
)

ADMIN = "admin/"
"""Django's administration stands below this address; tests/courtrec/test_admin_site.py has its table."""


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Return each pattern of the portal with its whole address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address)
        else:
            yield address, pattern


def methods_of(pattern: URLPattern) -> set[str]:
    """Return the methods that an API view has of its own; a page is known by its GET."""
    view = getattr(pattern.callback, "cls", None)
    names = {"get", "post", "put", "patch", "delete"}
    return {name.upper() for name in names if view is not None and hasattr(view, name)}
