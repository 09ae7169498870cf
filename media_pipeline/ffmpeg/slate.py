"""Builds what stands for "nothing to see here": dark H.264 pictures with a few words, and silent AAC frames.

They replace parts that a viewer may not see or hear, and fill gaps, inside the same track as the real media;
so the picture has its own parameter-set id and neither carries any trace of its maker.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import ffmpeg

from media_pipeline.ffmpeg.adts import SAMPLE_RATES, adts_frame
from media_pipeline.ffmpeg.errors import MediaRefused, UnsupportedSlate
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Run
from media_pipeline.ffmpeg.words import DRAWN, PICTURE_SIDES, Said, picture_of

Profile = Literal["baseline", "main", "high"]

# No camera uses the highest ids that a decoder must know, so one init segment can list both parameter sets.
SLATE_PARAMETER_SET_ID = 31
MIN_SIDE = 8
MAX_SIDE = 4096
MAX_MACROBLOCKS = 36864  # 4096 x 2304, the largest picture of level 5.2
MAX_SAR_TERM = 65535
BACKGROUND = "0x12161b"
BAR = "0x2c333b"
# AAC channel configurations that decoders know by number; 7 channels have none that fits an ADTS header.
LAYOUTS: Final[Mapping[int, str]] = {
    1: "mono",
    2: "stereo",
    3: "3.0",
    4: "4.0",
    5: "5.0",
    6: "5.1",
    8: "7.1",
}
WORDS_SHARE = 0.9
"""Of the picture's width, and of its height where it is flat."""
PICTURES_PER_S = 25
SLATE_LIMITS = Limits(
    wall_s=20, cpu_s=15, memory_bytes=2048 * MEBIBYTE, file_bytes=1, stdout_bytes=4 * MEBIBYTE
)
START_CODE = b"\x00\x00\x00\x01"
# -nostdin: never waits for a key; -v error: stderr is for reasons; -hide_banner: not for the build's flags.
QUIET = ("-nostdin", "-hide_banner", "-v", "error")


@dataclass(frozen=True, slots=True)
class VideoSlateSpec:
    """Picture as the source's decoder puts it out: pixels after cropping, sample aspect ratio, profile."""

    width: int
    height: int
    sar: tuple[int, int] = (1, 1)
    profile: Profile = "high"

    def __post_init__(self) -> None:
        """Raise UnsupportedSlate for a size that H.264 4:2:0 up to level 5.2 cannot have."""
        if self.width % 2 or self.height % 2:
            raise UnsupportedSlate(f"{self.width}x{self.height}: sides of 4:2:0 pictures are even")
        sides = (self.width, self.height)
        if min(sides) < MIN_SIDE or max(sides) > MAX_SIDE or self.macroblocks > MAX_MACROBLOCKS:
            raise UnsupportedSlate(f"{self.width}x{self.height} is outside 8x8 to 4096x2304")
        if not all(1 <= term <= MAX_SAR_TERM for term in self.sar):
            raise UnsupportedSlate(f"sample aspect ratio {self.sar[0]}:{self.sar[1]}")

    @property
    def macroblocks(self) -> int:
        """Blocks of 16x16 pixels that the coded picture needs (1080 lines are coded as 1088 and cropped)."""
        return -(-self.width // 16) * -(-self.height // 16)


@dataclass(frozen=True, slots=True)
class AudioSlateSpec:
    """AAC-LC: samples per second, channels (1 to 6, or 8), and how many frames of 1024 samples to put out."""

    sample_rate: int
    channels: int
    frames: int = 1

    def __post_init__(self) -> None:
        """Raise UnsupportedSlate for a rate or a number of channels that ADTS cannot name."""
        if self.sample_rate not in SAMPLE_RATES:
            raise UnsupportedSlate(f"{self.sample_rate} Hz is no AAC sampling rate")
        if self.channels not in LAYOUTS:
            raise UnsupportedSlate(f"{self.channels} channels have no AAC channel configuration")
        if self.frames < 1:
            raise UnsupportedSlate("a slate has at least one frame")


def video_slate_arguments(spec: VideoSlateSpec, language: str = "") -> list[str]:
    """Return ffmpeg's arguments (without the binary) that write IDR pictures as Annex B to its output.

    The first one says nothing; with a language those of ``DRAWN`` follow.
    """
    pictures = [_blank(spec), *([_worded(spec, said, language) for said in DRAWN] if language else ())]
    graph = pictures[0]
    if language:
        # Single pictures have no duration, and would all be shown at once.
        graph = ffmpeg.concat(*pictures, v=1, a=0).filter("setpts", f"N/{PICTURES_PER_S}/TB")
    options = {
        "frames:v": len(pictures),
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 24,
        "pix_fmt": "yuv420p",
        "profile:v": spec.profile,
        # Each picture is shown alone. No keyint=1: x264 would set an intra-only flag that sources lack.
        "force_key_frames": "expr:1",
        "forced-idr": 1,
        # sps-id: becomes the id of the picture parameter set as well; bframes=0: nothing is reordered.
        "x264-params": f"sps-id={SLATE_PARAMETER_SET_ID}:bframes=0",
        # Supplemental messages (6) carry x264's settings; delimiters (9) belong to the container's writer.
        "bsf:v": "filter_units=remove_types=6|9",
        "threads": 1,
        "flags:v": "+bitexact",
        "f": "h264",
    }
    return _compile(ffmpeg.output(graph, "pipe:1", **options))


def _blank(spec: VideoSlateSpec) -> Any:
    """One quiet bar says "still running, nothing shown" without a word that would need translating."""
    source = f"color=c={BACKGROUND}:s={spec.width}x{spec.height}:r={PICTURES_PER_S}"
    picture = ffmpeg.input(source, f="lavfi", t=1 / PICTURES_PER_S)
    bar = picture.filter("drawbox", x="iw*0.44", y="ih*0.495", w="iw*0.12", h="ih*0.01", color=BAR, t="fill")
    return _shaped(bar, spec)


def _worded(spec: VideoSlateSpec, said: Said, language: str) -> Any:
    """Words in the middle, as large as they can be; drawn for square pixels, so narrowed where pixels are wide."""
    aspect, wide = PICTURE_SIDES[0] / PICTURE_SIDES[1], spec.sar[0] / spec.sar[1]
    shown = min(spec.width * wide, spec.height * aspect) * WORDS_SHARE
    width, height = max(1, int(shown / wide)), max(1, int(shown / aspect))
    path = f"file:{picture_of(said, language)}"
    drawn = ffmpeg.input(path, f="png_pipe", framerate=PICTURES_PER_S, protocol_whitelist="file")
    scaled = drawn.filter("format", "rgb24").filter("scale", width, height, flags="area")
    middle = ("(ow-iw)/2", "(oh-ih)/2")
    return _shaped(scaled.filter("pad", spec.width, spec.height, *middle, color=BACKGROUND), spec)


def _shaped(stream: Any, spec: VideoSlateSpec) -> Any:
    return stream.filter("format", "yuv420p").filter("setsar", f"{spec.sar[0]}/{spec.sar[1]}")


def audio_slate_arguments(spec: AudioSlateSpec) -> list[str]:
    """Return ffmpeg's arguments (without the binary) that write one or more equal bare silent AAC frames."""
    layout = LAYOUTS[spec.channels]
    silence = ffmpeg.input(f"anullsrc=r={spec.sample_rate}:cl={layout}", f="lavfi")
    options = {
        "frames:a": 1,
        "c:a": "aac",
        "profile:a": "aac_low",
        # Perceptual noise substitution would let a decoder invent a hiss where we promise silence.
        "aac_pns": 0,
        # Without it the encoder signs its first frame with its version.
        "flags:a": "+bitexact",
        # Bare frames, because ffmpeg 9 refuses ADTS of 8 channels, which 5.1 wrote; we add the headers.
        "map": "0:a",
        "f": "data",
    }
    return _compile(ffmpeg.output(silence, "pipe:1", **options))


def make_video_slate(spec: VideoSlateSpec, run: Run, language: str = "") -> bytes:
    """Return IDR pictures with their parameter sets (id 31) as Annex B bytes. Raises FfmpegError.

    One that says nothing, then with a language those of ``DRAWN`` in it.
    """
    result = require_success(run(video_slate_arguments(spec, language)))
    if not result.stdout.startswith(START_CODE):
        raise MediaRefused(f"no Annex B came out of the encoder: {result.stderr_tail}")
    return result.stdout


def make_audio_slate(spec: AudioSlateSpec, run: Run) -> bytes:
    """Return `spec.frames` equal silent AAC-LC frames with ADTS headers. Raises FfmpegError."""
    result = require_success(run(audio_slate_arguments(spec)))
    if not result.stdout:
        raise MediaRefused(f"no frame came out of the encoder: {result.stderr_tail}")
    frame = adts_frame(_one_of_equal(result.stdout), spec.sample_rate, spec.channels)
    return frame * spec.frames


def _one_of_equal(packets: bytes) -> bytes:
    # ffmpeg 5.1 puts out one packet, 9 puts out two, equal since their input is.
    middle = len(packets) // 2
    return packets[:middle] if packets[:middle] == packets[middle:] else packets


def _compile(stream: object) -> list[str]:
    command: Sequence[str] = ffmpeg.compile(stream, cmd="ffmpeg")
    return [*QUIET, *command[1:]]
