"""The beginning of a real court: its settings on disk, its database, its first court and administrator."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from courts.models import Court
from courts.models.court import validate_zone
from custody.services.outbox import SYSTEM, record

ENV_HEADER = "# Written by manage.py setup; read by every manage.py command of this home."
CARRIED_OVER = ("DATABASE_URL", "REDIS_URL", "COURTREC_KEY_PREFIX", "BEHIND_PROXY")
"""What the shell said when setup ran is kept, so that later commands use the same database."""


class FoundingError(Exception):
    """An answer cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Founder:
    """The first administrator and court; ``password`` is None when the administrator is known already."""

    admin: str
    password: str | None
    court: str
    zone: str


def check(founder: Founder) -> None:
    """Raise FoundingError when an answer cannot be used; asks nothing of the database."""
    try:
        User.username_validator(founder.admin)
        validate_zone(founder.zone)
        if founder.password is not None:
            validate_password(founder.password, User(username=founder.admin))
    except ValidationError as error:
        raise FoundingError(" ".join(error.messages)) from error
    if not founder.court.strip():
        raise FoundingError("The court needs a name.")


def prepare_database(*, with_cache_table: bool) -> None:
    """Bring the database to this version's shape."""
    call_command("migrate", verbosity=0)
    if with_cache_table:
        call_command("createcachetable", verbosity=0)


def is_known(username: str) -> bool:
    """Tell whether the administrator is there already."""
    return User.objects.filter(username=username).exists()


@transaction.atomic
def found(founder: Founder) -> list[str]:
    """Create what is missing; returns what was created (court, administrator). A second call creates nothing."""
    created = []
    court, fresh = Court.objects.get_or_create(name=founder.court, defaults={"time_zone": founder.zone})
    if fresh:
        record("court.added", actor=SYSTEM, object_id=court.pk, court=court.pk, rule="setup")
        created.append("court")
    if not is_known(founder.admin):
        admin = User.objects.create_superuser(founder.admin, password=founder.password)
        record("user.added", actor=SYSTEM, object_id=admin.pk, court=court.pk, rule="setup")
        created.append("administrator")
    return created


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Set values in a home's settings file, keeping the others; readable by its owner only, never half written.

    Raises FoundingError for the demonstration's home and for values that a line cannot hold.
    """
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else [ENV_HEADER]
    if "COURTREC_DEMO=1" in lines:
        raise FoundingError(f"{path} belongs to the demonstration; choose another COURTREC_HOME.")
    if any("\n" in value or "\r" in value for value in values.values()):
        raise FoundingError("A setting must fit on one line.")
    kept = [line for line in lines if line.partition("=")[0] not in values]
    carried = {name: os.environ[name] for name in CARRIED_OVER if os.environ.get(name)}
    kept = [line for line in kept if line.partition("=")[0] not in carried]
    text = "\n".join([*kept, *(f"{name}={value}" for name, value in {**carried, **values}.items())]) + "\n"
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.touch(mode=0o600)
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
