"""Measures a finished recording against its documents: `python -m demo.recording.check DIR`.

Speech must lie where the protocol says, on the microphone of the speaker; nothing may clip; both tracks must
end together; the manifest must describe the file.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demo.recording.cast import CAST, MICROPHONES
from demo.recording.room import DISTANCE_M, REFLECTION_MS, SOUND_M_PER_S
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Runner

# Enough for levels, and a sixth of the bytes.
MEASURE_RATE: Final = 8_000
MEASURE_LIMITS: Final = Limits(wall_s=120, cpu_s=120, stdout_bytes=512 * MEBIBYTE)
OWN_MIN_DB: Final = -27.0
APART_MIN_DB: Final = 15.0
PAUSE_MAX_DB: Final = -50.0
PEAK_MAX_DB: Final = -1.0
TRACKS_APART_MAX_MS: Final = 40
# Sound still in the room after the last word: the longest way and one reflection.
TAIL_MS: Final = round(max(map(max, DISTANCE_M)) / SOUND_M_PER_S * 1000) + max(REFLECTION_MS) + 40

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of one protocol entry in dB: on the speaker's microphone, and the loudest of the others."""

    start_ms: int
    own_db: float
    other_db: float


def read_sound(media: Path) -> Sound:
    """Return the decoded microphones, shape (samples at MEASURE_RATE, microphones)."""
    decode = [
        *("-nostdin", "-v", "error", "-i", f"file:{media.absolute()}", "-map", "0:a"),
        *("-ar", str(MEASURE_RATE), "-f", "f32le", "pipe:1"),
    ]
    result = require_success(Runner(find_ffmpeg().path, MEASURE_LIMITS)(decode))
    return np.frombuffer(result.stdout, dtype="<f4").astype(np.float32).reshape(-1, len(MICROPHONES))


def entry_levels(sound: Sound, entries: Sequence[Mapping[str, Any]]) -> list[Levels]:
    """Return the levels of every entry over its own time."""
    return [_levels(sound, entry) for entry in entries]


def pause_levels(sound: Sound, entries: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return the loudest microphone's level, in dB, between each two entries (tail of the room left out)."""
    return [
        float(_rms_db(sound, before["end_ms"] + TAIL_MS, after["start_ms"]).max())
        for before, after in pairwise(entries)
    ]


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a recording and its documents; nothing if all is as promised."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    entries = json.loads((folder / "protocol.json").read_text(encoding="utf-8"))["entries"]
    media = folder / manifest["media"]
    sound = read_sound(media)
    yield from _faults_of_manifest(manifest, media, sound, len(entries))
    for levels in entry_levels(sound, entries):
        if levels.own_db < OWN_MIN_DB or levels.own_db - levels.other_db < APART_MIN_DB:
            yield f"{levels.start_ms} ms: {levels.own_db:.1f} dB, others {levels.other_db:.1f} dB"
    loudest = max(pause_levels(sound, entries))
    if loudest > PAUSE_MAX_DB:
        yield f"a pause has {loudest:.1f} dB"
    if _db(float(np.abs(sound).max())) > PEAK_MAX_DB:
        yield "a microphone clips"


def _faults_of_manifest(
    manifest: Mapping[str, Any], media: Path, sound: Sound, entries: int
) -> Iterator[str]:
    if hashlib.sha256(media.read_bytes()).hexdigest() != manifest["sha256"]:
        yield "the file is not the one that the manifest describes"
    if manifest["entries"] != entries:
        yield "the manifest counts other entries than the protocol has"
    if abs(len(sound) * 1000 / MEASURE_RATE - manifest["duration_ms"]) > TRACKS_APART_MAX_MS:
        yield "the sound has another length than the manifest says"


def _levels(sound: Sound, entry: Mapping[str, Any]) -> Levels:
    own = CAST[entry["participant"]].microphone
    measured = _rms_db(sound, entry["start_ms"], entry["end_ms"])
    return Levels(entry["start_ms"], float(measured[own]), float(np.delete(measured, own).max()))


def _rms_db(sound: Sound, start_ms: int, end_ms: int) -> NDArray[np.float64]:
    window = sound[start_ms * MEASURE_RATE // 1000 : end_ms * MEASURE_RATE // 1000].astype(np.float64)
    power: NDArray[np.float64] = np.mean(np.square(window), axis=0)
    return 10 * np.log10(power + 1e-12)


def _db(amplitude: float) -> float:
    return float(20 * np.log10(amplitude + 1e-9))


def main(arguments: list[str]) -> int:
    """Print the faults of the recording in the given folder; 1 if there are any."""
    found = list(faults(Path(arguments[0])))
    sys.stdout.write("".join(f"{fault}\n" for fault in found) or "the recording is as its documents say\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
