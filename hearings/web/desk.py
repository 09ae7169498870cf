"""What the hearings room hangs on the desk: today, and what comes."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller, caller_of
from desk.services.items import Group, Item
from foundation.clock import utc_now
from foundation.web.zone import midnight
from hearings.policies.visible import visible_to
from hearings.policy.classes import ContentClass
from hearings.states import HearingState
from hearings.web.rows import hearing_rows

SHOWN = 40
UPCOMING_DAYS = 7
TONES = {"ready": "done", "preparing": "calm", "kept": "attention"}


def hearings_on_desk(request: HttpRequest) -> list[Group]:
    """Return today's hearings and those of the coming week; for who takes part, the latest ones too."""
    caller = caller_of(request)
    visible = visible_to(caller, ContentClass.CARD)
    if not visible.exists():
        return []
    start = midnight(request)
    today = visible.filter(scheduled_at__gte=start, scheduled_at__lt=start + timedelta(days=1))
    week = visible.filter(
        scheduled_at__gte=start + timedelta(days=1), scheduled_at__lt=start + timedelta(days=UPCOMING_DAYS)
    )
    recent = visible.filter(scheduled_at__lt=start, scheduled_at__gte=start - timedelta(days=30))
    return [
        Group("today", _("Today"), _("No hearing today."), _items(today.order_by("scheduled_at"), caller)),
        Group(
            "week",
            _("This week"),
            _("No hearing in the coming days."),
            _items(week.order_by("scheduled_at"), caller),
        ),
        Group(
            "recent",
            _("Lately"),
            _("No hearing in the last weeks."),
            _items(recent.order_by("-scheduled_at"), caller),
        ),
    ]


def _items(rows: Any, caller: Caller) -> list[Item]:
    return [_item(row) for row in hearing_rows(rows.distinct()[:SHOWN], caller)]


def _item(row: dict[str, Any]) -> Item:
    missing = row["recording_state"] == "none" and _is_over(row)
    return Item(
        title=row["numbers"],
        url=row["url"],
        detail=" · ".join(part for part in (row["room"], row["parties"]) if part),
        when=row["scheduled_at"],
        tone="danger" if missing else TONES.get(row["recording_state"], "calm"),
        badge=_("no recording") if missing else str(row["state_label"]),
    )


def _is_over(row: dict[str, Any]) -> bool:
    """A hearing whose time has passed should have a recording; a cancelled one should not."""
    if row["state"] in {HearingState.CANCELLED, HearingState.ADJOURNED}:
        return False
    return bool(row["scheduled_at"] + timedelta(hours=1) < utc_now())
