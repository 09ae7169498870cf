"""Real recordings, put together and decoded: the pictures and the sound of the original at their own
times.
"""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.hls import Piece, compose, segment
from media_pipeline.mp4.aac import parse_audio_config
from tests.media_pipeline.hls.players import (
    WHOLE,
    composed,
    frames,
    index,
    joined,
    packets,
    pictures,
    piece,
    samples_of,
    slates,
)
from tests.media_pipeline.hls.synthetic import audio_track, index_of
from tests.media_pipeline.mp4.recordings import recording

WITH_PICTURE = [
    *(
        "first.mp4",
        "last.mp4",
        "negative_ctts.mp4",
        "no_elst.mp4",
        "quicktime.mov",
        "microphones.mp4",
        "silent.mp4",
    ),
    *(
        "long_gop.mp4",
        "baseline.mp4",
        "pyramid.mp4",
        "rotated.mp4",
        "late_sound.mp4",
        "vfr.mp4",
        "open_gop.mp4",
    ),
]
WITH_SOUND = [*(name for name in WITH_PICTURE if name != "silent.mp4"), "sound.m4a", "with_cover.m4a"]


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_playing_shows_every_picture_of_the_original_at_its_time(name: str, tmp_path: Path) -> None:
    ours = pictures(composed(piece(name)), tmp_path / "v.mp4")
    theirs = frames(recording(name))
    known = {digest for _, digest in theirs}
    assert [row for row in ours if row[1] in known] == theirs
    # Only the slate lies around them, where the sound begins earlier or ends later.
    assert len({digest for _, digest in ours if digest not in known}) <= 1


@pytest.mark.parametrize("name", WITH_SOUND)
def test_playing_hands_out_every_packet_of_sound_at_its_time(name: str, tmp_path: Path) -> None:
    ours = frames(joined(composed(piece(name)), "a0", tmp_path / "a.mp4"), "a:0", copy=True)
    theirs = [row for row in packets(name, tmp_path / name) if row[0] >= 0]
    known = {digest for _, digest in theirs}
    assert [row for row in ours if row[1] in known] == theirs


def test_playing_each_microphone_is_its_own_track(tmp_path: Path) -> None:
    presentation = composed(piece("microphones.mp4"))
    for number, tone in enumerate((300, 450, 600)):
        heard = samples_of(joined(presentation, f"a{number}", tmp_path / f"{number}.mp4"))[48_000:96_000]
        spectrum = np.abs(np.fft.rfft(heard))
        assert int(np.argmax(spectrum)) == tone


def test_playing_sound_agrees_with_the_original_to_the_sample(tmp_path: Path) -> None:
    ours = samples_of(joined(composed(piece("sound.m4a")), "a0", tmp_path / "a.mp4")).astype(float)
    theirs = samples_of(recording("sound.m4a")).astype(float)
    low, high = 48_000, 10 * 48_000
    assert np.abs(ours[low:high] - theirs[low:high]).max() <= 2


def test_playing_a_gap_decodes_with_the_same_init_segment(tmp_path: Path) -> None:
    presentation = composed(piece("first.mp4"), piece("last.mp4", 40_000))
    assert not presentation.discontinuity.any()
    ours = pictures(presentation, tmp_path / "v.mp4")
    theirs = frames(recording("first.mp4"))
    moved = [(tick + 40 * 12_800, digest) for tick, digest in frames(recording("last.mp4"))]
    assert [row for row in ours if row[0] < 24 * 12_800] == theirs
    assert [row for row in ours if row[0] >= 40 * 12_800] == moved
    slate = {digest for tick, digest in ours if 24 * 12_800 <= tick < 40 * 12_800}
    # Every picture of the gap is the slate, and none of it is left in the pictures after it.
    assert len(slate) == 1
    assert slate.isdisjoint(digest for _, digest in theirs)


def test_playing_silence_fills_a_gap_of_sound(tmp_path: Path) -> None:
    presentation = composed(piece("sound.m4a"), piece("sound.m4a", 40_000))
    heard = samples_of(joined(presentation, "a0", tmp_path / "a.mp4"))
    assert abs(len(heard) - 64 * 48_000) <= 1024
    gap = heard[int(24.1 * 48_000) : int(39.9 * 48_000)]
    assert not gap.any()
    assert np.abs(heard[41 * 48_000 : 60 * 48_000]).max() > 1000


def test_playing_closed_part_lets_no_picture_of_it_out(tmp_path: Path) -> None:
    visible = ((0, 7_310), (13_200, 24_000))
    presentation = compose([piece("first.mp4", 0, visible)], 24_000, slates())
    shown = pictures(presentation, tmp_path / "v.mp4")
    original = frames(recording("first.mp4"))
    closed = {digest for tick, digest in original if 7_310 - 40 < Fraction(tick, 12_800) * 1000 < 13_200}
    assert closed.isdisjoint(digest for _, digest in shown)
    kept = [row for row in original if row[0] < int(7.24 * 12_800) or row[0] >= 14 * 12_800]
    assert set(kept) <= set(shown)


def test_playing_difference_of_picture_and_sound_is_that_of_the_original(tmp_path: Path) -> None:
    presentation = compose(
        [Piece.of("late_sound.mp4", index("late_sound.mp4"), 1_234, WHOLE)], 30_000, slates()
    )
    picture = pictures(presentation, tmp_path / "v.mp4")
    sound = frames(joined(presentation, "a0", tmp_path / "a.mp4"), "a:0", copy=True)
    first_picture = frames(recording("late_sound.mp4"))[0]
    first_packet = packets("late_sound.mp4", tmp_path / "late_sound.mp4")[0]
    at_picture = next(tick for tick, digest in picture if digest == first_picture[1])
    at_sound = next(tick for tick, digest in sound if digest == first_packet[1])
    ours = Fraction(at_sound, 48_000) - Fraction(at_picture, 12_800)
    theirs = Fraction(first_packet[0], 48_000) - Fraction(first_picture[0], 12_800)
    # A recording may start between two ticks of the picture: half a tick is 0.04 ms.
    assert abs(ours - theirs) <= Fraction(1, 2 * 12_800)


def test_playing_turned_picture_keeps_its_matrix(tmp_path: Path) -> None:
    data = joined(composed(piece("rotated.mp4")), "v0", tmp_path / "v.mp4").read_bytes()
    at = data.index(b"tkhd") + 4
    assert data[at + 40 : at + 44] == bytes(4)
    assert int.from_bytes(data[at + 44 : at + 48], "big", signed=True) == -65536


def test_playing_names_nothing_of_the_recorder(tmp_path: Path) -> None:
    data = recording("first.mp4").read_bytes()
    assert b"Lavf" in data
    lanes = composed(piece("first.mp4")).lanes
    for lane in lanes:
        assert not any(mark in lane.formats[0].init for mark in (b"Lav", b"udta", b"Handler", b"x264"))


@pytest.mark.parametrize("config", ["2b920800", "eb8a0800"])
def test_playing_silence_of_he_aac_decodes_at_its_output_rate(config: str, tmp_path: Path) -> None:
    """No free encoder writes HE-AAC, but silence in its frames can be tried on the decoder."""
    track = audio_track(10, rate=44100)
    aac = parse_audio_config(bytes.fromhex(config))
    facts = replace(track.facts, config=bytes.fromhex(config), codec=aac.codec, core_rate=aac.core_rate)
    facts = replace(facts, channel_config=aac.channel_config, channels=aac.channels, preroll_frames=4)
    presentation = compose([Piece.of("none", index_of(replace(track, facts=facts)), 0, ())], 10_000)
    lane = presentation.lanes[0]
    made = [segment(presentation, "a0", number) for number in range(len(lane))]
    data = b"".join([lane.formats[0].init, *(b"".join((part.header, *part.parts)) for part in made)])  # type: ignore[arg-type]
    (tmp_path / "a.mp4").write_bytes(data)
    heard = samples_of(tmp_path / "a.mp4", 44_100, 2)
    assert abs(len(heard) // 2 - 441_000) <= 2048
    assert not heard.any()
