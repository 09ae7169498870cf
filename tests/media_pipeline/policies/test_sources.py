"""Which recording gives the sound of a hearing, and which cameras it has: a table of rooms."""

import pytest

from media_pipeline.hls.intervals import Ranges, bridged, length, subtract
from media_pipeline.policies.sources import Given, cameras_of, kinds_of, sound_of


def camera(number: int, start: int, end: int, *, sound: bool = True) -> Given:
    return Given(number, True, sound, start, end)


def microphones(number: int, start: int, end: int) -> Given:
    return Given(number, False, True, start, end)


@pytest.mark.parametrize(
    ("sources", "heard"),
    [
        # one camera is its own sound
        ([camera(1, 0, 60_000)], [((0, 60_000),)]),
        # of two cameras the lower number is heard, whatever the order of the rows
        ([camera(2, 0, 60_000), camera(1, 0, 60_000)], [(), ((0, 60_000),)]),
        # a recorder of microphones comes before every camera
        ([camera(1, 0, 60_000), microphones(9, 0, 60_000)], [(), ((0, 60_000),)]),
        # where it has not run, the camera is heard
        (
            [camera(1, 0, 60_000), microphones(1, 10_000, 40_000)],
            [((0, 10_000), (40_000, 60_000)), ((10_000, 40_000),)],
        ),
        # a camera without a microphone hands over to the next one
        ([camera(1, 0, 60_000, sound=False), camera(2, 0, 60_000)], [(), ((0, 60_000),)]),
        # camera 1 lacks a minute: camera 2 is heard in it
        (
            [camera(1, 0, 60_000), camera(1, 120_000, 180_000), camera(2, 0, 180_000)],
            [((0, 60_000),), ((120_000, 180_000),), ((60_000, 120_000),)],
        ),
        # the seam between two pieces of one recorder is no reason to change
        (
            [microphones(1, 0, 59_600), microphones(1, 60_000, 120_000), camera(1, 0, 120_000)],
            [((0, 59_600),), ((60_000, 120_000),), ()],
        ),
        # pieces of one recorder that overlap are both offered; the timeline takes the later one from its start
        (
            [camera(1, 0, 61_000), camera(1, 60_000, 120_000)],
            [((0, 61_000),), ((60_000, 120_000),)],
        ),
        # less than a second behind the other's end is not worth a change
        ([camera(1, 0, 60_000), camera(2, 0, 60_800)], [((0, 60_000),), ()]),
        # a hearing of half a second still has its sound
        ([camera(1, 0, 500)], [((0, 500),)]),
        # nobody has sound
        ([camera(1, 0, 60_000, sound=False)], [()]),
    ],
)
def test_sound_of_sources_is_one_source_at_a_time(sources: list[Given], heard: list[Ranges]) -> None:
    assert list(sound_of(sources)) == heard


def test_cameras_of_sources_are_those_with_pictures_in_order() -> None:
    sources = [camera(3, 0, 1), microphones(1, 0, 1), camera(2, 0, 1), camera(3, 1, 2)]
    assert cameras_of(sources) == (2, 3)
    assert cameras_of([microphones(1, 0, 1)]) == ()


@pytest.mark.parametrize(
    ("streams", "kinds"),
    [
        ([{"kind": "video"}, {"kind": "audio"}], (True, True)),
        ([{"kind": "audio"}], (False, True)),
        ([{"kind": "video"}], (True, False)),
        ([], (True, True)),  # nobody has looked into it
    ],
)
def test_kinds_of_streams_tells_pictures_and_sound(
    streams: list[dict[str, str]], kinds: tuple[bool, bool]
) -> None:
    assert kinds_of(streams) == kinds


@pytest.mark.parametrize(
    ("ranges", "taken", "left"),
    [
        (((0, 10),), (), ((0, 10),)),
        (((0, 10),), ((0, 10),), ()),
        (((0, 10),), ((3, 5),), ((0, 3), (5, 10))),
        (((0, 4), (6, 10)), ((3, 7),), ((0, 3), (7, 10))),
        (((2, 4),), ((0, 9),), ()),
    ],
)
def test_subtract_of_ranges_leaves_the_rest(ranges: Ranges, taken: Ranges, left: Ranges) -> None:
    assert subtract(ranges, taken) == left
    assert length(left) == length(ranges) - length(subtract(ranges, left))


def test_bridged_ranges_close_short_holes_only() -> None:
    assert bridged([(5, 9), (0, 4), (12, 20)], 2) == ((0, 9), (12, 20))
