"""The slates, made by each ffmpeg of this machine and read back by an independent decoder."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from media_pipeline.ffmpeg.adts import SAMPLE_RATES, adts_frame
from media_pipeline.ffmpeg.errors import MediaRefused, UnsupportedSlate
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.progress import ProgressCallback
from media_pipeline.ffmpeg.runner import Run, Runner, RunResult
from media_pipeline.ffmpeg.slate import (
    QUIET,
    SLATE_LIMITS,
    SLATE_PARAMETER_SET_ID,
    AudioSlateSpec,
    Profile,
    VideoSlateSpec,
    audio_slate_arguments,
    make_audio_slate,
    make_video_slate,
    video_slate_arguments,
)
from media_pipeline.ffmpeg.words import DRAWN, Said, languages, picture_of
from media_pipeline.hls.slate import video_slate_from_annexb

SPS, PPS, IDR = 7, 8, 5


@pytest.fixture
def runner(ffmpeg_path: Path) -> Runner:
    return Runner(ffmpeg_path, SLATE_LIMITS, deny_network=network_can_be_denied())


def units(stream: bytes) -> list[bytes]:
    """The NAL units of an Annex B stream, without start codes."""
    return [
        unit.rstrip(b"\x00")
        for unit in stream.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01")[1:]
    ]


def exp_golomb(data: bytes, bit: int = 0) -> tuple[int, int]:
    """The unsigned Exp-Golomb number at `bit`, and where the next one starts."""
    bits = "".join(f"{byte:08b}" for byte in data)[bit:]
    zeros = bits.index("1")
    return int(bits[: 2 * zeros + 1], 2) - 1, bit + 2 * zeros + 1


def parameter_set_ids(stream: bytes) -> tuple[int, int, int]:
    """Ids as the stream has them: of the SPS, of the PPS, and the SPS that the PPS names."""
    by_type = {unit[0] & 0x1F: unit for unit in units(stream)}
    # Three bytes of profile, flags and level stand before the id.
    sps_id, _ = exp_golomb(by_type[SPS][4:])
    pps_id, following = exp_golomb(by_type[PPS][1:])
    return sps_id, pps_id, exp_golomb(by_type[PPS][1:], following)[0]


def decoded_pictures(stream: bytes) -> list[av.VideoFrame]:
    with av.open(io.BytesIO(stream), "r", format="h264") as container:
        return list(container.decode(video=0))


@pytest.mark.parametrize(
    ("width", "height", "sar", "profile", "idc"),
    [
        (1920, 1080, (1, 1), "high", 100),  # coded as 1088 lines and cropped
        (1920, 1088, (1, 1), "high", 100),  # some recorders do not crop
        (720, 576, (64, 45), "main", 77),  # PAL, wide
        (8, 8, (1, 1), "baseline", 66),
        (4096, 2304, (1, 1), "high", 100),
        (2304, 4096, (1, 1), "high", 100),
        (1366, 768, (1, 1), "baseline", 66),  # neither side fits whole blocks
    ],
)
def test_make_video_slate_is_one_idr_of_the_sources_shape(
    runner: Runner, width: int, height: int, sar: tuple[int, int], profile: Profile, idc: int
) -> None:
    stream = make_video_slate(VideoSlateSpec(width, height, sar, profile), runner)
    assert [unit[0] & 0x1F for unit in units(stream)] == [SPS, PPS, IDR]
    assert parameter_set_ids(stream) == (SLATE_PARAMETER_SET_ID,) * 3
    assert units(stream)[0][1] == idc
    (picture,) = decoded_pictures(stream)
    assert (picture.width, picture.height, picture.format.name) == (width, height, "yuv420p")
    assert picture.key_frame


def test_make_video_slate_keeps_the_sample_aspect_ratio(runner: Runner) -> None:
    stream = make_video_slate(VideoSlateSpec(720, 576, (64, 45)), runner)
    with av.open(io.BytesIO(stream), "r", format="h264") as container:
        next(container.decode(video=0))
        assert container.streams.video[0].sample_aspect_ratio == pytest.approx(64 / 45)


def test_make_video_slate_is_dark_and_calm(runner: Runner) -> None:
    (picture,) = decoded_pictures(make_video_slate(VideoSlateSpec(640, 360), runner))
    luma = picture.to_ndarray()[:360]
    assert luma.max() < 80
    assert luma.std() < 8


def test_make_video_slate_carries_no_trace_of_its_maker(runner: Runner) -> None:
    stream = make_video_slate(VideoSlateSpec(1280, 720), runner)
    assert b"x264" not in stream
    assert b"Lav" not in stream


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6, 8])
@pytest.mark.parametrize("rate", [8000, 44100, 48000])
def test_make_audio_slate_decodes_to_exact_zeros(runner: Runner, channels: int, rate: int) -> None:
    stream = make_audio_slate(AudioSlateSpec(rate, channels, frames=4), runner)
    # Not PyAV: its planes of 8-channel frames crash the interpreter.
    decode = [*QUIET, "-f", "aac", "-i", "pipe:0", "-f", "s16le", "pipe:1"]
    decoded = runner(decode, stdin=stream)
    assert (decoded.returncode, decoded.stderr_tail) == (0, "")
    assert decoded.stdout == bytes(4 * 1024 * channels * 2)


def test_make_audio_slate_frames_are_equal_and_anonymous(runner: Runner) -> None:
    one = make_audio_slate(AudioSlateSpec(48000, 4), runner)
    assert make_audio_slate(AudioSlateSpec(48000, 4, frames=3), runner) == one * 3
    assert b"Lav" not in one


@pytest.mark.parametrize(
    ("width", "height", "sar"),
    [
        (1921, 1080, (1, 1)),  # odd: no 4:2:0 picture has it
        (1920, 1081, (1, 1)),
        (6, 8, (1, 1)),
        (8, 0, (1, 1)),
        (-2, 8, (1, 1)),
        (4098, 16, (1, 1)),
        (4096, 2306, (1, 1)),  # beyond level 5.2
        (4096, 4096, (1, 1)),
        (640, 360, (0, 1)),
        (640, 360, (1, 65536)),  # does not fit its field
    ],
)
def test_video_slate_spec_of_impossible_picture_is_refused(
    width: int, height: int, sar: tuple[int, int]
) -> None:
    with pytest.raises(UnsupportedSlate):
        VideoSlateSpec(width, height, sar)


@pytest.mark.parametrize(
    ("rate", "channels", "frames"),
    [(48000, 0, 1), (48000, 7, 1), (48000, 9, 1), (44000, 2, 1), (48000, 2, 0)],
)
def test_audio_slate_spec_without_adts_form_is_refused(rate: int, channels: int, frames: int) -> None:
    with pytest.raises(UnsupportedSlate):
        AudioSlateSpec(rate, channels, frames)


def encoder_that_writes(stdout: bytes) -> Run:
    def run(
        arguments: Sequence[str], *, stdin: bytes = b"", on_progress: ProgressCallback | None = None
    ) -> RunResult:
        return RunResult(0, stdout, "", wall_s=0.0, cpu_s=0.0, killed_by=None)

    return run


@pytest.mark.parametrize("stdout", [b"", b"not what was asked"])
def test_make_video_slate_of_lying_encoder_raises(stdout: bytes) -> None:
    with pytest.raises(MediaRefused):
        make_video_slate(VideoSlateSpec(640, 360), encoder_that_writes(stdout))


def test_make_audio_slate_of_silent_encoder_raises() -> None:
    with pytest.raises(MediaRefused):
        make_audio_slate(AudioSlateSpec(48000, 2), encoder_that_writes(b""))


def test_slate_arguments_are_same_for_same_spec() -> None:
    assert video_slate_arguments(VideoSlateSpec(640, 360)) == video_slate_arguments(VideoSlateSpec(640, 360))
    assert audio_slate_arguments(AudioSlateSpec(48000, 2)) != audio_slate_arguments(AudioSlateSpec(48000, 1))


@pytest.mark.parametrize("rate", SAMPLE_RATES)
def test_adts_frame_header_holds_rate_channels_and_length(rate: int) -> None:
    frame = adts_frame(b"payload", rate, 2)
    header = int.from_bytes(frame[:7], "big")
    assert header >> 44 == 0xFFF
    assert SAMPLE_RATES[header >> 34 & 0xF] == rate
    assert header >> 30 & 0x7 == 2
    assert header >> 13 & 0x1FFF == len(frame) == 14


@pytest.mark.parametrize(("rate", "channels"), [(44000, 2), (48000, 7), (48000, 0)])
def test_adts_frame_without_form_raises(rate: int, channels: int) -> None:
    with pytest.raises(ValueError):
        adts_frame(b"payload", rate, channels)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (360, 202), (720, 1280)])
def test_make_video_slate_in_a_language_says_each_thing_under_one_pair_of_sets(
    runner: Runner, width: int, height: int, language: str
) -> None:
    stream = make_video_slate(VideoSlateSpec(width, height), runner, language)
    made = video_slate_from_annexb(stream)
    assert (made.width, made.height, len(made.pictures)) == (width, height, len(Said))
    assert parameter_set_ids(stream) == (SLATE_PARAMETER_SET_ID,) * 3
    lumas = [frame.to_ndarray()[:height].astype(int) for frame in decoded_pictures(stream)]
    assert lumas[Said.BLANK].max() < 80
    for said in DRAWN:
        drawn = _drawn(said, language, width, height)
        seen = lumas[said][drawn.top :, drawn.left :][: drawn.rows, : drawn.columns]
        # What was drawn large is still what is seen in a picture of 360 pixels.
        assert np.corrcoef(seen.ravel(), drawn.luma.ravel())[0, 1] > 0.9
        assert seen.max() > 170
        others = [lumas[other] for other in Said if other is not said]
        assert min(np.abs(lumas[said] - other).max() for other in others) > 60


class _Drawn(NamedTuple):
    luma: NDArray[np.float64]
    left: int
    top: int
    rows: int
    columns: int


def _drawn(said: Said, language: str, width: int, height: int) -> _Drawn:
    columns = int(min(width, height * 4) * 0.9)
    rows = columns // 4
    picture = (
        Image.open(picture_of(said, language)).convert("L").resize((columns, rows), Image.Resampling.BOX)
    )
    return _Drawn(np.asarray(picture, float), (width - columns) // 2, (height - rows) // 2, rows, columns)
