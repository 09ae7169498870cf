"""What a restriction is to say, checked before it is written: where, which channels, whom it leaves out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.clock import utc_now
from foundation.problems import NotFound
from hearings.errors import RestrictionInvalid
from hearings.models import FaceCover, Hearing, Participant, Restriction, RestrictionKind, VoiceProfile
from hearings.models.restriction import WORD_MAX
from hearings.policies.restrictions import boxes_from
from hearings.policy import Protection
from hearings.policy.boxes import Boxes
from hearings.policy.words import AssignedRole, Face, Side, Voice
from hearings.states import HearingState

SIDES = frozenset(side.value for side in Side if side is not Side.NONE)
PLACES = frozenset({AssignedRole.CLERK.value, AssignedRole.ASSISTANT.value})
"""Places that a ruling may exclude; a judge of the case cannot be."""
CHANNELS_MAX = 64
CAMERA_MAX = 9_999


@dataclass(frozen=True, slots=True)
class Order:
    """A restriction as somebody wants it; ``participant`` None and no start: the whole hearing."""

    kind: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    whole: bool = False
    participant: Participant | None = None
    channels: tuple[str, ...] = ()
    excludes: frozenset[str] = field(default_factory=frozenset)
    ruling_number: str = ""
    ordered_by: str = ""
    ground: str = ""
    publish_disguised: bool = False
    voice: str = VoiceProfile.STRONG
    face: str = FaceCover.COVERED
    boxes: Boxes = frozenset()

    def columns(self) -> dict[str, Any]:
        """Return the columns of its row."""
        return {
            "kind": self.kind,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "whole": self.whole,
            "participant": self.participant,
            "channels": list(self.channels),
            "ruling_number": self.ruling_number,
            "ordered_by": self.ordered_by,
            "ground": self.ground,
            "publish_disguised": self.publish_disguised,
            "voice": self.voice,
            "face": self.face,
            "boxes": sorted(self.boxes),
        }


def order_of(row: Restriction) -> Order:
    """Return what a stored restriction says."""
    return Order(
        kind=row.kind,
        started_at=row.started_at,
        ended_at=row.ended_at,
        whole=row.whole,
        participant=row.participant,
        channels=tuple(row.channels),
        excludes=frozenset(each.word for each in row.exclusions.all()),
        ruling_number=row.ruling_number,
        ordered_by=row.ordered_by,
        ground=row.ground,
        publish_disguised=row.publish_disguised,
        voice=row.voice,
        face=row.face,
        boxes=boxes_from(row.boxes),
    )


def participant_of(hearing: Hearing, participant_id: str) -> Participant:
    """Return a participant of the hearing's cases; raises NotFound for anybody else's id, there or not (R8)."""
    row = Participant.objects.filter(case__hearings=hearing, pk=participant_id).first()
    if row is None:
        raise NotFound
    return row


def begins_now(order: Order, hearing: Hearing) -> datetime | None:
    """Return when an order without any place begins: "close now" in a session that is going on."""
    unplaced = not order.whole and order.participant is None and order.started_at is None
    live = order.kind == RestrictionKind.PROVISIONAL and hearing.state == HearingState.IN_SESSION
    return utc_now() if unplaced and live else None


def check(order: Order, hearing: Hearing) -> None:
    """Raise RestrictionInvalid naming each field, NotFound for a foreign participant."""
    errors = {**_place_errors(order, hearing), **_channel_errors(order), **_box_errors(order)}
    if unknown := _strangers(order, hearing):
        errors["excludes"] = _("Not a side, place or participant of this hearing: %(words)s") % {
            "words": ", ".join(sorted(unknown))
        }
    if protects_person(order) and order.channels:
        errors["channels"] = _("A person is protected in all channels and cameras.")
    _refuse(errors)


def protects_person(order: Order) -> bool:
    """Tell whether an order takes a person's name away (R13)."""
    return order.kind == RestrictionKind.PROTECTED and order.participant is not None


def require_named(order: Order) -> None:
    """Raise RestrictionInvalid for a new order that would protect who is protected already."""
    named = order.participant is None or order.participant.pseudonym is None
    if protects_person(order) and not named:
        _refuse({"participant": _("This person is protected already.")})


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        rows = [{"field": name, "message": text} for name, text in errors.items()]
        raise RestrictionInvalid(" ".join(errors.values()), errors=rows)


def _place_errors(order: Order, hearing: Hearing) -> dict[str, str]:
    places = [order.whole, order.participant is not None, order.started_at is not None]
    if sum(places) != 1 or (order.started_at is None and order.ended_at is not None):
        return {
            "started_at": _("Say where: from a moment on, the whole hearing, or one person's examination.")
        }
    if order.started_at is None:
        return {}
    longest = timedelta(hours=settings.HEARING_MAX_HOURS)
    if order.ended_at is not None and not order.started_at < order.ended_at <= order.started_at + longest:
        return {"ended_at": _("The end must be after the beginning, and not more than two days later.")}
    if abs(order.started_at - hearing.started_at) > longest:
        return {"started_at": _("This lies more than two days from the hearing.")}
    return {}


def _channel_errors(order: Order) -> dict[str, str]:
    fits = len(order.channels) <= CHANNELS_MAX and all(0 < len(each) <= WORD_MAX for each in order.channels)
    return {} if fits else {"channels": _("Too many channels, or a name that is too long.")}


def _box_errors(order: Order) -> dict[str, str]:
    masked = order.face == FaceCover.MASKED
    if masked != bool(order.boxes):
        text = _("Say which rectangles are covered.") if masked else _("Rectangles are of a masked picture.")
        return {"boxes": text}
    if len(order.boxes) > settings.MASK_BOXES_MAX:
        return {"boxes": _("Too many rectangles: %(most)s at most.") % {"most": settings.MASK_BOXES_MAX}}
    fits = all(box.is_whole and 0 < box.camera <= CAMERA_MAX for box in order.boxes)
    text = _("A rectangle lies inside the picture of a camera, its right and lower edges behind the others.")
    return {} if fits else {"boxes": text}


def _strangers(order: Order, hearing: Hearing) -> set[str]:
    """Return the words that mean nobody; an id of a participant elsewhere is such a word, there or not."""
    people = set(order.excludes - SIDES - PLACES)
    if not people:
        return set()
    known = Participant.objects.filter(case__hearings=hearing, pk__in=people).values_list("pk", flat=True)
    return people - set(known)


def withholds_less(new: Order, old: Order) -> bool:
    """Tell whether a change takes anything away: time, channels, who is left out, or the kind itself."""
    if new.kind != old.kind or not new.excludes >= old.excludes or new.participant != old.participant:
        return True
    # No channel named means all of them; nobody named means every participant of an ex parte part.
    if new.channels and not (old.channels and set(new.channels) >= set(old.channels)):
        return True
    if old.kind == RestrictionKind.EX_PARTE and not old.excludes and new.excludes:
        return True
    if new.publish_disguised and not old.publish_disguised:
        return True
    if not terms_of(new).is_strict_as(terms_of(old)):
        return True
    return not new.whole and (old.whole or _is_shorter(new, old))


def terms_of(order: Order) -> Protection:
    """Return how voices and pictures are treated, wherever that is."""
    return Protection(0, None, Voice(order.voice), Face(order.face), order.boxes)


def _is_shorter(new: Order, old: Order) -> bool:
    if old.started_at is None or new.started_at is None:
        return old.started_at is not new.started_at
    if new.started_at > old.started_at:
        return True
    return new.ended_at is not None and (old.ended_at is None or new.ended_at < old.ended_at)
