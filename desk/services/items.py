"""Desk items: what awaits the reader. A room above names a source in settings.DESK_SOURCES; this room imports none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what, where it leads, how it stands. ``tone``: calm, attention, danger or done."""

    title: str
    url: str
    detail: str = ""
    when: datetime | None = None
    tone: str = "calm"
    badge: str = ""
    progress: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading; shown even when empty, so that "nothing is missing" is said, too."""

    key: str
    title: str
    empty_text: str
    items: list[Item] = field(default_factory=list)


Source = Callable[[HttpRequest], list[Group]]


@cache
def _sources() -> tuple[Source, ...]:
    return tuple(cast(Source, import_string(path)) for path in settings.DESK_SOURCES)


def collect(request: HttpRequest) -> list[Group]:
    """Return all groups for the reader, in the order of the sources."""
    return [group for source in _sources() for group in source(request)]
