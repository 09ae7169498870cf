"""``manage.py drop_derivatives --days N``: makes room; what is dropped is made again for who opens the hearing."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.services.outbox import Actor
from playback.services.unplayed import drop_unplayed

OPERATOR = Actor("operator")


class Command(BaseCommand):
    """Never touches an original, nor the indexes and measures that cost little."""

    help = (
        "Drop renditions, smaller pictures and mixes of recordings that nobody has played for N days: one JSON line "
        "per original {original, files, bytes}, then the sum. They are made again when somebody opens the hearing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the age, and whether to look only."""
        parser.add_argument("--days", type=int, default=settings.DERIVATIVES_KEPT_DAYS)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Drop and tell."""
        days, dry = options["days"], options["dry_run"]
        if days < 1:
            raise CommandError("Say after how many days without a play: --days N, or DERIVATIVES_KEPT_DAYS.")
        files = size = 0
        for room in drop_unplayed(days, OPERATOR, dry=dry):
            files += room.files
            size += room.size
            print(json.dumps({"original": room.original, "files": room.files, "bytes": room.size}))
        print(json.dumps({"dropped": not dry, "files": files, "bytes": size}))
