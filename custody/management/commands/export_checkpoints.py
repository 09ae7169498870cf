"""``manage.py export_checkpoints``: signed checkpoints for a place that this portal's administrators cannot reach."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from custody.log.errors import LogError
from custody.models import AuditLog
from custody.services.exporting import export_checkpoints, witnesses_of


class Command(BaseCommand):
    """One file for each log, and the public keys; once a day, by mail or on paper, to somebody outside."""

    help = "Write the signed checkpoint of each audit log, and the public keys, into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder and the day."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--day", default="", metavar="YYYY-MM-DD", help="the last ones of a day, not the newest"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write and say what was written and who has signed."""
        try:
            for path in export_checkpoints(options["folder"], options["day"]):
                self.stdout.write(str(path))
            alone = [row.origin for row in AuditLog.objects.all() if not witnesses_of(row)]
        except (OSError, LogError) as error:
            raise CommandError(str(error)) from error
        for origin in alone:
            self.stdout.write(f"{origin}: self-signed only, no witness has signed.")
