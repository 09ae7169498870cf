"""Disguises put into a file: exact to the sample, nothing of the original within, nothing else changed."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.voice.covering import FADE, FORMS, Disguised, cover_arguments
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.mixing import Interval, Sound, Track, mix_arguments
from media_pipeline.voice.render import Studio, bare
from tests.media_pipeline.voice.sounds import keep

LENGTH = 5 * OUTPUT_RATE + 123
PARTS = (Interval(48_003, 96_001), Interval(150_000, 150_777))
Channels = NDArray[np.int16]


def noise(seed: int, channels: int = 3, length: int = LENGTH) -> Channels:
    return np.random.default_rng(seed).integers(-9_000, 9_000, (length, channels), np.int16)


def written(samples: Channels, path: Path, studio: Studio) -> Sound:
    """A WAV of these channels."""
    raw = path.with_suffix(".raw")
    samples.tofile(raw)
    form = ["-f", "s16le", "-ar", str(OUTPUT_RATE), "-ac", str(samples.shape[1]), "-i", str(raw)]
    require_success(studio.run(["-v", "error", "-y", *form, str(path)]))
    return Sound(path, "wav", 0, (Track(0, samples.shape[1]),))


def covered(
    samples: Channels, cover: Channels, parts: tuple[Interval, ...], studio: Studio, name: str = "in"
) -> Channels:
    """The file with its parts covered, read again."""
    sound = written(samples, studio.folder / f"{name}.wav", studio)
    disguised = Disguised(keep((cover / 32768).astype(np.float32), studio.folder / "cover"), parts)
    target = studio.folder / f"{name}-out.wav"
    require_success(studio.run(cover_arguments(sound, {}, disguised, FORMS[".wav"], target)))
    raw = studio.folder / "back.raw"
    require_success(studio.run(["-v", "error", "-y", "-i", str(target), "-f", "s16le", str(raw)]))
    return np.fromfile(raw, np.int16).reshape(-1, samples.shape[1])


def lengths(parts: tuple[Interval, ...], length: int = LENGTH) -> int:
    return sum((length if part.end is None else part.end) - part.start for part in parts)


def inside(parts: tuple[Interval, ...], length: int = LENGTH, margin: int = 0) -> NDArray[np.bool_]:
    found = np.zeros(length, np.bool_)
    for part in parts:
        found[max(part.start - margin, 0) : (length if part.end is None else part.end) + margin] = True
    return found


@pytest.mark.parametrize(
    "parts",
    [
        PARTS,
        (Interval(0, 4_800),),  # from the first sample
        (Interval(200_000, LENGTH),),  # to the last one
        (Interval(200_000, None),),  # as far as the file goes
        (Interval(0, None),),  # all of it
        (Interval(10_000, 20_000), Interval(20_000, 30_000)),  # one at the other's end
        (Interval(10_000, 20_000), Interval(20_100, 30_000)),  # hardly anything between
    ],
    ids=str,
)
def test_cover_is_where_it_belongs_and_the_rest_is_untouched(
    studio: Studio, parts: tuple[Interval, ...]
) -> None:
    samples, cover = noise(1), noise(2, 1, lengths(parts))
    found = covered(samples, cover[:, 0], parts, studio)
    assert found.shape == samples.shape
    within = inside(parts)
    for channel in range(samples.shape[1]):
        assert np.array_equal(found[within, channel], cover[:, 0])
    outside = ~inside(parts, margin=FADE)
    assert np.array_equal(found[outside], samples[outside])


def test_nothing_within_a_part_reaches_the_output_on_any_way(studio: Studio) -> None:
    """Another original within the parts, or silence as the cover: what comes out tells nothing of it."""
    samples, other = noise(1), noise(3)
    within = inside(PARTS)
    changed = np.where(within[:, None], other, samples)
    silence = np.zeros(lengths(PARTS), np.int16)
    one, two = (
        covered(each, silence, PARTS, studio, name) for each, name in ((samples, "a"), (changed, "b"))
    )
    assert not one[within].any()
    assert np.array_equal(one, two)


def test_original_fades_out_before_a_part_and_in_behind_it(studio: Studio) -> None:
    steady = np.full((LENGTH, 1), 8_000, np.int16)
    found = covered(steady, np.zeros(lengths(PARTS), np.int16), PARTS, studio)[:, 0].astype(int)
    assert np.abs(np.diff(found)).max() < 8_000 / FADE * 4
    first, _ = PARTS
    assert found[first.start - 2] < 200
    assert first.end is not None
    assert found[first.end + 1] < 200


def test_mix_holds_every_microphone_of_every_track_alike(studio: Studio, tmp_path: Path) -> None:
    samples = np.zeros((OUTPUT_RATE, 3), np.int16)
    for channel, at in enumerate((10_000, 20_000, 30_000)):
        samples[at : at + 1_000, channel] = 9_000
    sound = written(samples, tmp_path / "in.wav", studio)
    require_success(studio.run(mix_arguments(sound, Interval(5_000, 45_000), tmp_path / "mix")))
    mix = bare(tmp_path / "mix")
    assert len(mix) == 40_000
    assert [round(float(mix[at - 5_000 + 500]) * 32768 * 3) for at in (10_000, 20_000, 30_000)] == [9_000] * 3


def test_mix_ends_where_the_file_ends(studio: Studio, tmp_path: Path) -> None:
    sound = written(noise(1), tmp_path / "in.wav", studio)
    require_success(studio.run(mix_arguments(sound, Interval(LENGTH - 100, LENGTH + 900), tmp_path / "mix")))
    assert len(bare(tmp_path / "mix")) == 100


def test_places_of_covers_follow_one_another() -> None:
    places = list(Disguised(Path("x"), (*PARTS, Interval(200_000, None))).within())
    assert places == [Interval(0, 47_998), Interval(47_998, 48_775), Interval(48_775, None)]
