"""What the waveform shows of a disguised part: the peaks of its render, never those of the recording under it."""

import numpy as np

from custody.models import Original
from media_pipeline.ffmpeg.grid import PEAKS, Int8s
from media_pipeline.ffmpeg.headed import write_headed
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.artefacts import find, fresh_path, make_durable, register
from media_pipeline.services.measuring import key_of
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.leaks import Samples

STEP = OUTPUT_RATE // PEAKS.per_s
FULL_SCALE = 127


def keep_peaks(render: Artefact, sound: Samples, original: Original | None) -> Artefact:
    """Keep the peaks of a render, under the hash of its file. Raises OSError."""
    key = key_of(ArtefactKind.PEAKS, render.sha256)
    known = find(key)
    if known is not None:
        return known
    path = fresh_path(".peaks")
    body = path.with_suffix(".body")
    try:
        body.write_bytes(peaks_of(sound).tobytes())
        write_headed(path, {"channels": 1}, body)
    finally:
        body.unlink(missing_ok=True)
    make_durable(path)
    return register(ArtefactKind.PEAKS, key, path, original)


def peaks_of(sound: Samples) -> Int8s:
    """Return the lowest and highest sample of each step, 127 for full scale."""
    rows = len(sound) // STEP
    steps = np.asarray(sound[: rows * STEP]).reshape(rows, STEP)
    found = np.stack((steps.min(axis=1), steps.max(axis=1)), axis=1) if rows else np.zeros((0, 2))
    return np.clip(np.rint(found * FULL_SCALE), -FULL_SCALE, FULL_SCALE).astype(np.int8)
