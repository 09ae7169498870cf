"""Shapes of times and cameras that recorders of many makes share, looked for where no profile's grammar fits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta, timezone

from media_pipeline.policies.months import month_number

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ISO_DAY = rf"(?<!\d){_YEAR}(?P<sep>[-_. ]?)(?P<month>\d\d)(?P=sep)(?P<day>\d\d)"
_DAY_FIRST = rf"(?<!\d)(?P<day>\d\d)(?P<sep>[-_. ]?)(?P<month>\d\d)(?P=sep){_YEAR}"
_NAMED_MONTH = rf"(?<!\d)(?P<day>\d\d?)[-_. ]?(?P<name>[^\W\d_]{{3,12}})[-_. ]?{_YEAR}"
DAYS = tuple(re.compile(rf"{shape}(?!\d{{1,3}}(?!\d))") for shape in (_ISO_DAY, _DAY_FIRST, _NAMED_MONTH))
"""Not followed by one to three digits: such a number is longer than a day and is none."""
_SECONDS = r"(?:(?P<between>[-_:. ]?)(?P<second>\d\d)(?:[.,_-](?P<fraction>\d{1,6})|(?P<ms>\d{3}))?)?"
TIME_BEHIND = re.compile(
    rf"[T_\-. ,]{{0,3}}(?P<hour>\d\d)[-_:. ]?(?P<minute>\d\d){_SECONDS}(?P<zone>[Zz]|[+-]\d\d:?\d\d(?!\d))?(?!\d)"
)
WORDED_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})\s?[hч][-_ ]?(?P<minute>\d\d)(?:\s?[mм](?:[-_ ]?(?P<second>\d\d)\s?[sс])?)?(?!\d)",
    re.IGNORECASE,
)
LONE_TIME = re.compile(
    r"(?<![\d.])(?P<hour>\d\d)(?P<sep>[-:.]?)(?P<minute>\d\d)(?:(?P=sep)(?P<second>\d\d))?(?![\d]|[.]\d)"
)
CAMERA = re.compile(
    r"(?<![^\W\d_])(?:cam(?:era)?|ch(?:annel)?|kam(?:era)?|камера|кам|канал|арна)[ _\-.#№]{0,3}0{0,3}(\d{1,2})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A time of day as it was written, its day where one stands beside it, its zone where it names one."""

    time: time
    day: date | None
    zone: timezone | None
    resolution_ms: int


def builtin_camera(text: str) -> int | None:
    """Return the number behind a word for camera or channel."""
    found = CAMERA.search(text)
    return int(found[1]) or None if found else None


def builtin_start(texts: Sequence[str]) -> Shape | None:
    """Return the time in a file's name (the first text) with a day from there or from a folder (the others)."""
    name = texts[0]
    for day, rest_at, start_at in _days(name):
        behind = _shape(TIME_BEHIND.match(name, rest_at), day)
        rest = f"{name[:start_at]}\n{name[rest_at:]}"
        found = behind or _worded(rest, day) or _lone(rest, day)
        if found is not None:
            return found
    above = next((day for text in texts[1:] for day, _rest, _start in _days(text)), None)
    return _worded(name, above) or (_lone(name, above) if above else None)


def _days(text: str) -> Iterator[tuple[date, int, int]]:
    """Return the days that a text names, each with where it ends and begins."""
    for shape in DAYS:
        for found in shape.finditer(text):
            day = _day(found)
            if day is not None:
                yield day, found.end(), found.start()


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = month_number(parts["name"]) if "name" in parts else int(parts["month"])
    try:
        return date(int(parts["year"]), month or 0, int(parts["day"]))
    except ValueError:
        return None


def _worded(text: str, day: date | None) -> Shape | None:
    return _shape(WORDED_TIME.search(text), day)


def _lone(text: str, day: date | None) -> Shape | None:
    bare = CAMERA.sub("\n", text)
    return next((shape for found in LONE_TIME.finditer(bare) if (shape := _shape(found, day))), None)


def _shape(found: re.Match[str] | None, day: date | None) -> Shape | None:
    if found is None:
        return None
    parts = {key: value for key, value in found.groupdict().items() if value}
    fraction = (parts.get("fraction") or parts.get("ms") or "0").ljust(6, "0")
    try:
        moment = time(int(parts["hour"]), int(parts["minute"]), int(parts.get("second", "0")), int(fraction))
        zone = _zone(parts.get("zone", ""))
    except ValueError:
        return None
    finest = 1 if "fraction" in parts or "ms" in parts else 1000 if "second" in parts else 60_000
    return Shape(moment, day, zone, finest)


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
