"""What a page says once after a redirect, in a cookie named as the others are: Django's own has a fixed name."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookie(CookieStorage):
    """Takes its name from the settings."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        """Return the name."""
        return str(settings.MESSAGE_COOKIE_NAME)


class NamedCookieOrSession(FallbackStorage):
    """What is too long for a cookie goes into the session."""

    storage_classes = (NamedCookie, SessionStorage)
