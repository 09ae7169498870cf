"""Every address of the portal x method x who may: written out, so that a change of access is a change of this table."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.courtrec.routes_of_accounts import ACCOUNTS
from tests.courtrec.routes_of_destruction import DESTRUCTION
from tests.courtrec.routes_of_disguises import DISGUISES
from tests.courtrec.routes_of_orders import ORDERS
from tests.courtrec.rows import (
    ALL,
    CARDS,
    CASE,
    CHUNK,
    CLERKS,
    COURT,
    EVERYBODY,
    HEARING,
    NOBODY,
    OFFICE_STEERERS,
    OFFICES,
    READERS,
    SEATED,
    SORTERS,
    STEERERS,
    TUS,
    VIEWERS,
    WRITERS,
    Row,
    api,
    same,
)

ONE = "api/v1/uploads/<str:upload_id>"

TABLE = (
    *ORDERS,
    *DESTRUCTION,
    *DISGUISES,
    *ACCOUNTS,
    # --- public ------------------------------------------------------------------------------------------------
    same("healthz"),
    same("readyz", status=503),  # no worker runs in a test
    same("help/"),
    same("accounts/login/", but=dict.fromkeys(EVERYBODY.split(), 302)),
    same("accounts/logout/", but={"": 302, "client": 302}),
    same("code/"),
    same("enter/passkey/", status=302),
    same("enter/", status=302),  # without a proved code it leads back to where one is typed
    same("oauth/token/", 400, "POST"),
    same("api/v1/schema/"),
    same("api/v1/docs/"),
    same("api/v1/", status=302),
    # --- no such address: 401 to nobody, 404 to all others ------------------------------------------------------
    api("^.*/$", "GET", NOBODY, known=NOBODY),
    api("^.*/$", "POST", NOBODY, known=NOBODY),
    api("^.*/$", "PUT", NOBODY, known=NOBODY),
    api("^.*/$", "PATCH", NOBODY, known=NOBODY),
    api("^.*/$", "DELETE", NOBODY, known=NOBODY),
    # --- media: bound to the judge's cookie, silent to everybody else -----------------------------------------
    same("media/<str:play_id>/poll", 404, but={"judge": 200}),
    same("media/<str:play_id>/<str:generation>/<path:name>", 404, but={"judge": 200}),
    # --- API: courts, cases ------------------------------------------------------------------------------------
    api("courts/", "GET", ALL),
    api("courts/<str:court_id>/", "GET", ALL),
    api("cases/", "GET", ALL),
    api(
        "cases/",
        "POST",
        "registry client",
        status=201,
        known=OFFICES,
        body={"court": "{court_id}", "number": "9/9"},
    ),
    api("cases/<str:case_id>/", "GET", CASE, known=CASE),
    api("cases/<str:case_id>/", "PATCH", f"{CARDS} client", known=CASE, body={"title": "Theft"}),
    api(
        "cases/<str:case_id>/participants/",
        "POST",
        CARDS,
        status=201,
        known=CASE,
        body={"kind": "party", "name": "A. B."},
    ),
    api("cases/<str:case_id>/orders/", "GET", "judge", known=CASE),
    api(
        "cases/<str:case_id>/orders/",
        "POST",
        "judge",
        status=201,
        known=CASE,
        body={"user": "outsider", "kind": "media", "classes": ["s"], "until": "2099-01-01T00:00:00Z"},
    ),
    api("orders/", "GET", ALL),
    api("orders/<str:order_id>/", "GET", "judge expert", known=NOBODY),
    api("orders/<str:order_id>/end/", "POST", "judge", known="expert"),
    api(
        "courts/<str:court_id>/inspections/",
        "POST",
        "chair",
        status=201,
        known=f"{OFFICES} client",
        body={
            "user": "observer",
            "cases": ["{case_id}"],
            "heard_from": "2026-03-02T00:00:00Z",
            "heard_to": "2026-03-03T00:00:00Z",
            "until": "2099-01-01T00:00:00Z",
        },
    ),
    api("participants/<str:participant_id>/end/", "POST", CARDS, status=204, known=CASE),
    api("cases/<str:case_id>/mandates/", "GET", CASE, known=CASE),
    api(
        "cases/<str:case_id>/mandates/",
        "POST",
        CARDS,
        status=201,
        known=CASE,
        body={"representative": "{lawyer_id}", "party": "{participant_id}"},
    ),
    api("mandates/<str:mandate_id>/", "GET", CASE, known=CASE),
    api("mandates/<str:mandate_id>/end/", "POST", CARDS, known=CASE),
    api("cases/<str:case_id>/seal/", "POST", "judge", known=CASE),
    api("cases/<str:case_id>/unseal/", "POST", "judge", status=409, known=CASE),  # it is not sealed
    # --- API: hearings -----------------------------------------------------------------------------------------
    api("hearings/", "GET", ALL),
    api(
        "hearings/",
        "POST",
        "registry client",
        status=201,
        known=COURT,  # without an office in the court there is nothing to schedule in
        body={"cases": ["{case_id}"], "scheduled_at": "2026-04-01T05:00:00Z"},
    ),
    api("hearings/<str:hearing_id>/", "GET", HEARING),
    api("hearings/<str:hearing_id>/", "PATCH", f"{CARDS} client", body={"scheduled_minutes": 45}),
    api(
        "hearings/<str:hearing_id>/session/",
        "POST",
        WRITERS,
        body={"opened_at": "2026-03-02T05:00:00Z", "closed_at": "2026-03-02T05:00:10Z"},
    ),
    # Already recorded: who may adjourn is told that it is too late.
    api(
        "hearings/<str:hearing_id>/events/", "POST", f"{CARDS} client", status=409, body={"event": "adjourn"}
    ),
    api(
        "hearings/<str:hearing_id>/assignments/",
        "POST",
        "registry",
        status=201,
        body={"user": "judge2", "role": "panel"},
    ),
    # Nobody: it is not held today (R16).
    api("hearings/<str:hearing_id>/take-over/", "POST", NOBODY, body={"reason": "illness"}),
    api("hearings/<str:hearing_id>/participants/", "GET", HEARING),
    api(
        "hearings/<str:hearing_id>/participants/",
        "POST",
        CARDS,
        status=201,
        body={"kind": "party", "name": "A. B."},
    ),
    api("hearings/<str:hearing_id>/participants/<str:participant_id>/", "GET", HEARING),
    # For the judge of the case, after a second sign-in.
    api("hearings/<str:hearing_id>/participants/<str:participant_id>/identity/", "GET", NOBODY),
    api("hearings/<str:hearing_id>/timeline/", "GET", HEARING),
    api("hearings/<str:hearing_id>/playback/", "GET", VIEWERS),
    api(
        "hearings/<str:hearing_id>/gap-notes/",
        "POST",
        WRITERS,
        status=201,
        body={"started_at": "2026-03-02T05:00:00Z", "ended_at": "2026-03-02T05:01:00Z", "cause": "power"},
    ),
    # The witness knows of the own part only, and nothing of the time that this note is about.
    api("gap-notes/<str:note_id>/", "GET", CASE, special={"witness": 404}),
    api("gap-notes/<str:note_id>/", "PATCH", WRITERS, body={"cause": "lost"}),
    api("gap-notes/<str:note_id>/", "DELETE", WRITERS, status=204),
    # --- API: restrictions: of those who propose and decide; who does neither reads the timeline -----------------
    api("restrictions/", "GET", NOBODY, known=NOBODY),
    api(
        "restrictions/",
        "POST",
        WRITERS,
        status=201,
        body={"hearing": "{hearing_id}", "kind": "closed", "started_at": "2026-03-02T05:00:05Z"},
    ),
    api("restrictions/<str:restriction_id>/", "GET", WRITERS, known=WRITERS),
    # Only proposed yet: it is decided on, not changed.
    api(
        "restrictions/<str:restriction_id>/",
        "PATCH",
        "judge",
        status=409,
        known=WRITERS,
        body={"excludes": ["defence"]},
    ),
    api("restrictions/<str:restriction_id>/", "DELETE", WRITERS, known=WRITERS),
    api("restrictions/<str:restriction_id>/confirm/", "POST", "judge", known=WRITERS),
    api("restrictions/<str:restriction_id>/lift/", "POST", WRITERS, known=WRITERS),
    # Another person's: to be refused, not undone.
    api("restrictions/<str:restriction_id>/undo/", "POST", "clerk", known=NOBODY, special={"judge": 409}),
    # --- API: protocol -----------------------------------------------------------------------------------------
    api("hearings/<str:hearing_id>/entries/", "GET", READERS),
    api(
        "hearings/<str:hearing_id>/entries/",
        "POST",
        WRITERS,
        status=201,
        body={"offset_ms": 1_000, "text": "A note."},
    ),
    api("hearings/<str:hearing_id>/protocol/publish/", "POST", WRITERS, status=204),
    api("entries/<str:entry_id>/", "GET", READERS),
    api("entries/<str:entry_id>/", "PATCH", WRITERS, body={"text": "Another."}),
    api("entries/<str:entry_id>/", "DELETE", WRITERS, status=204),
    api("entries/<str:entry_id>/undo/", "POST", WRITERS),
    api("entries/<str:entry_id>/revisions/", "GET", READERS),
    api("search/", "GET", ALL),
    # A person behind a session alone can confirm to be there; wrong passwords are told so.
    api("step-up/", "GET", EVERYBODY, known=ALL),
    api("step-up/", "POST", EVERYBODY, status=422, known=ALL),
    # --- API: uploads are their creator's (the clerk's) alone -------------------------------------------------
    api("uploads/", "POST", "clerk client", status=201, headers={**TUS, "HTTP_UPLOAD_LENGTH": "9999"}),
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
    api("recordings/", "GET", ALL),
    api("recordings/<str:recording_id>/", "GET", f"{SEATED} client"),
    api("recordings/<str:recording_id>/original/", "GET", WRITERS),
    api(
        "recordings/<str:recording_id>/ranges/",
        "POST",
        "clerk client",
        status=201,
        body={"hearing": "{hearing_id}"},
    ),
    # The judge may take it out of this hearing but put it nowhere: the target wants who may upload there.
    api("recordings/<str:recording_id>/move/", "POST", "clerk", body={"hearing": "{hearing_id}"}),
    api("recordings/<str:recording_id>/withdraw/", "POST", WRITERS, status=204, body={"reason": "test"}),
    api(
        "recordings/<str:recording_id>/",
        "PATCH",
        WRITERS,
        body={"started_at": "2026-03-02T05:00:01Z", "scope": "camera"},
    ),
    # A hearing reads it, so there is nothing to sort: who knows of that hearing is told so.
    api("recordings/<str:recording_id>/dismiss/", "POST", NOBODY, body={"reason": "a test"}),
    api("recordings/<str:recording_id>/restore/", "POST", NOBODY),
    api("inbox/", "GET", ALL),
    api("courts/<str:court_id>/recorder-profiles/", "GET", SORTERS, known=f"{OFFICES} client"),
    api(
        "recorder-profiles/<str:profile_id>/test/",
        "POST",
        SORTERS,
        known=f"{OFFICES} client",
        body={"names": ["2026-03-02_10-05-15.mp4"]},
    ),
    api("jobs/", "GET", ALL),
    api("jobs/<str:job_id>/", "GET", f"{SEATED} courtadmin client", known=NOBODY),
    # The job is done and whole: who may is told that there is nothing to pause or to try again.
    api("jobs/<str:job_id>/pause/", "POST", STEERERS, known=SEATED, status=409),
    api("jobs/<str:job_id>/resume/", "POST", STEERERS, known=SEATED),
    api("jobs/<str:job_id>/retry/", "POST", STEERERS, known=SEATED, status=409),
    # --- pages -------------------------------------------------------------------------------------------------
    Row("", "GET", EVERYBODY),
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
    Row("cases/<str:case_id>/participants/<str:participant_id>/entry/", "GET", CARDS, known=CASE),
    Row(
        "cases/<str:case_id>/participants/<str:participant_id>/entry/revoke/",
        "POST",
        CARDS,
        status=302,
        known=CASE,
    ),
    # Without a provider nobody asks for national ids.
    Row(
        "cases/<str:case_id>/participants/<str:participant_id>/national-id/",
        "GET",
        NOBODY,
        known=CASE,
        special=dict.fromkeys(CARDS.split(), 404),
    ),
    # The party was tied to the case by its name, and by the registry office: another helps it.
    Row("cases/<str:case_id>/participants/<str:participant_id>/reset-code/", "GET", "clerk", known=CASE),
    Row("cases/<str:case_id>/mandates/new/", "GET", CARDS, known=CASE),
    Row("cases/<str:case_id>/orders/", "GET", "judge", known=CASE),
    Row("cases/<str:case_id>/orders/new/", "GET", "judge", known=CASE),
    Row("orders/<str:order_id>/end/", "GET", "judge", known="expert"),
    Row("courts/<str:court_id>/inspections/", "GET", "chair", known=OFFICES),
    Row("courts/<str:court_id>/inspections/new/", "GET", "chair", known=OFFICES),
    Row("participants/<str:participant_id>/end/", "GET", CARDS, known=CASE),
    Row("cases/<str:case_id>/mandates/<str:mandate_id>/end/", "GET", CARDS, known=CASE),
    Row("cases/<str:case_id>/hearings/new/", "GET", "registry", known=COURT),
    Row("hearings/<str:hearing_id>/", "GET", HEARING),
    Row("hearings/<str:hearing_id>/listeners/", "GET", "judge"),
    Row("hearings/<str:hearing_id>/edit/", "GET", CARDS),
    Row("hearings/<str:hearing_id>/session/", "GET", WRITERS),
    Row("hearings/<str:hearing_id>/restrictions/", "GET", WRITERS),
    Row("hearings/<str:hearing_id>/restrictions/new/", "GET", WRITERS),
    # The judge of the case is led to the second sign-in first.
    Row(
        "hearings/<str:hearing_id>/participants/<str:participant_id>/identity/",
        "GET",
        NOBODY,
        special={"judge": 302},
    ),
    Row("hearings/<str:hearing_id>/why/", "GET", "judge"),
    Row("notices/<str:notice_id>/", "GET", "judge", known=NOBODY),
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
