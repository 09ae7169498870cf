"""Ways to speech, and to a studio in which it is disguised."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from media_pipeline.ffmpeg.binary import Binary
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.voice.leaks import Samples
from media_pipeline.voice.render import Studio

DEMO = Path(__file__).parents[3] / "demo" / "recording" / "hearing.mp4"
MICROPHONES = 4
FIRST_S, LONG_S = 60, 12
Speech = Callable[..., Samples]


def studio_with(found: Binary, folder: Path) -> Studio:
    """Return a studio that works with one ffmpeg."""
    return Studio(folder, Runner(found.path, Limits()), found.graph_option)


def keep(samples: Samples, path: Path) -> Path:
    """Write bare sound."""
    samples.astype(np.dtype("<f4")).tofile(path)
    return path
