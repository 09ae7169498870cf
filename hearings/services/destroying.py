"""Carrying out acts that two persons approved: each room destroys what is its own, until nothing of it is left.

An item is done after a look that found nothing more to remove: work that was still running has ended by then. What
waits for a person (a part in the inbox) keeps its act open; the desk says so when that takes long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from custody.services.outbox import SYSTEM, record
from foundation.clock import utc_now
from hearings.models import (
    DestructionAct,
    DestructionItem,
    DestructionTransition,
    ParticipantSpan,
    ProtectedSpan,
)
from hearings.states import ACT_TRANSITIONS, ActEvent, ActState, following

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Removed:
    """What one look removed, counted by kind, and what had to stay, counted by why.

    ``waits``: something stays only until a person has decided about it, so the act is looked at again.
    """

    removed: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    waits: bool = False


Destroyer = Callable[[DestructionItem], Removed]
"""Removes what a room has of an item; safe to repeat. Raises OSError where something cannot be removed yet."""


def carry_out_due() -> int:
    """Carry out what was approved; returns how many acts are done (a keeper's round)."""
    due = DestructionAct.objects.filter(state=ActState.APPROVED, next_try_at__lte=utc_now())
    return sum(_carry_out(act) for act in due.order_by("next_try_at") if _taken(act))


def _taken(act: DestructionAct) -> bool:
    """Move the next look on; the conditional update lets only one process through."""
    rows = DestructionAct.objects.filter(pk=act.pk, next_try_at=act.next_try_at)
    return bool(rows.update(next_try_at=utc_now() + timedelta(seconds=settings.DESTRUCTION_LOOK_S)))


def _carry_out(act: DestructionAct) -> bool:
    for item in act.items.filter(done_at=None).select_related("hearing__court", "act"):
        try:
            _destroy(item)
        except OSError as error:
            log.warning("destruction.not_yet", act=act.pk, error=str(error))
            again = utc_now() + timedelta(seconds=settings.DESTRUCTION_RETRY_S)
            DestructionAct.objects.filter(pk=act.pk).update(next_try_at=again)
    return _finished(act)


def _destroy(item: DestructionItem) -> None:
    """Look once; a legal hold that was set on the hearing of a single recording lets it wait."""
    if item.recording and item.hearing.hold:
        return
    found = [cast(Destroyer, import_string(path))(item) for path in settings.DESTROYERS]
    counts: dict[str, int] = dict(item.report.get("removed", {}))
    kept: dict[str, int] = {}
    for each in found:
        for name, count in each.removed.items():
            counts[name] = counts.get(name, 0) + count
        kept |= {name: count for name, count in each.kept.items() if count}
    report = {"removed": counts, "kept": kept}
    over = not any(each.waits or any(each.removed.values()) for each in found)
    with transaction.atomic():
        DestructionItem.objects.filter(pk=item.pk).update(report=report, done_at=utc_now() if over else None)
        if over:
            _note(item, report)


def _note(item: DestructionItem, report: dict[str, dict[str, int]]) -> None:
    private = {"act": item.act_id, "number": item.act.number, "recording": item.recording, **report}
    hearing = item.hearing
    record(
        "destruction.carried_out",
        actor=SYSTEM,
        object_id=hearing.pk,
        court=hearing.court_id,
        rule=f"act {item.act.number}",
        private=private,
    )


def _finished(act: DestructionAct) -> bool:
    if act.items.filter(done_at=None).exists():
        return False
    now, target = utc_now(), following(ACT_TRANSITIONS, act.state, ActEvent.CARRY_OUT)
    # Copies of the database and of the originals that the operator keeps elsewhere last so long.
    last = now + timedelta(days=settings.BACKUPS_KEPT_DAYS)
    report = {"backups_until": last.date().isoformat()}
    with transaction.atomic():
        rows = DestructionAct.objects.filter(pk=act.pk, state=act.state)
        if target is None or not rows.update(state=target, carried_out_at=now, report=report):
            return False
        DestructionTransition.objects.create(
            act=act, event=ActEvent.CARRY_OUT, from_state=act.state, to_state=target, actor=SYSTEM.id
        )
    return True


def forget_turns(item: DestructionItem) -> Removed:
    """Remove when who spoke in a hearing, or was named: this room's own part."""
    if item.recording:
        return Removed()
    ProtectedSpan.objects.filter(hearing=item.hearing).delete()
    count, _by_model = ParticipantSpan.objects.filter(hearing=item.hearing).delete()
    return Removed({"turns": count})
