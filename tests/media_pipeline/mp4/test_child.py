"""The limited child that reads files."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from media_pipeline.mp4 import IndexLimitHit, IndexLimits, IndexTimeout, Mp4Damaged, NotMp4, open_index
from media_pipeline.mp4.child import ChildLimits, IndexServer
from tests.media_pipeline.mp4.maker import Track, audio_track, movie, saved

LIMITS = IndexLimits()


@pytest.fixture(scope="module")
def shared() -> Iterator[IndexServer]:
    server = IndexServer()
    yield server
    server.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return saved(movie(Track(), audio_track()), tmp_path)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _wait_until_gone(pid: int) -> bool:
    end = time.monotonic() + 5
    while _alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not _alive(pid)


def test_index_server_writes_an_index_and_reports(shared: IndexServer, source: Path, tmp_path: Path) -> None:
    report = shared.index(source, tmp_path / "a.index", LIMITS)
    assert (report.duration_ms, report.samples, report.tracks) == (2006, 144, 2)
    assert open_index(tmp_path / "a.index").duration_ms == 2006


@pytest.mark.parametrize(("data", "kind"), [(b"text" * 9, NotMp4), (movie(Track())[:-1], Mp4Damaged)])
def test_index_server_hands_on_the_type_of_the_problem(
    data: bytes, kind: type[Exception], shared: IndexServer, tmp_path: Path
) -> None:
    with pytest.raises(kind):
        shared.index(saved(data, tmp_path), tmp_path / "a.index", LIMITS)
    assert not (tmp_path / "a.index").exists()


def test_index_server_missing_file_is_a_fault_of_the_machine(shared: IndexServer, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        shared.index(tmp_path / "none", tmp_path / "a.index", LIMITS)


@pytest.mark.parametrize(
    ("limits", "kind", "code"),
    [
        (ChildLimits(wall_s=0.0), IndexTimeout, "index-timeout"),
        (ChildLimits(index_bytes=100), IndexLimitHit, "index-size"),
        (ChildLimits(memory_bytes=8 << 20), IndexLimitHit, "index-memory"),
    ],
)
def test_index_server_child_over_a_limit_gives_a_typed_permanent_problem(
    limits: ChildLimits, kind: type[IndexLimitHit], code: str, tmp_path: Path
) -> None:
    # Large enough that it cannot be done before a limit of no time at all is looked at.
    source = saved(movie(Track(sizes=(1,) * 300_000, keys=range(1, 300_000, 50))), tmp_path)
    server = IndexServer(limits)
    try:
        with pytest.raises(kind) as caught:
            server.index(source, tmp_path / "a.index", LIMITS)
        assert (caught.value.code, caught.value.permanent) == (code, True)
        assert sorted(entry.name for entry in tmp_path.iterdir()) == [source.name]
    finally:
        server.close()


def test_index_server_killed_is_started_anew(source: Path, tmp_path: Path) -> None:
    server = IndexServer()
    try:
        server.index(source, tmp_path / "a.index", LIMITS)
        first = server.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert server.index(source, tmp_path / "b.index", LIMITS).samples == 144
        assert server.pid != first
    finally:
        server.close()


def test_index_server_serves_threads_at_once(shared: IndexServer, source: Path, tmp_path: Path) -> None:
    done: list[int] = []

    def work(number: int) -> None:
        done.append(shared.index(source, tmp_path / f"{number}.index", LIMITS).samples)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert done == [144] * 12


def test_index_server_inherited_over_a_fork_starts_its_own(
    shared: IndexServer, source: Path, tmp_path: Path
) -> None:
    shared.index(source, tmp_path / "a.index", LIMITS)
    child = os.fork()
    if child == 0:
        fine = shared.pid is None and shared.index(source, tmp_path / "b.index", LIMITS).samples == 144
        shared.close()
        os._exit(0 if fine else 1)
    assert os.waitpid(child, 0)[1] == 0
    # The parent's server was left alone.
    assert shared.index(source, tmp_path / "c.index", LIMITS).samples == 144


def test_index_server_dies_with_its_parent(source: Path, tmp_path: Path) -> None:
    inside, outside = os.pipe()
    child = os.fork()
    if child == 0:
        server = IndexServer()
        server.index(source, tmp_path / "a.index", LIMITS)
        os.write(outside, str(server.pid).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    pid = int(os.read(inside, 20))
    assert _wait_until_gone(pid)


def test_index_server_outlives_the_thread_that_started_it(source: Path, tmp_path: Path) -> None:
    server = IndexServer()
    try:
        starter = threading.Thread(target=lambda: server.index(source, tmp_path / "a.index", LIMITS))
        starter.start()
        starter.join(20)
        first = server.pid
        time.sleep(0.1)
        server.index(source, tmp_path / "b.index", LIMITS)
        assert server.pid == first
    finally:
        server.close()
