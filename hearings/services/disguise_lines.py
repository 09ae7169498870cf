"""The lines of the protocol that lie in a disguised part: asked from the room above that has them, by the settings."""

from collections.abc import Callable
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from hearings.doors import Admitted
from hearings.models import Disguise
from hearings.policies.disguise_lines import DisguiseLine

Lines = Callable[[Disguise, Admitted], list[DisguiseLine]]
Condition = Callable[[Disguise, str, str], None]


@cache
def _conditions() -> tuple[Condition, ...]:
    return tuple(cast(Condition, import_string(path)) for path in settings.DISGUISE_CONDITIONS)


def lines_of(row: Disguise, admitted: Admitted) -> list[DisguiseLine]:
    """Return the lines of a disguised part, in order; the caller may hear what is under it."""
    return cast(Lines, import_string(settings.DISGUISE_LINES))(row, admitted)


def settle_lines(row: Disguise, reader: str, seen: str) -> None:
    """Raise what stands against a release, else note that a person has read the lines of this digest."""
    for condition in _conditions():
        condition(row, reader, seen)
