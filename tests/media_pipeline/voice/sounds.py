"""Ways to speech, and to a studio in which it is disguised."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from media_pipeline.ffmpeg.binary import Binary
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.leaks import Samples, leak
from media_pipeline.voice.render import Studio

DEMO = Path(__file__).parents[3] / "demo" / "recording" / "hearing.mp4"
MICROPHONES = 4
FIRST_S, LONG_S = 60, 12
Speech = Callable[..., Samples]
TRACE: Final = 0.17
"""Largest likeness of what is served to the voice: coding adds to that of the render (below 0.12), at most to 0.14 in
41 draws of 4 microphones; a fifth of the voice beside the disguise reaches 0.3."""
EDGE_S: Final = 0.015


def studio_with(found: Binary, folder: Path) -> Studio:
    """Return a studio that works with one ffmpeg."""
    return Studio(folder, Runner(found.path, Limits()), found.graph_option)


def keep(samples: Samples, path: Path) -> Path:
    """Write bare sound."""
    samples.astype(np.dtype("<f4")).tofile(path)
    return path


def trace(voice: Samples, served: Samples) -> float:
    """Return how much of a voice is in served sound of the same moment: both cut in one place, they share its click."""
    return leak(faded(voice), faded(served), OUTPUT_RATE)


def faded(sound: Samples) -> Samples:
    """Return a piece that begins and ends softly."""
    edge = np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / (EDGE_S * OUTPUT_RATE)
    return np.asarray(sound * np.minimum(edge, 1), np.float32)
