"""The recorder's own clock: read where it is set, left alone where it is not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from media_pipeline.policies.recorder_time import recorder_start

ASTANA = ZoneInfo("Asia/Almaty")
NEAR = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def dic(day: int, month: int, hour: int, minute: int, second: int) -> bytes:
    head = bytearray(1024)
    head[3:8] = b".dic\0"
    head[39:45] = bytes((day, month, minute, hour, 0, second))
    return bytes(head)


def bext(date: bytes, time: bytes, kind: bytes = b"RIFF") -> bytes:
    chunk = b"bext" + (602).to_bytes(4, "little") + bytes(320) + date + time + bytes(264)
    return kind + bytes(4) + b"WAVE" + b"junk" + (4).to_bytes(4, "little") + bytes(4) + chunk


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (dic(15, 4, 12, 30, 0), "2026-04-15T07:30:00"),
        (dic(31, 12, 23, 59, 59), "2025-12-31T18:59:59"),  # last year's, not one to come
        (dic(1, 5, 14, 0, 0), "2026-05-01T09:00:00"),
        (bext(b"2026-04-13", b"18-09-42"), "2026-04-13T13:09:42"),
        (bext(b"2026:04:13", b"18:09:42", b"RF64"), "2026-04-13T13:09:42"),
    ],
)
def test_recorder_clock_is_local_time_of_the_court(head: bytes, expected: str) -> None:
    assert recorder_start(head, NEAR, ASTANA) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\0\0\0.dic\0",  # cut off
        dic(0, 0, 0, 0, 0),
        dic(31, 2, 12, 0, 0),
        dic(15, 4, 99, 0, 0),
        bext(b"0000-00-00", b"00-00-00"),
        bext(bytes(10), bytes(8)),
        bext(b"1980-01-01", b"00-00-00"),  # never set
        bext(b"2079-04-13", b"18-09-42"),  # years ahead
        bext(b"2026-04-13", b"18-09-42", b"JUNK"),
    ],
)
def test_recorder_clock_that_was_never_set_is_none(head: bytes) -> None:
    assert recorder_start(head, NEAR, ASTANA) is None


def test_recorder_clock_on_the_29th_of_february_finds_its_year() -> None:
    near = datetime(2029, 1, 10, tzinfo=UTC)
    assert recorder_start(dic(29, 2, 12, 0, 0), near, ASTANA) == datetime(2028, 2, 29, 7, tzinfo=UTC)
