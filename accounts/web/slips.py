"""Slips: the paper with a code, in three languages, and the rows by which a desk knows what it has given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import PaperCode
from accounts.policies.paper_codes import GROUP
from accounts.services.paper_codes import is_good

STANDS: dict[str, str | Promise] = {
    "good": _("valid"),
    "used": _("used"),
    "revoked": _("revoked"),
    "blocked": _("blocked after wrong attempts"),
    "expired": _("expired"),
}


def slip_page(request: HttpRequest, code: PaperCode, written: str, back: str) -> HttpResponse:
    """Show the paper that is to be printed now: the code is not shown again.

    Neither person nor case stands on it: a paper that is lost tells nothing about anybody.
    """
    context = {
        "code": written,
        "kind": code.kind,
        "court": code.court,
        "court_tz": code.court.time_zone if code.court else settings.DEFAULT_COURT_ZONE,
        "expires_at": code.expires_at,
        "address": request.build_absolute_uri(reverse("paper_code")),
        "tongues": [tongue for tongue, _name in settings.LANGUAGES],
        "back": back,
    }
    return render(request, "account/slip.html", context)


def code_rows(codes: list[PaperCode]) -> list[dict[str, Any]]:
    """Return what a desk sees of codes that were given, the latest first; never the secret."""
    return [
        {
            "begins": f"{code.name[:GROUP]}-{code.name[GROUP:]}",
            "given_at": code.created_at,
            "given_by": code.given_by.display_name,
            "document": code.get_document_display(),
            "expires_at": code.expires_at,
            "stands": STANDS[_standing(code)],
            "is_good": is_good(code),
        }
        for code in codes
    ]


def _standing(code: PaperCode) -> str:
    if is_good(code):
        return "good"
    if code.used_at is not None:
        return "used"
    if code.revoked_at is not None:
        return "revoked"
    return "blocked" if code.failures >= settings.PAPER_CODE_FAILURES else "expired"
