"""What the queue page says: sections, stages, priorities, and how much time is left."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, ngettext

from jobs.states import Priority
from media_pipeline.states import Section, Stage

Text = str | Promise
MINUTE_S = 60
HOUR_S = 3600
HOURS_FROM_S = 100 * MINUTE_S

SECTIONS: Mapping[str, Text] = {
    Section.WORK: _("At work"),
    Section.WAITING: _("Waiting"),
    Section.PERSON: _("Needs a person"),
    Section.DONE: _("Finished lately"),
}
STAGES: Mapping[str, Text] = {
    Stage.PROBE: _("Checking the file"),
    Stage.SOUND: _("Sound"),
    Stage.PICTURE: _("Picture"),
    Stage.LADDER: _("Smaller pictures for thin lines"),
    Stage.MEASURING: _("Measuring the quality"),
}
OTHER_STAGE = _("Other work")
PRIORITIES: Mapping[int, Text] = {
    Priority.INTERACTIVE: _("goes first: somebody waits for it"),
    Priority.AUDIO: _("goes before pictures"),
    Priority.PICTURE: _("goes in its turn"),
    Priority.MEASURE: _("goes after sound and picture"),
    Priority.LADDER: _("goes when nothing else is waiting"),
    Priority.HOUSEKEEPING: _("goes last"),
}


def priority_words(number: int) -> str:
    """Return the words of the nearest named priority that is not behind the number."""
    named = [priority for priority in PRIORITIES if priority <= number]
    return str(PRIORITIES[max(named, default=Priority.INTERACTIVE)])


def left_words(seconds: int | None) -> str:
    """Return how much time is left in the words of a person who looks at a clock; "" when it is not known."""
    if seconds is None:
        return ""
    if seconds < MINUTE_S:
        return str(_("less than a minute left"))
    if seconds < HOURS_FROM_S:
        minutes = round(seconds / MINUTE_S)
        return ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {
            "count": minutes
        }
    hours = round(seconds / HOUR_S)
    return ngettext("about %(count)d hour left", "about %(count)d hours left", hours) % {"count": hours}
