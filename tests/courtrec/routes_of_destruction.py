"""Addresses of acts of destruction, with who gets which answer. One by retention waits, the registry office asked."""

from tests.courtrec.rows import NOBODY, OFFICES, Row, api

PLANNERS = "chair registry"
# Whoever may be one of the two persons, the judges of the court above too.
DECIDERS = "judge chair clerk registry appeal"
COURTS = "courts/<str:court_id>"
ACT = "destruction-acts/<str:act_id>"

DESTRUCTION = (
    api(f"{COURTS}/retention/", "GET", PLANNERS, known=f"{OFFICES} client"),
    api(f"{COURTS}/destruction-acts/", "GET", PLANNERS, known=f"{OFFICES} client"),
    # The hearing is in an act already: who may is told so.
    api(
        f"{COURTS}/destruction-acts/",
        "POST",
        PLANNERS,
        status=409,
        known=f"{OFFICES} client",
        body={"hearings": ["{hearing_id}"]},
    ),
    api(f"{ACT}/", "GET", DECIDERS, known=NOBODY),
    # Its period has not ended, which a second person is told; the first is none, and of two one is a judge.
    api(f"{ACT}/approve/", "POST", "judge chair appeal", status=409, known="clerk registry"),
    api(f"{ACT}/refuse/", "POST", DECIDERS, known=NOBODY),
    api("hearings/<str:hearing_id>/", "DELETE", "judge clerk", status=409),
    api("recordings/<str:recording_id>/", "DELETE", "judge clerk", status=409),
    Row("hearings/<str:hearing_id>/destroy/", "GET", "judge clerk"),
    Row(f"{COURTS}/destruction/", "GET", PLANNERS, known=OFFICES),
    Row(f"{ACT}/", "GET", DECIDERS, known=NOBODY),
    Row(
        "^destruction-acts/(?P<act_id>[a-z2-7]{26})/(?P<name>approve|refuse)/$",
        "POST",
        DECIDERS,
        status=302,
        known=NOBODY,
    ),
)
