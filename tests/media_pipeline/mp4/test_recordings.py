"""Indexes of real recordings, compared with what ffprobe says of the same files."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from media_pipeline.mp4 import IndexLimits, Mp4NotPlayable, SampleIndex, TrackIndex, index_file
from tests.media_pipeline.mp4.recordings import recording

PLAYABLE = [
    *(
        "first.mp4",
        "last.mp4",
        "negative_ctts.mp4",
        "no_elst.mp4",
        "quicktime.mov",
        "sound.m4a",
        "microphones.mp4",
    ),
    *(
        "silent.mp4",
        "long_gop.mp4",
        "baseline.mp4",
        "pyramid.mp4",
        "rotated.mp4",
        "late_sound.mp4",
        "vfr.mp4",
    ),
    *("open_gop.mp4", "with_cover.m4a"),
]


def _index(name: str) -> SampleIndex:
    return index_file(recording(name), IndexLimits())


def _packets(path: Path, stream: int) -> list[dict[str, Any]]:
    probe = shutil.which("ffprobe")
    if probe is None:
        pytest.skip("ffprobe is not installed: the wheel of ffmpeg has none")
    command = [
        probe,
        "-v",
        "error",
        "-select_streams",
        str(stream),
        "-show_packets",
        "-of",
        "json",
        str(path),
    ]
    found: list[dict[str, Any]] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[
        "packets"
    ]
    return found


def _times(track: TrackIndex) -> list[tuple[int, int, int]]:
    """(pts, position, size) of every shown sample."""
    first, end = track.facts.first, track.facts.end
    columns = (track.shown_at(first, end), track.offset[first:end], track.size[first:end])
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize("name", PLAYABLE)
def test_index_recording_agrees_with_ffprobe(name: str) -> None:
    path = recording(name)
    for track in _index(name).tracks:
        # Track ids count from 1 in the order of streams here.
        packets = _packets(path, track.facts.track_id - 1)
        said = [
            (int(row["pts"]), int(row["pos"]), int(row["size"])) for row in packets if "D" not in row["flags"]
        ]
        told = [row for row in said if row[0] >= 0]
        assert _times(track) == told


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fragmented.mp4", "fragmented"),
        ("mpeg4.mp4", "codec-video"),
        ("mp3.mp4", "codec-audio"),
        ("ten_bits.mp4", "codec-video"),
        ("cut_inside_gop.mp4", "unsupported-edit"),
    ],
)
def test_index_recording_of_another_kind_is_not_playable(name: str, code: str) -> None:
    with pytest.raises(Mp4NotPlayable) as caught:
        _index(name)
    assert caught.value.code == code


def test_index_of_b_frames_starts_at_zero_with_exact_rate() -> None:
    video = _index("first.mp4").video
    assert video is not None
    facts = video.facts
    assert (facts.start_ms, facts.end_ms, facts.fps, facts.frames) == (0, 24_000, (25, 1), 600)
    assert (facts.key_gap_max_ms, facts.width, facts.height) == (2000, 320, 180)


def test_index_of_an_open_gop_keeps_only_closed_keys() -> None:
    video = _index("open_gop.mp4").video
    assert video is not None
    assert 0 < len(video.keys) < 24
    assert video.facts.frames == 600


def test_index_of_changing_rate_names_none() -> None:
    video = _index("vfr.mp4").video
    assert video is not None
    assert video.facts.fps is None


def test_index_of_late_sound_keeps_the_offset() -> None:
    # 400 ms less one AAC frame of priming, which the copy has turned into sound.
    assert _index("late_sound.mp4").audio[0].facts.start_tick == 19200 - 1024 - 32


def test_index_of_a_turned_picture_keeps_the_matrix() -> None:
    video = _index("rotated.mp4").video
    assert video is not None
    assert video.facts.matrix[:4] == (0, -65536, 0, 65536)


def test_index_of_microphones_lists_all() -> None:
    assert [track.facts.kind for track in _index("microphones.mp4").tracks] == [
        "video",
        "audio",
        "audio",
        "audio",
    ]
