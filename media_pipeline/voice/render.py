"""Disguises one interval and checks what came out; what does not hold is thrown away and drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ffmpeg
import numpy as np

from media_pipeline.ffmpeg.convert import QUIET
from media_pipeline.ffmpeg.errors import FfmpegError
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Run
from media_pipeline.voice.draw import Luck, draw
from media_pipeline.voice.errors import DisguiseFailed, DisguiseRefused
from media_pipeline.voice.graph import OUTPUT_RATE, Command, command, silent
from media_pipeline.voice.leaks import Samples
from media_pipeline.voice.measures import Measures, measure
from media_pipeline.voice.mixing import written
from media_pipeline.voice.profiles import RECIPES, Profile
from media_pipeline.voice.verdict import BOUNDS, Bounds, Fault, faults

TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Studio:
    """Where and with what is worked: a private folder, a runner, and how its ffmpeg takes a graph by a pipe."""

    folder: Path
    run: Run
    graph_option: str
    bounds: Bounds = BOUNDS


@dataclass(frozen=True, slots=True)
class Rendered:
    """A disguised interval that has passed: lossless, 48 kHz, mono; ``tries``: with the one that passed."""

    path: Path
    samples: int
    measures: Measures
    tries: int


def render(sound: Path, profile: Profile, target: Path, studio: Studio, luck: Luck | None = None) -> Rendered:
    """Disguise bare sound (mono numbers at 48 kHz). Raises DisguiseFailed, DisguiseRefused, OSError."""
    samples = bare_samples(sound)
    found: frozenset[Fault] = frozenset()
    for number in range(1, TRIES + 1):
        _run(_command(sound, profile, samples, target, luck), studio)
        measures = measure(bare(sound), lossless(target, studio), OUTPUT_RATE)
        found = faults(measures, studio.bounds) - _expected(profile)
        if not found:
            return Rendered(target, samples, measures, number)
        target.unlink()
    raise DisguiseRefused(found)


def _command(sound: Path, profile: Profile, samples: int, target: Path, luck: Luck | None) -> Command:
    if profile is Profile.SILENCE:
        return silent(sound, samples, target)
    recipe = RECIPES[profile]
    return command(recipe, draw(recipe, luck), sound, samples, target)


def _expected(profile: Profile) -> frozenset[Fault]:
    return frozenset({Fault.NO_SOUND}) if profile is Profile.SILENCE else frozenset()


def _run(made: Command, studio: Studio) -> None:
    _succeed(studio, [*QUIET, studio.graph_option, "pipe:0", *made.arguments], made.graph)


def _succeed(studio: Studio, arguments: Sequence[str], graph: bytes = b"") -> None:
    try:
        require_success(studio.run(arguments, stdin=graph))
    except FfmpegError as error:
        raise DisguiseFailed(type(error).__name__) from None


def bare_samples(path: Path) -> int:
    """Return how many samples a file of bare sound holds."""
    return path.stat().st_size // 4


def bare(path: Path) -> Samples:
    """Return bare sound as an array that is read when it is looked at."""
    if not path.stat().st_size:
        return np.zeros(0, np.float32)
    return np.memmap(path, np.dtype("<f4"), "r")


def lossless(path: Path, studio: Studio) -> Samples:
    """Decode a lossless file of ours. Raises DisguiseFailed."""
    target = studio.folder / f"{path.stem}.bare"
    media = ffmpeg.input(f"file:{path}", f="flac", protocol_whitelist="file", threads=1)
    _succeed(studio, written(media.audio, target))
    return bare(target)
