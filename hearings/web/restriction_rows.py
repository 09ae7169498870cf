"""Restrictions in words, with what this person can do about each of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearings.doors import Admitted
from hearings.models import AssignmentRole, Participant, Restriction, RestrictionKind, Side
from hearings.policies.restrictions import boxes_from
from hearings.policy import Action
from hearings.services.restrictions import may_undo
from hearings.states import RestrictionState
from hearings.web.boxes import box_words
from hearings.web.identities import identity_url
from hearings.web.labels import RESTRICTION_STATES

OVER = frozenset({RestrictionState.LIFTED, RestrictionState.REFUSED, RestrictionState.UNDONE})


def restriction_rows(admitted: Admitted) -> list[dict[str, Any]]:
    """Return all restrictions of a hearing, those in force first (three queries)."""
    found = Restriction.objects.filter(hearing=admitted.hearing).select_related("participant")
    rows = sorted(found.prefetch_related("exclusions"), key=lambda each: each.state in OVER)
    people = {person.pk: str(person) for person in Participant.objects.filter(case__in=admitted.cases)}
    words = {**dict(Side.choices), **dict(AssignmentRole.choices), **people}
    return [_row(row, admitted, words) for row in rows]


def _row(row: Restriction, admitted: Admitted, words: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": row.get_kind_display(),
        "state": RESTRICTION_STATES[RestrictionState(row.state)],
        "over": row.state in OVER,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "whole": row.whole,
        "person": str(row.participant) if row.participant else "",
        "excludes": ", ".join(str(words.get(each.word, each.word)) for each in row.exclusions.all()),
        "ruling_number": row.ruling_number,
        "ordered_by": row.ordered_by,
        "ground": row.ground,
        "voice": row.get_voice_display() if row.kind == RestrictionKind.PROTECTED else "",
        "face": row.get_face_display() if row.kind == RestrictionKind.PROTECTED else "",
        "boxes": [box_words(box) for box in sorted(boxes_from(row.boxes))],
        "actions": _actions(row, admitted),
    }


def _actions(row: Restriction, admitted: Admitted) -> list[dict[str, Any]]:
    decides, found = admitted.may(Action.CONFIRM_OR_LIFT), []

    def offer(label: str, name: str, method: str = "get") -> None:
        found.append({"label": label, "url": reverse(f"hearings:{name}", args=[row.pk]), "method": method})

    if row.state == RestrictionState.PROPOSED and decides:
        offer(_("Decide"), "restriction-decide")
    if may_undo(row, admitted.caller):
        offer(_("Undo"), "restriction-undo", "post")
    if row.state == RestrictionState.CONFIRMED:
        if decides:
            offer(_("Withhold more"), "restriction-change")
        offer(_("Propose to lift"), "restriction-lift")
    if row.participant is not None and (url := identity_url(row.participant, admitted)) is not None:
        found.append({"label": _("Who is it?"), "url": url, "method": "get"})
    if row.state == RestrictionState.LIFT_PROPOSED and decides:
        offer(_("Decide on the lift"), "restriction-lift")
    return found
