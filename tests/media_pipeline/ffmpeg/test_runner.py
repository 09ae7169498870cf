"""The sandbox: what a child gets, what ends it, and what is left afterwards."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from media_pipeline.ffmpeg.errors import SandboxUnavailable
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.progress import Progress
from media_pipeline.ffmpeg.runner import Runner, run
from tests.media_pipeline.ffmpeg.conftest import RunPython

WRITE_FOR_EVER = (
    "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
    "with open('big', 'wb') as big:\n while True: big.write(bytes(65536))"
)
OVERHEAD_S = 0.060
ROOT = Path(__file__).parents[3]


def test_run_child_that_ends_returns_code_output_and_stderr(run_python: RunPython) -> None:
    result = run_python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (result.returncode, result.stdout, result.stderr_tail) == (3, b"out\n", "err\n")
    assert result.killed_by is None
    assert 0 < result.cpu_s < result.wall_s + 1


def test_run_stdin_larger_than_a_pipe_reaches_child_whole(run_python: RunPython) -> None:
    payload = bytes(range(256)) * 4096
    result = run_python(
        "import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data)", stdin=payload
    )
    assert result.stdout == payload


def test_run_child_that_ignores_stdin_is_no_error(run_python: RunPython) -> None:
    result = run_python("print('done')", stdin=b"x" * MEBIBYTE)
    assert (result.returncode, result.stdout) == (0, b"done\n")


def test_run_without_stdin_child_reads_end_at_once(run_python: RunPython) -> None:
    assert run_python("import sys; print(len(sys.stdin.read()))").stdout == b"0\n"


def test_run_stderr_flood_keeps_only_the_tail(run_python: RunPython) -> None:
    code = "import sys; sys.stderr.write('a' * 3_000_000 + 'end')"
    result = run_python(code, stderr_bytes=100)
    assert len(result.stderr_tail) == 100
    assert result.stderr_tail.endswith("aend")


@pytest.mark.parametrize(
    ("code", "limits", "expected"),
    [
        # sleeps too long: ours to end
        ("import time; time.sleep(60)", {"wall_s": 0.3}, "wall"),
        # ignores TERM as well: KILL follows
        (
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
            {"wall_s": 0.5, "term_grace_s": 0.2},
            "wall",
        ),
        # closes its pipes and stays
        ("import os, time; os.close(1); os.close(2); time.sleep(60)", {"wall_s": 0.5}, "wall"),
        # computes for ever
        ("while True: pass", {"cpu_s": 1}, "cpu"),
        # writes a file without end; Python itself ignores the signal, so it is put back as ffmpeg has it
        (WRITE_FOR_EVER, {"file_bytes": MEBIBYTE}, "file_size"),
        # floods standard output
        ("while True: print('x' * 65536)", {"stdout_bytes": MEBIBYTE}, "stdout"),
    ],
)
def test_run_child_over_a_limit_is_killed_and_the_limit_named(
    run_python: RunPython, code: str, limits: dict[str, float], expected: str
) -> None:
    result = run_python(code, **limits)
    assert result.killed_by == expected
    assert result.returncode != 0
    assert result.wall_s < 10
    assert len(result.stdout) <= MEBIBYTE


def test_run_memory_beyond_limit_fails_inside_child(run_python: RunPython) -> None:
    result = run_python("bytearray(400 * 1024 * 1024)", memory_bytes=200 * MEBIBYTE)
    assert result.returncode == 1
    assert "MemoryError" in result.stderr_tail


def test_run_signals_that_python_ignores_are_default_in_child() -> None:
    # Read by a program that changes none of them, as Python would.
    result = run(["/bin/cat", "/proc/self/status"], Limits(wall_s=10))
    ignored = next(line for line in result.stdout.decode().splitlines() if line.startswith("SigIgn"))
    # Whoever started the tests may ignore others (nohup does), and those are passed on.
    ours = sum(1 << number - 1 for number in (signal.SIGPIPE, signal.SIGXFSZ))
    assert int(ignored.split()[1], 16) & ours == 0


def test_run_child_sees_nothing_of_our_environment(
    run_python: RunPython, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "secret-of-the-court")
    monkeypatch.setenv("LD_PRELOAD", "")
    result = run_python("import os; print(sorted(os.environ))")
    assert result.stdout == b"['HOME', 'LC_ALL', 'PATH', 'TMPDIR']\n"


def test_run_child_has_private_empty_folder_removed_afterwards(run_python: RunPython) -> None:
    result = run_python("import os; print(os.getcwd()); print(os.listdir()); open('left', 'w').close()")
    folder, listing = result.stdout.decode().splitlines()
    assert listing == "[]"
    assert not Path(folder).exists()


def test_run_child_inherits_no_descriptor_of_ours(run_python: RunPython, tmp_path: Path) -> None:
    with (tmp_path / "open").open("wb") as ours:
        os.set_inheritable(ours.fileno(), True)
        result = run_python("import os; print(os.listdir('/proc/self/fd'))")
    # 0, 1, 2 and the descriptor that lists the folder
    assert result.stdout == b"['0', '1', '2', '3']\n"


def test_run_child_leads_its_own_session_and_may_gain_no_privileges(run_python: RunPython) -> None:
    result = run_python(
        "import os; print(os.getsid(0) == os.getpid())\n"
        "print('NoNewPrivs:\\t1' in open('/proc/self/status').read())"
    )
    assert result.stdout == b"True\nTrue\n"


def test_run_grandchild_dies_with_the_group(run_python: RunPython) -> None:
    code = (
        "import os, time\n"
        "if os.fork() == 0:\n time.sleep(60)\n"
        "os.write(1, str(os.getpid()).encode())\n"
        "time.sleep(60)"
    )
    result = run_python(code, wall_s=0.5)
    assert _ends_within(int(result.stdout), 5)


def _ends_within(group: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and _group_is_alive(group):
        time.sleep(0.02)
    return not _group_is_alive(group)


def _group_is_alive(group: int) -> bool:
    # A killed orphan may stay as a zombie for a moment, until init collects it: that is not alive.
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            return True
    return False


def test_run_callback_that_raises_ends_child_and_comes_through(ffmpeg_path: Path) -> None:
    seen: list[Progress] = []

    def fail(progress: Progress) -> None:
        seen.append(progress)
        raise RuntimeError("lease lost")

    endless = ["-v", "error", "-re", "-f", "lavfi", "-i", "anullsrc", "-f", "null", "-"]
    started = time.monotonic()
    with pytest.raises(RuntimeError, match="lease lost"):
        Runner(ffmpeg_path)(endless, on_progress=fail)
    assert len(seen) == 1
    assert time.monotonic() - started < 10


def test_run_progress_reports_grow_to_the_media_length(ffmpeg_path: Path) -> None:
    seen: list[Progress] = []
    tone = ["-v", "error", "-f", "lavfi", "-i", "sine=duration=2:sample_rate=48000", "-f", "null", "-"]
    result = Runner(ffmpeg_path)(tone, on_progress=seen.append)
    assert result.returncode == 0
    assert seen[-1].finished
    assert seen[-1].media_ms == pytest.approx(2000, abs=50)
    assert [report.media_ms for report in seen] == sorted(report.media_ms for report in seen)


def test_run_program_that_is_missing_raises_with_the_step() -> None:
    with pytest.raises(SandboxUnavailable, match=r"exec: .*No such file"):
        run(["/nowhere/ffmpeg"], Limits(wall_s=10))


def test_run_denied_network_child_has_no_interface_up(run_python: RunPython) -> None:
    if not network_can_be_denied():
        pytest.skip("this kernel lets us make no network namespace")
    code = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=2)"
    result = run_python(code, deny_network=True)
    assert "Network is unreachable" in result.stderr_tail


def test_run_from_many_threads_at_once_keeps_results_apart(run_python: RunPython) -> None:
    results: dict[int, bytes] = {}

    def work(number: int) -> None:
        results[number] = run_python(f"print({number})").stdout

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert results == {number: f"{number}\n".encode() for number in range(8)}


def test_run_leaves_no_descriptor_open(run_python: RunPython) -> None:
    run_python("pass")
    before = _open_descriptors()
    for _ in range(3):
        run_python("print(1)", stdin=b"x" * MEBIBYTE)
        with pytest.raises(SandboxUnavailable):
            run(["/nowhere/ffmpeg"], Limits(wall_s=10))
    assert _open_descriptors() == before


def _open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_run_parent_killed_child_dies_too(tmp_path: Path) -> None:
    # A parent of its own, killed without a chance to clean up, as a worker is when memory runs out.
    note = tmp_path / "pid"
    sleeper = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    code = (
        "import sys; from media_pipeline.ffmpeg.runner import run, Limits;"
        f"run([sys.executable, '-I', '-S', '-c', {sleeper!r}], Limits(wall_s=60))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    child = _wait_for_number(note)
    parent.kill()
    parent.wait(timeout=10)
    assert _ends_within(child, 5)


def _wait_for_number(path: Path) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.02)
    raise AssertionError(f"nothing was written to {path}")


def test_run_overhead_of_the_sandbox_stays_small() -> None:
    # The best of several: a busy machine adds to single runs, a slow design to all of them.
    walls = [run(["/bin/true"], Limits(wall_s=10)).wall_s for _ in range(7)]
    assert min(walls) < OVERHEAD_S
