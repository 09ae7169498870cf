"""What is secret in a disguise: drawn from the operating system for one interval, shown to nobody, kept nowhere."""

import math
import secrets
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from media_pipeline.voice.profiles import Bounds, Recipe

HOP: Bounds = (100, 160)
NOISE_FROM_HZ = 3000.0
BEND_PERIOD_HZ: Bounds = (900, 1800)
BEND_DRIFT_HZ: Bounds = (0.4, 0.9)
WOBBLE_HZ: tuple[Bounds, ...] = ((0.5, 0.9), (1.1, 1.7), (2.1, 3.1))
SEED_BITS = 52
"""What a double of ffmpeg's expressions holds exactly."""
TURN = 2 * math.pi


class Luck(Protocol):
    """Where numbers come from: the operating system; in measurements a generator that can be run again."""

    def uniform(self, a: float, b: float) -> float:
        """Return a number between two."""

    def randint(self, a: int, b: int) -> int:
        """Return a whole number between two, both included."""

    def random(self) -> float:
        """Return a number between 0 and 1."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Draw:
    """The secrets of one interval. It has no form in which it could be written down by mistake.

    ``hop``: samples at 16 kHz; ``sway_hz``, ``sway_at``: speed and phase of the two movements of the warp;
    ``bend_per_hz``, ``bend_at``, ``bend_drift_hz``: of the bend; ``wobble_hz``: how fast the pitch of the buzz moves;
    ``tilt``: dB at 8 kHz; ``seed``: of the hiss.
    """

    hop: int
    warp: float
    sway_hz: tuple[float, float]
    sway_at: tuple[float, float]
    bend_per_hz: float
    bend_at: float
    bend_drift_hz: float
    wobble_hz: tuple[float, ...]
    tilt: float
    seed: int = field(default=1)

    def __repr__(self) -> str:
        """Name the kind only: it may stand in a traceback."""
        return "<Draw>"

    def __reduce__(self) -> NoReturn:
        """Refuse: what can be pickled ends in a queue or a file."""
        raise TypeError("a draw is not written down")


def draw(recipe: Recipe, luck: Luck | None = None) -> Draw:
    """Draw the secrets of one interval."""
    source: Luck = luck or secrets.SystemRandom()
    warp = source.uniform(*recipe.warp)
    low, high = recipe.sway_hz
    drift = source.uniform(*BEND_DRIFT_HZ)
    return Draw(
        hop=source.randint(int(HOP[0]), int(HOP[1])),
        warp=warp if source.random() < 0.5 else 1 / warp,
        sway_hz=(source.uniform(low, high), source.uniform(low, high)),
        sway_at=(source.uniform(0, TURN), source.uniform(0, TURN)),
        bend_per_hz=1 / source.uniform(*BEND_PERIOD_HZ),
        bend_at=source.uniform(0, TURN),
        bend_drift_hz=drift if source.random() < 0.5 else -drift,
        wobble_hz=tuple(source.uniform(*bounds) for bounds in WOBBLE_HZ),
        tilt=source.uniform(-recipe.tilt_db, recipe.tilt_db),
        seed=source.randint(1, 2**SEED_BITS - 1),
    )
