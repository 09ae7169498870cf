"""Filters of the pages: media time, court time, sizes, JSON strings, form fields.

They only format: what a viewer may read is decided before a template sees it.
"""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext, pgettext

register = template.Library()

MS_PER_SECOND = 1_000
MS_PER_MINUTE = 60_000
MS_PER_HOUR = 3_600_000
BYTES_STEP = 1_024


@register.filter
def offset_ms(value: int | None) -> str:
    """Return a media time in milliseconds as ``h:mm:ss.t`` (tenths cut, not rounded up), "" for None."""
    if value is None:
        return ""
    sign, rest = ("−", -value) if value < 0 else ("", value)
    hours, rest = divmod(rest, MS_PER_HOUR)
    minutes, rest = divmod(rest, MS_PER_MINUTE)
    seconds, rest = divmod(rest, MS_PER_SECOND)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}.{rest // 100}"


@register.filter
def seconds(value: int) -> str:
    """Return milliseconds as seconds with a point and no more places than needed, for addresses."""
    return f"{value / MS_PER_SECOND:.3f}".rstrip("0").rstrip(".")


@register.filter
def clock(moment: datetime | None, zone: str | None = None) -> str:
    """Return the time of day ``hh:mm:ss`` of an aware datetime in ``zone`` (UTC when empty), "" for None."""
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(zone or "UTC")).strftime("%H:%M:%S")


@register.filter
def iso_utc(moment: datetime | None) -> str:
    """Return RFC 3339 with milliseconds for ``datetime`` attributes, "" for None."""
    return "" if moment is None else moment.astimezone(ZoneInfo("UTC")).isoformat(timespec="milliseconds")


@register.filter(expects_localtime=True)
def long_day(moment: datetime | None) -> str:
    """Return weekday and date as the active language writes them, in the active zone, "" for None."""
    if moment is None:
        return ""
    return capfirst(formats.date_format(moment, pgettext("date format", "l, j E Y")))


@register.simple_tag
def today() -> str:
    """Return the present day in words, in the active zone."""
    return long_day(timezone.localtime())


@register.filter
def duration(value: int | None) -> str:
    """Return a span of milliseconds in whole minutes, as "1 h 05 min" in the active language, "" for None."""
    if value is None:
        return ""
    minutes = max(value, 0) // MS_PER_MINUTE
    if minutes == 0:
        return _("under 1 min")
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


@register.filter
def size(value: int | None) -> str:
    """Return bytes as KB, MB, GB or TB (1,024 each), at most one decimal, in the active language."""
    if value is None:
        return ""
    if value < BYTES_STEP:
        return ngettext("%(count)d byte", "%(count)d bytes", value) % {"count": value}
    units = [_("%s KB"), _("%s MB"), _("%s GB"), _("%s TB")]
    scaled, place = value / BYTES_STEP, 0
    while scaled >= BYTES_STEP and place < len(units) - 1:
        scaled, place = scaled / BYTES_STEP, place + 1
    rounded = round(scaled, 1)
    digits = 0 if rounded.is_integer() else 1
    return units[place] % formats.number_format(rounded, decimal_pos=digits, use_l10n=True)


@register.filter
def json_string(value: object) -> SafeString:
    """Return a JSON string literal that is safe inside a script element."""
    return mark_safe(_escaped(str(value)))  # noqa: S308  every < > & is escaped below


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether the field is a single tick box, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Tell whether the field is drawn as several inputs, which need a fieldset with a legend."""
    widget = field.field.widget
    return isinstance(widget, RadioSelect | CheckboxSelectMultiple) or getattr(widget, "is_group", False)


def _escaped(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
