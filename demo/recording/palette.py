"""Colours, fonts and sizes of the drawn courtroom. Calm and few, so that the active speaker stands out."""

from functools import cache
from typing import Final, Literal

from PIL import ImageFont

Colour = tuple[int, int, int]
Weight = Literal["regular", "bold", "digits"]

WIDTH: Final = 960
HEIGHT: Final = 540
# Drawn larger and reduced, for smooth edges.
SCALE: Final = 2
TOP_BAR: Final = 46
BOTTOM_BAR: Final = 44

WALL: Final[Colour] = (214, 209, 198)
WALL_SHADE: Final[Colour] = (203, 197, 185)
PANEL: Final[Colour] = (164, 135, 106)
PANEL_LINE: Final[Colour] = (148, 120, 92)
PANEL_EDGE: Final[Colour] = (124, 98, 74)
FLOOR: Final[Colour] = (178, 168, 152)
FLOOR_LINE: Final[Colour] = (166, 155, 138)
WOOD: Final[Colour] = (120, 90, 64)
WOOD_TOP: Final[Colour] = (146, 112, 82)
WOOD_DARK: Final[Colour] = (96, 70, 49)
WOOD_LINE: Final[Colour] = (108, 80, 56)
BRASS: Final[Colour] = (196, 164, 104)
METAL: Final[Colour] = (58, 62, 68)
PAPER: Final[Colour] = (238, 234, 226)
BAR: Final[Colour] = (27, 34, 43)
BAR_TEXT: Final[Colour] = (233, 236, 240)
BAR_MUTED: Final[Colour] = (140, 150, 162)
METER_OFF: Final[Colour] = (58, 68, 80)
METER_ON: Final[Colour] = (126, 190, 156)
ACTIVE: Final[Colour] = (247, 222, 160)
LAMP_ON: Final[Colour] = (226, 106, 74)
LAMP_OFF: Final[Colour] = (86, 90, 96)

# Free fonts with Kazakh letters; found by name in the system's font folders.
FONT_FILES: Final[dict[Weight, str]] = {
    "regular": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "digits": "DejaVuSansMono-Bold.ttf",
}


@cache
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Return a font of a size in pixels of the finished picture; raises OSError if it is not installed."""
    return ImageFont.truetype(FONT_FILES[weight], size * SCALE)


def blend(colour: Colour, other: Colour, share: float) -> Colour:
    """Return `colour` moved towards `other` by `share` (0 to 1)."""
    mixed = tuple(round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return (mixed[0], mixed[1], mixed[2])
