"""Addresses of disguises x method x who may: those who propose restrictions and may hear the voice under them."""

from tests.courtrec.rows import NOBODY, WRITERS, Row, api, same

DISGUISES = (
    # What a voice protects against is no secret of any hearing.
    same("voices/", but={"": 302, "client": 302}),
    api("disguises/", "GET", NOBODY, known=NOBODY),
    api("disguises/<str:disguise_id>/", "GET", WRITERS, known=WRITERS),
    # Its render is not made: none of the two finds any.
    api("disguises/<str:disguise_id>/sound/", "GET", NOBODY, known=NOBODY),
    api("disguises/<str:disguise_id>/release/", "POST", WRITERS, known=WRITERS, body={"version": 1}),
    # Nothing of this hearing is protected, so no voice would serve.
    api("disguises/<str:disguise_id>/again/", "POST", WRITERS, status=409, known=WRITERS),
    api("disguises/<str:disguise_id>/lines/", "GET", WRITERS, known=WRITERS),
    api(
        "disguises/<str:disguise_id>/lines/<str:entry_id>/",
        "POST",
        WRITERS,
        known=WRITERS,
        body={"revision": 1, "cover": []},
    ),
    Row("disguises/<str:disguise_id>/lines/<str:entry_id>/", "POST", WRITERS, status=302, known=WRITERS),
    Row("hearings/<str:hearing_id>/disguises/", "GET", WRITERS),
    Row("disguises/<str:disguise_id>/sound.flac", "GET", NOBODY, known=NOBODY),
    Row("disguises/<str:disguise_id>/pictures/<int:number>.mp4", "GET", NOBODY, known=NOBODY),
    Row("disguises/<str:disguise_id>/release/", "POST", WRITERS, status=302, known=WRITERS),
    Row("disguises/<str:disguise_id>/again/", "POST", WRITERS, status=302, known=WRITERS),
)
