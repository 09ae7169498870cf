"""``manage.py run_signer``: the signer as a process of its own, with a key that nobody else reads."""

import signal
import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand

from custody.services.signer import sign_due

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Looks every AUDIT_SIGNER_LOOK_S until TERM; needs the logs' files and its own folders, no database."""

    help = (
        "Sign the audit logs' checkpoints, as a process of its own (AUDIT_SIGNER_EMBEDDED=0 for the others)."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Look again and again; a look that fails is told and the next one comes."""
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: ended.set())
        while not ended.is_set():
            try:
                sign_due()
            except (OSError, ValueError):
                log.exception("signer.failed")
            ended.wait(settings.AUDIT_SIGNER_LOOK_S)
