"""Maps of a recorder profile as people write them, a line each: ``A = 1`` for cameras, ``1: judge, clerk`` for
microphones."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from media_pipeline.policies.names import CAMERAS_MAX

LINES_MAX = 64
CHANNELS_MAX = 32
WORD_MAX = 60
_CAMERA = re.compile(r"\A([^=]{1,60})=\s*(\d{1,3})\Z")
_CHANNELS = re.compile(r"\A\s*(\d{1,3})\s*:(.{0,2000})\Z", re.DOTALL)


class TextInvalid(ValueError):
    """A line cannot be read; the text says which and how it should be, in the reader's language."""


def lines_of(text: str) -> list[str]:
    """Return the lines that hold something. Raises TextInvalid when there are too many."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) > LINES_MAX:
        raise TextInvalid(_("At most %(most)d lines.") % {"most": LINES_MAX})
    return found


def cameras_of(text: str) -> dict[str, int]:
    """Return what a name calls each camera. Raises TextInvalid."""
    found: dict[str, int] = {}
    for line in lines_of(text):
        match = _CAMERA.match(line)
        if match is None or not 1 <= int(match[2]) <= CAMERAS_MAX:
            raise TextInvalid(
                _("“%(line)s” is not read: write A = 1, one camera a line.") % {"line": line[:80]}
            )
        found[match[1].strip()] = int(match[2])
    return found


def channels_of(text: str) -> dict[str, list[str]]:
    """Return the microphones of each camera in the order of its channels. Raises TextInvalid."""
    found: dict[str, list[str]] = {}
    for line in lines_of(text):
        match = _CHANNELS.match(line)
        codes = [code.strip()[:WORD_MAX] for code in match[2].split(",")] if match else []
        if match is None or not 1 <= int(match[1]) <= CAMERAS_MAX or not 0 < len(codes) <= CHANNELS_MAX:
            words = _("“%(line)s” is not read: write 1: judge, clerk, with one camera a line.")
            raise TextInvalid(words % {"line": line[:80]})
        found[str(int(match[1]))] = codes
    return found


def cameras_text(cameras: Mapping[str, int]) -> str:
    """Return the map of cameras as it is written."""
    return "\n".join(f"{word} = {number}" for word, number in cameras.items())


def channels_text(channels: Mapping[str, Sequence[str]]) -> str:
    """Return the map of microphones as it is written."""
    return "\n".join(f"{camera}: {', '.join(codes)}" for camera, codes in channels.items())
