"""Slates: one dark picture and one silent frame that fit a source, made once for each kind of source."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from django.conf import settings

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.ffmpeg.slate import (
    SLATE_LIMITS,
    AudioSlateSpec,
    VideoSlateSpec,
    make_audio_slate,
    make_video_slate,
)
from media_pipeline.hls.slate import (
    AudioFormat,
    AudioSlate,
    Slates,
    VideoFormat,
    VideoSlate,
    audio_slate_from_adts,
    video_slate_from_annexb,
)
from media_pipeline.hls.stretches import Piece
from media_pipeline.models import Artefact, ArtefactKind
from media_pipeline.services.artefacts import artefact_path, find, present, register, write_bytes
from media_pipeline.services.specs import audio_slate_spec, video_slate_spec

VERSION = 1
"""Raised when slates are made differently; older ones stay for the generations that name them."""


@cache
def _runner() -> Runner:
    limits = replace(SLATE_LIMITS, wall_s=float(settings.FFMPEG_WALL_S))
    return Runner(find_ffmpeg(settings.FFMPEG_BINARY).path, limits, network_can_be_denied())


def video_slate_key(spec: VideoSlateSpec) -> str:
    """Return the artefact key of the picture for this kind of source."""
    return f"vslate:{VERSION}:{spec.width}x{spec.height}:{spec.sar[0]}-{spec.sar[1]}:{spec.profile}"


def audio_slate_key(spec: AudioSlateSpec) -> str:
    """Return the artefact key of the silence for this kind of source."""
    return f"aslate:{VERSION}:{spec.sample_rate}:{spec.channels}"


def ensure_video_slate(spec: VideoSlateSpec) -> Artefact:
    """Return the dark picture for a source, making it if it is new. Raises FfmpegError, OSError."""
    key = video_slate_key(spec)
    return find(key) or register(
        ArtefactKind.VIDEO_SLATE, key, write_bytes(make_video_slate(spec, _runner()), ".h264")
    )


def ensure_audio_slate(spec: AudioSlateSpec) -> Artefact:
    """Return the silence for a source, making it if it is new. Raises FfmpegError, OSError."""
    key = audio_slate_key(spec)
    return find(key) or register(
        ArtefactKind.AUDIO_SLATE, key, write_bytes(make_audio_slate(spec, _runner()), ".aac")
    )


def slates_for(pieces: Sequence[Piece]) -> Slates:
    """Return the slates at hand for these recordings; a gap without one is marked as a gap instead.

    One query for each kind of picture and of sound, however many recordings there are.
    """
    facts = [track.samples.facts for piece in pieces for track in piece.tracks]
    pictures = {VideoFormat.of(fact): video_slate_spec(fact) for fact in facts if fact.kind == "video"}
    silences = {audio_slate_spec(fact) for fact in facts if fact.kind == "audio"}
    video = {
        form: slate for form, spec in pictures.items() if spec and (slate := _video_slate(spec)) is not None
    }
    return Slates(video, dict(pair for spec in silences if spec and (pair := _audio_slate(spec)) is not None))


def _video_slate(spec: VideoSlateSpec) -> VideoSlate | None:
    data = _bytes(video_slate_key(spec))
    return video_slate_from_annexb(data) if data else None


def _audio_slate(spec: AudioSlateSpec) -> tuple[AudioFormat, AudioSlate] | None:
    data = _bytes(audio_slate_key(spec))
    return audio_slate_from_adts(data) if data else None


def _bytes(key: str) -> bytes | None:
    artefact = present([key]).get(key)
    return artefact_path(artefact).read_bytes() if artefact else None
