"""Disguises of protected parts: ordered as restrictions want them, made elsewhere, released by a person's ear."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from custody.services.outbox import SYSTEM, Actor, record
from foundation.clock import plus_ms, utc_now
from foundation.problems import Conflict
from hearings.errors import DisguiseStands
from hearings.models import Case, Disguise, DisguiseTransition, Hearing
from hearings.policies.restrictions import closed_ms, disguised, restrictions_on
from hearings.policy import Protection, protections
from hearings.policy.words import Face
from hearings.services.announcing import order_disguises
from hearings.services.disguise_lines import settle_lines
from hearings.services.epochs import raise_hearing
from hearings.states import DISGUISE_LIVE, DISGUISE_TRANSITIONS, DisguiseEvent, DisguiseState, following


def wanted_of(hearing: Hearing) -> tuple[Protection, ...]:
    """Return the protected parts of a hearing whose end is known; none while its session goes on."""
    cases = list(Case.objects.filter(hearings=hearing))
    found = protections(restrictions_on(hearing, cases), closed_ms(hearing))
    return tuple(part for part in found if part.end_ms is not None and part.end_ms > part.start_ms)


def settle(hearing: Hearing) -> list[Disguise]:
    """Let the disguises be those that the restrictions want; returns what is to be made now.

    What serves a part stays as it is: two draws of one speech could be averaged. What serves none is withdrawn.
    """
    with transaction.atomic():
        Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)
        live = list(Disguise.objects.filter(hearing=hearing, state__in=sorted(DISGUISE_LIVE)))
        wanted = wanted_of(hearing)
        serving = [_first_serving(part, live, hearing) for part in wanted]
        kept = {row.pk for row in serving if row is not None}
        for row in live:
            if row.pk not in kept:
                _move(row, "disguise.withdrawn", DisguiseEvent.WITHDRAW, SYSTEM)
        made = [_order(part, hearing) for part, row in zip(wanted, serving, strict=True) if row is None]
    waiting = [row for row in live if row.pk in kept and row.state == DisguiseState.ORDERED]
    return [*waiting, *made]


def have_disguised(hearing: Hearing) -> None:
    """Have made what is lacking, once for these parts and what is recorded now. Whoever looks at the hearing asks."""
    wanted = wanted_of(hearing)
    live = list(Disguise.objects.filter(hearing=hearing, state__in=sorted(DISGUISE_LIVE))) if wanted else []
    if any(_first_serving(part, live, hearing) is None for part in wanted):
        told = repr((hearing.media_generation, wanted))
        order_disguises(hearing, hashlib.sha256(told.encode()).hexdigest()[:16])


def _first_serving(part: Protection, live: Sequence[Disguise], hearing: Hearing) -> Disguise | None:
    return next((row for row in live if disguised(row, hearing).serves(part)), None)


def _order(part: Protection, hearing: Hearing) -> Disguise:
    zero = hearing.started_at
    row = Disguise.objects.create(
        hearing=hearing,
        started_at=plus_ms(zero, part.start_ms),
        ended_at=plus_ms(zero, part.end_ms or 0),
        voice=part.voice,
        face=part.face,
        boxes=sorted(part.boxes),
    )
    _log(row, "disguise.ordered", ("", row.state), SYSTEM, "")
    return row


@transaction.atomic
def note_made(row: Disguise, report: dict[str, Any]) -> Disguise:
    """Note that a disguise is made and waits for a person's ear. Raises DisguiseStands."""
    return _move(row, "disguise.made", DisguiseEvent.MAKE, SYSTEM, columns={"report": report})


@transaction.atomic
def note_failed(row: Disguise, report: dict[str, Any]) -> Disguise:
    """Note that no disguise came about: the part stays withheld. Raises DisguiseStands."""
    return _move(row, "disguise.failed", DisguiseEvent.FAIL, SYSTEM, columns={"report": report})


def note_new_pictures(hearing: Hearing) -> None:
    """Let who has a page of what waits look again before the release: there are pictures that it did not show."""
    rows = Disguise.objects.filter(hearing=hearing, state=DisguiseState.TO_HEAR, face=Face.MASKED)
    rows.update(version=F("version") + 1)


def release(row: Disguise, caller: Caller, rule: str, lines: str = "") -> Disguise:
    """Let a disguise play for whoever may hear the part; the caller has heard it, and read its ``lines`` (a digest).

    Raises DisguiseStands; LinesUndecided while lines may tell who it is, LinesChanged when they are others.
    """
    columns = {"decided_by": caller.id, "decided_at": utc_now()}
    with transaction.atomic():
        Hearing.objects.select_for_update(no_key=True).get(pk=row.hearing_id)
        settle_lines(row, caller.id, lines)
        moved = _move(row, "disguise.released", DisguiseEvent.RELEASE, caller.actor(), rule, columns)
    let_gates_notice()
    return moved


def again(row: Disguise, caller: Caller, rule: str, voice: str = "") -> Disguise:
    """Throw a disguise away and have it drawn anew, with a stricter voice where one is named. It plays no longer.

    Raises DisguiseStands; Conflict for a milder voice than the part needs.
    """
    with transaction.atomic():
        columns: dict[str, Any] = {"decided_by": "", "decided_at": None, "report": {}}
        if voice:
            columns["voice"] = voice
        moved = _move(row, "disguise.thrown_away", DisguiseEvent.AGAIN, caller.actor(), rule, columns)
        own = disguised(moved, moved.hearing)
        if not any(own.serves(part) for part in wanted_of(moved.hearing)):
            raise Conflict
        order_disguises(moved.hearing, f"{moved.pk}:{moved.version}")
    let_gates_notice()
    return moved


def _move(
    row: Disguise,
    action: str,
    event: DisguiseEvent,
    actor: Actor,
    rule: str = "",
    columns: dict[str, Any] | None = None,
) -> Disguise:
    """Move a disguise by an event, compare-and-set; the caller is in a transaction."""
    target = following(DISGUISE_TRANSITIONS, row.state, event)
    same = Disguise.objects.filter(pk=row.pk, state=row.state, version=row.version)
    if target is None or not same.update(state=target, version=F("version") + 1, **(columns or {})):
        raise DisguiseStands(state=row.state)
    _log(row, action, (row.state, target), actor, rule)
    return Disguise.objects.select_related("hearing").get(pk=row.pk)


def _log(row: Disguise, action: str, states: tuple[str, str], actor: Actor, rule: str) -> None:
    before, after = states
    DisguiseTransition.objects.create(
        disguise=row, event=action.partition(".")[2], from_state=before, to_state=after, actor=actor.id
    )
    hearing, private = row.hearing, {"disguise": row.pk, "voice": row.voice, "face": row.face}
    record(action, actor=actor, object_id=hearing.pk, court=hearing.court_id, rule=rule, private=private)
    raise_hearing(hearing.pk)
