"""Limits refuse to mean "none", and grow with the media."""

import pytest

from media_pipeline.ffmpeg.limits import Limits


@pytest.mark.parametrize("field", sorted(set(Limits.__slots__) - {"niceness"}))
@pytest.mark.parametrize("value", [0, -1])
def test_limits_without_a_bound_are_refused(field: str, value: int) -> None:
    with pytest.raises(ValueError, match=field):
        Limits(**{field: value})


def test_scaled_to_media_one_minute_adds_its_share() -> None:
    base = Limits(wall_s=10, cpu_s=5, file_bytes=1000)
    scaled = base.scaled_to_media(60_000, cpu_per_media_s=0.5, bytes_per_media_s=100)
    assert (scaled.cpu_s, scaled.wall_s, scaled.file_bytes) == (35, 70, 7000)
    assert scaled.memory_bytes == base.memory_bytes


@pytest.mark.parametrize("media_ms", [0, -5])
def test_scaled_to_media_without_length_keeps_the_base(media_ms: int) -> None:
    base = Limits()
    assert base.scaled_to_media(media_ms, cpu_per_media_s=9, bytes_per_media_s=9) == base
