"""Addresses of people's own accounts: sign-ins, passwords, second factors, passkeys."""

from tests.courtrec.rows import EVERYBODY, NOBODY, Row, same

ACCOUNTS = (
    Row("accounts/sessions/", "GET", EVERYBODY),
    Row("accounts/password/", "GET", EVERYBODY),
    # Of a clerk, by who administers the court.
    Row("people/<str:person_id>/reset-code/", "GET", "courtadmin admin", known=NOBODY),
    Row("accounts/confirm/", "GET", EVERYBODY),
    Row("accounts/step-up/", "GET", EVERYBODY),
    Row("accounts/second-factor/", "GET", EVERYBODY),
    same("accounts/second-factor/code/", status=302),  # only between password and entry
    # Without a second factor there is nothing to confirm with, to switch off or to read.
    same("accounts/second-factor/confirm/", status=302),
    Row("accounts/second-factor/off/", "GET", NOBODY, known=NOBODY),
    Row("accounts/second-factor/recovery/", "GET", NOBODY, known=NOBODY),
    Row("accounts/passkeys/", "GET", EVERYBODY),
    same("accounts/passkeys/confirm/", status=302),  # by password: there is no passkey
    # Asks for the password again first.
    same("accounts/second-factor/on/", status=302),
    same("accounts/second-factor/recovery/new/", status=302),
    same("accounts/passkeys/new/", status=302),
    same("accounts/passkeys/<int:pk>/name/", status=302),
    same("accounts/passkeys/<int:pk>/remove/", status=302),
    Row("accounts/identities/", "GET", EVERYBODY),
    same("accounts/identities/not-recognised/"),
    # No provider is named in a test.
    same("accounts/identities/<str:provider_id>/start/", 404, "POST"),
    same("accounts/identities/<str:provider_id>/back/", 404),
    same("accounts/reset/", status=302),  # without a proved code it leads back to where one is typed
    same("accounts/passkeys/sign-in/", status=302),  # what the button on the sign-in page talks to
)
