"""``manage.py rotate_signing_key``: a new key for the audit logs' checkpoints; run it where the signer runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from custody.services.signing_keys import KeyRing
from custody.services.signing_state import exclusive


class Command(BaseCommand):
    """Makes the key and publishes its public half; both keys sign for AUDIT_KEY_OVERLAP_DAYS."""

    help = "Make a new signing key; the old one signs beside it for AUDIT_KEY_OVERLAP_DAYS days."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rotate while no signature is made."""
        with exclusive():
            keys = KeyRing(Path(settings.AUDIT_SIGNER_DIR))
            keys.rotate()
            keys.publish(Path(settings.AUDIT_CHECKPOINT_DIR))
        public = keys.public_keys()[-1]
        self.stdout.write(f"New key {public.public.hex()}; the one before signs beside it as well.")
        self.stdout.write(
            "Back up the signer's folder now: without its newest key the logs cannot be signed."
        )
