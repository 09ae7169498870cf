"""Whether a disguised interval may go on to a person's ear; each reason for which it may not has a name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from media_pipeline.voice.measures import Measures


class Fault(StrEnum):
    """Why a disguise is thrown away."""

    LENGTH = "length"
    NO_SOUND = "no_sound"
    TOO_LOUD = "too_loud"
    NO_NUMBER = "no_number"
    LEAK = "leak"
    DELAY = "delay"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is tolerated. ``leak``: unrelated speech reaches 0.03, a disguise 0.07, a trace at -30 dB 0.15."""

    leak: float = 0.12
    peak: float = 1.0
    quieter_db: float = -30.0
    delay_ms: float = 15.0


BOUNDS: Final = Bounds()


def faults(found: Measures, bounds: Bounds = BOUNDS) -> frozenset[Fault]:
    """Return all that is wrong with an interval; nothing: it may be heard by whoever approves it."""
    told = {
        Fault.NO_NUMBER: found.peak == float("inf"),
        Fault.LENGTH: found.missing != 0,
        Fault.TOO_LOUD: bounds.peak < found.peak < float("inf"),
        Fault.NO_SOUND: found.level_db is not None and found.level_db < bounds.quieter_db,
        Fault.LEAK: found.leak >= bounds.leak,
        Fault.DELAY: found.delay_ms is not None and abs(found.delay_ms) > bounds.delay_ms,
    }
    return frozenset(fault for fault, is_so in told.items() if is_so)
