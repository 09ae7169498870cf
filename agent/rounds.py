"""Round after round: look into the folders, send what is ready in its turn, wait out what passes."""

from __future__ import annotations

import logging
import random
import time
from typing import NamedTuple

from agent.portal import Trouble
from agent.source import Found, Stillness, find
from agent.state import DONE, REFUSED
from agent.upload import Changed, Uploader

LONGEST_WAIT_S = 900.0
log = logging.getLogger("agent")
chance = random.SystemRandom()


def wait_s(failures: int, after_s: float) -> float:
    """Return how long to wait after this many failures in a row: what was asked for, else ever longer, never exact."""
    if after_s:
        return after_s * chance.uniform(1.0, 1.1)
    return float(min(2.0 ** min(failures, 30), LONGEST_WAIT_S)) * chance.uniform(0.5, 1.0)


class Later(NamedTuple):
    """A file that waits alone: until a moment of the steady clock, after so many failures."""

    moment: float
    failures: int


class Rounds:
    """The agent's work; ``code`` is what a single run ends with."""

    def __init__(self, uploader: Uploader, once: bool) -> None:
        self.uploader, self.once = uploader, once
        self.config, self.words, self.state = uploader.config, uploader.words, uploader.state
        self.stillness = Stillness(self.config)
        self.later: dict[str, Later] = {}
        self.told: set[str] = set()
        self.failures = 0
        self.was_open = True
        self.over = False
        self.code = 0

    def run(self) -> int:
        """Go on for ever, or (once) until everything that can be sent has been; returns the exit code."""
        rested_at = None
        while True:
            looked = time.monotonic()
            ready = self.look()
            # What was there at the first look has had its time to be still when a later look begins after this.
            rested_at = rested_at or time.monotonic() + self.config.still_s
            until = looked + self.config.scan_s
            tried = self._work(ready, until)
            if self.once and (self.over or (not tried and looked >= rested_at)):
                return self._outcome()
            if not tried:
                time.sleep(max(0.0, until - time.monotonic()))

    def look(self) -> list[Found]:
        """Return the files that may be sent now, the first one first."""
        problems: dict[str, OSError] = {}
        found = find(self.config.folders, problems.setdefault)
        present = [each for each in found if not self._is_over(each)]
        for path in problems.keys() - self.told:
            log.warning(self.words("unreadable", name=path, why=problems[path].strerror))
        self.told = set(problems)
        paths = {each.path for each in present}
        self.later = {path: later for path, later in self.later.items() if path in paths}
        return sorted(self.stillness.pick(present, time.time()), key=self._turn)

    def _is_over(self, found: Found) -> bool:
        entry = self.state.of(found)
        return entry is not None and entry["status"] in {DONE, REFUSED}

    def _turn(self, found: Found) -> tuple[bool, bool, int, int]:
        """Audio before all; then what was begun, so that files which come meanwhile do not hold it up for ever."""
        entry = self.state.of(found)
        is_video, size, mtime_ns = found.turn
        return is_video, not (entry and entry.get("url")), size, mtime_ns

    def _work(self, ready: list[Found], until: float) -> bool:
        """Send until it is time to look again; returns whether anything was tried."""
        tried = False
        for found in ready:
            if not self._is_open() or time.monotonic() >= until:
                return tried
            if self.later.get(found.path, Later(0.0, 0)).moment > time.monotonic():
                continue
            tried = True
            trouble = self._attempt(found, until)
            if trouble:
                self._wait_out(trouble)
                return True
            self.failures = 0
        return tried

    def _is_open(self) -> bool:
        is_open = self.uploader.portal.pace.rate() is not None
        if self.was_open and not is_open:
            log.info(self.words("closed"))
        self.was_open = is_open
        return is_open

    def _attempt(self, found: Found, until: float) -> Trouble | None:
        """Send one file; returns the trouble that concerns every file, deals with all others."""
        moved = self.uploader.moved
        try:
            self.uploader.send(found, until)
        except Changed:
            log.warning(self.words("changed", name=found.name))
            self.stillness.forget(found.path)
        except Trouble as trouble:
            if self.uploader.moved > moved:
                self.failures = 0
            if trouble.whole:
                return trouble
            self._put_off(found, str(trouble), trouble.after_s, trouble.code)
        except OSError as error:
            self._put_off(found, self.words("unreadable", name=found.name, why=error.strerror), 0.0, 1)
        else:
            self.later.pop(found.path, None)
        return None

    def _put_off(self, found: Found, why: str, after_s: float, code: int) -> None:
        """Let this file wait alone; the others go on."""
        self.code = max(self.code, code) if self.once else 0
        failures = self.later.get(found.path, Later(0.0, 0)).failures + 1
        seconds = wait_s(failures, after_s)
        # A single run leaves it to the next one.
        self.later[found.path] = Later(float("inf") if self.once else time.monotonic() + seconds, failures)
        told = f"{found.name}: {why}"
        log.warning(told if self.once else self.words("wait", why=told, seconds=round(seconds)))

    def _wait_out(self, trouble: Trouble) -> None:
        self.failures += 1
        if self.once:
            log.error(str(trouble))
            self.code, self.over = max(self.code, trouble.code), True
            return
        seconds = wait_s(self.failures, trouble.after_s)
        log.warning(self.words("wait", why=str(trouble), seconds=round(seconds)))
        time.sleep(seconds)

    def _outcome(self) -> int:
        refused = any(entry["status"] == REFUSED for entry in self.state.files.values())
        return self.code or int(refused)
