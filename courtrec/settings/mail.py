"""Mail: one address says how it is sent (``smtp://``, ``smtp+tls://``, ``smtp+ssl://``, ``consolemail://``)."""

from courtrec.env import url
from courtrec.settings.base import env

_SENDING = env.email_url_config(url(env, "EMAIL_URL") or "consolemail://")
EMAIL_BACKEND = _SENDING["EMAIL_BACKEND"]
EMAIL_HOST = _SENDING.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _SENDING.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _SENDING.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _SENDING.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _SENDING.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _SENDING.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="courtrec@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# What links in mails begin with.
PORTAL_URL = env.str("PORTAL_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
