"""The portal refuses to serve insecurely; commands that prepare it may run before it is configured."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from foundation.envelopes import KeysInvalid, parse_keys

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "*"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
STORAGES = frozenset({"local", "s3", "memory"})
LOCK_MODES = frozenset({"GOVERNANCE", "COMPLIANCE"})
DEMO_SECRET_MIN = 32


def require_secure_settings() -> None:
    """Raise ImproperlyConfigured with what to do, unless this is the demonstration or DEBUG is explicitly on."""
    if len(settings.SECRET_KEY) < DEMO_SECRET_MIN:
        raise ImproperlyConfigured("Refusing to start: SECRET_KEY must have at least 32 characters.")
    _require_identity_keys()
    _require_lasting_storage()
    if settings.INSECURE_HTTP:
        return
    if not set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS:
        raise ImproperlyConfigured(
            "Refusing to start: set ALLOWED_HOSTS to the portal's host name (served over HTTPS), or run "
            "`manage.py setup`, or COURTREC_DEMO=1 for the demonstration, or DEBUG=1 for development."
        )
    if settings.STORAGE == "s3" and not _is_private(settings.S3_ENDPOINT):
        raise ImproperlyConfigured(
            "Refusing to start: S3_ENDPOINT is plain http, so recordings and keys would cross the network unencrypted. "
            "Use https (S3_CA_FILE for a certificate of your own), or an address of this machine."
        )


def _require_identity_keys() -> None:
    try:
        ring = parse_keys(settings.IDENTITY_KEYS)
    except KeysInvalid as error:
        raise ImproperlyConfigured(f"Refusing to start: IDENTITY_KEYS: {error}.") from error
    if not ring:
        raise ImproperlyConfigured(
            "Refusing to start: IDENTITY_KEYS (or IDENTITY_KEYS_FILE) is missing, so no identity of a protected person "
            "could be kept. `manage.py setup` makes a key, `manage.py make_identity_key` prints one."
        )


def _require_lasting_storage() -> None:
    if settings.STORAGE not in STORAGES:
        raise ImproperlyConfigured("Refusing to start: STORAGE must be local or s3.")
    if settings.STORAGE == "memory" and not settings.DEBUG:
        raise ImproperlyConfigured(
            "Refusing to start: STORAGE=memory loses every recording with the process; use local or s3."
        )
    if settings.STORAGE == "s3" and not settings.S3_BUCKET:
        raise ImproperlyConfigured("Refusing to start: STORAGE=s3 needs S3_BUCKET.")
    if settings.S3_LOCK_MODE not in LOCK_MODES:
        raise ImproperlyConfigured("Refusing to start: S3_LOCK_MODE must be GOVERNANCE or COMPLIANCE.")


def _is_private(endpoint: str) -> bool:
    url = urlsplit(endpoint)
    return not endpoint or url.scheme == "https" or url.hostname in LOOPBACK
