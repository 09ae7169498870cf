"""``manage.py setup``: a real court without the demonstration; asks on a terminal, or takes options for scripts."""

import os
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtrec.env import IDENTITY_KEY_FILE, stored_or_new
from courtrec.founding import Founder, FoundingError, check, found, is_known, prepare_database, write_env
from foundation.envelopes import new_key


@dataclass(frozen=True, slots=True)
class Question:
    """What is needed: its option, the variable that may hold it, and how it is asked. No default: it is required."""

    option: str
    variable: str
    words: str
    default: str | None = None

    @property
    def key(self) -> str:
        """The option's name in argparse's result."""
        return self.option.replace("-", "_")


PEOPLE_AND_PLACES = (
    Question("admin", "COURTREC_ADMIN", "User name of the first administrator"),
    Question("court", "COURTREC_COURT", "Name of the court"),
    Question("time-zone", "DEFAULT_COURT_ZONE", "Time zone of the court, such as Asia/Almaty"),
)
INSTALLATION = (
    Question("language", "LANGUAGE_CODE", "Language of the portal (kk, ru, en)", "ru"),
    Question("host", "ALLOWED_HOSTS", "Host name of the portal (several: with commas)"),
    Question("mail", "EMAIL_URL", "Mail server, such as smtp+tls://user:password@host:587", "consolemail://"),
    Question("mail-from", "DEFAULT_FROM_EMAIL", "Sender of the portal's mail", "courtrec@localhost"),
)


class Command(BaseCommand):
    """Writes the home's settings, prepares the database, creates the first court and administrator; repeatable."""

    help = "Set up a real court: first administrator, court, time zone, language, mail."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take every answer as an option."""
        for question in (*PEOPLE_AND_PLACES, *INSTALLATION):
            _add(parser, question)
        parser.add_argument(
            "--password-file",
            type=Path,
            help="the administrator's password, on the file's first line (else COURTREC_ADMIN_PASSWORD_FILE)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask, check, write, create."""
        answers = {
            question.key: _answer(question, options) for question in (*PEOPLE_AND_PLACES, *INSTALLATION)
        }
        if answers["language"] not in dict(settings.LANGUAGES):
            raise CommandError(f"--language: {answers['language']!r} is none of kk, ru, en.")
        try:
            self._found(answers, options["password_file"])
        except FoundingError as error:
            raise CommandError(str(error)) from error

    def _found(self, answers: dict[str, str], password_file: Path | None) -> None:
        place = answers["admin"], answers["court"], answers["time_zone"]
        check(Founder(place[0], None, *place[1:]))
        env_file = Path(settings.HOME) / "env"
        variables = {
            question.variable: answers[question.key] for question in (PEOPLE_AND_PLACES[2], *INSTALLATION)
        }
        prepare_database(with_cache_table=settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"))
        password = None if is_known(answers["admin"]) else _password(password_file)
        founder = Founder(place[0], password, *place[1:])
        check(founder)
        write_env(env_file, variables)
        if not settings.IDENTITY_KEYS:
            stored_or_new(Path(settings.HOME) / IDENTITY_KEY_FILE, partial(new_key, "first"))
        created = found(founder)
        self.stdout.write(f"Settings: {env_file}")
        self.stdout.write("Keep a copy of keys/ apart from the backups: identities are sealed with it.")
        self.stdout.write(f"Created: {', '.join(created) or 'nothing, everything was there'}.")
        self.stdout.write(
            "Next: start web and worker (docs/how-to/deploy.md), then add people and rooms at /admin/."
        )


def _add(parser: ArgumentParser, question: Question) -> None:
    default = f"; default {question.default}" if question.default else ""
    parser.add_argument(f"--{question.option}", help=f"{question.words} (else {question.variable}{default})")


def _answer(question: Question, options: dict[str, Any]) -> str:
    given = options[question.key] or os.environ.get(question.variable, "")
    if not given and sys.stdin.isatty():
        shown = f" [{question.default}]" if question.default else ""
        given = input(f"{question.words}{shown}: ").strip()
    given = given or question.default or ""
    if not given:
        raise CommandError(f"--{question.option} is missing ({question.words}).")
    return str(given)


def _password(password_file: Path | None) -> str:
    named = password_file or os.environ.get("COURTREC_ADMIN_PASSWORD_FILE")
    if named:
        try:
            lines = Path(named).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"--password-file: {error}") from error
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise CommandError("--password-file is missing (the administrator's password).")
    first, second = getpass("Password of the administrator: "), getpass("The same again: ")
    if first != second:
        raise CommandError("The two passwords differ.")
    return first
