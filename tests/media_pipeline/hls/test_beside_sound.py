"""What an encoder writes beside the sound is not sent out; the sound stays, sample by sample."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.hls.beside_sound import LONGEST, MOST_ELEMENTS, blanked, blanks
from media_pipeline.mp4 import IndexLimits, index_file

MARK = b"SECRET-MARK-4711"
SOUND = "001" + format(0xABCDEF0123456789, "064b")
"""A pair of channels; what is in it is nobody's affair here."""


def bits(data: bytes) -> str:
    return "".join(format(byte, "08b") for byte in data)


def frame(*elements: str) -> bytes:
    made = ""
    for element in elements:
        # An element with its bytes on the grid says where they begin with a bar.
        head, bar, payload = element.partition("|")
        made += head
        made += "0" * (-len(made) % 8) + payload if bar else ""
    made += "0" * (-len(made) % 8)
    return int(made, 2).to_bytes(len(made) // 8, "big")


def fill(payload: bytes, kind: int = 0) -> str:
    """A row of filling as encoders write it: four bits of its kind, then their text."""
    size = len(payload) + 1
    head = format(size, "04b") if size < 15 else "1111" + format(size - 14, "08b")
    return "110" + head + format(kind, "04b") + bits(payload) + "0000"


def data_element(payload: bytes, *, aligned: bool) -> str:
    size = len(payload)
    head = format(size, "08b") if size < 255 else "1" * 8 + format(size - 255, "08b")
    return f"1000000{int(aligned)}{head}" + ("|" if aligned else "") + bits(payload)


def holds(sent: bytes, text: bytes) -> bool:
    return bits(text) in bits(sent)


@pytest.mark.parametrize(
    "element",
    [
        fill(MARK),
        fill(MARK, kind=2),
        fill(b"short"),
        fill(MARK * 15),
        data_element(MARK, aligned=False),
        data_element(MARK, aligned=True),
        data_element(MARK * 20, aligned=True),
    ],
)
def test_text_before_the_sound_becomes_zeros_and_the_sound_stays(element: str) -> None:
    text = b"short" if holds(frame(element), b"short") else MARK
    before = frame(fill(b"a"), element, SOUND)
    assert holds(before, text)
    sent = blanked(before)
    assert not holds(sent, text)
    assert len(sent) == len(before)
    assert bits(sent).rstrip("0").endswith(SOUND.rstrip("0"))
    assert bits(sent).count("1") < bits(before).count("1")


@pytest.mark.parametrize("kind", [11, 13, 14])
def test_filling_that_a_decoder_hears_stays(kind: int) -> None:
    before = frame(fill(MARK, kind=kind), SOUND)
    assert blanked(before) == before


def test_frames_that_begin_with_sound_are_left_alone() -> None:
    assert blanks(frame(SOUND) * 3, 0, [len(frame(SOUND))] * 3) == []


@pytest.mark.parametrize(
    "liar",
    [
        frame(fill(MARK))[:-4],
        frame("1101111" + "11111111" + bits(MARK)),
        frame("100000001" + "1111111" + bits(MARK)),
        frame(*[fill(b"x")] * MOST_ELEMENTS, fill(MARK), SOUND),
        frame(*[fill(b"x" * 250)] * 40, fill(MARK), SOUND),
    ],
)
def test_frames_that_lie_about_their_elements_hide_nothing(liar: bytes) -> None:
    sent = blanked(liar)
    assert len(sent) == len(liar)
    assert not holds(sent, MARK[:8])


def test_what_is_longer_than_sound_can_be_is_looked_through_in_bounded_time() -> None:
    huge = frame(*[fill(b"x")] * 8) * (LONGEST * 10) + MARK
    assert not holds(blanked(huge)[-100:], MARK)


@given(st.binary(min_size=1, max_size=200))
def test_any_frame_keeps_its_length_and_gains_nothing(data: bytes) -> None:
    sent = blanked(data)
    assert len(sent) == len(data)
    assert all(new & old == new for new, old in zip(sent, data, strict=True))
    assert blanked(sent) == sent


def test_decoded_sound_is_the_same_and_the_encoders_name_is_gone(tmp_path: Path) -> None:
    ffmpeg, source, target = str(find_ffmpeg("").path), tmp_path / "a.m4a", tmp_path / "b.m4a"
    noise = ["-f", "lavfi", "-i", "anoisesrc=seed=7:duration=12:sample_rate=48000", "-ac", "2"]
    subprocess.run([ffmpeg, "-nostdin", "-v", "error", *noise, "-c:a", "aac", str(source)], check=True)
    (track,) = index_file(source, IndexLimits()).audio
    data = source.read_bytes()
    made = bytearray(data)
    for at, size in zip(track.offset.tolist(), track.size.tolist(), strict=True):
        for place, sent in blanks(data[at : at + size], 0, [size]):
            assert b"Lavc" in data[at : at + size]
            assert b"Lavc" not in sent
            made[at + place : at + place + len(sent)] = sent
    assert made != data
    target.write_bytes(made)
    assert _samples(ffmpeg, target) == _samples(ffmpeg, source)


def _samples(ffmpeg: str, path: Path) -> bytes:
    command = [ffmpeg, "-nostdin", "-v", "error", "-i", str(path), "-f", "framemd5", "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert done.stderr == b""
    return done.stdout
