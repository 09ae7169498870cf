"""Who said when a recording began, and why one waits, in words that a clerk understands."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from media_pipeline.states import ClockSource, Waiting

Text = str | Promise

CLOCK_WORDS: Mapping[str, Text] = {
    ClockSource.CLIENT: gettext_lazy("said by whoever sent the file"),
    ClockSource.HEADER: gettext_lazy("written by the recorder into the file"),
    ClockSource.NAME: gettext_lazy("read from the file name"),
    ClockSource.CONTAINER: gettext_lazy("the creation time in the file"),
    ClockSource.HEARING: gettext_lazy("nothing was said: taken from the hearing"),
    ClockSource.RECEIVED: gettext_lazy("nothing was said: taken from when the file came"),
    ClockSource.PERSON: gettext_lazy("set by a clerk"),
}
WAIT_WORDS: Mapping[str, Text] = {
    Waiting.NOT: gettext_lazy("It waits for nothing."),
    Waiting.NO_HEARING: gettext_lazy("No hearing of this courtroom was held near this time."),
    Waiting.AMBIGUOUS: gettext_lazy("Several hearings could be meant, and their sessions are not marked."),
    Waiting.WITHDRAWN: gettext_lazy("It was taken out of a hearing."),
    Waiting.DISMISSED: gettext_lazy("It was said to belong to no hearing."),
}
SECONDS_PER_MINUTE = 60


def nearness(started_at: datetime, ended_at: datetime | None, begins: datetime, ends: datetime) -> str:
    """Return in words how a recording lies to a hearing."""
    last = ended_at or started_at
    if last <= begins:
        return _minutes(begins - last, before=True)
    if started_at >= ends:
        return _minutes(started_at - ends, before=False)
    return _("at the same time")


def distance(started_at: datetime, ended_at: datetime | None, begins: datetime, ends: datetime) -> timedelta:
    """Return how far apart both lie; none where they overlap."""
    return max(begins - (ended_at or started_at), started_at - ends, timedelta(0))


def _minutes(apart: timedelta, *, before: bool) -> str:
    count = int(apart.total_seconds()) // SECONDS_PER_MINUTE
    if before:
        words = ngettext("%(count)d minute before it", "%(count)d minutes before it", count)
    else:
        words = ngettext("%(count)d minute after it", "%(count)d minutes after it", count)
    return words % {"count": count}
