"""What is made of which source, decided from facts alone."""

from dataclasses import replace

import pytest

from media_pipeline.ffmpeg.plan import AudioPlan, NotConvertible, VideoPlan, plan_for
from media_pipeline.ffmpeg.probe import SourceFacts, StreamFacts

HOUR_MS = 3_600_000
PICTURE = StreamFacts(
    0,
    "video",
    "h264",
    decodable=True,
    width=640,
    height=480,
    pix_fmt="yuv420p",
    packets=90,
    frames=3,
    key_gap_ms=2000,
)
SOUND = StreamFacts(1, "audio", "aac", decodable=True, channels=2, rate=48_000, packets=90, frames=3)


def source(*streams: StreamFacts, demuxer: str = "matroska", duration_ms: int | None = 60_000) -> SourceFacts:
    return SourceFacts(demuxer, 0, duration_ms, "", streams)


@pytest.mark.parametrize(
    ("changed", "demuxer", "expected"),
    [
        ({}, "matroska", VideoPlan(0, "copy")),
        ({}, "avi", VideoPlan(0, "encode")),  # no times for pictures shown out of order
        ({"codec": "mpeg2video"}, "mpegts", VideoPlan(0, "encode")),
        ({"pix_fmt": "yuv422p"}, "matroska", VideoPlan(0, "encode")),
        ({"pix_fmt": "yuv420p10le"}, "matroska", VideoPlan(0, "encode")),
        ({"width": 641}, "matroska", VideoPlan(0, "encode")),
        ({"key_gap_ms": 12_001}, "matroska", VideoPlan(0, "encode")),  # one could not jump in it
        ({"interlaced": True}, "mpegts", VideoPlan(0, "encode", deinterlace=True)),
    ],
)
def test_plan_picture_is_copied_only_where_browsers_play_it(
    changed: dict[str, object], demuxer: str, expected: VideoPlan
) -> None:
    picture = replace(PICTURE, **changed)  # type: ignore[arg-type]  # names and values belong together above
    assert plan_for(source(picture, SOUND, demuxer=demuxer), HOUR_MS).video == expected


@pytest.mark.parametrize(
    ("channels", "groups"),
    [
        (1, [(0, 1)]),
        (2, [(0, 2)]),
        (4, [(0, 4)]),
        (5, [(0, 4), (4, 1)]),
        (8, [(0, 4), (4, 4)]),  # never speech on the channel for low frequencies
    ],
)
def test_plan_microphones_stay_apart_in_groups_of_four(channels: int, groups: list[tuple[int, int]]) -> None:
    plan = plan_for(source(replace(SOUND, channels=channels)), HOUR_MS)
    assert [(part.first, part.count) for part in plan.audio] == groups
    assert plan.video is None
    assert plan.lost == ()


@pytest.mark.parametrize(
    ("stream", "demuxer", "way"),
    [
        (SOUND, "mpegts", "copy"),
        (
            replace(SOUND, channels=6),
            "mpegts",
            "encode",
        ),  # a voice would lie on the channel for low frequencies
        (replace(SOUND, codec="aac_latm"), "mpegts", "encode"),  # a framing that MP4 does not have
        (SOUND, "avi", "encode"),  # whose clock cannot be trusted
    ],
)
def test_plan_copies_sound_that_browsers_play(stream: StreamFacts, demuxer: str, way: str) -> None:
    plan = plan_for(replace(source(stream), demuxer=demuxer), HOUR_MS)
    assert {part.way for part in plan.audio} == {way}
    assert {part.way for part in plan.encoding().audio} == {"encode"}


@pytest.mark.parametrize(
    ("rate", "made"), [(8_000, 8_000), (22_050, 22_050), (22_255, 24_000), (48_000, 48_000), (96_000, 48_000)]
)
def test_plan_rate_is_one_that_aac_has(rate: int, made: int) -> None:
    stream = replace(SOUND, rate=rate, codec="mp3")
    assert plan_for(source(stream), HOUR_MS).audio == (AudioPlan(1, 0, 2, 2, made),)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (source(), "no-tracks"),
        (source(replace(PICTURE, frames=0)), "no-decoder"),
        (source(replace(SOUND, decodable=False)), "no-decoder"),
        (source(replace(PICTURE, width=100_000)), "no-decoder"),
        (source(replace(PICTURE, picture=True)), "no-tracks"),  # a cover is no recording
        (source(replace(PICTURE, tag="encv"), SOUND), "encrypted"),
        (source(*[replace(SOUND, index=n) for n in range(17)]), "too-many-tracks"),
        (source(replace(SOUND, channels=33)), "too-many-tracks"),
        (source(SOUND, duration_ms=HOUR_MS + 1), "too-long"),
    ],
)
def test_plan_nothing_playable_says_why(facts: SourceFacts, code: str) -> None:
    with pytest.raises(NotConvertible) as told:
        plan_for(facts, HOUR_MS)
    assert told.value.code == code


def test_plan_what_cannot_be_read_is_said() -> None:
    mute = replace(SOUND, decodable=False)
    assert plan_for(source(PICTURE, mute), HOUR_MS).lost == ("audio",)
    assert plan_for(source(replace(PICTURE, frames=0), SOUND), HOUR_MS).lost == ("video",)
    assert plan_for(source(PICTURE, SOUND), HOUR_MS).encoding().only("video").lost == ("audio",)


@pytest.mark.parametrize(
    ("demuxer", "start_ms", "lead"),
    [
        ("mov", 2_467, True),
        ("mov", 66, False),  # pictures shown out of order
        ("mov", 3_600_000, False),  # a piece of something longer
        ("mpegts", 2_467, False),  # a clock that begins anywhere
        ("mov", None, False),
    ],
)
def test_plan_time_before_the_first_media_counts_where_the_file_says_so(
    demuxer: str, start_ms: int | None, lead: bool
) -> None:
    assert plan_for(source(replace(SOUND, start_ms=start_ms), demuxer=demuxer), HOUR_MS).lead is lead
