"""What waits on the desk for somebody's ear: hearings whose disguised parts nobody has let play yet."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policies.caller import caller_of
from desk.services.items import Group, Item
from hearings.models import Assignment, AssignmentRole, Disguise
from hearings.policies.visible import visible_to
from hearings.policy.classes import ContentClass
from hearings.states import DisguiseState
from hearings.web.rows import hearing_rows

SHOWN = 10


def disguises_on_desk(request: HttpRequest) -> list[Group]:
    """Return the hearings with parts to be heard, for their judges and sworn clerks; nothing where there are none."""
    caller = caller_of(request)
    if caller.user is None:
        return []
    judges = Q(role__in=(AssignmentRole.PRESIDING, AssignmentRole.PANEL))
    running = Assignment.objects.filter(user=caller.user, until=None, recused_at=None)
    hearings = running.filter(judges | Q(role=AssignmentRole.CLERK, sworn=True)).values("hearing")
    waiting = Disguise.objects.filter(hearing__in=hearings, state=DisguiseState.TO_HEAR)
    ids = set(waiting.values_list("hearing_id", flat=True))
    if not ids:
        return []
    rows = visible_to(caller, ContentClass.CARD).filter(pk__in=ids)
    found = hearing_rows(rows.distinct().order_by("scheduled_at")[:SHOWN], caller)
    items = [_item(row) for row in found]
    return [Group("disguises", _("Disguised parts that wait for your ear"), "", items)]


def _item(row: dict[str, object]) -> Item:
    return Item(
        title=str(row["numbers"]),
        url=reverse("media:disguises", args=[row["id"]]),
        detail=_("Nobody hears them until a person has listened."),
        when=row["scheduled_at"],  # type: ignore[arg-type]
        tone="attention",
    )
