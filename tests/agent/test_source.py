"""Which files the agent sees, and when one is still."""

import os
from pathlib import Path

import pytest

from agent.config import Config, read_config
from agent.rounds import Rounds
from agent.source import Found, Stillness, find, long_path
from agent.state import State
from agent.upload import metadata

INI = "[agent]\nportal = https://p.example\nclient_id = c\nclient_secret = s\n[folder:1]\npath = in\ncourtroom = r\n"


def config_of(home: Path, *lines: str, agent: str = "") -> Config:
    """Return a config whose one folder is ``in``, with these lines beside."""
    (home / "in").mkdir(exist_ok=True)
    text = INI.replace("[folder", f"{agent}\n[folder") + "\n".join(lines)
    (home / "agent.ini").write_text(text, encoding="utf-8")
    return read_config(str(home / "agent.ini"), {})


def make(home: Path, name: str, size: int = 1, mtime: int = 1_000_000) -> Path:
    """Make a file in the watched folder."""
    path = home / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (mtime, mtime))
    return path


def seen(config: Config) -> list[str]:
    """Names that are found, below the folder."""
    root = config.folders[0].path
    found = find(config.folders, lambda path, error: pytest.fail(f"{path}: {error}"))
    return sorted(os.path.relpath(each.path, root) for each in found)


def test_find_takes_media_and_leaves_what_is_hidden_or_unfinished(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    for name in (
        "a.MP3",
        "b.txt",
        ".c.mp3",
        "~d.mp3",
        "e.mp4.part",
        "Зал/ә.wav",
        ".hidden/f.mp3",
        "g.mp3.TMP",
    ):
        make(tmp_path, name)
    (tmp_path / "in" / "circle").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "link.mp3").symlink_to(tmp_path / "in" / "a.MP3")
    assert seen(config) == ["a.MP3", "Зал/ә.wav"]


def test_find_follows_patterns_and_depth(tmp_path: Path) -> None:
    config = config_of(tmp_path, "patterns = *.dic; CAM?.mp4", "recursive = no")
    for name in ("a.DIC", "cam1.mp4", "cam12.mp4", "a.mp3", "below/b.dic"):
        make(tmp_path, name)
    assert seen(config) == ["a.DIC", "cam1.mp4"]


def test_find_file_of_two_folders_is_found_once(tmp_path: Path) -> None:
    config = config_of(tmp_path, "[folder:2]\npath = in\ncourtroom = other")
    make(tmp_path, "a.mp3")
    assert len(list(find(config.folders, lambda _path, _error: None))) == 1


def test_find_missing_folder_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    config = config_of(tmp_path, "[folder:2]\npath = absent\ncourtroom = r")
    make(tmp_path, "a.mp3")
    told: list[str] = []
    found = list(find(config.folders, lambda path, _error: told.append(path)))
    assert [each.name for each in found] == ["a.mp3"]
    assert [Path(path).name for path in told] == ["absent"]


def found_of(path: Path, config: Config) -> Found:
    facts = path.stat()
    return Found(str(path), facts.st_size, facts.st_mtime_ns, config.folders[0])


def test_pick_waits_until_a_file_has_rested(tmp_path: Path) -> None:
    config, now = config_of(tmp_path), [0.0]
    still = Stillness(config, lambda: now[0])
    path = make(tmp_path, "a.mp3")
    for moment, size, ready in (
        (0, 1, False),
        (59, 1, False),
        (59.5, 2, False),
        (119, 2, False),
        (119.5, 2, True),
    ):
        now[0] = moment
        make(tmp_path, "a.mp3", size)
        assert bool(still.pick([found_of(path, config)], wall=2e9)) is ready


@pytest.mark.parametrize(
    ("size", "age_s", "ready"),
    [
        (1, 61, True),
        (1, 59, False),
        # an empty file waits however old it is
        (0, 10**6, False),
        # the clock was set back, or the recorder's is ahead: its time says nothing, its rest does
        (1, -3600, True),
    ],
)
def test_pick_leaves_young_and_empty_files(tmp_path: Path, size: int, age_s: int, ready: bool) -> None:
    config, now = config_of(tmp_path), [0.0]
    still = Stillness(config, lambda: now[0])
    found = found_of(make(tmp_path, "a.mp3", size), config)
    picked: list[Found] = []
    for moment in (0.0, 60.0):
        now[0] = moment
        picked = still.pick([found], wall=1_000_000 + age_s)
    assert bool(picked) is ready


def test_pick_forgets_files_that_have_gone(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    still = Stillness(config, lambda: 0.0)
    still.pick([found_of(make(tmp_path, "a.mp3"), config)], wall=2e9)
    still.pick([], wall=2e9)
    assert still.since == {}


def test_look_puts_audio_first_then_what_was_begun_then_the_smallest(tmp_path: Path) -> None:
    config = config_of(tmp_path, agent="still_s = 0")
    sizes = {"big.wav": 9, "small.wav": 2, "old.mp4": 5, "new.mp4": 5, "tiny.mp4": 1, "begun.mp4": 50}
    for name, size in sizes.items():
        make(tmp_path, name, size, mtime=2_000_000 if name == "new.mp4" else 1_000_000)
    state = State(str(tmp_path))
    state.put(found_of(tmp_path / "in" / "begun.mp4", config), "sending", "0" * 64, url="/u")
    uploader = type("Uploader", (), {"config": config, "words": config.words, "state": state})
    ready = Rounds(uploader, once=False).look()  # type: ignore[arg-type]  # only what it reads
    assert [each.name for each in ready] == [
        "small.wav",
        "big.wav",
        "begun.mp4",
        "tiny.mp4",
        "old.mp4",
        "new.mp4",
    ]


@pytest.mark.parametrize(
    ("path", "windows", "opened"),
    [
        ("C:\\записи\\a.mp3", True, "\\\\?\\C:\\записи\\a.mp3"),
        ("\\\\server\\share\\a.mp3", True, "\\\\?\\UNC\\server\\share\\a.mp3"),
        ("\\\\?\\C:\\a.mp3", True, "\\\\?\\C:\\a.mp3"),
        ("/srv/a.mp3", False, "/srv/a.mp3"),
    ],
)
def test_long_path_lifts_the_limit_of_windows(path: str, windows: bool, opened: str) -> None:
    assert long_path(path, windows) == opened


def test_metadata_of_a_name_that_no_encoding_knows_goes_with_question_marks() -> None:
    assert metadata({"filename": os.fsdecode(b"a\xff.mp3")}) == "filename YT8ubXAz"
