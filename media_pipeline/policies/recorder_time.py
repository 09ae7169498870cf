"""The recorder's own clock in the first bytes of a file: when it began, as the file says. Pure; no file is read here.

- Court MP2 recorders put 1,024 bytes before the sound: ``.dic`` at 3; day, month, minute, hour, second at 39, 40, 41,
  42, 44; no year, local time (HMCTS DARTS, file ``viq0001min.mp2``).
- Broadcast WAV (EBU Tech 3285): chunk ``bext`` with OriginationDate and OriginationTime, local time.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

DIC = b".dic\0"
DIC_AT = 3
DIC_BYTES = 45
BEXT = b"bext"
# Behind the chunk's name and size: description 256, originator 32, its reference 32; then date and time.
BEXT_DATE = slice(328, 338)
BEXT_TIME = slice(338, 346)
DATE = re.compile(rb"\A(\d{4}).(\d\d).(\d\d)\Z")
TIME = re.compile(rb"\A(\d\d).(\d\d).(\d\d)\Z")
DAY = timedelta(days=1)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def recorder_start(head: bytes, near: datetime, zone: tzinfo) -> datetime | None:
    """Return the start (UTC) that a file's first 4 KiB name, or None.

    ``near``: about when it was recorded, or soon after; it gives the year where the header has none. ``zone``: of the
    court. Clocks before 1990 or more than a day ahead of ``near`` were never set.
    """
    found = _dic(head, near, zone) or _bext(head, zone)
    return found if found is not None and EARLIEST <= found <= near + DAY else None


def _dic(head: bytes, near: datetime, zone: tzinfo) -> datetime | None:
    if head[DIC_AT : DIC_AT + len(DIC)] != DIC or len(head) < DIC_BYTES:
        return None
    day, month, minute, hour, second = (head[at] for at in (39, 40, 41, 42, 44))
    years = (near.astimezone(zone).year + shift for shift in (-1, 0, 1))
    starts = [start for year in years if (start := _moment((year, month, day, hour, minute, second), zone))]
    fitting = [start for start in starts if start <= near + DAY]
    return max(fitting, default=None)


def _bext(head: bytes, zone: tzinfo) -> datetime | None:
    at = head.find(BEXT)
    if head[:4] not in {b"RIFF", b"RF64", b"BW64"} or at < 0:
        return None
    date, time = DATE.match(head[at:][BEXT_DATE]), TIME.match(head[at:][BEXT_TIME])
    if date is None or time is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in (*date.groups(), *time.groups()))
    return _moment((year, month, day, hour, minute, second), zone)


def _moment(parts: tuple[int, int, int, int, int, int], zone: tzinfo) -> datetime | None:
    try:
        return datetime(*parts, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
