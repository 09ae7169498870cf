"""Names of microphones: recorders send codes, people read words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

KNOWN: Mapping[str, str | Promise] = {
    "judge": gettext_lazy("Judge"),
    "clerk": gettext_lazy("Clerk"),
    "prosecution": gettext_lazy("Prosecution"),
    "defence": gettext_lazy("Defence"),
    "claimant": gettext_lazy("Claimant"),
    "respondent": gettext_lazy("Respondent"),
    "witness": gettext_lazy("Witness stand"),
    "interpreter": gettext_lazy("Interpreter"),
    "room": gettext_lazy("Courtroom"),
}


def microphone(code: str) -> str:
    """Return the name of a microphone in the reader's language, or what the recorder calls it."""
    return str(KNOWN.get(code.strip().lower(), code.strip()))


def channel_labels(codes: Sequence[str], count: int) -> list[str]:
    """Return one label for each of ``count`` channels; those that nobody named are numbered."""
    named = [microphone(code) for code in codes if code.strip()][:count]
    return named + [_("Microphone %(number)d") % {"number": n + 1} for n in range(len(named), count)]
