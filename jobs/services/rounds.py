"""Rounds: what keepers do again and again, each by one worker at a time.

settings.PROMPT_ROUNDS take moments and must not wait; settings.KEEPER_ROUNDS may take minutes; settings.MACHINE_ROUNDS
are done on each machine.
"""

import socket
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import cast

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from foundation.clock import utc_now
from jobs.models import KeeperRound

log = structlog.get_logger(__name__)
HOST_MAX = 60


def do_due_rounds() -> list[str]:
    """Do every round that is due and that nobody else took; returns their names. One that fails waits for the next."""
    return _do(settings.KEEPER_ROUNDS)


def do_prompt_rounds() -> list[str]:
    """Do the rounds that must not wait for those of `do_due_rounds`."""
    return _do(settings.PROMPT_ROUNDS)


def do_machine_rounds() -> list[str]:
    """Do the rounds that each machine has to do for itself, by one worker of it at a time."""
    return _do(settings.MACHINE_ROUNDS, f"@{socket.gethostname()[:HOST_MAX]}")


def _do(rounds: Mapping[str, int], whose: str = "") -> list[str]:
    return [name for name, every_s in rounds.items() if _taken(name + whose, every_s) and _done(name)]


def _taken(name: str, every_s: int) -> bool:
    """Move the round's time on; the conditional update lets only one process through."""
    now = utc_now()
    KeeperRound.objects.get_or_create(name=name, defaults={"due_at": now})
    due = KeeperRound.objects.filter(name=name, due_at__lte=now)
    return bool(due.update(due_at=now + timedelta(seconds=every_s)))


def _done(name: str) -> bool:
    try:
        result = cast(Callable[[], object], import_string(name))()
    except Exception:  # one broken round must not keep the others from being done
        log.exception("round.failed", name=name)
        return False
    log.info("round.done", name=name, result=str(result))
    return True
