"""``manage.py reseal_identities``: after a new key, so that the old one can be destroyed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.problems import Problem
from hearings.services.identities import reseal_all


class Command(BaseCommand):
    """Seals with the first of IDENTITY_KEYS what another one sealed."""

    help = "Seal all envelopes with the first key of IDENTITY_KEYS; the others are not needed afterwards."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Seal, count."""
        try:
            count = reseal_all()
        except Problem as problem:
            raise CommandError(
                "An envelope cannot be opened: the key that sealed it is missing."
            ) from problem
        self.stdout.write(f"Sealed again: {count}. What only older keys open: nothing.")
