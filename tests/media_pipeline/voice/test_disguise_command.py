"""``manage.py disguise``: whole files and parts of them, in every form, and what is refused with nothing written."""

import json
import subprocess
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.leaks import Samples, leak
from media_pipeline.voice.verdict import BOUNDS
from tests.media_pipeline.voice.sounds import DEMO, trace

SECONDS = 8
BESIDE_THE_PICTURE = "086f3693b7b34f2c965321492feee5b8+WitnessCaption"


def ffmpeg(*arguments: str) -> bytes:
    command = [str(find_ffmpeg().path), "-v", "error", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of the demonstration with two tracks of sound, names in its tags, and its picture."""
    target = tmp_path_factory.mktemp("hearing") / "hearing.mp4"
    tags = ("-metadata", "title=Witness Name", "-metadata:s:a:0", "handler_name=Witness Name")
    words = ("-bsf:v", f"h264_metadata=sei_user_data={BESIDE_THE_PICTURE}")
    maps = (
        "-map",
        "0:v",
        "-map",
        "0:a",
        "-map",
        "0:a",
        "-c:v",
        "copy",
        "-c:a",
        "aac",
        "-ac:a:1",
        "1",
        *words,
    )
    ffmpeg("-ss", "60", "-i", str(DEMO), "-t", str(SECONDS), *maps, *tags, str(target))
    return target


@pytest.fixture(scope="module")
def one_track(hearing: Path) -> Path:
    """Its second track alone."""
    target = hearing.with_name("one.wav")
    ffmpeg("-i", str(hearing), "-map", "0:a:1", str(target))
    return target


def run(source: Path, target: Path, *options: str) -> list[dict[str, float]]:
    out = StringIO()
    call_command("disguise", str(source), str(target), *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def heard(path: Path, track: int = 0) -> Samples:
    """The first microphone of a track, on the clock of the file."""
    filters = ("-filter:a", "aresample=48000:async=1:first_pts=0,pan=mono|c0=c0", "-ar", str(OUTPUT_RATE))
    raw = ffmpeg("-i", str(path), "-map", f"0:a:{track}", *filters, "-f", "f32le", "-")
    return np.frombuffer(raw, "<f4")


def part(samples: Samples, start_s: float, end_s: float) -> Samples:
    return samples[round(start_s * OUTPUT_RATE) : round(end_s * OUTPUT_RATE)]


@pytest.mark.parametrize("ending", [".mp4", ".mkv", ".mov", ".m4a", ".mka"])
def test_every_track_is_disguised_within_the_interval_and_the_rest_stays(
    hearing: Path, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"out{ending}"
    (told,) = run(hearing, target, "--interval", "2.5", "0:00:05")
    assert (told["start_s"], told["end_s"]) == (2.5, 5.0)
    for track in (0, 1):
        before, after = heard(hearing, track), heard(target, track)
        assert trace(part(before, 2.5, 5), part(after, 2.5, 5)) < BOUNDS.leak
        assert leak(part(before, 0, 2.4), part(after, 0, 2.4), OUTPUT_RATE) > 0.3
        assert leak(part(before, 5.1, 7.8), part(after, 5.1, 7.8), OUTPUT_RATE) > 0.3
    assert b"WitnessCaption" in hearing.read_bytes()
    assert b"Witness" not in target.read_bytes()


@pytest.mark.parametrize("ending", [".wav", ".flac", ".mp3"])
@pytest.mark.parametrize("profile", ["clear", "strong", "maximum", "silence"])
def test_whole_file_is_disguised_where_no_interval_is_named(
    one_track: Path, tmp_path: Path, ending: str, profile: str
) -> None:
    target = tmp_path / f"out{ending}"
    (told,) = run(one_track, target, "--profile", profile)
    assert told["end_s"] == pytest.approx(len(heard(one_track)) / OUTPUT_RATE, abs=1e-4)
    after = heard(target)
    assert trace(heard(one_track), after) < BOUNDS.leak
    assert after.any() == (profile != "silence")


def test_lossless_file_is_as_long_as_its_original(one_track: Path, tmp_path: Path) -> None:
    run(one_track, tmp_path / "out.flac", "--interval", "1", "2", "--interval", "6", "60")
    assert len(heard(tmp_path / "out.flac")) == len(heard(one_track))


@pytest.mark.parametrize(
    ("target", "options", "reason"),
    [
        ("out.txt", [], "unknown ending"),
        ("out.mp3", [], "cannot carry 2 tracks"),
        ("out.mp4", ["--interval", "60", "70"], "ends before 60"),
        ("out.mp4", ["--interval", "3", "2"], "ends before it begins"),
        ("out.mp4", ["--interval", "1", "3", "--interval", "2", "4"], "overlap"),
        ("hearing.mp4", ["--force"], "there already"),  # the original itself
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    hearing: Path, tmp_path: Path, target: str, options: list[str], reason: str
) -> None:
    source = tmp_path / "hearing.mp4"
    source.write_bytes(hearing.read_bytes())
    with pytest.raises(CommandError, match=reason):
        run(source, tmp_path / target, *options)
    assert [path.name for path in tmp_path.iterdir()] == ["hearing.mp4"]
    assert source.read_bytes() == hearing.read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"no recording", b"RIFF\x24\0\0\0WAVEfmt "], ids=["empty", "text", "torn"]
)
def test_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "in.wav"
    source.write_bytes(content)
    with pytest.raises(CommandError, match="Not disguised, nothing was written"):
        run(source, tmp_path / "out.wav")
    assert not (tmp_path / "out.wav").exists()


def test_file_that_is_there_is_replaced_only_when_told(one_track: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.wav"
    target.write_bytes(b"before")
    with pytest.raises(CommandError, match="there already"):
        run(one_track, target, "--profile", "silence")
    assert target.read_bytes() == b"before"
    run(one_track, target, "--profile", "silence", "--force")
    assert target.stat().st_size > 1_000


def test_disguise_that_fails_its_checks_leaves_nothing(
    one_track: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media_pipeline.services.disguised_file.leak", lambda *_: 1.0)
    with pytest.raises(CommandError, match="leak"):
        run(one_track, tmp_path / "out.wav")
    assert list(tmp_path.iterdir()) == []
