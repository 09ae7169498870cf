"""What waits for a second person, and what the chair and the registry office of a court look after."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accounts.policies.caller import Caller, caller_of
from courts.models import Court
from courts.models.court import LEVELS_ABOVE
from desk.services.items import Group, Item
from foundation.clock import utc_now
from foundation.problems import Problem
from hearings.doors import courts_for
from hearings.doors.break_glass import requests_to_decide
from hearings.doors.destruction import acts_to_decide
from hearings.doors.hold import get_hold_for
from hearings.models import DestructionAct, LegalHold
from hearings.policies.retention import due
from hearings.policies.visible import visible_to
from hearings.policy import CourtAction
from hearings.states import ActState, HoldState

SHOWN = 20
OFFICES = (CourtAction.APPROVE_BREAK_GLASS, CourtAction.PLAN_DESTRUCTION)


def decisions_on_desk(request: HttpRequest) -> list[Group]:
    """Return what others proposed and the reader may decide on as second person; nothing where there is nothing."""
    caller = caller_of(request)
    items = [
        *(
            _item(
                _("Break-glass waits for a second person"), "break-glass-request", row, row.get_kind_display()
            )
            for row in requests_to_decide(caller)
        ),
        *(_item(_("An act of destruction waits"), "act", act, act.number) for act in acts_to_decide(caller)),
        *(
            _item(_("The end of a legal hold waits"), "hold-release", row, row.release_reason, row.hearing_id)
            for row in _holds(caller)
        ),
    ]
    return [Group("decisions", _("To be decided by you"), "", items)] if items else []


def _item(title: str, route: str, row: Any, detail: str, key: str = "") -> Item:
    return Item(
        title=title,
        url=reverse(f"hearings:{route}", args=[key or row.pk]),
        detail=str(detail),
        when=row.created_at,
        tone="danger",
        badge=_("waits for a second person"),
    )


def _holds(caller: Caller) -> list[LegalHold]:
    """Return the holds whose end another person proposed and that the caller may lift."""
    courts = {court for action in OFFICES for court in courts_for(caller, action)}
    if not courts:
        return []
    rows = _in_or_below(courts).filter(state=HoldState.RELEASE_PROPOSED)
    found = rows.exclude(release_proposed_by=caller.id)[:SHOWN]
    return [row for row in found if _may_lift(caller, row)]


def _in_or_below(courts: set[str]) -> QuerySet[LegalHold]:
    inside = Q(hearing__court__in=courts)
    for level in range(1, LEVELS_ABOVE + 1):
        inside |= Q(**{f"hearing__court{'__parent' * level}__in": courts})
    return LegalHold.objects.filter(inside)


def _may_lift(caller: Caller, row: LegalHold) -> bool:
    try:
        found = get_hold_for(caller, row.hearing_id)
    except Problem:
        return False
    return found.countersigns or row.release_countersigned


def court_on_desk(request: HttpRequest) -> list[Group]:
    """Return the ways to what the chair and the registry office look after in their courts."""
    caller = caller_of(request)
    plans = Court.objects.filter(pk__in=courts_for(caller, CourtAction.PLAN_DESTRUCTION))
    chairs = set(courts_for(caller, CourtAction.INSPECT))
    items = []
    for court in plans.order_by("name"):
        items.append(_retention(caller, court))
        if court.pk in chairs:
            url = reverse("hearings:inspections", args=[court.pk])
            items.append(Item(title=_("Inspections"), url=url, detail=court.local_name))
    if chairs:
        items.append(Item(title=_("Break-glass"), url=reverse("hearings:break-glass")))
    return [Group("court", _("The court"), "", items)] if items else []


def _retention(caller: Caller, court: Court) -> Item:
    waiting = due(visible_to(caller), court).count()
    late = utc_now() - timedelta(seconds=settings.DESTRUCTION_LATE_S)
    stuck = DestructionAct.objects.filter(court=court, state=ActState.APPROVED, approved_at__lte=late)
    words = ngettext(
        "The period of %(count)s hearing has ended.", "The period of %(count)s hearings has ended.", waiting
    )
    is_late = stuck.exists()
    return Item(
        title=_("Retention and destruction"),
        url=reverse("hearings:court-acts", args=[court.pk]),
        detail=" · ".join(
            part for part in (court.local_name, words % {"count": waiting} if waiting else "") if part
        ),
        tone="danger" if is_late else "attention" if waiting else "calm",
        badge=_("an act is late") if is_late else "",
    )
