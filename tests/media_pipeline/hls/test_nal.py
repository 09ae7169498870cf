"""What stands beside the picture in H.264 is not sent out; the picture stays bit for bit."""

import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.hls import Part, SegmentBytes, gather
from media_pipeline.hls.files import LocalFile
from media_pipeline.hls.nal import MOST_UNITS, NEEDED, filler, instead, unneeded
from media_pipeline.mp4 import IndexLimits, index_file

MARKER = b"SECRET-MARKER-4711"
SLICE, IDR, SPS, FILLER_DATA, SEI = 0x41, 0x65, 0x67, 0x0C, 0x06
RECOVERY = bytes((6, 1, 0x84))


def units(*rows: bytes, length_size: int = 4) -> bytes:
    return b"".join(len(row).to_bytes(length_size, "big") + row for row in rows)


def split(sample: bytes, length_size: int = 4) -> list[bytes]:
    rows, at = [], 0
    while at < len(sample):
        size = int.from_bytes(sample[at : at + length_size], "big")
        rows.append(sample[at + length_size : at + length_size + size])
        at += length_size + size
    return rows


def cleaned(*samples: bytes, length_size: int = 4) -> bytes:
    data = b"".join(samples)
    made = bytearray(data)
    for start, stop in unneeded(data, 0, map(len, samples), length_size):
        made[start:stop] = instead(data[start:stop])
    return bytes(made)


def user_data(text: bytes = MARKER) -> bytes:
    payload = bytes(16) + text
    return bytes((SEI, 5, len(payload))) + payload + b"\x80"


@pytest.mark.parametrize("length_size", [1, 2, 4])
def test_text_beside_the_picture_becomes_filler_and_the_picture_stays(length_size: int) -> None:
    slices = [bytes((IDR, *range(1, 60))), bytes((SLICE, *range(1, 40)))]
    samples = [
        units(user_data(), slices[0], length_size=length_size),
        units(slices[1], length_size=length_size),
    ]
    made = cleaned(*samples, length_size=length_size)
    assert MARKER not in made
    assert len(made) == sum(map(len, samples))
    first = split(made[: len(samples[0])], length_size)
    assert [len(unit) for unit in first] == [len(user_data()), len(slices[0])]
    assert first[1] == slices[0]
    assert made[len(samples[0]) :] == samples[1]


def test_samples_without_any_are_left_alone() -> None:
    data = units(bytes((SPS, 1, 2)), bytes((IDR, 3, 4)))
    assert unneeded(data, 0, [len(data)], 4) == []


@pytest.mark.parametrize("kind", [kind for kind in range(32) if not NEEDED[kind] and kind != SEI])
def test_units_that_no_picture_needs_carry_nothing(kind: int) -> None:
    made = split(cleaned(units(bytes((0x60 | kind,)) + MARKER, bytes((SLICE, 9, 9)))))
    assert MARKER not in made[0]
    assert made[1] == bytes((SLICE, 9, 9))


def test_point_of_recovery_stays_what_stands_beside_it_goes() -> None:
    text = bytes((5, 20)) + b"x" * 20
    made = split(cleaned(units(bytes((SEI,)) + text + RECOVERY + b"\x80")))[0]
    assert made == bytes((SEI, 3, 20)) + b"\xff" * 20 + RECOVERY + b"\x80"


@pytest.mark.parametrize(
    "unit",
    [
        bytes((SEI, 6, 200)) + b"s" * 200 + b"\x80",  # not as short as a point of recovery is
        bytes((SEI, 5, 250)) + MARKER,  # says that it is longer than it is
        bytes((SEI, 255, 255, 5, 3)) + MARKER + b"\x80",
        bytes((SEI, 5, 21)) + b"\0\0\3" + MARKER + b"\x80",  # emulation prevention
        bytes((SEI,)) + RECOVERY + MARKER,  # no trailing bits
        bytes((SEI, 5)),
        bytes((SEI,)),
        bytes((SEI, 5, 255, 255, 30)) + MARKER * 30 + b"\x80",
    ],
)
def test_malformed_or_long_ones_are_filler_too(unit: bytes) -> None:
    made = cleaned(units(unit, bytes((SLICE, 1, 1))))
    assert MARKER not in made
    assert b"sss" not in made
    assert len(made) == len(unit) + 4 + 7
    assert split(made)[1] == bytes((SLICE, 1, 1))


def test_lengths_that_lie_never_reach_the_next_sample() -> None:
    liar = struct.pack(">I", 1000) + user_data()
    honest = units(bytes((SLICE, 7, 7)))
    made = cleaned(liar, honest)
    assert MARKER not in made
    assert made[len(liar) :] == honest


def test_thousands_of_tiny_units_hide_nothing_and_cost_little() -> None:
    made = cleaned(units(*[bytes((SLICE,))] * MOST_UNITS, user_data()))
    assert MARKER not in made


@given(st.integers(1, 5000))
def test_filler_is_of_its_length_and_never_looks_like_a_start_code(size: int) -> None:
    made = filler(size)
    assert len(made) == size
    assert b"\0\0" not in made
    assert made[0] in {SEI, FILLER_DATA}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6),
    st.integers(0, 300),
    st.integers(0, 300),
)
def test_any_range_of_a_segment_is_that_of_the_whole(
    tmp_path: Path, rows: list[bytes], first: int, more: int
) -> None:
    samples = [units(user_data(), row) for row in rows]
    body = b"".join(samples)
    path = tmp_path / "samples"
    path.write_bytes(b"before" + body)
    sizes = [len(sample) for sample in samples]
    segment = SegmentBytes(b"head", (Part("s", 6, len(body), sizes, 4),), 4 + len(body))
    files = {"s": LocalFile(path)}
    whole = b"".join(gather(segment, files))
    assert whole == b"head" + cleaned(*samples)
    assert b"".join(gather(segment, files, first, first + more)) == whole[first : first + more + 1]


def test_decoded_pictures_are_the_same_and_the_encoders_words_are_gone(tmp_path: Path) -> None:
    """A film with the encoder's own text, a text of the recorder, captions' place and points of recovery."""
    ffmpeg, source = str(find_ffmpeg("").path), tmp_path / "a.mp4"
    marker = "086f3693-b7b3-4f2c-9653-21492feee5b8+SECRET-MARKER-4711"
    film = [
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=320x180:rate=25:duration=4",
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "25",
    ]
    x264 = ["-x264-params", "open-gop=1:nal-hrd=vbr:vbv-maxrate=500:vbv-bufsize=500:aud=1"]
    text = ["-bsf:v", f"h264_metadata=sei_user_data={marker}"]
    command = [ffmpeg, "-nostdin", "-v", "error", "-y", *film, *x264, *text, str(source)]
    subprocess.run(command, check=True, timeout=60)
    track = index_file(source, IndexLimits()).video
    assert track is not None
    data = source.read_bytes()
    assert MARKER in data
    made = bytearray(data)
    for offset, size in zip(track.offset.tolist(), track.size.tolist(), strict=True):
        sample = data[offset : offset + size]
        sent = cleaned(sample, length_size=track.facts.nal_length_size)
        assert MARKER not in sent
        assert b"x264" not in sent
        made[offset : offset + size] = sent
    target = tmp_path / "b.mp4"
    target.write_bytes(made)
    assert _pictures(ffmpeg, target) == _pictures(ffmpeg, source)


def _pictures(ffmpeg: str, path: Path) -> bytes:
    command = [ffmpeg, "-nostdin", "-v", "error", "-i", str(path), "-map", "0:v", "-f", "framemd5", "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert done.stderr == b"", done.stderr[:600]
    return done.stdout
