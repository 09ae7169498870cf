"""From a fresh clone to a demo that plays, and the second start."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from tests.acceptance.playing import play
from tests.acceptance.portal import ROOT, embedded_environment, free_port
from tests.acceptance.stage import API
from tests.acceptance.visitor import every, sign_in
from tests.bench.figures import Figure, Goal, bounded, compared

FRESH_S = 180.0
SECOND_S = 8.0
GIVE_UP_S = 600.0
STOPS_WITHIN_S = 30.0


def start() -> list[Figure]:
    """`make run` of a fresh clone with the machine's warm package caches, then again in the same home."""
    with tempfile.TemporaryDirectory(prefix="courtrec-clone-", ignore_cleanup_errors=True) as folder:
        clone = Path(folder) / "courtrec"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        home = Path(folder) / "home"
        home.mkdir()
        first = _seconds_until_playing(clone, home)
        goal = Goal(1.0, note=f"{SECOND_S:g} s")
        again = compared(
            "start: again, to a playing demo",
            "s",
            goal,
            lambda: (_seconds_until_playing(clone, home), SECOND_S),
        )
    return [
        bounded("start: fresh clone to a playing demo", first, FRESH_S, "s", 1),
        again,
    ]


def _seconds_until_playing(clone: Path, home: Path) -> float:
    began = time.monotonic()
    with _make_run(clone, home) as url:
        while time.monotonic() - began < GIVE_UP_S:
            if _demo_plays(url):
                return time.monotonic() - began
            time.sleep(0.1)
    return GIVE_UP_S


def _demo_plays(url: str) -> bool:
    """Whether the judge of the demo hears a hearing."""
    try:
        with closing(sign_in(url, "judge")) as judge:
            return any(play(judge, hearing["id"]).plays for hearing in every(judge, f"{API}/hearings/"))
    except (httpx.HTTPError, PermissionError):
        return False


@contextmanager
def _make_run(clone: Path, home: Path) -> Iterator[str]:
    port = free_port()
    environment = embedded_environment(home) | {"PORT": str(port)}
    environment.pop("COURTREC_DEMO")
    environment.pop("VIRTUAL_ENV", None)
    with (home.parent / "make.log").open("ab") as log:
        process = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        # As Ctrl-C does: the whole foreground group, make included.
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
