"""The people as calm shapes: a head, hair, shoulders. No faces, so that nobody is meant."""

from dataclasses import dataclass
from typing import Final, Literal

from demo.recording.canvas import Canvas
from demo.recording.palette import ACTIVE, Colour, blend

Hair = Literal["short", "long", "bun"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Where somebody sits (middle of the head) and how they look; `size`: the head's radius in pixels."""

    x: float
    y: float
    size: float
    skin: Colour
    hair: Colour
    style: Hair
    clothes: Colour
    collar: Colour


FIGURES: Final[dict[str, Figure]] = {
    "judge": Figure(480, 152, 21, (222, 187, 158), (66, 52, 46), "bun", (38, 40, 48), (230, 228, 222)),
    "clerk": Figure(264, 226, 17, (226, 192, 164), (110, 74, 52), "long", (92, 108, 116), (226, 226, 222)),
    "witness": Figure(
        736, 216, 18, (228, 196, 172), (150, 116, 78), "short", (88, 122, 132), (228, 228, 224)
    ),
    "interpreter": Figure(
        828, 220, 17, (214, 176, 144), (44, 38, 38), "bun", (112, 98, 134), (232, 228, 226)
    ),
    "prosecutor": Figure(138, 334, 23, (220, 184, 154), (72, 60, 52), "short", (44, 62, 96), (222, 226, 232)),
    "victim": Figure(268, 336, 22, (226, 192, 166), (138, 96, 62), "long", (146, 98, 104), (240, 232, 226)),
    "defence_counsel": Figure(
        694, 334, 23, (208, 168, 134), (40, 36, 36), "short", (70, 74, 82), (232, 232, 230)
    ),
    "defendant": Figure(
        824, 336, 22, (204, 162, 128), (36, 34, 36), "short", (104, 126, 104), (104, 126, 104)
    ),
}
QUIET_SHARE: Final = 0.16  # how far those who do not speak step back towards the wall's colour
QUIET_TONE: Final[Colour] = (190, 184, 174)


def draw_halo(canvas: Canvas, who: str) -> None:
    """Draw the soft light behind the one who speaks."""
    figure = FIGURES[who]
    box = _around(figure.x, figure.y + figure.size * 0.5, figure.size * 1.9, figure.size * 1.9)
    canvas.glow(box, ACTIVE, figure.size * 0.55)


def draw_person(canvas: Canvas, who: str, *, speaks: bool, lift: float) -> None:
    """Draw somebody down to the chest; `lift` is how many pixels the head is raised while speaking."""
    figure = FIGURES[who]
    fade = 0.0 if speaks else QUIET_SHARE
    x, y, size = figure.x, figure.y - lift, figure.size
    clothes, skin, hair, collar = (
        blend(colour, QUIET_TONE, fade)
        for colour in (figure.clothes, figure.skin, figure.hair, figure.collar)
    )
    _draw_hair_behind(canvas, figure.style, (x, y, size), hair)
    _draw_body(canvas, (x, figure.y, size), clothes)
    canvas.rectangle(
        (x - size * 0.34, y + size * 0.6, x + size * 0.34, y + size * 1.5), blend(skin, (0, 0, 0), 0.1)
    )
    shirt = [(x - size * 0.42, figure.y + size * 1.22), (x, figure.y + size * 2.1)]
    canvas.polygon([*shirt, (x + size * 0.42, figure.y + size * 1.22)], collar)
    canvas.ellipse(_around(x, y, size * 0.82, size), skin)
    _draw_hair_front(canvas, (x, y, size), hair, skin)


def _draw_body(canvas: Canvas, place: tuple[float, float, float], clothes: Colour) -> None:
    x, y, size = place
    canvas.rectangle((x - size * 1.75, y + size * 1.25, x + size * 1.75, y + size * 5), clothes, size * 1.1)


def _draw_hair_behind(canvas: Canvas, style: Hair, place: tuple[float, float, float], hair: Colour) -> None:
    x, y, size = place
    if style == "long":
        canvas.rectangle(
            (x - size * 1.02, y - size * 0.7, x + size * 1.02, y + size * 1.75), hair, size * 0.8
        )
    if style == "bun":
        canvas.ellipse(_around(x, y - size * 1.12, size * 0.42, size * 0.36), hair)


def _draw_hair_front(canvas: Canvas, place: tuple[float, float, float], hair: Colour, skin: Colour) -> None:
    # A cap of hair, and the forehead and cheeks over it.
    x, y, size = place
    canvas.ellipse(_around(x, y - size * 0.18, size * 0.92, size * 0.98), hair)
    canvas.ellipse(_around(x, y + size * 0.22, size * 0.74, size * 0.82), skin)


def _around(x: float, y: float, radius_x: float, radius_y: float) -> tuple[float, float, float, float]:
    return (x - radius_x, y - radius_y, x + radius_x, y + radius_y)
