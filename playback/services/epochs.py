"""The epoch watcher of a gate process: re-reads the epochs of running plays, one query every 250 ms."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from accounts.services.epochs import epochs_fresh_s, read_epochs

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """An epoch, and when its reading began: a change that was committed before that moment is in it."""

    epoch: int
    began: float


class EpochWatcher:
    """Knows the present epochs of the keys that somebody asked for lately, as long as they were read lately."""

    def __init__(self, read: Callable[[Iterable[str]], dict[str, int]] = read_epochs) -> None:
        self._read = read
        self._wanted: dict[str, float] = {}
        self._known: dict[str, Reading] = {}
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def fresh_s(self) -> float:
        """Return how old a reading may be, in seconds: who changes access waits exactly as long."""
        return epochs_fresh_s()

    def current(self, keys: tuple[str, ...]) -> tuple[int, ...] | None:
        """Return the epochs without a query; None when one is new here or was read too long ago to be believed."""
        now = time.monotonic()
        oldest = now - self.fresh_s()
        with self._guard:
            for key in keys:
                self._wanted[key] = now
            known = [self._known.get(key) for key in keys]
        fresh = [reading.epoch for reading in known if reading is not None and reading.began >= oldest]
        return tuple(fresh) if len(fresh) == len(keys) else None

    def read_now(self, keys: tuple[str, ...]) -> tuple[int, ...]:
        """Read the epochs of some keys at once (one query) and watch them from now on."""
        self._start()
        began = time.monotonic()
        found = self._read(keys)
        with self._guard:
            for key in keys:
                self._wanted[key] = began
                self._keep(key, Reading(found.get(key, 0), began))
            return tuple(self._known[key].epoch for key in keys)

    def _keep(self, key: str, reading: Reading) -> None:
        """Keep the later of two readings: one that took long must not bring back what has changed since."""
        known = self._known.get(key)
        if known is None or known.began <= reading.began:
            self._known[key] = reading

    def _start(self) -> None:
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name="epoch-watcher", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            began = time.monotonic()
            try:
                self.round()
            except Exception as error:  # noqa: BLE001  any database error means that readings grow old; the next round tries again
                log.warning("epochs.blind", error=str(error))
                close_old_connections()
            self._stopped.wait(max(0.0, settings.EPOCH_READ_EVERY_S - (time.monotonic() - began)))
        connection.close()

    def stop(self) -> None:
        """End the thread and give its connection back; whoever asks from then on reads for himself."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def round(self) -> None:
        """Read what was asked for in the last minutes; forget the rest."""
        began = time.monotonic()
        with self._guard:
            idle = [key for key, asked in self._wanted.items() if began - asked > settings.PLAY_IDLE_S]
            for key in idle:
                self._wanted.pop(key)
                self._known.pop(key, None)
            keys = tuple(self._wanted)
        found = self._read(keys) if keys else {}
        with self._guard:
            for key in keys:
                self._keep(key, Reading(found.get(key, 0), began))
