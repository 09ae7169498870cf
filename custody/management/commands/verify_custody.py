"""``manage.py verify_custody``: is everything as it was? What is not is named, each with its place."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from custody.errors import StoreSilent
from custody.services.verification.run import Report, verify


class Command(BaseCommand):
    """Exit code 0: all is as it was; 1: something is not; 2: the check could not be made."""

    help = (
        "Check rows, audit logs, checkpoints and originals against each other; exit code 1 names each fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer, how deep to look, and checkpoints kept elsewhere."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--quick", action="store_true", help="do not read the originals' bytes")
        parser.add_argument(
            "--checkpoint",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="a signed checkpoint that was kept elsewhere, or a folder of export_checkpoints; may be repeated",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check and say."""
        try:
            kept = {str(path): path.read_bytes() for path in _files(options["checkpoint"])}
        except OSError as error:
            raise CommandError(f"--checkpoint: {error}", returncode=2) from error
        try:
            report = verify(kept=kept, with_bytes=not options["quick"])
        except StoreSilent as error:  # it says nothing of what is in it
            raise CommandError(
                f"the store of the originals does not answer: {error}", returncode=2
            ) from error
        self.stdout.write(json.dumps(report.document()) if options["json"] else _words(report))
        if not report.ok:
            sys.exit(1)


def _files(paths: list[Path]) -> list[Path]:
    return [
        file for path in paths for file in (sorted(path.glob("*.checkpoint")) if path.is_dir() else [path])
    ]


def _words(report: Report) -> str:
    lines = [str(fault) for fault in report.faults]
    looked = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in report.checked.items())
    verdict = "All is as it was." if report.ok else f"{len(lines)} faults."
    acts = ", ".join(sorted(set(report.destroyed.values())))
    if acts:
        lines.append(f"Destroyed under acts and not looked for: {len(report.destroyed)} originals ({acts}).")
    return "\n".join([*lines, f"Checked: {looked}. {verdict} Without a witness: self-signed only."])
