"""A drawing surface in the coordinates of the finished picture, drawn larger and reduced at the end."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from demo.recording.palette import HEIGHT, SCALE, WIDTH, Colour, Weight, font

Box = tuple[float, float, float, float]
Point = tuple[float, float]


class Canvas:
    """Shapes by their place in the finished picture (pixels, may be fractions)."""

    def __init__(self, background: Colour, width: int = WIDTH, height: int = HEIGHT) -> None:
        self._size = (width, height)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), background)
        self._draw = ImageDraw.Draw(self.image)

    def rectangle(self, box: Box, fill: Colour, radius: float = 0) -> None:
        """Fill a rectangle, with rounded corners if `radius` is given."""
        left, top, right, bottom = (round(value * SCALE) for value in box)
        # Pillow counts the last pixel in; a box here ends before its right and lower edge.
        self._draw.rounded_rectangle((left, top, right - 1, bottom - 1), radius * SCALE, fill)

    def ellipse(self, box: Box, fill: Colour) -> None:
        """Fill an ellipse."""
        self._draw.ellipse([value * SCALE for value in box], fill)

    def glow(self, box: Box, colour: Colour, softness: float) -> None:
        """Lay a light over what is there: an ellipse whose edge fades over about `softness` pixels."""
        mask = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(mask).ellipse([value * SCALE for value in box], 190)
        self.image.paste(colour, mask=mask.filter(ImageFilter.GaussianBlur(softness * SCALE)))

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a polygon."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 1) -> None:
        """Draw a line through the points."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, colour, round(width * SCALE), joint="curve")

    def text(
        self, at: Point, words: str, colour: Colour, weight: Weight, size: int, anchor: str = "lm"
    ) -> None:
        """Write words; `anchor` as Pillow has it (first letter horizontal, second vertical)."""
        place = (at[0] * SCALE, at[1] * SCALE)
        self._draw.text(place, words, colour, font(weight, size), anchor)

    def finished(self) -> Image.Image:
        """Return the picture in its final size."""
        return self.image.resize(self._size, Image.Resampling.LANCZOS)
