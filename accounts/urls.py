"""Sign-in and sign-out; registration stays closed."""

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import index, reauthenticate as reauthenticate_by_code
from django.urls import path
from django.views.generic import TemplateView

from accounts.web.identities import back, own_identities, start
from accounts.web.login import sign_in, sign_out
from accounts.web.passkeys import (
    add_passkey,
    confirm_by_passkey,
    list_passkeys,
    remove_passkey,
    rename_passkey,
    sign_in_by_passkey,
)
from accounts.web.password import change_password
from accounts.web.reset import reset
from accounts.web.second_factor import (
    activate,
    ask_for_second_factor,
    deactivate,
    generate_codes,
    recovery_codes,
)
from accounts.web.sessions import own_sessions
from accounts.web.step_up import step_up_page

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("sessions/", own_sessions, name="account_sessions"),
    path("password/", change_password, name="account_change_password"),
    path("reset/", reset, name="account_reset"),
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    path("step-up/", step_up_page, name="account_step_up"),
    path("second-factor/", index, name="mfa_index"),
    path("second-factor/code/", ask_for_second_factor, name="mfa_authenticate"),
    path("second-factor/confirm/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("second-factor/on/", activate, name="mfa_activate_totp"),
    path("second-factor/off/", deactivate, name="mfa_deactivate_totp"),
    path("second-factor/recovery/", recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", generate_codes, name="mfa_generate_recovery_codes"),
    path("identities/", own_identities, name="account_identities"),
    path(
        "identities/not-recognised/",
        TemplateView.as_view(template_name="account/not_recognised.html"),
        name="account_not_recognised",
    ),
    # Names that allauth asks for.
    path("identities/<str:provider_id>/start/", start, name="openid_connect_login"),
    path("identities/<str:provider_id>/back/", back, name="openid_connect_callback"),
    path("passkeys/", list_passkeys, name="mfa_list_webauthn"),
    path("passkeys/new/", add_passkey, name="mfa_add_webauthn"),
    path("passkeys/sign-in/", sign_in_by_passkey, name="mfa_login_webauthn"),
    path("passkeys/confirm/", confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", rename_passkey, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
]
