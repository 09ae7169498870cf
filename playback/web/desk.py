"""What playback hangs on the desk: today's hearings of which minutes are missing."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policies.caller import caller_of
from desk.services.items import Group, Item
from foundation.clock import utc_now
from foundation.web.zone import midnight
from hearings.models import Assignment, AssignmentRole, Hearing
from hearings.policies.visible import visible_to
from media_pipeline.policies.gap_map import GapMap
from media_pipeline.services.coverage import gap_map_of, is_pending, parts_of_all
from media_pipeline.services.gap_notes import noted_hearings
from playback.web.gap_rows import total_words

SHOWN = 20
KEEPERS = (AssignmentRole.CLERK, AssignmentRole.PRESIDING, AssignmentRole.PANEL)


def gaps_on_desk(request: HttpRequest) -> list[Group]:
    """Return the reader's hearings of today with missing minutes that no note explains; nothing for who has none.

    Files that have just come are looked at first: what they hold is not missing.
    """
    caller = caller_of(request)
    if caller.user is None:
        return []
    start = midnight(request)
    seats = Assignment.objects.filter(
        hearing=OuterRef("pk"), user=caller.user, role__in=KEEPERS, until=None, recused_at=None
    )
    today = visible_to(caller).filter(scheduled_at__gte=start, scheduled_at__lt=start + timedelta(days=1))
    rows = list(
        today.filter(Exists(seats))
        .select_related("court", "courtroom")
        .prefetch_related("case_links__case")
        .order_by("scheduled_at")[:SHOWN]
    )
    if not rows:
        return []
    parts, noted, now = parts_of_all(rows), noted_hearings(rows), utc_now()
    told = [row for row in rows if row.pk not in noted and not any(map(is_pending, parts[row.pk]))]
    maps = ((row, gap_map_of(row, parts[row.pk], now)) for row in told)
    items = [_item(row, found) for row, found in maps if found is not None and not found.is_whole]
    return [Group("gaps", _("Not recorded today"), _("Nothing is missing today."), items)]


def _item(row: Hearing, found: GapMap) -> Item:
    return Item(
        title=", ".join(link.case.number for link in row.case_links.all()),
        url=f"{reverse('playback:hearing', args=[row.pk])}#gap-map",
        detail=total_words(found),
        when=row.scheduled_at,
        tone="danger" if found.lines[0].missing else "attention",
        badge=_("minutes missing"),
    )
