"""What the name of a recorder's file says: when it began, and which camera it is. Pure and bounded.

A profile's grammars are tried first, in their order. Where none fits, shapes that recorders share are looked for:
ISO-like times, ``10h05m15s``, a time of day beside a date, ``cam2``. A day that stands in a folder's name counts too. A
date with the day first is read as day, month, year.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from media_pipeline.policies.builtin_names import builtin_camera, builtin_start
from media_pipeline.policies.filenames import FOLDERS_KEPT, display_name
from media_pipeline.policies.grammar import Grammar
from media_pipeline.policies.local_time import to_utc
from media_pipeline.policies.months import month_number

CAMERAS_MAX = 64
SUFFIX = re.compile(r"\.(?=[a-z0-9]{0,4}[a-z])[a-z0-9]{1,5}\Z", re.IGNORECASE)
CENTURY_TURNS = 69
"""Two digits of a year below this are of this century (as POSIX has it)."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """How names are read: grammars in their order, the recorder's zone, its words for cameras, a piece's length."""

    grammars: Sequence[Grammar] = ()
    zone: tzinfo = UTC
    cameras: Mapping[str, int] = field(default_factory=dict)
    piece_ms: int = 300_000


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What a name says. ``start`` is UTC, as the recorder's clock showed it, exact to ``resolution_ms``.

    ``fits``: the pattern that fitted, "" for the shapes that always apply.
    """

    start: datetime | None = None
    resolution_ms: int = 1000
    camera: int | None = None
    fits: str = ""


@dataclass(frozen=True, slots=True)
class _Local:
    """A time as it was written: with its own zone, or of the recorder's."""

    at: datetime
    resolution_ms: int


def read_name(name: str, rules: NameRules, expected: datetime | None = None, folders: str = "") -> NameFacts:
    """Return what a file name says.

    ``expected``: about when the recording began (UTC): it gives the day that a name lacks, and decides which of two
    equal local times is meant. ``folders``: the path above the file, from above to below.
    """
    path = _path(name, folders)
    for grammar in rules.grammars:
        for text in _readings(path, grammar.pattern.count("/")):
            groups = grammar.match(text)
            if groups is not None:
                return _by_grammar(groups, grammar.pattern, rules, expected)
    return _by_shape(path, rules, expected)


def _path(name: str, folders: str) -> list[str]:
    above = [part for part in folders.replace("\\", "/").split("/") if part.strip(". ")]
    return [display_name(part) for part in above[-FOLDERS_KEPT:]] + [display_name(name)]


def _readings(path: list[str], slashes: int) -> list[str]:
    """Return the texts that a pattern with so many slashes may mean: without the suffix, and with it."""
    text = "/".join(path[-1 - slashes :])
    return [SUFFIX.sub("", text), text]


def _by_grammar(
    groups: Mapping[str, str], pattern: str, rules: NameRules, expected: datetime | None
) -> NameFacts:
    written = _written(groups, _day_of(expected, rules.zone))
    start = _instant(written, rules.zone, expected) if written else None
    if start is not None and not _has_day(groups):
        start = _nearest_day(start, expected)
    if start is not None:
        start += timedelta(milliseconds=rules.piece_ms * _pieces_before(groups))
    camera = camera_number(groups.get("camera", ""), rules.cameras)
    return NameFacts(start, written.resolution_ms if written else 1000, camera, pattern)


def _by_shape(path: list[str], rules: NameRules, expected: datetime | None) -> NameFacts:
    stems = [SUFFIX.sub("", path[-1]), *reversed(path[:-1])]
    camera = next((found for stem in stems if (found := builtin_camera(stem))), None)
    shape = builtin_start(stems)
    if shape is None or (shape.day is None and expected is None):
        return NameFacts(camera=camera)
    day = shape.day or _day_of(expected, rules.zone)
    at = datetime.combine(day, shape.time, tzinfo=shape.zone)
    start = _instant(_Local(at, shape.resolution_ms), rules.zone, expected)
    if start is not None and shape.day is None:
        start = _nearest_day(start, expected)
    return NameFacts(start, shape.resolution_ms, camera)


def camera_number(text: str, known: Mapping[str, int]) -> int | None:
    """Return the number of a camera by the profile's map, else by its digits; None for what is no camera."""
    mapped = {word.casefold(): number for word, number in known.items()}.get(text.casefold())
    if mapped is not None:
        return mapped
    digits = re.search(r"(\d{1,3})\D*\Z", text)
    number = int(digits[1]) if digits else 0
    return number if 1 <= number <= CAMERAS_MAX else None


def _day_of(expected: datetime | None, zone: tzinfo) -> date:
    return (expected or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(zone).date()


def _has_day(groups: Mapping[str, str]) -> bool:
    return "day" in groups or "day_of_year" in groups


def _pieces_before(groups: Mapping[str, str]) -> int:
    return int(groups["piece0"]) if "piece0" in groups else max(int(groups.get("piece", "1")) - 1, 0)


def _written(groups: Mapping[str, str], day: date) -> _Local | None:
    """Return the time that the fields name; None when they name none, or one that no calendar has."""
    if "hour" not in groups and "half_hour" not in groups:
        return None
    try:
        at = datetime.combine(_date(groups, day), datetime.min.time(), tzinfo=_zone(groups.get("zone", "")))
        at = at.replace(
            hour=_hour(groups),
            minute=int(groups.get("minute", "0")),
            second=int(groups.get("second", "0")),
            microsecond=int(groups.get("fraction", "0").ljust(6, "0")),
        )
    except (ValueError, OverflowError):
        return None
    finest = 1 if "fraction" in groups else 1000 if "second" in groups else 60_000
    return _Local(at, finest)


def _date(groups: Mapping[str, str], day: date) -> date:
    year = int(groups["year"]) if "year" in groups else _year(groups.get("short_year", ""), day.year)
    if "day_of_year" in groups:
        found = date(year, 1, 1) + timedelta(days=int(groups["day_of_year"]) - 1)
        if found.year != year:
            raise ValueError(groups["day_of_year"])
        return found
    if "day" not in groups:
        return day
    month = int(groups["month"]) if "month" in groups else month_number(groups["month_name"])
    if month is None:
        raise ValueError(groups["month_name"])
    return date(year, month, int(groups["day"]))


def _year(two_digits: str, otherwise: int) -> int:
    if not two_digits:
        return otherwise
    return int(two_digits) + (2000 if int(two_digits) < CENTURY_TURNS else 1900)


def _hour(groups: Mapping[str, str]) -> int:
    if "hour" in groups:
        return int(groups["hour"])
    hour = int(groups["half_hour"])
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if groups["half"][0] in "pP" else 0)


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _instant(written: _Local, zone: tzinfo, expected: datetime | None) -> datetime | None:
    if written.at.tzinfo is None:
        return to_utc(written.at, zone, expected)
    try:
        return written.at.astimezone(UTC)
    except OverflowError:
        return None


def _nearest_day(start: datetime, expected: datetime | None) -> datetime:
    """Return the same time of day on the day that lies nearest to what was expected."""
    if expected is None:
        return start
    days = (start + timedelta(days=shift) for shift in (-1, 0, 1))
    return min(days, key=lambda instant: abs(instant - expected))
