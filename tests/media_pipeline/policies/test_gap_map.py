"""The gap map: expected against recorded time, written as tables."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from media_pipeline.hls.intervals import Ranges
from media_pipeline.policies.gap_map import Line, LineKind, Missing, Short, Where, expected_span, gap_map
from media_pipeline.policies.sources import Given

MINUTE = 60_000
HOUR = (0, 60 * MINUTE)


def camera(number: int, start: float, end: float, *, sound: bool = True) -> Given:
    """Times in minutes."""
    return Given(number, True, sound, round(start * MINUTE), round(end * MINUTE))


def pieces(number: int, *minutes: int) -> list[Given]:
    """A camera that writes pieces of one minute, those that begin at these minutes."""
    return [camera(number, minute, minute + 1) for minute in minutes]


def line(sources: list[Given], kind: LineKind, number: int = 0, expected: tuple[int, int] = HOUR) -> Line:
    found = gap_map(sources, expected, 3_000)
    return next(each for each in found.lines if (each.kind, each.number) == (kind, number))


@pytest.mark.parametrize(
    ("sources", "missing"),
    [
        ([camera(1, 0, 60)], []),
        ([camera(1, -5, 70)], []),  # more than was asked for
        ([], [(0, 60, Where.WHOLE)]),
        ([camera(1, 70, 80)], [(0, 60, Where.WHOLE)]),  # only afterwards
        ([camera(1, 2, 60)], [(0, 2, Where.START)]),
        ([camera(1, 0, 58)], [(58, 60, Where.END)]),
        ([camera(1, 0, 20), camera(1, 25, 60)], [(20, 25, Where.MIDDLE)]),
        (
            [camera(1, 5, 20), camera(1, 25, 50)],
            [(0, 5, Where.START), (20, 25, Where.MIDDLE), (50, 60, Where.END)],
        ),
        # the seam between two pieces is not worth a word
        ([camera(1, 0, 30), camera(1, 30.04, 60)], []),
        # another camera does for the hearing as such
        ([camera(1, 0, 30), camera(2, 29, 60)], []),
    ],
)
def test_missing_of_the_hearing_is_told_with_its_place(
    sources: list[Given], missing: list[tuple[int, int, Where]]
) -> None:
    expected = [Missing(start * MINUTE, end * MINUTE, where) for start, end, where in missing]
    assert list(line(sources, LineKind.ALL).missing) == expected


def test_each_camera_has_its_own_line() -> None:
    sources = [camera(1, 0, 60), camera(2, 10, 60, sound=False), Given(1, False, True, 0, 30 * MINUTE)]
    found = gap_map(sources, HOUR, 3_000)
    assert [(each.kind, each.number, each.recorded_ms // MINUTE) for each in found.lines] == [
        (LineKind.ALL, 0, 60),
        (LineKind.SOUND, 0, 60),
        (LineKind.CAMERA, 1, 60),
        (LineKind.CAMERA, 2, 50),
        (LineKind.MICROPHONES, 1, 30),
    ]
    assert not found.is_whole


def test_sound_is_missing_where_only_silent_cameras_ran() -> None:
    sources = [camera(1, 0, 60, sound=False), camera(2, 0, 30)]
    assert line(sources, LineKind.SOUND).missing == (Missing(30 * MINUTE, 60 * MINUTE, Where.END),)


@pytest.mark.parametrize(
    ("sources", "short"),
    [
        # a piece of 40 s among those of a minute, and the rest of its minute is missing
        (
            [*pieces(1, 0, 1), camera(1, 2, 2 + 40 / 60), *pieces(1, 3, 4)],
            [(2 * MINUTE, 2 * MINUTE + 40_000, MINUTE)],
        ),
        # it went on at once in a new piece: nothing is lost
        ([*pieces(1, 0, 1), camera(1, 2, 2.5), camera(1, 2.5, 3.5), *pieces(1, 4, 5)], []),
        # the last piece ends where the hearing ends
        ([*pieces(1, 0, 1, 2), camera(1, 3, 3.2)], []),
        # two pieces tell nothing of how long pieces are
        ([camera(1, 0, 0.5), camera(1, 1, 2)], []),
        # no usual length: this recorder cuts as it likes
        ([camera(1, 0, 1), camera(1, 2, 4), camera(1, 5, 9), camera(1, 11, 19)], []),
    ],
)
def test_short_piece_is_told_by_its_neighbours(
    sources: list[Given], short: list[tuple[int, int, int]]
) -> None:
    assert list(line(sources, LineKind.CAMERA, 1).short) == [Short(*each) for each in short]


@pytest.mark.parametrize(
    ("sources", "overlaps"),
    [
        (pieces(1, 0, 1, 2), ()),
        ([camera(1, 0, 1.02), camera(1, 1, 2)], ()),  # a second is what a recorder's seam is
        ([camera(1, 0, 2), camera(1, 1, 3)], ((MINUTE, 2 * MINUTE),)),
        (
            [camera(1, 0, 5), camera(1, 1, 2), camera(1, 3, 4)],
            ((MINUTE, 2 * MINUTE), (3 * MINUTE, 4 * MINUTE)),
        ),
        ([camera(1, 0, 1), camera(2, 0, 1)], ()),  # cameras run beside each other
    ],
)
def test_overlaps_of_one_camera_are_told(sources: list[Given], overlaps: Ranges) -> None:
    assert line(sources, LineKind.CAMERA, 1).overlaps == overlaps


AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)


def after(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("opened", "closed", "now", "span"),
    [
        (None, None, LATER, (0, 60)),  # the schedule
        (after(5), after(90), LATER, (5, 90)),  # the marked session
        (after(5), None, LATER, (5, 65)),  # opened late, its end not marked: as long as was planned
        (after(-5), None, LATER, (-5, 60)),  # opened early: to the planned end
        (None, None, after(20), (0, 20)),  # it goes on: what comes is not missing
        (None, None, after(-20), None),  # it has not begun
        (after(5), after(90), after(30), (5, 90)),  # marked by hand ahead of time
    ],
)
def test_expected_span_is_the_session_else_the_schedule(
    opened: datetime | None, closed: datetime | None, now: datetime, span: tuple[int, int] | None
) -> None:
    found = expected_span(AT, AT, 60, opened, closed, now)
    assert found == (None if span is None else (span[0] * MINUTE, span[1] * MINUTE))


@pytest.mark.parametrize(
    ("zone", "local", "minutes"),
    [
        ("Europe/Berlin", (2026, 10, 25, 1, 30), 120),  # the clock goes back within the session
        ("Europe/Berlin", (2026, 3, 29, 1, 30), 120),  # and forward
        ("Asia/Almaty", (2026, 3, 2, 23, 0), 180),  # over midnight
    ],
)
def test_expected_span_counts_real_minutes(
    zone: str, local: tuple[int, int, int, int, int], minutes: int
) -> None:
    start = datetime(*local, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    span = expected_span(start, start, minutes, None, None, start + timedelta(days=1))
    assert span == (0, minutes * MINUTE)
