"""Local times where clocks are set: a zone that moved (Almaty, 1 March 2024), and summer time (Berlin)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from media_pipeline.policies.local_time import to_utc


@pytest.mark.parametrize(
    ("zone", "local", "expected", "utc"),
    [
        # Almaty went from +06 to +05 at midnight: 23:00 to 24:00 of 29 February came twice
        ("Asia/Almaty", "2024-02-29T22:59:59", None, "2024-02-29T16:59:59"),
        ("Asia/Almaty", "2024-02-29T23:30:00", None, "2024-02-29T17:30:00"),
        ("Asia/Almaty", "2024-02-29T23:30:00", "2024-02-29T17:00:00", "2024-02-29T17:30:00"),
        ("Asia/Almaty", "2024-02-29T23:30:00", "2024-02-29T18:40:00", "2024-02-29T18:30:00"),
        ("Asia/Almaty", "2024-03-01T00:00:00", None, "2024-02-29T19:00:00"),
        ("Asia/Almaty", "2024-03-01T10:00:00", None, "2024-03-01T05:00:00"),
        ("Asia/Almaty", "2024-02-01T10:00:00", None, "2024-02-01T04:00:00"),
        # Berlin, spring: 02:00 to 03:00 did not exist; who shows 02:30 had not set the clock
        ("Europe/Berlin", "2026-03-29T01:59:59", None, "2026-03-29T00:59:59"),
        ("Europe/Berlin", "2026-03-29T02:30:00", None, "2026-03-29T01:30:00"),
        ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T00:00:00", "2026-03-29T01:30:00"),
        ("Europe/Berlin", "2026-03-29T03:30:00", None, "2026-03-29T01:30:00"),
        # Berlin, autumn: 02:00 to 03:00 came twice
        ("Europe/Berlin", "2026-10-25T02:30:00", None, "2026-10-25T00:30:00"),
        ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:00:00", "2026-10-25T00:30:00"),
        ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T01:20:00", "2026-10-25T01:30:00"),
        ("Europe/Berlin", "2026-10-25T03:00:00", None, "2026-10-25T02:00:00"),
        ("UTC", "2026-03-29T02:30:00", None, "2026-03-29T02:30:00"),
        # beyond the calendar
        ("Asia/Almaty", "0001-01-01T00:00:00", None, None),
    ],
)
def test_to_utc_resolves_what_exists_twice_or_not_at_all(
    zone: str, local: str, expected: str | None, utc: str | None
) -> None:
    near = datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None
    found = to_utc(datetime.fromisoformat(local), ZoneInfo(zone), near)
    assert found == (datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None)
