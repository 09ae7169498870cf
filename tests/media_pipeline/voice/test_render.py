"""One interval through ffmpeg: exact, in time, valid, and no secret where somebody could read it."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.ffmpeg.binary import Binary
from media_pipeline.ffmpeg.runner import Run, RunResult
from media_pipeline.voice.draw import draw
from media_pipeline.voice.errors import DisguiseFailed, DisguiseRefused
from media_pipeline.voice.graph import OUTPUT_RATE, command
from media_pipeline.voice.profiles import RECIPES, Profile
from media_pipeline.voice.render import TRIES, Studio, bare, lossless, render
from media_pipeline.voice.verdict import Bounds, Fault
from tests.media_pipeline.voice.sounds import Speech, keep, studio_with

VOICES = [Profile.CLEAR, Profile.STRONG, Profile.MAXIMUM]


@pytest.mark.parametrize("profile", list(Profile))
def test_disguise_is_exact_in_time_and_nothing_of_the_original(
    speech: Speech, binary: Binary, tmp_path: Path, profile: Profile
) -> None:
    made = render(
        keep(speech(), tmp_path / "in"), profile, tmp_path / "out.flac", studio_with(binary, tmp_path)
    )
    assert made.samples == len(speech())
    assert made.measures.missing == 0
    assert made.measures.leak < 0.12
    assert made.measures.peak <= 0.9
    if profile is not Profile.SILENCE:
        assert made.measures.delay_ms is not None
        assert abs(made.measures.delay_ms) <= 5


@pytest.mark.parametrize("samples", [1, 479, 4_801, 48_000, 100_003])
@pytest.mark.parametrize("profile", VOICES)
def test_disguise_of_any_length_is_as_long_to_the_sample(
    speech: Speech, studio: Studio, tmp_path: Path, profile: Profile, samples: int
) -> None:
    sound = keep(speech()[:samples], tmp_path / "in")
    made = render(sound, profile, tmp_path / "out.flac", replace(studio, bounds=Bounds(2, 2, -999, 999)))
    assert len(lossless(made.path, studio)) == samples


def test_silence_keeps_no_sample(speech: Speech, studio: Studio, tmp_path: Path) -> None:
    made = render(keep(speech(), tmp_path / "in"), Profile.SILENCE, tmp_path / "out.flac", studio)
    assert not lossless(made.path, studio).any()


def test_two_renders_of_one_speech_have_nothing_in_common(
    speech: Speech, studio: Studio, tmp_path: Path
) -> None:
    sound = keep(speech(), tmp_path / "in")
    one, other = (
        np.array(lossless(render(sound, Profile.STRONG, tmp_path / f"{name}.flac", studio).path, studio))
        for name in ("one", "other")
    )
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("profile", VOICES)
def test_tone_of_a_marker_does_not_come_through(studio: Studio, tmp_path: Path, profile: Profile) -> None:
    """3,137 Hz: what a vocoder with a fixed grid would let pass."""
    seconds = np.arange(6 * OUTPUT_RATE) / OUTPUT_RATE
    tone = 0.2 * np.sin(2 * np.pi * 3_137 * seconds)
    voices = np.random.default_rng(1).standard_normal(len(tone)) * 0.02
    sound = keep((tone + voices).astype(np.float32), tmp_path / "in")
    made = render(sound, profile, tmp_path / "out.flac", replace(studio, bounds=Bounds(2, 2, -999, 999)))
    heard = lossless(made.path, studio)
    assert line_db(heard, 3_137) - line_db(tone, 3_137) < -40


def line_db(samples: np.ndarray, hz: float) -> float:
    """How loud a steady tone is in sound, in dB of full scale."""
    seconds = np.arange(len(samples)) / OUTPUT_RATE
    found = np.abs(np.mean(samples * np.hanning(len(samples)) * np.exp(-2j * np.pi * hz * seconds))) * 4
    return 20 * float(np.log10(max(found, 1e-9)))


def spoken(studio: Studio, seen: list[tuple[Sequence[str], bytes]], answer: RunResult | None = None) -> Run:
    """A runner that remembers what it was told."""

    def run(arguments: Sequence[str], *, stdin: bytes = b"", **_rest: object) -> RunResult:
        seen.append((list(arguments), stdin))
        return answer or studio.run(arguments, stdin=stdin)

    return run


def test_no_secret_stands_on_a_command_line_or_in_the_file(
    speech: Speech, studio: Studio, tmp_path: Path
) -> None:
    seen: list[tuple[Sequence[str], bytes]] = []
    luck = random.Random(5)
    secret = str(draw(RECIPES[Profile.STRONG], random.Random(5)).seed)
    spying = replace(studio, run=spoken(studio, seen))
    made = render(keep(speech(), tmp_path / "in"), Profile.STRONG, tmp_path / "out.flac", spying, luck)
    graphs = [stdin.decode() for _, stdin in seen if stdin]
    assert secret in graphs[0]
    assert not [part for arguments, _ in seen for part in arguments if "afftfilt" in part or secret in part]
    assert secret.encode() not in made.path.read_bytes()
    assert b"afftfilt" not in made.path.read_bytes()


def test_words_of_ffmpeg_do_not_leave_with_an_error(speech: Speech, studio: Studio, tmp_path: Path) -> None:
    """They name the filter with what was drawn."""
    told = RunResult(1, b"", "Error initializing filter 'afftfilt' with args 'st(0,4711)'", 0.1, 0.1, None)
    refusing = replace(studio, run=spoken(studio, [], told))
    with pytest.raises(DisguiseFailed) as failure:
        render(keep(speech(), tmp_path / "in"), Profile.STRONG, tmp_path / "out.flac", refusing)
    assert not re.search(r"4711|afftfilt", f"{failure.value!r} {failure.value.__cause__!r}")
    assert failure.value.__suppress_context__


def test_disguise_that_does_not_hold_is_drawn_anew_and_thrown_away(
    speech: Speech, studio: Studio, tmp_path: Path
) -> None:
    seen: list[tuple[Sequence[str], bytes]] = []
    strict = replace(studio, run=spoken(studio, seen), bounds=Bounds(leak=0.001))
    with pytest.raises(DisguiseRefused) as refused:
        render(keep(speech(), tmp_path / "in"), Profile.STRONG, tmp_path / "out.flac", strict)
    assert refused.value.faults == {Fault.LEAK}
    graphs = [stdin for _, stdin in seen if stdin]
    assert len(graphs) == len(set(graphs)) == TRIES
    assert not (tmp_path / "out.flac").exists()


@pytest.mark.parametrize("profile", VOICES)
def test_graph_is_the_only_thing_left_out_of_the_arguments(profile: Profile) -> None:
    recipe = RECIPES[profile]
    made = command(recipe, draw(recipe), Path("/in"), 48_000, Path("/out.flac"))
    assert b"afftfilt" in made.graph
    assert "afftfilt" not in " ".join(made.arguments)
    assert "file:/in" in made.arguments
    assert made.arguments[-1] == "file:/out.flac"
    assert "afftfilt" not in repr(made)


def test_sound_of_no_length_is_no_file_that_breaks(tmp_path: Path) -> None:
    assert len(bare(keep(np.zeros(0, np.float32), tmp_path / "in"))) == 0


@pytest.mark.parametrize("profile", VOICES)
def test_memory_of_a_filter_comes_out_into_silence_that_is_cut_off(profile: Profile, tmp_path: Path) -> None:
    """`vibrato` begins with what lay in its memory, 5 ms of each: the recording itself, for instance."""
    made = command(RECIPES[profile], draw(RECIPES[profile]), tmp_path / "in", 48_000, tmp_path / "out.flac")
    graph = made.graph.decode()
    silence = int(re.findall(r"adelay=[^;]*delays=(\d+)S", graph)[0])
    cut = int(re.findall(r"vibrato.*?atrim=start_sample=(\d+)", graph)[0])
    assert silence == graph.count("vibrato=") * 240
    assert cut >= silence + graph.count("vibrato=") * 120


@pytest.mark.parametrize("profile", VOICES)
def test_silence_before_a_voice_stays_silent(
    speech: Speech, studio: Studio, tmp_path: Path, profile: Profile
) -> None:
    sound = np.concatenate((np.zeros(OUTPUT_RATE // 2, np.float32), speech()[: 3 * OUTPUT_RATE]))
    heard = lossless(
        render(keep(sound, tmp_path / "in"), profile, tmp_path / "out.flac", studio).path, studio
    )
    assert np.abs(heard[: OUTPUT_RATE // 10]).max() < 0.001
