"""Which start is believed, and creation times in the first bytes of containers."""

import struct
from datetime import UTC, datetime, timedelta

import pytest

from media_pipeline.policies.container_time import creation_time
from media_pipeline.policies.starts import Expected, start_of
from media_pipeline.states import ClockSource as Source

AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
HEARING = Expected(AT, hearing=True, until=AT + timedelta(hours=1), reach=timedelta(hours=12))
DEPOSIT = Expected(AT + timedelta(days=3))


def minutes(number: int) -> datetime:
    return AT + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("claims", "expected", "first", "source", "started"),
    [
        # the order of belief
        (
            {Source.CLIENT: 1, Source.HEADER: 2, Source.NAME: 3, Source.CONTAINER: 4},
            HEARING,
            None,
            "client",
            1,
        ),
        ({Source.HEADER: 2, Source.NAME: 3, Source.CONTAINER: 4}, HEARING, None, "header", 2),
        ({Source.NAME: 3, Source.CONTAINER: 4}, HEARING, None, "name", 3),
        ({Source.CONTAINER: 4}, HEARING, None, "container", 4),
        ({}, HEARING, None, "hearing", 0),
        ({}, DEPOSIT, None, "received", 3 * 24 * 60),
        # a profile believes another first; the rest keeps its order
        ({Source.CLIENT: 1, Source.NAME: 3}, HEARING, Source.NAME, "name", 3),
        ({Source.CLIENT: 1, Source.HEADER: 2}, HEARING, Source.NAME, "client", 1),
        # nonsense
        ({Source.NAME: 13 * 60, Source.CONTAINER: 4}, HEARING, None, "container", 4),
        ({Source.NAME: -56 * 365 * 24 * 60}, DEPOSIT, None, "received", 3 * 24 * 60),  # 1970
        ({Source.NAME: 53 * 365 * 24 * 60}, DEPOSIT, None, "received", 3 * 24 * 60),  # 2079
        ({Source.NAME: -10 * 365 * 24 * 60}, DEPOSIT, None, "name", -10 * 365 * 24 * 60),  # an old archive
        (
            {Source.CLIENT: 53 * 365 * 24 * 60},
            HEARING,
            None,
            "client",
            53 * 365 * 24 * 60,
        ),  # says who sends it
        # an export on the afternoon of the hearing
        ({Source.CONTAINER: 6 * 60}, HEARING, None, "hearing", 0),
        ({Source.CONTAINER: 6 * 60}, DEPOSIT, None, "container", 6 * 60),
    ],
)
def test_start_of_believes_in_order_what_is_plausible(
    claims: dict[Source, int], expected: Expected, first: Source | None, source: str, started: int
) -> None:
    told = {name: minutes(value) for name, value in claims.items()}
    found = start_of(told, expected, first or Source.CLIENT)
    assert (found.source, found.started_at) == (source, minutes(started))
    assert found.claimed_at == (found.started_at if claims and source in claims else None)


@pytest.mark.parametrize(("source", "started"), [(Source.CLIENT, 10), (Source.NAME, 8), (Source.HEADER, 8)])
def test_start_of_puts_the_recorders_clock_right(source: Source, started: int) -> None:
    """Two minutes ahead; who sends the file has looked at another clock."""
    found = start_of({source: minutes(10)}, HEARING, clock_offset_ms=120_000)
    assert (found.claimed_at, found.started_at) == (minutes(10), minutes(started))
    assert found.claimed_at == found.started_at + timedelta(milliseconds=found.clock_offset_ms)


# --- containers ------------------------------------------------------------------------------------------------------
QUICKTIME = int((AT - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
NANOSECONDS = int((AT - datetime(2001, 1, 1, tzinfo=UTC)).total_seconds()) * 10**9


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mvhd(seconds: int, version: int = 0) -> bytes:
    times = struct.pack(">QQ" if version else ">II", seconds, 0)
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(88))


FTYP = box(b"ftyp", b"isom\0\0\2\0isom")
APPLE = b"\0\0\0\x38mdta" + b"com.apple.quicktime.creationdate" + b"data2026-03-02T10:00:00+0500"


@pytest.mark.parametrize(
    ("head", "zoned"),
    [
        (FTYP + box(b"moov", mvhd(QUICKTIME)), False),
        (FTYP + box(b"moov", mvhd(QUICKTIME, version=1)), False),
        (FTYP + box(b"free", bytes(100)) + box(b"moov", box(b"udta", b"x") + mvhd(QUICKTIME)), False),
        (FTYP + box(b"moov", mvhd(QUICKTIME + 999) + box(b"meta", APPLE)), True),
        (
            b"\x1a\x45\xdf\xa3" + bytes(40) + b"\x44\x61\x88" + struct.pack(">q", NANOSECONDS) + bytes(9),
            False,
        ),
    ],
)
def test_creation_time_is_read_from_the_head(head: bytes, zoned: bool) -> None:
    found = creation_time(head)
    assert found is not None
    assert (found.at, found.zoned) == (AT, zoned)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        FTYP,
        FTYP + box(b"moov", mvhd(0)),  # never set
        FTYP + struct.pack(">I4s", 2**31, b"mdat") + bytes(100),  # the index is at the end
        FTYP + struct.pack(">I4s", 4, b"free") + bytes(100),  # a box smaller than its head
        FTYP + struct.pack(">I4s", 0, b"mdat") + bytes(100),
        box(b"free", b"") * 5000,
        FTYP + box(b"moov", mvhd(2**63, version=1)),  # beyond the calendar
        (FTYP + box(b"moov", mvhd(QUICKTIME)))[:-95],
        b"\x1a\x45\xdf\xa3" + bytes(40) + b"\x44\x61\x88\x01",
        b"\x1a\x45\xdf\xa3" + b"\x44\x61\x88" + struct.pack(">q", 2**63 - 1)[:4],
        FTYP + box(b"meta", b"com.apple.quicktime.creationdate 2026-13-02T10:00:00+0500"),
        b"RIFF" + bytes(5000),
    ],
)
def test_creation_time_of_anything_else_is_none(head: bytes) -> None:
    assert creation_time(head) is None
