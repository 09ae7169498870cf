"""``manage.py export_log``: the leaves of a log as JSON lines, each with its proof."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from custody.errors import CustodyError
from custody.log.errors import LogError
from custody.models import AuditLog
from custody.services.checkpoints import verifiers
from custody.services.exporting import leaves_with_proofs


class Command(BaseCommand):
    """The first line names the log and its keys; each other one has seq, leaf (as text) and proof (C2SP tlog-proof)."""

    help = "Print the leaves of a court's audit log as JSON lines with proofs; no private part is in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take court and year."""
        parser.add_argument("court", help="the court's id, or portal for the log of no court")
        parser.add_argument("year", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print line by line."""
        court = "" if options["court"] == "portal" else options["court"]
        row = AuditLog.objects.filter(court=court, year=options["year"]).first()
        if row is None:
            raise CommandError(f"There is no log of {options['court']} for {options['year']}.")
        keys = [key.vkey for key in verifiers(row.origin)]
        try:
            self.stdout.write(json.dumps({"log": row.origin, "keys": keys}))
            for line in leaves_with_proofs(row):
                self.stdout.write(json.dumps(line, ensure_ascii=False))
        except (CustodyError, LogError, OSError) as error:
            raise CommandError(str(error)) from error
