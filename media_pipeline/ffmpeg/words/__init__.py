"""What slates say, drawn and spoken once for each language: no font and no voice is needed where they are made.

The files are written by ``manage.py slate_words``: of each text a picture of light letters on the slate's own dark, and
what is spoken at the start of a withheld part. ``texts.json`` holds the texts that they were made of.
"""

import json
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Final


class Said(IntEnum):
    """What is said where nothing is shown; the number is that of the picture in a slate. BLANK says nothing."""

    BLANK = 0
    CLOSED = 1
    PREPARING = 2
    NOT_IN_SESSION = 3
    NO_RECORDING = 4
    COVERED = 5

    @property
    def code(self) -> str:
        """How it is called in names of files and of artefacts."""
        return self.name.lower().replace("_", "-")


DRAWN: Final = (Said.CLOSED, Said.PREPARING, Said.NOT_IN_SESSION, Said.NO_RECORDING, Said.COVERED)
SPOKEN: Final = (Said.CLOSED, Said.PREPARING, Said.NOT_IN_SESSION)
"""A gap of the recording is withheld from nobody, so nothing is spoken there."""
PICTURE_SIDES: Final = (1536, 384)
"""Pixels of every picture of words."""
FOLDER: Final = Path(__file__).parent
TEXTS: Final = FOLDER / "texts.json"


def languages() -> tuple[str, ...]:
    """Return the languages in which words were drawn and spoken."""
    return tuple(texts())


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return by language what the files say, by the code of what is said."""
    return dict(json.loads(TEXTS.read_text(encoding="utf-8")))


def picture_of(said: Said, language: str) -> Path:
    """Return the file of a picture of words."""
    return FOLDER / f"{language}-{said.code}.png"


def voice_of(said: Said, language: str) -> Path:
    """Return the file of spoken words: Opus in Ogg, one channel."""
    return FOLDER / f"{language}-{said.code}.ogg"
