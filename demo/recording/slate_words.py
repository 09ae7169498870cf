"""Draws and speaks the words of the slates: `manage.py slate_words`, after their translation has changed.

Needs espeak-ng and ffmpeg, and the font of the pages (`npm ci`). The files are kept in `media_pipeline/ffmpeg/words`.
"""

import io
import json
import wave
from pathlib import Path
from typing import Final, cast

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from demo.recording.cast import Language
from demo.recording.script import Line
from demo.recording.speech import SAMPLE_RATE, speak
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.ffmpeg.slate import BACKGROUND
from media_pipeline.ffmpeg.words import (
    DRAWN,
    FOLDER,
    PICTURE_SIDES,
    SPOKEN,
    TEXTS,
    picture_of,
    voice_of,
)

FONTS: Final = Path("node_modules/@fontsource/golos-text/files")
SUBSETS: Final = ("latin", "cyrillic", "cyrillic-ext")
SIZE: Final = 104
LETTERS: Final = "#c9d1d9"
MARGIN: Final = 24
VOICE_BITS: Final = "32k"
# One code point that no font has shows what "not in this file" looks like.
NOWHERE: Final = "\U0010fffd"


class Letters:
    """The page's font, which comes in one file for each script."""

    def __init__(self) -> None:
        files = [FONTS / f"golos-text-{subset}-600-normal.woff2" for subset in SUBSETS]
        self._fonts = [ImageFont.truetype(str(file), SIZE) for file in files]

    def of(self, letter: str) -> ImageFont.FreeTypeFont:
        """Return the file that has a letter; raises ValueError."""
        for font in self._fonts:
            if letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(NOWHERE)):
                return font
        raise ValueError(f"the font has no {letter!r}")

    def width(self, text: str) -> float:
        """Return how many pixels a line takes."""
        return sum(self.of(letter).getlength(letter) for letter in text)

    def draw(self, canvas: ImageDraw.ImageDraw, text: str, y: float) -> None:
        """Write a line in the middle, its letters on `y`."""
        x = (PICTURE_SIDES[0] - self.width(text)) / 2
        for letter in text:
            font = self.of(letter)
            canvas.text((x, y), letter, LETTERS, font, anchor="ls")
            x += font.getlength(letter)


def lines_of(text: str, letters: Letters) -> list[str]:
    """Break a text where its lines become most alike; one line where it fits."""
    words = text.split()
    splits = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    room = PICTURE_SIDES[0] - 2 * MARGIN
    if letters.width(text) <= room:
        return [text]
    best = min(splits, key=lambda lines: max(map(letters.width, lines)))
    if max(map(letters.width, best)) > room:
        raise ValueError(f"too long for two lines: {text}")
    return best


def draw(text: str, letters: Letters) -> Image.Image:
    """Return the picture of a text."""
    picture = Image.new("RGB", PICTURE_SIDES, f"#{BACKGROUND.removeprefix('0x')}")
    lines = lines_of(text, letters)
    first = PICTURE_SIDES[1] / 2 + SIZE * 0.35 - (len(lines) - 1) * SIZE * 0.7
    for number, line in enumerate(lines):
        letters.draw(ImageDraw.Draw(picture), line, first + number * SIZE * 1.4)
    return picture.quantize(16, dither=Image.Dither.NONE)


def spoken(text: str, language: str) -> bytes:
    """Return a text as Opus in Ogg, one channel."""
    samples = speak(Line("judge", "notice", cast(Language, language), text))
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        writer.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    options = ["-c:a", "libopus", "-b:a", VOICE_BITS, "-map_metadata", "-1", "-bitexact", "-f", "ogg"]
    encode = ["-nostdin", "-v", "error", "-f", "wav", "-i", "pipe:0", *options, "pipe:1"]
    return require_success(Runner(find_ffmpeg().path)(encode, stdin=file.getvalue())).stdout


def write(texts: dict[str, dict[str, str]]) -> None:
    """Write the files of these texts (by language and code) in place of those that are there."""
    letters = Letters()
    for old in [*FOLDER.glob("*.png"), *FOLDER.glob("*.ogg")]:
        old.unlink()
    for language, said_as in texts.items():
        for said in DRAWN:
            draw(said_as[said.code], letters).save(picture_of(said, language), optimize=True)
        for said in SPOKEN:
            voice_of(said, language).write_bytes(spoken(said_as[said.code], language))
    TEXTS.write_text(json.dumps(texts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
