"""What every page shows around its content: navigation, languages, whose court and which mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext as _

from foundation.web.zone import zone_name

NATIVE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


def _labels() -> dict[str, str]:
    return {
        "desk:home": _("Desk"),
        "hearings:list": _("Hearings"),
        "hearings:case-list": _("Cases"),
        "media:jobs": _("Recordings at work"),
        "protocol:search": _("Search"),
    }


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page frame; navigation only for those who are signed in."""
    return {
        "nav": SimpleLazyObject(lambda: _navigation(request)),
        "languages": _languages(request),
        "demo": settings.DEMO,
        "identities": bool(settings.OIDC_PROVIDERS),
        "court_tz": zone_name(request),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return []
    items: list[dict[str, Any]] = [
        {"label": label, "url": reverse(name)} for name, label in _labels().items()
    ]
    if request.user.is_staff:
        items.append({"label": _("Administration"), "url": reverse("admin:index")})
    for item in items:
        url = item["url"]
        item["current"] = request.path == url if url == "/" else request.path.startswith(url)
    return items


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    current = get_language()
    query = request.GET.copy()
    rows = []
    for code, _name in settings.LANGUAGES:
        query["lang"] = code
        rows.append(
            {
                "code": code,
                "name": NATIVE_NAMES[code],
                "current": code == current,
                "url": f"?{query.urlencode()}",
            }
        )
    return rows
