"""Key frames: only the wanted ones, each at its time, with a tile that shows it."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.picture import KeyFrame, Parameters, every, limits_for, look_at
from tests.media_pipeline.measuring.makers import black, ffmpeg, film, moving, sound, still, tone

WIDTH = 160


def looked(path: Path, *times_ms: int) -> tuple[KeyFrame, ...]:
    return look_at(path, path.parent, Parameters(times_ms, WIDTH), deny_network=False)


def pixels(folder: Path, frame: KeyFrame) -> np.ndarray[Any, Any]:
    """Decode a frame's tile."""
    path = folder / "one.jpg"
    path.write_bytes((folder / "tiles").read_bytes()[frame.offset : frame.offset + frame.size])
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


@pytest.fixture(scope="module")
def film_of_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of red, four of black, four that move; a key frame each second."""
    red = "color=red:size=160x120:rate=10:duration=4"
    return film(tmp_path_factory.mktemp("film") / "a.mp4", red, black(4), moving(4))


def test_key_frames_before_the_wanted_times_are_found_once_each(film_of_three: Path) -> None:
    frames = looked(film_of_three, 0, 900, 2500, 4000, 99_000)
    assert [frame.time_ms for frame in frames] == [0, 2000, 4000, 11_000]


def test_tile_shows_its_key_frame(film_of_three: Path) -> None:
    red, dark = looked(film_of_three, 1000, 5000)
    assert pixels(film_of_three.parent, red).mean(axis=(0, 1)) == pytest.approx([254, 0, 0], abs=8)
    tile = pixels(film_of_three.parent, dark)
    assert tile.shape == (120, WIDTH, 3)
    assert tile.max() <= 8


def test_brightness_tells_black_from_all_else(film_of_three: Path) -> None:
    red, dark, bright = looked(film_of_three, 1000, 5000, 9000)
    assert (dark.mean, dark.deviation) == pytest.approx((0, 0), abs=2)
    assert min(red.mean, bright.mean) > 40


def test_change_tells_what_moves_from_what_stands_still(tmp_path: Path) -> None:
    frames = looked(film(tmp_path / "a.mp4", still(6), moving(6)), *range(0, 12_000, 1000))
    assert max(frame.change for frame in frames[1:6]) < 0.8
    assert min(frame.change for frame in frames[6:]) > 2


@pytest.mark.parametrize(
    ("size", "aspect", "shape"),
    [
        ("320x240", "1/1", (120, 160)),
        ("720x576", "64/45", (90, 160)),  # seen wide, as it is meant
        ("64x1024", "1/1", (640, 160)),  # no higher than four times its width
    ],
)
def test_tile_has_the_shape_in_which_the_picture_is_seen(
    size: str, aspect: str, shape: tuple[int, int], tmp_path: Path
) -> None:
    path = film(tmp_path / "a.mp4", f"testsrc2=size={size}:rate=10:duration=1,setsar={aspect}")
    frame = looked(path, 0)[0]
    assert pixels(tmp_path, frame).shape[:2] == shape


def test_file_without_picture_has_no_key_frames(tmp_path: Path) -> None:
    assert looked(sound(tmp_path / "a.mp4", [tone(2)]), 0, 1000) == ()


def test_cut_off_file_gives_the_key_frames_that_are_there(tmp_path: Path) -> None:
    whole = film(tmp_path / "a.mp4", moving(8))
    path = tmp_path / "cut.mp4"
    ffmpeg("-i", str(whole), "-c", "copy", "-movflags", "+faststart", str(path))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    frames = looked(path, *range(0, 8000, 1000))
    assert 2 <= len(frames) < 8


def test_file_that_is_no_media_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0" * 5000)
    with pytest.raises(MediaRefused):
        looked(path, 0)


@pytest.mark.parametrize(
    ("duration_ms", "most", "times"),
    [
        (25_000, 100, (0, 10_000, 20_000)),
        (3_600_000, 3, (0, 1_200_000, 2_400_000)),  # too long for the interval
        (0, 100, ()),
    ],
)
def test_every_spreads_times_over_a_duration(duration_ms: int, most: int, times: tuple[int, ...]) -> None:
    assert every(10_000, duration_ms, most) == times


def test_length_that_a_file_claims_costs_no_more_frames_than_allowed() -> None:
    claimed = every(10_000, 10 * 3_600_000, 6000)
    assert limits_for(len(claimed)).cpu_s <= 30 + 3600
    assert len(every(10_000, 10**12, 6000)) <= 6000
