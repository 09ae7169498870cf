"""The vocoder as one expression of ffmpeg's `afftfilt`: which envelope each bin gets, and with which sign.

Registers of the expression: 0 the generator of the hiss, 1 the number of the frame, 2 the bin that is looked at.
"""

import math
from typing import Final

from media_pipeline.voice.draw import NOISE_FROM_HZ, TURN, Draw
from media_pipeline.voice.profiles import Recipe

RATE: Final = 16_000
WINDOW: Final = 512
BIN_HZ: Final = RATE / WINDOW
SMOOTH: Final = 4
"""The envelope is the mean over so many bins to each side: what is averaged cannot be taken apart again."""
MEL_HZ: Final = 700
DB_PER_NEPER: Final = 20 / math.log(10)
FRAME: Final = "ld(1)"
AT: Final = "ld(2)"


def overlap(drawn: Draw) -> float:
    """Return how far windows overlap, as a part of one."""
    return 1 - drawn.hop / WINDOW


def delay(drawn: Draw) -> int:
    """Return by how many samples the vocoder is late."""
    return WINDOW - drawn.hop


def expression(recipe: Recipe, drawn: Draw) -> str:
    """Return the real part of each bin; the imaginary one is nothing."""
    # Bin 0 comes first in a frame: it counts the frame, and in the first one it seeds the generator.
    begin = f"if(eq(b,0),if(eq({FRAME},0),st(0,{drawn.seed}))*0+st(1,{FRAME}+1))*0"
    look = f"st(2,max({SMOOTH},{source_bin(recipe, drawn)}))*0"
    return f"{begin}+{look}+{_tilted(recipe, drawn)}*{_sign()}"


def source_bin(recipe: Recipe, drawn: Draw) -> str:
    """Return from which bin the envelope is taken: the axis warped, moving, and bent."""
    return f"{_band(recipe)}*{_warp(recipe, drawn)}+{_bend(recipe, drawn)}"


def _band(recipe: Recipe) -> str:
    if not recipe.bands:
        return "b"
    step = math.log1p(RATE / 2 / MEL_HZ) / recipe.bands
    middle = f"(floor(log(1+b*{_n(BIN_HZ)}/{MEL_HZ})/{_n(step)})+.5)*{_n(step)}"
    return f"({MEL_HZ}*(exp({middle})-1)/{_n(BIN_HZ)})"


def _warp(recipe: Recipe, drawn: Draw) -> str:
    moves = [
        f"{_n(recipe.sway * share)}*sin({FRAME}*{_n(_per_frame(hz, drawn))}+{_n(at)})"
        for share, hz, at in zip((0.6, 0.4), drawn.sway_hz, drawn.sway_at, strict=True)
    ]
    return f"({_n(drawn.warp)}+{'+'.join(moves)})"


def _bend(recipe: Recipe, drawn: Draw) -> str:
    along = f"b*{_n(TURN * BIN_HZ * drawn.bend_per_hz)}"
    drift = f"{FRAME}*{_n(_per_frame(drawn.bend_drift_hz, drawn))}"
    return f"{_n(recipe.bend_hz / BIN_HZ)}*sin({along}+{_n(drawn.bend_at)}+{drift})"


def _per_frame(hz: float, drawn: Draw) -> float:
    return TURN * hz * drawn.hop / RATE


def _tilted(recipe: Recipe, drawn: Draw) -> str:
    near = [f"{AT}{offset:+d}" if offset else AT for offset in range(-SMOOTH, SMOOTH + 1)]
    mean = "+".join(f"hypot(real({at},ch),imag({at},ch))" for at in near)
    # Above the last bin of the source there is nothing to look at.
    envelope = f"if(gt({AT},{WINDOW // 2 - 1}),0,({mean})/{len(near)})"
    if not recipe.tilt_db:
        return envelope
    return f"{envelope}*exp(b*{_n(drawn.tilt / DB_PER_NEPER * BIN_HZ / (RATE / 2))})"


def _sign() -> str:
    # Signs that alternate are pulses at the rate of the hops, a buzz; signs at random are a hiss.
    return f"if(gt(b,{_n(NOISE_FROM_HZ / BIN_HZ)}),1-2*gt(random(0),.5),1-2*mod(b,2))"


def _n(value: float) -> str:
    # Five digits: a thousandth of a bin, and nothing like "1e-05" that an expression could misread.
    return f"{value:.7f}".rstrip("0").rstrip(".")
