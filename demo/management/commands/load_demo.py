"""``manage.py load_demo``: the demonstration court, in demo mode only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.services.load import load


class Command(BaseCommand):
    """Loads courts, cast, cases and the recording; does nothing when they are there."""

    help = "Load the demonstration court (only with COURTREC_DEMO=1)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load."""
        if not settings.DEMO:
            raise CommandError(
                "The demonstration court is loaded only with COURTREC_DEMO=1: its passwords are public."
            )
        if load():
            self.stdout.write("The demonstration court is loaded.")
