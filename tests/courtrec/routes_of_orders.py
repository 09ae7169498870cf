"""Addresses of what opens, holds and ends a hearing besides the table's own rights: each with who gets which answer."""

from tests.courtrec.rows import ALL, CASE, EVERYBODY, NOBODY, Row, api

# Of those whom a request for break-glass concerns: the other judges of the court and of the court above.
SECOND = "judge judge2 appeal"
HOLDERS = "judge chair registry"

ORDERS = (
    api("break-glass/", "GET", ALL),
    api(
        "break-glass/",
        "POST",
        "chair",
        status=201,
        body={"object": "{hearing_id}", "reason": "A complaint about this hearing."},
    ),
    api("break-glass/<str:request_id>/", "GET", f"chair {SECOND}", known=NOBODY),
    api("break-glass/<str:request_id>/approve/", "POST", SECOND, known="chair"),
    api("break-glass/<str:request_id>/refuse/", "POST", SECOND, known="chair"),
    # Not yet approved: who asked takes it back, the others refuse it.
    api("break-glass/<str:request_id>/end/", "POST", "chair", known=SECOND),
    api("hearings/<str:hearing_id>/hold/", "GET", NOBODY, special=dict.fromkeys(HOLDERS.split(), 404)),
    api("hearings/<str:hearing_id>/hold/", "POST", HOLDERS, status=201, body={"reason": "asked for"}),
    # There is none: who may is told so.
    api("hearings/<str:hearing_id>/hold/keep/", "POST", HOLDERS, status=409),
    api("hearings/<str:hearing_id>/release/", "POST", HOLDERS, status=409),
    Row("hearings/<str:hearing_id>/hold/", "GET", HOLDERS),
    Row("hearings/<str:hearing_id>/hold/keep/", "GET", HOLDERS),
    Row("hearings/<str:hearing_id>/release/", "GET", HOLDERS, status=409),
    # It is no court above: the registry office is told so.
    api(
        "cases/<str:case_id>/transfer/",
        "POST",
        "registry",
        status=422,
        known=CASE,
        body={"court": "{court_id}"},
    ),
    api("cases/<str:case_id>/transfers/", "GET", CASE, known=CASE),
    api("transfers/<str:transfer_id>/end/", "POST", "registry", known=CASE),
    Row("cases/<str:case_id>/transfer/", "GET", "registry", known=CASE),
    Row("transfers/<str:transfer_id>/end/", "GET", "registry", known=CASE),
    Row("break-glass/", "GET", EVERYBODY),
    Row("break-glass/new/", "GET", "chair", known=EVERYBODY),
    Row("break-glass/<str:request_id>/", "GET", f"chair {SECOND}", known=NOBODY),
    Row(
        "^break-glass/(?P<request_id>[a-z2-7]{26})/(?P<name>approve|refuse|end)/$",
        "POST",
        f"chair {SECOND}",
        status=302,
        known=NOBODY,
    ),
)
