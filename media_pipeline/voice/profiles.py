"""The profiles as data: between which bounds their secrets are drawn, and what stands before and after the vocoder.

One family: a vocoder that keeps only a smoothed envelope of each moment's spectrum, bends its frequency axis along a
secret path, and gives it a buzz and a hiss that are the same for everybody. Pitch and phase are thrown away, so no
inverse brings them back. The values were chosen by attack, on other speakers than they are tested on: docs/explanation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Bounds = tuple[float, float]


class Profile(StrEnum):
    """How strongly a voice is disguised; `silence` keeps none of it."""

    CLEAR = "clear"
    STRONG = "strong"
    MAXIMUM = "maximum"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Band:
    """One band of the common timbre: up to `edge_hz`, held near `level_db`."""

    edge_hz: int
    level_db: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a profile is made of; every pair is drawn between its bounds, anew for each interval.

    ``warp``: factor of the frequency axis, or its inverse. ``sway``, ``sway_hz``: depth and speed of its slow movement.
    ``bend_hz``: how far the axis is bent besides. ``bands``: so many steps of a mel-like scale instead of every bin.
    ``tilt_db``: of the spectrum up to 8 kHz, either way. ``before``, ``after``: fixed filters. ``timbre``: the common
    one. ``delay``: samples at 16 kHz that the fixed filters add.
    """

    warp: Bounds
    sway: float
    sway_hz: Bounds
    bend_hz: float
    bands: int = 0
    tilt_db: float = 0.0
    before: str = ""
    after: str = ""
    timbre: tuple[Band, ...] = ()
    delay: int = 0


WIDE_TIMBRE: Final = tuple(
    Band(edge, level)
    for edge, level in (
        (350, -30),
        (700, -30),
        (1150, -32),
        (1750, -35),
        (2500, -37),
        (3400, -39),
        (4800, -42),
        (7950, -46),
    )
)
NARROW_TIMBRE: Final = (*WIDE_TIMBRE[:6], Band(7950, -44))

RECIPES: Final[Mapping[Profile, Recipe]] = {
    Profile.CLEAR: Recipe((1.08, 1.2), 0.04, (0.7, 1.6), 30, tilt_db=8),
    Profile.STRONG: Recipe((1.08, 1.2), 0.07, (0.7, 1.6), 80, timbre=WIDE_TIMBRE),
    Profile.MAXIMUM: Recipe(
        (1.05, 1.2),
        0.10,
        (0.8, 2.0),
        60,
        bands=16,
        before="afftdn=nr=12:nf=-45:tn=1",
        after="highpass=f=180,lowpass=f=4200:p=2,lowpass=f=4200",
        timbre=NARROW_TIMBRE,
        delay=416,
    ),
}
"""Of all profiles that make a voice; silence makes none."""
