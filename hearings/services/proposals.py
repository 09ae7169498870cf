"""Gathering what tells of a session's beginning and end from the rooms above, which the settings name."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from hearings.models import Hearing
from hearings.policies.proposal import Proposal, Signs, propose

Source = Callable[[Hearing], Signs]


@cache
def _sources() -> tuple[Source, ...]:
    return tuple(cast(Source, import_string(path)) for path in settings.SESSION_SIGNS)


def proposal_for(hearing: Hearing) -> Proposal:
    """Return when the session of a hearing may have begun and ended; nothing is marked by it."""
    signs: Signs = {}
    for source in _sources():
        signs = {**signs, **source(hearing)}
    longest = timedelta(hours=settings.HEARING_MAX_HOURS)
    return propose(hearing.scheduled_at, signs, longest, hearing.opened_at)
