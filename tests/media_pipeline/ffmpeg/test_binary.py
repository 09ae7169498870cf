"""The order in which an ffmpeg is looked for, and what is refused."""

from pathlib import Path

import pytest

from media_pipeline.ffmpeg import binary
from media_pipeline.ffmpeg.binary import find_ffmpeg, version
from media_pipeline.ffmpeg.errors import FfmpegMissing


def fake_ffmpeg(folder: Path, release: str, libavcodec: str, exit_code: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ffmpeg"
    path.write_text(
        f"#!/bin/sh\necho 'ffmpeg version {release} Copyright'\n"
        f"echo 'libavcodec     {libavcodec}'\nexit {exit_code}\n"
    )
    path.chmod(0o755)
    return path


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "WHEEL", "a_module_that_nobody_has")


@pytest.mark.parametrize(
    ("release", "libavcodec"),
    [
        ("5.1.9-0+deb12u1", "59. 37.100 / 59. 37.100"),
        ("n7.0.2-static", "61.  3.100 / 61.  3.100"),
        ("N-113210-g7c8fcbbde3", "60. 37.100 / 60. 37.100"),  # a build from git has no release number
    ],
)
def test_version_new_enough_returns_its_release(tmp_path: Path, release: str, libavcodec: str) -> None:
    assert version(fake_ffmpeg(tmp_path, release, libavcodec)) == release


@pytest.mark.parametrize(
    ("release", "libavcodec", "exit_code", "reason"),
    [
        ("4.4.2", "58.134.100 / 58.134.100", 0, "older than 5.1"),
        ("5.0.1", "59. 18.100 / 59. 18.100", 0, "older than 5.1"),
        ("6.0", "60.  3.100", 1, "does not answer"),  # broken: exits with an error
        ("6.0", "none", 0, "does not answer"),
    ],
)
def test_version_unusable_binary_raises_with_reason(
    tmp_path: Path, release: str, libavcodec: str, exit_code: int, reason: str
) -> None:
    with pytest.raises(FfmpegMissing, match=reason):
        version(fake_ffmpeg(tmp_path, release, libavcodec, exit_code))


def test_version_after_upgrade_in_place_is_read_again(tmp_path: Path) -> None:
    version(fake_ffmpeg(tmp_path, "5.1.1", "59. 37.100"))
    assert version(fake_ffmpeg(tmp_path, "6.1.1", "60. 31.102")) == "6.1.1"


def test_find_configured_path_wins_over_path(tmp_path: Path) -> None:
    mine = fake_ffmpeg(tmp_path, "6.1", "60. 31.102")
    found = find_ffmpeg(str(mine))
    assert (found.path, found.source, found.release) == (mine, "configured", "6.1")


def test_find_wrong_configured_path_is_not_papered_over(tmp_path: Path) -> None:
    with pytest.raises(FfmpegMissing, match=r"configured: .*no-such.*Install ffmpeg 5\.1"):
        find_ffmpeg(str(tmp_path / "no-such"))


def test_find_old_one_on_path_falls_to_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = fake_ffmpeg(tmp_path / "old", "4.4.2", "58.134.100")
    wheel = fake_ffmpeg(tmp_path / "wheel", "9.0.2", "63.  1.100")
    monkeypatch.setenv("PATH", str(old.parent))
    monkeypatch.setattr(binary, "_in_wheel", lambda: [wheel])
    found = find_ffmpeg()
    assert (found.path, found.source) == (wheel, "wheel")


@pytest.mark.usefixtures("no_wheel")
def test_find_nothing_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FfmpegMissing, match=r"imageio-ffmpeg.*FFMPEG_BINARY"):
        find_ffmpeg()


def test_find_on_this_machine_returns_one_that_runs() -> None:
    found = find_ffmpeg()
    assert found.path.is_absolute()
    assert found.release
