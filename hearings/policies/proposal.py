"""When a session may have begun and ended: a proposal with its reason, for a person to accept. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Sign(StrEnum):
    """What tells of a session's beginning or end."""

    OPENING_ENTRY = "opening-entry"
    FIRST_ENTRY = "first-entry"
    FIRST_RECORDING = "first-recording"
    SCHEDULE = "schedule"
    CLOSING_ENTRY = "closing-entry"
    LAST_ENTRY = "last-entry"
    LAST_RECORDING = "last-recording"


OPENING = (Sign.OPENING_ENTRY, Sign.FIRST_ENTRY, Sign.FIRST_RECORDING)
"""Signs of the beginning, the most telling first."""
CLOSING = (Sign.CLOSING_ENTRY, Sign.LAST_ENTRY, Sign.LAST_RECORDING)
Signs = Mapping[Sign, datetime]


@dataclass(frozen=True, slots=True)
class Guess:
    """A moment and what tells of it."""

    at: datetime
    sign: Sign


@dataclass(frozen=True, slots=True)
class Proposal:
    """``closed`` is None where nothing tells of the end."""

    opened: Guess
    closed: Guess | None


def propose(
    scheduled_at: datetime, signs: Signs, longest: timedelta, marked: datetime | None = None
) -> Proposal:
    """Return when the session may have been opened and closed; ``marked``: its opening where a person marked it.

    The protocol tells more than the recorder, which runs before the session and after it. A recorder that ran already
    at the scheduled start says nothing of it: the schedule does. An end before the beginning, or ``longest`` after it,
    is a wrong clock and no end.
    """
    opened = _first(OPENING, signs) or Guess(scheduled_at, Sign.SCHEDULE)
    if opened.sign is Sign.FIRST_RECORDING and _runs_at(scheduled_at, signs):
        opened = Guess(scheduled_at, Sign.SCHEDULE)
    begin = marked or opened.at
    ends = (Guess(signs[sign], sign) for sign in CLOSING if sign in signs)
    closed = next((end for end in ends if timedelta(0) < end.at - begin <= longest), None)
    return Proposal(opened, closed)


def _first(order: Sequence[Sign], signs: Signs) -> Guess | None:
    return next((Guess(signs[sign], sign) for sign in order if sign in signs), None)


def _runs_at(moment: datetime, signs: Signs) -> bool:
    end = signs.get(Sign.LAST_RECORDING)
    return signs[Sign.FIRST_RECORDING] <= moment and end is not None and moment < end
