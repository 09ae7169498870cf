"""How long ffmpeg may take: a moment for what is short whatever the recording, else as long as its media needs."""

from pytest_django.fixtures import Settings

from media_pipeline.ffmpeg.dub import DUB_LIMITS
from media_pipeline.ffmpeg.mask import MASK_LIMITS
from media_pipeline.ffmpeg.slate import SLATE_LIMITS
from media_pipeline.services.runners import media_runner, short_runner

MINUTE_MS = 60_000
HOURS_MS = 3 * 60 * MINUTE_MS


def test_what_is_short_may_take_a_moment(settings: Settings) -> None:
    short_runner.cache_clear()
    settings.FFMPEG_WALL_S = 7
    assert short_runner(SLATE_LIMITS).limits.wall_s == 7
    short_runner.cache_clear()


def test_media_may_take_what_their_length_costs(settings: Settings) -> None:
    settings.FFMPEG_WALL_S, settings.CONVERT_CPU_PER_MEDIA_S = 7, 4.0
    minute, hours = media_runner(MASK_LIMITS, MINUTE_MS).limits, media_runner(DUB_LIMITS, HOURS_MS).limits
    assert minute.cpu_s == MASK_LIMITS.cpu_s + 4 * 60
    assert minute.wall_s > minute.cpu_s
    assert hours.wall_s > HOURS_MS / 1000
    assert hours.file_bytes > DUB_LIMITS.file_bytes
    assert media_runner(MASK_LIMITS, 0).limits == MASK_LIMITS
