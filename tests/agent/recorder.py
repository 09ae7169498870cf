"""A recorder's PC for the tests: a folder of files, a config and the agent as its own process.

The agent runs from the one file that is shipped, under Python 3.8 where there is one.
"""

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Self

from django.conf import settings

from tests.media_pipeline.uploads.portal import Portal, eventually
from tools.build_agent import build

OLDEST = "3.8"
QUICK = {"scan_every_s": "0.2", "still_s": "0.2", "minimum_age_s": "0"}
ENDS_S = 60


@functools.cache
def oldest_python() -> str:
    """Return a Python 3.8 of this machine, or "" when it has none."""
    program = shutil.which(f"python{OLDEST}")
    if program is None:
        return ""
    asked = [program, "-c", "import sys; print(sys.executable)"]
    # A version switch in front of several Pythons wants to be told; a plain one does not care.
    done = subprocess.run(asked, capture_output=True, text=True, env={**os.environ, "PYENV_VERSION": OLDEST})
    return done.stdout.strip() if done.returncode == 0 else ""


@functools.cache
def shipped() -> Path:
    """Return the one file, built once."""
    target = Path(mkdtemp(dir=settings.HOME), "courtrec_agent.pyz")
    build(target)
    return target


class Recorder:
    """Use as a context manager: no agent is left running."""

    def __init__(self, portal: Portal, home: Path, **settings: str) -> None:
        self.portal, self.home = portal, home
        self.folder = home / "записи Жазба"
        self.folder.mkdir()
        self.running: list[subprocess.Popen[str]] = []
        client = portal.seeded["client"]
        self.settings = {
            "portal": portal.url,
            "client_id": client["id"],
            "client_secret": client["secret"],
            "data": "data",
            **QUICK,
            **settings,
        }
        self.room = {"path": self.folder.name, "courtroom": portal.seeded["courtroom"], "camera": "2"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        for agent in self.running:
            agent.kill()
            agent.wait()

    def add(self, name: str, data: bytes) -> Path:
        """Put a finished recording into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def start(self, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        """Start the agent with these settings beside its own."""
        config = self.home / "agent.ini"
        sections = (("agent", {**self.settings, **settings}), ("folder:1", self.room))
        lines = [f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()) for name, keys in sections]
        config.write_text("".join(lines), encoding="utf-8-sig")
        agent = subprocess.Popen(
            [oldest_python() or sys.executable, str(shipped()), "--config", str(config), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self.running.append(agent)
        return agent

    def run(self, *arguments: str, code: int = 0, **settings: str) -> str:
        """Run it to its end; returns what it said."""
        agent = self.start(*arguments, **settings)
        said, _ = agent.communicate(timeout=ENDS_S)
        assert agent.returncode == code, said
        return said

    def stop(self, agent: "subprocess.Popen[str]") -> str:
        """End it as a person would; returns what it said."""
        agent.send_signal(signal.SIGTERM)
        said, _ = agent.communicate(timeout=ENDS_S)
        assert agent.returncode == 0, said
        return said

    def entry(self, path: Path) -> dict[str, Any]:
        """Return what the agent has written down of a file, or nothing."""
        return dict(self._read("state.json").get(str(path), {}))

    def await_status(self, path: Path, status: str) -> dict[str, Any]:
        """Wait until a file stands so."""
        eventually(lambda: self.entry(path).get("status") == status, ENDS_S)
        return self.entry(path)

    def await_bytes(self, path: Path, beyond: int = 0) -> int:
        """Wait until the portal has taken more bytes of a file than so many; returns how many."""

        def taken() -> int:
            progress = self._read("progress.json")
            offset = int(progress["offset"]) if progress.get("path") == str(path) else 0
            return offset if offset > beyond else 0

        return int(eventually(taken, ENDS_S))

    def _read(self, name: str) -> dict[str, Any]:
        path = self.home / "data" / name
        return dict(json.loads(path.read_text())) if path.exists() else {}
