"""The keeper threads of a worker: they beat, reap and do the rounds, so that no second beat process is needed."""

import threading
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import close_old_connections

from jobs.services.reaper import beat, reap
from jobs.services.rounds import do_due_rounds, do_machine_rounds, do_prompt_rounds
from jobs.services.run import process_name

log = structlog.get_logger(__name__)


class Repeating(threading.Thread):
    """Calls something again and again until its process ends; an error in one call never ends the next."""

    def __init__(self, name: str, call: Callable[[], object], every_s: float) -> None:
        super().__init__(name=name, daemon=True)
        self.call = call
        self.every_s = every_s
        self.stopped = threading.Event()

    def run(self) -> None:
        while True:
            try:
                self.call()
            except Exception as error:  # noqa: BLE001  the database may be away; the next round tries again
                log.warning("keeper.round_failed", error=str(error))
            finally:
                close_old_connections()
            if self.stopped.wait(self.every_s):
                return


def beat_and_reap() -> None:
    """Say that this worker lives, and free what dead ones held."""
    beat(process_name("worker"), "worker")
    reap()


def start_keepers() -> None:
    """Start the threads; each kind of round has its own: reading originals delays neither reaper nor audit log."""
    Repeating("job-keeper", beat_and_reap, settings.JOB_REAP_EVERY_S).start()
    Repeating("job-machine-rounds", do_machine_rounds, settings.JOB_REAP_EVERY_S).start()
    Repeating("job-rounds", do_due_rounds, settings.JOB_REAP_EVERY_S).start()
    Repeating("job-prompt-rounds", do_prompt_rounds, settings.JOB_REAP_EVERY_S).start()
