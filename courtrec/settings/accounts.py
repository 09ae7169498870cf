"""Sign-in: allauth for people, its OAuth provider for other court systems."""

from datetime import timedelta

from courtrec.env import secret
from courtrec.settings.base import DEMO, HOME, env
from courtrec.settings.limits import LOGIN_FAILURES, LOGIN_LOCK_S

AUTH_USER_MODEL = "accounts.User"
# What makes keyed hashes of national ids and codes on paper. Not SECRET_KEY: a change of that one must not lose them.
IDENTITY_KEY = secret(env, "IDENTITY_KEY", HOME / "keys" / "identity_key")
PAPER_CODE_PAGES = {
    "entry": "hearings:enter",
    "reset": "account_reset",
}
"""Where each kind of code on paper leads once it was proved: names of addresses, in rooms above."""
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it lets nobody try who has failed too often
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser; its session after a time without use
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_S", default=30 * 60)
SESSION_ENGINE = "accounts.services.session_store"
# Failures are counted by axes, which the administration can undo; this only slows floods down.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip" if DEMO else "60/m/ip", "login_failed": "600/m/ip"}
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_ADAPTER = "accounts.adapter.ServiceScopes"

# --- lockout: the limit of an address is LOGIN_FAILURES_ADDRESS, see accounts/services/lockout.py ------------------
AXES_HANDLER = "accounts.services.lockout.Lockout"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT = LOGIN_FAILURES
AXES_COOLOFF_TIME = timedelta(seconds=LOGIN_LOCK_S)
AXES_RESET_ON_SUCCESS = True
# Else whoever goes on trying a name would keep its owner out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "accounts.web.lockout.locked_out"
AXES_USERNAME_CALLABLE = "accounts.services.lockout.counted_name"
AXES_CLIENT_IP_CALLABLE = "accounts.policies.addresses.address_or_none"
# What was typed is not kept: passwords are typed into the field of the name, too.
AXES_SENSITIVE_PARAMETERS = ["login", "username", "client_id", "client_secret", "csrfmiddlewaretoken", "next"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- second factor ------------------------------------------------------------------------------------------------
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])
MFA_ADAPTER = "accounts.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # nothing can be guessed; a court shares one address
MFA_FORMS = {
    "authenticate": "accounts.web.second_factor.SignInCode",
    "reauthenticate": "accounts.web.second_factor.AgainCode",
    "add_webauthn": "accounts.web.passkeys.NewPasskey",
    "edit_webauthn": "accounts.web.passkeys.PasskeyName",
    "login_webauthn": "accounts.web.passkeys.SignInPasskey",
    "authenticate_webauthn": "accounts.web.passkeys.SecondPasskey",
    "reauthenticate_webauthn": "accounts.web.passkeys.PasskeyAgain",
}
MFA_TOTP_ISSUER = "courtrec"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are wrong by half a minute
MFA_RECOVERY_CODES_SHOW_ONCE = True
