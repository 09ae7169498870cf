"""Findings in words that a clerk understands: what is wrong, and what to do about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from media_pipeline.policies.microphones import microphone
from media_pipeline.states import FindingCode, Severity


class Found(Protocol):
    """What words are made of: a finding, or the row that keeps it."""

    @property
    def code(self) -> str: ...

    @property
    def channel(self) -> int | None: ...

    @property
    def value(self) -> int | None: ...


SEVERITIES: Mapping[str, str | Promise] = {
    Severity.ALARM: gettext_lazy("urgent"),
    Severity.WARNING: gettext_lazy("worth checking"),
    Severity.NOTICE: gettext_lazy("for information"),
}
WHOLE: Mapping[str, str | Promise] = {
    FindingCode.UNREADABLE: gettext_lazy(
        "The recording cannot be read. The original is kept; please check the recorder."
    ),
    FindingCode.CUT_OFF: gettext_lazy("The end of the recording is missing: the file is cut off."),
    FindingCode.NO_SOUND: gettext_lazy("The recording has no sound."),
    FindingCode.ALL_SILENT: gettext_lazy(
        "No microphone recorded anything. Please check the recorder before the next hearing."
    ),
    FindingCode.NOBODY_HEARD: gettext_lazy("Nobody is heard for a long time."),
    FindingCode.NO_PICTURE: gettext_lazy(
        "The recording has no picture, although this camera usually records one."
    ),
    FindingCode.PICTURE_BLACK: gettext_lazy("The picture is black. Please check the camera and its cover."),
    FindingCode.PICTURE_FROZEN: gettext_lazy("The picture stands still: nothing in it moves."),
}
MICROPHONE: Mapping[str, str | Promise] = {
    FindingCode.CHANNEL_EMPTY: gettext_lazy(
        "%(microphone)s recorded nothing at all. Please check its cable and whether it was switched on."
    ),
    FindingCode.CHANNEL_SILENT: gettext_lazy("%(microphone)s is silent: nobody is heard on it."),
    FindingCode.CHANNEL_STOPPED: gettext_lazy("%(microphone)s falls silent before the end."),
    FindingCode.CHANNEL_CLIPPED: gettext_lazy(
        "%(microphone)s is overdriven: the sound is distorted. Please turn its level down."
    ),
    FindingCode.CHANNEL_LOW: gettext_lazy(
        "%(microphone)s is very quiet. Please turn its level up or move it closer."
    ),
    FindingCode.CHANNEL_COPY: gettext_lazy("%(microphone)s records the same as %(other)s."),
}


def microphone_name(codes: Sequence[str], channel: int) -> str:
    """Return how a sentence calls a microphone: by whom it belongs to, else by its number from 1."""
    named = codes[channel].strip() if 0 <= channel < len(codes) else ""
    if named:
        return _("Microphone “%(name)s”") % {"name": microphone(named)}
    return _("Microphone %(number)d") % {"number": channel + 1}


def finding_words(finding: Found, codes: Sequence[str]) -> str:
    """Return a sentence; ``codes`` are the recorder's names of its channels."""
    if finding.code in MICROPHONE:
        names = {"microphone": microphone_name(codes, finding.channel or 0)}
        if finding.code == FindingCode.CHANNEL_COPY:
            names["other"] = microphone_name(codes, finding.value or 0)
        return str(MICROPHONE[finding.code]) % names
    if finding.code in TIMED:
        return TIMED[finding.code](finding.value or 0)
    return str(WHOLE[finding.code])


def span_words(minutes: int) -> str:
    """Return a length in the largest unit that says enough."""
    for size, words in ((365 * 1440, _years), (1440, _days), (60, _hours)):
        if minutes >= 2 * size:
            return words(minutes // size)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _years(count: int) -> str:
    return ngettext("%(count)d year", "%(count)d years", count) % {"count": count}


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def _future(minutes: int) -> str:
    said = _("The recording begins in the future, by %(span)s: please check the recorder's clock.")
    return said % {"span": span_words(minutes)}


def _ahead(minutes: int) -> str:
    return _("The recorder's clock is ahead by %(span)s. Please set it.") % {"span": span_words(minutes)}


def _differs(minutes: int) -> str:
    said = (
        _("By the recorder's clock the recording begins %(span)s later. Please check the clock.")
        if minutes > 0
        else _("By the recorder's clock the recording begins %(span)s earlier. Please check the clock.")
    )
    return said % {"span": span_words(abs(minutes))}


def _off(minutes: int) -> str:
    said = _("The recording lies %(span)s outside the time of the hearing. Is it the right hearing?")
    return said % {"span": span_words(minutes)}


TIMED: Mapping[str, Callable[[int], str]] = {
    FindingCode.CLOCK_FUTURE: _future,
    FindingCode.CLOCK_AHEAD: _ahead,
    FindingCode.CLOCK_DIFFERS: _differs,
    FindingCode.OFF_SCHEDULE: _off,
}
