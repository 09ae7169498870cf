"""The limit and the hours, by clocks that the test moves."""

import time
from dataclasses import dataclass

import pytest

from agent.config import Hour, parse_hours
from agent.pace import BLOCK, Pace, rate_at
from agent.rounds import LONGEST_WAIT_S, wait_s


@dataclass
class Clock:
    """A steady clock and a clock on the wall; each sleep takes ``late_s`` longer than asked."""

    now: float = 1000.0
    minute: int = 0
    late_s: float = 0.0

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds + self.late_s

    def local(self) -> time.struct_time:
        return time.struct_time((2026, 11, 29, self.minute // 60, self.minute % 60, 0, 6, 333, 0))

    def pace(self, text: str, rate: float = 0) -> Pace:
        return Pace(parse_hours(text, rate), lambda: self.now, self.sleep, self.local)


@pytest.mark.parametrize("late_s", [0.0, 0.016, 0.1])
@pytest.mark.parametrize("rate", [50_000, 1_000_000])
def test_blocks_hold_the_limit_over_time(rate: int, late_s: float) -> None:
    clock = Clock(late_s=late_s)
    data = bytes(rate * 20)
    assert b"".join(clock.pace("", rate).blocks(data)) == data
    assert (clock.now - 1000.0) == pytest.approx(20, rel=0.03)


def test_blocks_after_a_long_sleep_make_no_burst() -> None:
    clock = Clock()
    pace = clock.pace("", 100_000)
    pace.take(BLOCK)
    clock.now += 8 * 3600
    woken = clock.now
    for _ in range(100):
        pace.take(BLOCK)
    assert clock.now - woken == pytest.approx(100 * BLOCK / 100_000, rel=0.03)


def test_blocks_without_a_limit_never_wait() -> None:
    clock = Clock()
    list(clock.pace("").blocks(bytes(10_000_000)))
    assert clock.now == 1000.0


def test_rate_follows_the_clock_on_the_wall() -> None:
    clock = Clock(minute=8 * 60)
    pace = clock.pace("08:00-18:00 @ 100, 18:00-23:00")
    assert pace.rate() == 102_400
    clock.minute = 18 * 60  # a set clock or summer time is no more than another minute
    assert pace.rate() == 0
    clock.minute = 23 * 60
    assert pace.rate() is None


def test_chunk_that_began_in_time_ends_at_its_rate() -> None:
    clock = Clock(minute=17 * 60 + 59)
    pace = clock.pace("08:00-18:00 @ 100")
    pace.take(102_400)
    clock.minute = 18 * 60
    began = clock.now
    pace.take(102_400)
    assert clock.now - began == pytest.approx(1.0, rel=0.25)


@pytest.mark.parametrize(
    ("text", "minute", "rate"),
    [
        ("", 0, 5.0),
        ("00:00-24:00", 1439, 5.0),
        # across midnight
        ("18:00-08:00", 18 * 60, 5.0),
        ("18:00-08:00", 0, 5.0),
        ("18:00-08:00", 8 * 60 - 1, 5.0),
        ("18:00-08:00", 8 * 60, None),
        ("18:00-08:00", 18 * 60 - 1, None),
        # several spans; the first that fits counts
        ("18:00-08:00, 12:00-13:00@8", 12 * 60 + 30, 8192.0),
        ("12:00-13:00 @ 8, 00:00-24:00", 12 * 60, 8192.0),
        ("12:00-13:00 @ 0, 00:00-24:00 @ 10", 12 * 60, 0.0),
        # slower than a line may be
        ("00:00-24:00 @ 1", 0, 4096.0),
    ],
)
def test_rate_at_of_a_minute(text: str, minute: int, rate: float | None) -> None:
    assert rate_at(parse_hours(text, 5.0), minute) == rate


@pytest.mark.parametrize(
    "text", ["8-18", "08:00", "25:00-26:00", "08:60-09:00", "08:00-18:00 @ x", "24:01-03:00"]
)
def test_parse_hours_refuses_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_hours(text, 0)


def test_parse_hours_reads_minutes() -> None:
    assert parse_hours("7:05-24:00 @ 16", 1) == [Hour(425, 1440, 16384.0)]


@pytest.mark.parametrize(
    ("failures", "after_s", "least", "most"),
    [
        (1, 0.0, 1, 2),
        (5, 0.0, 16, 32),
        (10**6, 0.0, LONGEST_WAIT_S / 2, LONGEST_WAIT_S),
        # what the portal asks for is kept
        (1, 60.0, 60, 66),
    ],
)
def test_wait_s_grows_to_a_bound_and_is_never_exact(
    failures: int, after_s: float, least: float, most: float
) -> None:
    waits = {wait_s(failures, after_s) for _ in range(50)}
    assert len(waits) > 1
    assert least <= min(waits) <= max(waits) <= most
