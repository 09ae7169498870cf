"""``manage.py ingest PATH...``: takes recordings from this machine's disk, one JSON line for each file."""

import json
import sys
from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from courts.models import Courtroom
from custody.services.outbox import Actor
from hearings.models import Hearing
from media_pipeline.services.ingesting import Target, ingest_all

OPERATOR = Actor("operator")


def moment(text: str) -> datetime:
    """Read RFC 3339 with a zone."""
    try:
        value = parse_datetime(text)
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} is not RFC 3339 with a zone, such as 2026-03-02T10:00:00+05:00")
    return value


class Command(BaseCommand):
    """Takes files and folders in as uploads would be; the files themselves are left as they are."""

    help = (
        "Take recordings in: one JSON line per file {file, outcome, recording, job, state, problem}; "
        "exit code 1 if any was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the files and where they belong."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of files")
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--hearing", metavar="ID")
        place.add_argument("--courtroom", metavar="ID")
        parser.add_argument(
            "--started-at",
            type=moment,
            metavar="T",
            help="when the first file begins; each next one follows it without a gap; else as each file says itself",
        )
        parser.add_argument(
            "--camera",
            type=int,
            metavar="N",
            help="of all files; else as their names and the recorder's profile say",
        )
        parser.add_argument(
            "--channels", default="", metavar="A,B", help="microphones by channel; else as the profile says"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ingest, print, and tell by the exit code."""
        settings.FAST_LANE_THREADS = 0  # this process works on its jobs itself, one after the other
        refused = False
        for done in ingest_all(options["paths"], _target(options), OPERATOR):
            self.stdout.write(json.dumps(done.document(), ensure_ascii=False))
            self.stdout.flush()
            refused = refused or done.refused
        if refused:
            sys.exit(1)


def _target(options: dict[str, Any]) -> Target:
    hearing = Hearing.objects.select_related("court", "courtroom").filter(pk=options["hearing"]).first()
    room = Courtroom.objects.select_related("court").filter(pk=options["courtroom"]).first()
    if hearing is None and room is None:
        raise CommandError("There is no such hearing or courtroom.")
    names = tuple(name.strip() for name in options["channels"].split(",") if name.strip())
    return Target(hearing, room, options["started_at"], options["camera"], names)
