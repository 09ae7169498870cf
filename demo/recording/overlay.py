"""The two bars of the recorder's picture: title and running clock above, speaker and channel levels below."""

from datetime import timedelta
from typing import Final

from PIL import Image

from demo.recording.canvas import Canvas
from demo.recording.cast import CAST, MICROPHONES
from demo.recording.palette import (
    BAR,
    BAR_MUTED,
    BAR_TEXT,
    BOTTOM_BAR,
    LAMP_ON,
    METER_OFF,
    METER_ON,
    TOP_BAR,
    WIDTH,
)
from demo.recording.script import Line

TITLE: Final = "Demonstration recording"
START: Final = timedelta(hours=10)
ZONE: Final = "UTC+5"
METER_STEPS: Final = 5
Levels = tuple[int, ...]


def wall_clock(media_ms: int) -> str:
    """Return the court's time of day at a media time, as HH:MM:SS."""
    seconds = int(START.total_seconds()) + media_ms // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def draw_top(media_ms: int) -> Image.Image:
    """Return the upper bar with the clock at this moment."""
    canvas = Canvas(BAR, height=TOP_BAR)
    middle = TOP_BAR / 2
    canvas.ellipse((20, middle - 5, 30, middle + 5), LAMP_ON)
    canvas.text((42, middle), TITLE, BAR_TEXT, "bold", 17)
    canvas.text((WIDTH - 20, middle), ZONE, BAR_MUTED, "regular", 14, "rm")
    canvas.text((WIDTH - 82, middle), wall_clock(media_ms), BAR_TEXT, "digits", 26, "rm")
    return canvas.finished()


def draw_bottom(line: Line | None, levels: Levels) -> Image.Image:
    """Return the lower bar: who speaks, in the language spoken, and a small meter per microphone."""
    canvas = Canvas(BAR, height=BOTTOM_BAR)
    middle = BOTTOM_BAR / 2
    if line is not None:
        person = CAST[line.who]
        canvas.text((20, middle), person.roles[line.language], BAR_TEXT, "bold", 17)
        canvas.text((560, middle), line.language.upper(), BAR_MUTED, "regular", 14, "rm")
    for number, level in enumerate(levels):
        _draw_meter(canvas, WIDTH - 20 - (len(MICROPHONES) - number) * 88 + 12, middle, number + 1, level)
    return canvas.finished()


def _draw_meter(canvas: Canvas, x: float, middle: float, number: int, level: int) -> None:
    canvas.text((x, middle), str(number), BAR_MUTED if level == 0 else BAR_TEXT, "digits", 15)
    for step in range(METER_STEPS):
        left = x + 16 + step * 12
        height = 8 + step * 4
        colour = METER_ON if step < level else METER_OFF
        canvas.rectangle((left, middle - height / 2, left + 8, middle + height / 2), colour)
