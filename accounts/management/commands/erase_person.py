"""``manage.py erase_person``: the audit log no longer tells who a person was; its proofs stay as they are."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.models import User
from custody.services.erasing import erase_person
from custody.services.outbox import Actor

REASON_LETTERS = 10


class Command(BaseCommand):
    """Erases from the audit log only; the account and what it signed elsewhere are another decision."""

    help = "Erase a person from the audit log: who, from where and why go, the proofs stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the person, the reason and who says so."""
        parser.add_argument("person", help="user name or id")
        parser.add_argument("--reason", required=True, help="by which decision; it is logged")
        parser.add_argument(
            "--yes", action="store_true", help="do it; without this it is only said what would go"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Find, say, erase."""
        name, reason = str(options["person"]), str(options["reason"]).strip()
        user = User.objects.filter(Q(pk=name) | Q(username=name)).first()
        if user is None:
            raise CommandError(f"{name}: no such person.")
        if len(reason) < REASON_LETTERS:
            raise CommandError(f"--reason: at least {REASON_LETTERS} letters.")
        if not options["yes"]:
            self.stdout.write(
                f"This would erase {user.username} from the audit log for ever. Add --yes to do it."
            )
            return
        erased = erase_person(user.pk, actor=Actor("operator"), reason=reason)
        self.stdout.write(
            f"Erased: {erased.own} acts of {user.username}, {erased.naming} acts that named them."
        )
        self.stdout.write("The account is unchanged. Back-ups hold the rest until they are destroyed.")
