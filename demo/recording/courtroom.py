"""The room itself: wall, bench, stand and tables, drawn in the order in which they cover each other."""

from typing import Final

from demo.recording.canvas import Canvas
from demo.recording.cast import CAST
from demo.recording.palette import (
    BRASS,
    FLOOR,
    FLOOR_LINE,
    HEIGHT,
    LAMP_OFF,
    LAMP_ON,
    METAL,
    PANEL,
    PANEL_EDGE,
    PANEL_LINE,
    PAPER,
    WALL,
    WALL_SHADE,
    WIDTH,
    WOOD,
    WOOD_DARK,
    WOOD_LINE,
    WOOD_TOP,
    blend,
)
from demo.recording.people import draw_halo, draw_person

HORIZON: Final = 306
BACK_ROW: Final = ("judge", "clerk", "witness", "interpreter")
FRONT_ROW: Final = ("prosecutor", "victim", "defence_counsel", "defendant")
# Foot of each microphone, in the order of the channels.
MICROPHONE_AT: Final = ((520, 208), (204, 402), (757, 402), (784, 282))
MAX_LIFT: Final = 2.0


def draw_room(canvas: Canvas, present: frozenset[str], speaker: str | None, liveliness: float) -> None:
    """Draw the room with those who are present; `liveliness` (0 to 1) moves the speaker a little."""
    _draw_wall(canvas)
    _draw_emblem(canvas)
    _draw_row(canvas, BACK_ROW, present, speaker, liveliness)
    _draw_bench(canvas)
    _draw_clerk_desk(canvas)
    _draw_stand(canvas)
    _draw_row(canvas, FRONT_ROW, present, speaker, liveliness)
    for left, papers in ((52, (92, 300)), (606, (646, 790))):
        _draw_table(canvas, left, papers)
    active = None if speaker is None else CAST[speaker].microphone
    for number, (x, y) in enumerate(MICROPHONE_AT):
        _draw_microphone(canvas, x, y, active=number == active)


def _draw_row(
    canvas: Canvas, row: tuple[str, ...], present: frozenset[str], speaker: str | None, liveliness: float
) -> None:
    if speaker in row and speaker in present:
        draw_halo(canvas, speaker)
    for who in row:
        if who in present:
            speaks = who == speaker
            draw_person(canvas, who, speaks=speaks, lift=MAX_LIFT * liveliness if speaks else 0)


def _draw_wall(canvas: Canvas) -> None:
    canvas.rectangle((0, 0, WIDTH, HORIZON), WALL)
    for x in range(0, WIDTH, 120):
        canvas.rectangle((x, 0, x + 2, HORIZON - 76), WALL_SHADE)
    canvas.rectangle((0, HORIZON - 76, WIDTH, HORIZON), PANEL)
    canvas.rectangle((0, HORIZON - 80, WIDTH, HORIZON - 74), PANEL_EDGE)
    for x in range(24, WIDTH, 48):
        canvas.rectangle((x, HORIZON - 70, x + 2, HORIZON - 4), PANEL_LINE)
    canvas.rectangle((0, HORIZON, WIDTH, HEIGHT), FLOOR)
    canvas.rectangle((0, HORIZON - 4, WIDTH, HORIZON + 2), PANEL_EDGE)
    for number in range(-6, 7):
        foot = WIDTH / 2 + number * 190
        canvas.line([(WIDTH / 2 + number * 84, HORIZON + 2), (foot, HEIGHT)], FLOOR_LINE, 1.5)


def _draw_emblem(canvas: Canvas) -> None:
    # The tall panel behind the judge, with a pair of scales; no arms and no flags of any country.
    canvas.rectangle((372, 58, 588, HORIZON), PANEL_EDGE, 3)
    canvas.rectangle((378, 64, 582, HORIZON), PANEL, 2)
    for x in (429, 531):
        canvas.rectangle((x, 64, x + 2, HORIZON), PANEL_LINE)
    canvas.rectangle((478.5, 76, 481.5, 112), BRASS)
    canvas.rectangle((452, 80, 508, 82.5), BRASS)
    for x in (454, 506):
        canvas.line([(x - 9, 99), (x, 82), (x + 9, 99)], BRASS, 1)
        canvas.polygon([(x - 11, 99), (x + 11, 99), (x + 6, 104), (x - 6, 104)], BRASS)
    canvas.rectangle((468, 111, 492, 114), BRASS)


def _draw_bench(canvas: Canvas) -> None:
    canvas.rectangle((320, 214, 640, 322), WOOD, 2)
    canvas.rectangle((306, 204, 654, 218), WOOD_TOP, 3)
    canvas.rectangle((306, 216, 654, 219), WOOD_DARK)
    for x in range(344, 620, 92):
        canvas.rectangle((x, 232, x + 80, 310), WOOD_LINE, 2)
        canvas.rectangle((x + 3, 235, x + 77, 307), blend(WOOD, WOOD_TOP, 0.25), 2)
    canvas.rectangle((296, 320, 664, 330), WOOD_DARK, 2)
    canvas.polygon([(430, 203), (474, 203), (470, 197), (434, 197)], PAPER)


def _draw_clerk_desk(canvas: Canvas) -> None:
    canvas.rectangle((208, 284, 312, 326), WOOD, 2)
    canvas.rectangle((200, 276, 316, 287), WOOD_TOP, 3)
    canvas.rectangle((200, 285, 316, 288), WOOD_DARK)
    canvas.rectangle((284, 252, 312, 273), METAL, 2)
    canvas.rectangle((295, 272, 301, 277), METAL)


def _draw_stand(canvas: Canvas) -> None:
    canvas.rectangle((694, 286, 874, 326), WOOD, 2)
    for x in (706, 792):
        canvas.rectangle((x, 296, x + 70, 318), WOOD_LINE, 2)
    canvas.rectangle((684, 276, 884, 289), WOOD_TOP, 3)
    canvas.rectangle((684, 287, 884, 290), WOOD_DARK)


def _draw_table(canvas: Canvas, left: float, papers: tuple[float, float]) -> None:
    right = left + 302
    canvas.rectangle((left + 8, 414, right - 8, 488), WOOD, 2)
    canvas.rectangle((left + 20, 426, right - 20, 478), WOOD_LINE, 2)
    canvas.rectangle((left, 398, right, 416), WOOD_TOP, 3)
    canvas.rectangle((left, 413, right, 417), WOOD_DARK)
    for x in papers:
        canvas.polygon([(x, 407), (x + 46, 407), (x + 42, 401), (x + 6, 401)], PAPER)


def _draw_microphone(canvas: Canvas, x: float, y: float, *, active: bool) -> None:
    canvas.rectangle((x - 9, y - 3, x + 9, y), METAL, 1.5)
    canvas.line([(x, y - 3), (x - 2, y - 22), (x - 6, y - 28)], METAL, 2)
    canvas.ellipse((x - 11, y - 34, x - 3, y - 26), LAMP_ON if active else LAMP_OFF)
