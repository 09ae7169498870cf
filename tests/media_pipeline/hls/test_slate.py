"""Slates and silence."""

import subprocess

import pytest

from media_pipeline.hls import (
    AudioFormat,
    SlateProblem,
    VideoSlate,
    audio_slate_from_adts,
    video_slate_from_annexb,
)
from media_pipeline.hls.init import init_segment, slate_fits
from media_pipeline.hls.silence import ELEMENTS, silent_frame
from media_pipeline.mp4.h264 import parse_avc_config, parse_sps
from tests.media_pipeline.hls.fragments import boxes, inside
from tests.media_pipeline.hls.players import index, slate
from tests.media_pipeline.mp4.recordings import ffmpeg, run

START = b"\0\0\0\1"


def _annexb(*nals: bytes) -> bytes:
    return b"".join(START + nal for nal in nals)


def _adts(config: int, frames: int) -> bytes:
    frame = silent_frame(config)
    assert frame is not None
    size = len(frame) + 7
    head = bytes((0xFF, 0xF1, 1 << 6 | 3 << 2 | config >> 2, (config & 3) << 6 | size >> 11))
    return (head + bytes((size >> 3 & 255, (size & 7) << 5 | 0x1F, 0xFC)) + frame) * frames


@pytest.mark.parametrize("config", ELEMENTS)
def test_silent_frame_decodes_to_nothing_without_complaint(config: int) -> None:
    command = [ffmpeg(), "-nostdin", "-v", "warning", "-f", "aac", "-i", "-", "-f", "s16le", "-"]
    done = subprocess.run(command, input=_adts(config, 10), capture_output=True, check=True)
    channels = 8 if config == 7 else config
    assert "rror" not in done.stderr.decode()
    assert done.stdout == bytes(10 * 1024 * channels * 2)


@pytest.mark.parametrize("config", [0, 8, 15])
def test_silent_frame_of_an_unknown_layout_is_none(config: int) -> None:
    assert silent_frame(config) is None


def test_video_slate_from_an_encoder_has_its_own_ids() -> None:
    made = slate()
    assert (made.width, made.height, parse_sps(made.sps).sps_id, len(made.pictures)) == (320, 180, 31, 1)
    assert made.sample(4) == len(made.pictures[0][0]).to_bytes(4, "big") + made.pictures[0][0]


def test_video_slate_too_long_for_short_nal_lengths_is_refused() -> None:
    long = VideoSlate(slate().sps, slate().pps, ((b"\x65" + bytes(300),),), 320, 180)
    assert len(long.sample(2)) == 303
    with pytest.raises(SlateProblem):
        long.sample(1)


@pytest.mark.parametrize(
    "pieces",
    [
        ("sps", "pps"),
        ("sps", "idr"),
        ("pps", "idr"),
        ("sps", "pps", "idr", "p"),
        (),
    ],
)
def test_video_slate_of_anything_but_one_picture_is_refused(pieces: tuple[str, ...]) -> None:
    made = slate()
    nals = {"sps": made.sps, "pps": made.pps, "idr": made.pictures[0][0], "p": b"\x41\x9a\x00"}
    with pytest.raises(SlateProblem):
        video_slate_from_annexb(_annexb(*(nals[name] for name in pieces)))


def test_video_slate_with_foreign_sets_is_refused() -> None:
    with pytest.raises(SlateProblem):
        video_slate_from_annexb(_annexb(slate().sps, slate(sps_id=30).pps, slate().pictures[0][0]))


def test_audio_slate_from_an_encoder_gives_format_and_a_frame() -> None:
    data = run("-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono:d=1", "-c:a", "aac", "-f", "adts", "-")
    form, made = audio_slate_from_adts(data)
    assert form == AudioFormat(44100, 1, 1)
    assert 0 < len(made.frame) < 50


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xf1", b"ID3" + bytes(99), _adts(2, 3)[:-1], _adts(2, 1)[:6] + b"\xfd" + _adts(2, 1)[7:]],
)
def test_audio_slate_of_other_bytes_is_refused(data: bytes) -> None:
    with pytest.raises(SlateProblem):
        audio_slate_from_adts(data)


def test_init_lists_the_sets_of_source_and_slate() -> None:
    video = index("first.mp4").video
    assert video is not None
    init = init_segment(video.facts, slate())
    stsd = inside(init, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
    ((kind, entry),) = boxes(stsd[8:])
    avc = parse_avc_config(inside(entry[78:], b"avcC"))
    assert kind == b"avc1"
    assert [parse_sps(nal).sps_id for nal in avc.sps] == [0, 31]
    assert len(avc.pps) == 2


@pytest.mark.parametrize(
    ("made", "fits"),
    [
        (slate, True),
        (lambda: slate(sps_id=0), False),  # the source's own number
        (lambda: slate(640, 360), False),  # another size
        (lambda: None, False),
    ],
)
def test_slate_fits_only_with_free_ids_and_the_same_size(made: object, fits: bool) -> None:
    video = index("first.mp4").video
    assert video is not None
    assert callable(made)
    assert slate_fits(video.facts, made()) is fits
