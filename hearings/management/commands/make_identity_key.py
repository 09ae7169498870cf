"""``manage.py make_identity_key``: a fresh key for IDENTITY_KEYS."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.clock import utc_now
from foundation.envelopes import KeysInvalid, new_key, parse_keys
from hearings.models.envelope import KEY_ID_MAX


class Command(BaseCommand):
    """Prints it and stores it nowhere."""

    help = (
        "Print a fresh key: put it before the others in IDENTITY_KEYS, restart, then run reseal_identities."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the id under which it will be known."""
        parser.add_argument("--id", default=f"{utc_now():%Y-%m-%d}", help="default: today's date")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make and print."""
        key_id = str(options["id"]).strip()
        made = new_key(key_id)
        try:
            parse_keys(made)
        except KeysInvalid as error:
            raise CommandError("--id: letters, digits and dashes.") from error
        if len(key_id) > KEY_ID_MAX:
            raise CommandError(f"--id: at most {KEY_ID_MAX} characters.")
        self.stdout.write(made)
