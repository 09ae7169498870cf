"""The portal refuses to serve insecurely; commands that prepare it may run before it is configured."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "*"})
DEMO_SECRET_MIN = 32


def require_secure_settings() -> None:
    """Raise ImproperlyConfigured with what to do, unless this is the demonstration or DEBUG is explicitly on."""
    if len(settings.SECRET_KEY) < DEMO_SECRET_MIN:
        raise ImproperlyConfigured("Refusing to start: SECRET_KEY must have at least 32 characters.")
    if settings.INSECURE_HTTP:
        return
    if not set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS:
        raise ImproperlyConfigured(
            "Refusing to start: set ALLOWED_HOSTS to the portal's host name (served over HTTPS), or run "
            "`manage.py setup`, or COURTREC_DEMO=1 for the demonstration, or DEBUG=1 for development."
        )
