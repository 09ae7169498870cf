"""What the protocol hangs on the desk: logs that are written and wait to be published."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accounts.policies.caller import Caller, caller_of
from desk.services.items import Group, Item
from hearings.models import AssignmentRole, Hearing
from hearings.policies.visible import visible_to
from protocol.models import EntryState

SHOWN = 20
WRITERS = (AssignmentRole.PRESIDING, AssignmentRole.PANEL, AssignmentRole.CLERK)


def logs_on_desk(request: HttpRequest) -> list[Group]:
    """Return the drafts of hearings that the reader sits in; nothing for who sits in none."""
    caller = caller_of(request)
    mine = _mine(caller)
    if caller.user is None or not mine.exists():
        return []
    drafts = mine.filter(log_published_at=None, entries__state=EntryState.DRAFT)
    rows = drafts.annotate(count=Count("entries", distinct=True)).order_by("-scheduled_at")[:SHOWN]
    items = [_item(row, row.count) for row in rows.prefetch_related("case_links__case")]
    return [Group("drafts", _("Protocols to publish"), _("No protocol is waiting."), items)]


def _mine(caller: Caller) -> QuerySet[Hearing]:
    rows = visible_to(caller)
    return rows.filter(
        assignments__user=caller.user,
        assignments__role__in=WRITERS,
        assignments__until=None,
        assignments__recused_at=None,
    ).distinct()


def _item(row: Hearing, count: int) -> Item:
    words = ngettext("%(count)d entry, not yet published", "%(count)d entries, not yet published", count)
    return Item(
        title=", ".join(link.case.number for link in row.case_links.all()),
        url=reverse("playback:hearing", args=[row.pk]),
        detail=words % {"count": count},
        when=row.scheduled_at,
        tone="attention",
        badge=_("draft"),
    )
