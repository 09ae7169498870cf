"""The ffmpeg that services run, and how long it may take: a moment, or as long as so much media may need."""

from dataclasses import replace
from functools import cache

from django.conf import settings

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.runner import Runner


@cache
def short_runner(limits: Limits) -> Runner:
    """Return a runner for what takes a moment whatever the recording: FFMPEG_WALL_S at most."""
    return _within(replace(limits, wall_s=float(settings.FFMPEG_WALL_S)))


def media_runner(limits: Limits, media_ms: int) -> Runner:
    """Return a runner for so much media: limits as given, and what each second of it may cost besides."""
    return _within(
        limits.scaled_to_media(
            media_ms,
            cpu_per_media_s=settings.CONVERT_CPU_PER_MEDIA_S,
            bytes_per_media_s=settings.CONVERT_BYTES_PER_MEDIA_S,
        )
    )


def _within(limits: Limits) -> Runner:
    return Runner(find_ffmpeg(settings.FFMPEG_BINARY).path, limits, network_can_be_denied())
