"""Encodes sound as a dub, as the portal does: mono frames on a recording's grid, spread over its layout."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.dub import LOSSLESS_RATE, DubSpec, make_dub
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.hls.dubbing import DubPlan, dub_track, plan, span_ticks
from media_pipeline.hls.slate import notice_from_adts
from media_pipeline.hls.spread import laid_out
from media_pipeline.hls.stretches import Piece, PieceTrack
from tests.media_pipeline.mp4.recordings import run

Sound = NDArray[np.float32]


def noise(seconds: float, seed: int = 1) -> Sound:
    """Return noise below 6 kHz that no two moments share."""
    count = round(seconds * LOSSLESS_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum[round(6_000 * count / LOSSLESS_RATE) :] = 0
    made = np.fft.irfft(spectrum, count)
    return np.asarray(0.4 * made / np.abs(made).max(), np.float32)


def lossless(sound: Sound, path: Path) -> Path:
    bare = path.with_suffix(".bare")
    bare.write_bytes(sound.tobytes())
    run("-f", "f32le", "-ar", str(LOSSLESS_RATE), "-ac", "1", "-i", str(bare), "-c:a", "flac", str(path))
    return path


def encoded(spec: DubSpec, source: Path, folder: Path) -> tuple[bytes, ...]:
    """Return the frames without the one of priming."""
    target = folder / "dub.aac"
    make_dub(spec, source, target, Runner(find_ffmpeg().path, Limits()))
    return notice_from_adts(target.read_bytes())[1 : 1 + spec.frames]


def dub_of(piece: Piece, sound: Sound, span: tuple[int, int], folder: Path) -> Piece:
    """Return the dub of a piece whose sound in these milliseconds of the hearing is this, with files beside it."""
    source = lossless(sound, folder / "disguise.flac")
    tracks = []
    for track in piece.tracks:
        facts = track.samples.facts
        if facts.kind != "audio":
            continue
        wanted = plan(track.samples, *span_ticks(*span, piece.starts_at_ms, facts), LOSSLESS_RATE)
        assert isinstance(wanted, DubPlan)
        frames = laid_out(
            encoded(DubSpec(facts.core_rate, wanted.frames, wanted.lead), source, folder),
            facts.channel_config,
        )
        name = str(folder / f"{track.key}.dub")
        Path(name).write_bytes(b"".join(frames))
        tracks.append(PieceTrack(track.key, dub_track(facts, wanted, 0, len(frames[0])), name))
    return Piece("dub", tuple(tracks), piece.starts_at_ms, (span,))
