"""Disguised sound inside a recording: to the sample where it belongs, nothing of the original under it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.ffmpeg.dub import LOSSLESS_RATE
from media_pipeline.hls import LocalFile, Piece, Presentation, Stored, compose, gather, segment
from media_pipeline.hls.dubbing import plan
from media_pipeline.hls.segments import exposures
from tests.media_pipeline.hls.dubs import dub_of, noise
from tests.media_pipeline.hls.players import index, piece, samples_of, slates
from tests.media_pipeline.mp4.recordings import recording

FRAME = 1024
EDGE = 6 * FRAME
NAMES = ("first.mp4", "microphones.mp4", "sound.m4a")
ODD = ("late_sound.mp4", "no_elst.mp4")
"""Their first frame is not at a multiple of a frame: who counts samples hears them shifted, who reads times not."""


def files_of(presentation: Presentation, dub: Piece) -> Mapping[str, Stored]:
    own = {each.source_id for each in presentation.pieces if each.source_id != "dub"}
    return {name: LocalFile(recording(name)) for name in own} | {
        track.file: LocalFile(Path(track.file)) for track in dub.tracks
    }


def heard(presentation: Presentation, dub: Piece, key: str, path: Path) -> np.ndarray:
    """Return the decoded sound of a lane, mono, -1 to 1."""
    lane = presentation.lane(key)
    assert lane is not None
    with path.open("wb") as out:
        out.write(lane.formats[0].init)
        for number in np.flatnonzero(~lane.gaps).tolist():
            out.writelines(gather(segment(presentation, key, number), files_of(presentation, dub)))
    return samples_of(path) / 32768


def dubbed(name: str, span: tuple[int, int], folder: Path) -> tuple[Presentation, Piece, np.ndarray]:
    start, end = span
    sound = noise((end - start) / 1000)
    whole = piece(name)
    dub = dub_of(whole, sound, span, folder)
    shown = piece(name, visible=((0, start), (end, 10**9)))
    return compose([shown], index(name).duration_ms, slates(), dubs=[dub]), dub, sound


def alike(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.dot(one, other) / np.sqrt(np.dot(one, one) * np.dot(other, other)))


@pytest.mark.parametrize("name", NAMES)
def test_dub_is_heard_to_the_sample_where_it_belongs(name: str, tmp_path: Path) -> None:
    presentation, dub, sound = dubbed(name, (4_013, 7_121), tmp_path)
    made = heard(presentation, dub, "a0", tmp_path / "made.mp4")
    first = round(4.013 * LOSSLESS_RATE)
    inside = made[first : first + len(sound)]
    scores = [alike(np.roll(inside, -shift)[EDGE:-EDGE], sound[EDGE:-EDGE]) for shift in range(-3, 4)]
    assert int(np.argmax(scores)) == 3
    assert scores[3] > 0.98


@pytest.mark.parametrize("name", NAMES)
def test_what_lies_outside_is_as_it_was(name: str, tmp_path: Path) -> None:
    presentation, dub, _ = dubbed(name, (4_013, 7_121), tmp_path)
    made = heard(presentation, dub, "a0", tmp_path / "made.mp4")
    bare = compose([piece(name)], index(name).duration_ms, slates())
    before = heard(bare, dub, "a0", tmp_path / "bare.mp4")
    assert len(made) == len(before)
    for part in (
        slice(0, round(4.013 * LOSSLESS_RATE) - EDGE),
        slice(round(7.121 * LOSSLESS_RATE) + EDGE, None),
    ):
        # A decoder makes the noise of noisy bands up, at each listening.
        assert alike(made[part], before[part]) > 0.9999


@pytest.mark.parametrize("name", [*NAMES, *ODD])
def test_frames_of_a_dub_keep_their_time(name: str, tmp_path: Path) -> None:
    presentation, dub, _ = dubbed(name, (4_013, 7_121), tmp_path)
    lane, track = presentation.lane("a0"), dub.tracks[0].samples
    assert lane is not None
    number = [each.source_id for each in presentation.pieces].index("dub")
    rows = np.flatnonzero(lane.source == number)
    assert len(rows)
    assert np.array_equal(lane.span_start[rows], track.dts[lane.first[rows]])
    # The recording goes on where the dub ends, on the frame.
    filled = int(lane.count[rows].sum())
    assert filled * FRAME >= (7_121 - 4_013) * 48


def test_nothing_of_the_original_is_under_the_dub(tmp_path: Path) -> None:
    """The recording is a tone of 440 Hz; the dub here is silence."""
    start, end = 4_013, 7_121
    dub = dub_of(piece("first.mp4"), np.zeros(round((end - start) * 48), np.float32), (start, end), tmp_path)
    shown = piece("first.mp4", visible=((0, start), (end, 10**9)))
    made = heard(compose([shown], 12_000, slates(), dubs=[dub]), dub, "a0", tmp_path / "made.mp4")
    assert np.abs(made[round(start * 48) : round(end * 48)]).max() == 0


def test_every_microphone_gets_the_dub(tmp_path: Path) -> None:
    presentation, dub, sound = dubbed("microphones.mp4", (4_000, 7_000), tmp_path)
    for key in ("a0", "a1", "a2"):
        made = heard(presentation, dub, key, tmp_path / f"{key}.mp4")
        inside = made[4 * LOSSLESS_RATE : 7 * LOSSLESS_RATE]
        assert alike(inside[EDGE:-EDGE], sound[EDGE:-EDGE]) > 0.98


def test_dub_never_takes_the_place_of_what_may_be_heard(tmp_path: Path) -> None:
    dub = dub_of(piece("first.mp4"), noise(3), (4_000, 7_000), tmp_path)
    whole = compose([piece("first.mp4")], 12_000, slates(), dubs=[dub])
    bare = compose([piece("first.mp4")], 12_000, slates())
    lane, own = whole.lane("a0"), bare.lane("a0")
    assert lane is not None
    assert own is not None
    assert np.array_equal(lane.source, own.source)
    assert np.array_equal(lane.first, own.first)


def test_segments_of_a_dub_tell_what_they_let_out(tmp_path: Path) -> None:
    presentation, _, _ = dubbed("first.mp4", (4_000, 7_000), tmp_path)
    lane = presentation.lane("a0")
    assert lane is not None
    told = [each for number in range(len(lane)) for each in exposures(presentation, "a0", number)]
    of_dub = [each for each in told if each.source_id == "dub"]
    own = [each for each in told if each.source_id != "dub"]
    assert of_dub
    assert min(each.start_ms for each in of_dub) >= 4_000 - 64
    assert not [each for each in own if each.start_ms < 7_000 and each.end_ms > 4_000]


def test_segments_with_a_dub_are_all_of_one_size_inside(tmp_path: Path) -> None:
    _, dub, _ = dubbed("first.mp4", (4_000, 7_000), tmp_path)
    assert len(set(dub.tracks[0].samples.size.tolist())) == 1


@pytest.mark.parametrize("span", [(5, 5), (7, 5)])
def test_no_time_needs_no_frames(span: tuple[int, int]) -> None:
    assert plan(index("first.mp4").audio[0], span[0] * 48_000, span[1] * 48_000, LOSSLESS_RATE) is None


def test_time_that_was_not_recorded_needs_no_frames() -> None:
    track = index("first.mp4").audio[0]
    assert plan(track, 100 * 48_000, 101 * 48_000, LOSSLESS_RATE) is None
    assert plan(track, -2 * 48_000, -1 * 48_000, LOSSLESS_RATE) is None
