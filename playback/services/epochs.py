"""The epoch watcher of a gate process: re-reads the epochs of running plays, one query every 250 ms."""

import threading
import time
from collections.abc import Callable, Iterable

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from accounts.services.epochs import read_epochs

log = structlog.get_logger(__name__)


class EpochWatcher:
    """Knows the present epochs of the keys that somebody asked for lately; blind when it could not read."""

    def __init__(self, read: Callable[[Iterable[str]], dict[str, int]] = read_epochs) -> None:
        self._read = read
        self._wanted: dict[str, float] = {}
        self._known: dict[str, int] = {}
        self._read_at = 0.0
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def current(self, keys: tuple[str, ...]) -> tuple[int, ...] | None:
        """Return the epochs as of the last reading, None when blind or when a key is new here (no query)."""
        now = time.monotonic()
        with self._guard:
            for key in keys:
                self._wanted[key] = now
            if now - self._read_at > settings.EPOCH_BLIND_S or any(key not in self._known for key in keys):
                return None
            return tuple(self._known[key] for key in keys)

    def read_now(self, keys: tuple[str, ...]) -> tuple[int, ...]:
        """Read the epochs of some keys at once (one query) and watch them from now on."""
        self._start()
        found = self._read(keys)
        epochs = {key: found.get(key, 0) for key in keys}
        with self._guard:
            now = time.monotonic()
            for key, epoch in epochs.items():
                self._wanted[key] = now
                self._known[key] = max(epoch, self._known.get(key, 0))
        return tuple(epochs[key] for key in keys)

    def _start(self) -> None:
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._read_at = time.monotonic()
                self._thread = threading.Thread(target=self._watch, name="epoch-watcher", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            began = time.monotonic()
            try:
                self.round()
            except Exception as error:  # noqa: BLE001  any database error means blind; the next round tries again
                log.warning("epochs.blind", error=str(error))
                close_old_connections()
            self._stopped.wait(max(0.0, settings.EPOCH_READ_EVERY_S - (time.monotonic() - began)))
        connection.close()

    def stop(self) -> None:
        """End the thread and give its connection back; the watcher is blind from then on."""
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
                self._known[key] = found.get(key, 0)
            self._read_at = began
