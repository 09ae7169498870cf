"""Notices: on the desk until they are read, each with a page of its own that a mail leads to."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.caller import Caller, caller_of
from desk.services.items import Group, Item
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.problems import NotFound
from hearings.models import Case, Hearing
from hearings.services.notices import NoticeKind, reads_card
from hearings.web.hearings import hearing_url
from hearings.web.notice_words import TITLES, UNKNOWN
from notices.models import Notice

SHOWN = 40


def notices_on_desk(request: HttpRequest) -> list[Group]:
    """Return what the reader was told and has not read yet; nothing where there is nothing."""
    unread = Notice.objects.filter(recipient=caller_of(request).id, seen_at=None)[:SHOWN]
    items = [
        Item(
            title=_title(row),
            url=reverse("hearings:notice", args=[row.pk]),
            when=row.created_at,
            tone="attention",
            badge=_("unread"),
        )
        for row in unread
    ]
    return [Group("notices", _("Notices"), "", items)] if items else []


@login_required
def notice(request: HttpRequest, notice_id: str) -> HttpResponse:
    """Show a notice to whom it was sent; a POST says that it was read."""
    caller = caller_of(request)
    rows = Notice.objects.filter(recipient=caller.id, pk=notice_id)
    row = rows.first() if is_id(notice_id) else None
    if row is None:
        raise NotFound
    if request.method == "POST":
        rows.filter(seen_at=None).update(seen_at=utc_now())
        return HttpResponseRedirect(reverse("desk:home"))
    return render(request, "hearings/notice.html", {"notice": _shown(row), "about": _about(row, caller)})


def _title(row: Notice) -> str:
    known = {str(kind): words for kind, words in TITLES.items()}
    return str(known.get(row.kind, UNKNOWN))


def _shown(row: Notice) -> dict[str, Any]:
    return {"title": _title(row), "at": row.created_at, "seen_at": row.seen_at}


def _about(row: Notice, caller: Caller) -> dict[str, Any] | None:
    """Return who did it, why and where it is, to a reader of the object's card; it may be closed to them meanwhile."""
    if row.kind not in set(NoticeKind) or not reads_card(caller, row.object):
        return None
    person = User.objects.filter(pk=row.details.get("by", "")).first()
    url, name = object_words(row.object)
    return {
        "by": person.display_name if person is not None else "",
        "reason": row.details.get("reason", ""),
        "url": url,
        "name": name,
    }


def object_words(object_id: str) -> tuple[str, str]:
    """Return address and name of a hearing or case."""
    case = Case.objects.filter(pk=object_id).first()
    if case is not None:
        return reverse("hearings:case", args=[case.pk]), case.number
    numbers = Hearing.objects.filter(pk=object_id).values_list("cases__number", flat=True)
    return hearing_url(object_id), ", ".join(number for number in numbers if number)
