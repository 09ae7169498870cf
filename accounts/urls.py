"""Sign-in and sign-out; registration stays closed."""

from allauth.account.views import logout, reauthenticate
from allauth.mfa.base.views import authenticate, index, reauthenticate as reauthenticate_by_code
from django.urls import path

from accounts.web.login import sign_in
from accounts.web.password import change_password
from accounts.web.second_factor import activate, deactivate, generate_codes, recovery_codes
from accounts.web.sessions import own_sessions

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("sessions/", own_sessions, name="account_sessions"),
    path("password/", change_password, name="account_change_password"),
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    path("second-factor/", index, name="mfa_index"),
    path("second-factor/code/", authenticate, name="mfa_authenticate"),
    path("second-factor/confirm/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("second-factor/on/", activate, name="mfa_activate_totp"),
    path("second-factor/off/", deactivate, name="mfa_deactivate_totp"),
    path("second-factor/recovery/", recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", generate_codes, name="mfa_generate_recovery_codes"),
]
