"""What file names say: profiles' grammars, the shapes that always apply, and names that nobody meant to be read."""

from datetime import UTC, datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from media_pipeline.policies.grammar import GrammarInvalid, compile_grammar, problems
from media_pipeline.policies.names import NameFacts, NameRules, read_name

ALMATY = ZoneInfo("Asia/Almaty")
EXPECTED = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
"""10:00 on 2 March 2026 in Almaty."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(name: str, *patterns: str, expected: datetime | None = EXPECTED, **rules: object) -> NameFacts:
    grammars = [compile_grammar(pattern) for pattern in patterns]
    return read_name(name, NameRules(grammars, ALMATY, **rules), expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "start", "camera"),
    [
        # ISO-like, local
        ("2026-03-02T10-05-15.mp4", "2026-03-02T05:05:15", None),
        ("20260302_100515.mp4", "2026-03-02T05:05:15", None),
        ("20260302100515.avi", "2026-03-02T05:05:15", None),
        ("2026-03-02 10.05.15.wmv", "2026-03-02T05:05:15", None),
        ("2026-03-02 10.05.15", "2026-03-02T05:05:15", None),  # no suffix: the seconds are none
        ("2026-03-02_10-05.mov", "2026-03-02T05:05:00", None),
        ("2026.03.02 10:05:15.250.mp4", "2026-03-02T05:05:15.250", None),
        ("20260302_100515250.mp4", "2026-03-02T05:05:15.250", None),
        ("REC_20260302T100515,5_CAM-02.ts", "2026-03-02T05:05:15.500", 2),
        # with a zone
        ("2026-03-02T05-05-15Z.mp4", "2026-03-02T05:05:15", None),
        ("2026-03-02T10:05:15+0500_ch3.mkv", "2026-03-02T05:05:15", 3),
        ("2026-03-02T08:05:15+03:00.mkv", "2026-03-02T05:05:15", None),
        # the day first
        ("02.03.2026 10-05-15 Камера 2.avi", "2026-03-02T05:05:15", 2),
        ("Зал 3_02-03-2026_10-05.mp4", "2026-03-02T05:05:00", None),
        ("2 марта 2026 10-05-15.mp4", "2026-03-02T05:05:15", None),
        # words of an hour
        ("2026-03-02 10h05m15s.mp4", "2026-03-02T05:05:15", None),
        ("сот отырысы 10h05m15s камера 4.mp4", "2026-03-02T05:05:15", 4),  # the expected day
        ("10ч05м15с.mp4", "2026-03-02T05:05:15", None),
        ("10h05.mp4", "2026-03-02T05:05:00", None),
        # a time of day beside a date: five-minute pieces
        ("20260302_cam2_1005.mp4", "2026-03-02T05:05:00", 2),
        ("cam2_1010_02.03.2026.mp4", "2026-03-02T05:10:00", 2),
        ("cam_1_2026-03-02_part_10-15-30.mp4", "2026-03-02T05:15:30", 1),
        # nothing that could be a time
        ("cam2_1005.mp4", None, 2),  # a counter as well as a time: no date, no time
        ("hearing 1-101 2026.mp4", None, None),
        ("20260302.mp4", None, None),
        ("20261302_100515.mp4", None, None),
        ("20260302_256199.mp4", None, None),
        ("IMG_4711.MOV", None, None),
        ("camera.mp4", None, None),
        ("", None, None),
        # hidden letters and other scripts
        ("\u202e2026-03-02\u200f_10-05-15\u2066.mp4", "2026-03-02T05:05:15", None),
        ("Судья и свидетель.mp4", None, None),
        ("جلسة 2026-03-02 10-05-15.mp4", "2026-03-02T05:05:15", None),
        ("../../etc/2026-03-02_10-05-15.mp4", "2026-03-02T05:05:15", None),
        ("2026-03-02_10-05-15" + "x" * 300 + ".mp4", "2026-03-02T05:05:15", None),
        ("٢٠٢٦-٠٣-٠٢_١٠-٠٥-١٥.mp4", None, None),  # years are looked for in digits of ours
    ],
)
def test_read_name_without_profile_knows_common_shapes(
    name: str, start: str | None, camera: int | None
) -> None:
    facts = read(name)
    assert (facts.start, facts.camera) == (at(start) if start else None, camera)


@pytest.mark.parametrize(
    ("pattern", "name", "start", "camera"),
    [
        ("%Y%m%d%H%M%S_{camera}", "20260302100515_A.dat", "2026-03-02T05:05:15", 1),
        ("{camera}-%d%m%y-%H%M", "b-020326-1005.mp4", "2026-03-02T05:05:00", 2),
        ("*_{camera}_%Y-%j_%I.%M.%S%p", "court 5_CAM07_2026-061_10.05.15PM.avi", "2026-03-02T17:05:15", 7),
        ("%-d %b %Y %H-%M-%S *", "2 Mar 2026 10-05-15 room.mp4", "2026-03-02T05:05:15", None),
        ("%-d %B %Y %-H:%M", "2 наурыз 2026 9:05", "2026-03-02T04:05:00", None),
        ("%H%M%S", "100515.mp4", "2026-03-02T05:05:15", None),  # on the expected day
        ("%Y%m%dT%H%M%S%z", "20260302T100515+0300", "2026-03-02T07:05:15", None),
        ("%Y%m%d%H%M%S%f", "20260302100515250.mp4", "2026-03-02T05:05:15.250", None),
        ("*.mp4{camera}", "x.mp43", None, 3),
        ("100%%_{camera}", "100%_2", None, 2),
        # pieces of five minutes, counted from one and from zero
        ("%Y%m%d_%H%M_{piece}", "20260302_1000_004.mp4", "2026-03-02T05:15:00", None),
        ("%Y%m%d_%H%M_{piece0}", "20260302_1000_004.mp4", "2026-03-02T05:20:00", None),
        ("%Y%m%d_%H%M_{piece}", "20260302_1000_000.mp4", "2026-03-02T05:00:00", None),
        # a pattern fits, but no calendar has that day
        ("%Y%m%d_%H%M", "20260230_1000.mp4", None, None),
        ("%Y %j %H", "2026 366 10.mp4", None, None),
        ("{camera} %H", "999 10.mp4", "2026-03-02T05:00:00", None),
    ],
)
def test_read_name_by_grammar(pattern: str, name: str, start: str | None, camera: int | None) -> None:
    facts = read(name, pattern, cameras={"A": 1, "b": 2})
    assert (facts.start, facts.camera) == (at(start) if start else None, camera)


def test_read_name_takes_the_first_grammar_that_fits_else_the_common_shapes() -> None:
    patterns = ("%d%m%Y_%H%M", "%m%d%Y_%H%M")
    assert read("02032026_1005.mp4", *patterns).fits == patterns[0]
    facts = read("2026-03-02_10-05-15_cam3.mp4", *patterns)
    assert (facts.fits, facts.start, facts.camera) == ("", at("2026-03-02T05:05:15"), 3)


@pytest.mark.parametrize(
    ("folders", "name", "start", "camera"),
    [
        ("rec/2026-03-02/cam2", "100515.mp4", "2026-03-02T05:05:15", 2),
        ("2026-03-01", "2026-03-02_100515.mp4", "2026-03-02T05:05:15", None),  # the name is nearer
        ("2026-03-02", "piece.mp4", None, None),
        ("../..", "100515.mp4", None, None),
    ],
)
def test_read_name_takes_day_and_camera_from_folders(
    folders: str, name: str, start: str | None, camera: int | None
) -> None:
    facts = read_name(name, NameRules(zone=ALMATY), EXPECTED, folders)
    assert (facts.start, facts.camera) == (at(start) if start else None, camera)


def test_read_name_by_grammar_with_folders() -> None:
    rules = NameRules([compile_grammar("%Y/%m-%d/{camera}/%H%M%S")], ALMATY)
    facts = read_name("100515.mp4", rules, None, "D:\\rec\\2026\\03-02\\3")
    assert (facts.start, facts.camera) == (at("2026-03-02T05:05:15"), 3)


@pytest.mark.parametrize(
    ("expected", "start"),
    [
        # shortly before midnight is yesterday's for a hearing of the small hours, and the other way round
        ("2026-03-01T19:30:00", "2026-03-01T18:50:00"),
        ("2026-03-01T15:00:00", "2026-03-01T18:50:00"),
    ],
)
def test_time_without_a_day_is_on_the_nearest_one(expected: str, start: str) -> None:
    assert read("23h50m00s.mp4", expected=at(expected)).start == at(start)


def test_time_without_a_day_and_nothing_expected_is_none() -> None:
    assert read("10h05m15s.mp4", expected=None).start is None


@pytest.mark.parametrize(
    ("name", "resolution_ms"),
    [("2026-03-02_10-05.mp4", 60_000), ("2026-03-02_10-05-15.mp4", 1000), ("2026-03-02_10-05-15.250.mp4", 1)],
)
def test_resolution_is_as_fine_as_the_name(name: str, resolution_ms: int) -> None:
    assert read(name).resolution_ms == resolution_ms


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "x" * 201,
        "no fields at all",
        "*",
        "%Q",
        "%",
        "%Y%Y%m%d%H",
        "%y %Y-%m-%d %H",
        "%H %I %p",
        "%I:%M",
        "%p %H",
        "%j %H",
        "%m %H",
        "%d %H",
        "%M",
        "%H %S",
        "%H %M %f",
        "%z",
        "{piece}",
        "{piece} {piece0} %H",
        "{camera} {camera}",
        "{other} %H",
        "{camera",
        "camera} %H",
        "*1*2*3*4*5*6*7%H",
    ],
)
def test_pattern_that_cannot_be_used_says_why(pattern: str) -> None:
    with pytest.raises(GrammarInvalid) as error:
        compile_grammar(pattern)
    assert str(error.value)
    assert [found for found, _why in problems([pattern, "%H%M"])] == [pattern]


@pytest.mark.parametrize("text", ["(a+)+$%H", "[%H", "%H\\", "%H{2}", "(?P<x>%H", "%H|%M"])
def test_pattern_is_no_regular_expression(text: str) -> None:
    """Its letters mean themselves: they match nothing else, or are refused."""
    try:
        assert compile_grammar(text).match("aaaa10") is None
    except GrammarInvalid:
        assert "{" in text or "%M" in text


@pytest.mark.parametrize(
    "pattern",
    [
        "*a*a*a*a*a*a%H",
        "*{camera}*{piece}%f*%b*%H%M%S.x",
        "*%H*%M*%S*{camera}*%f*%b%d!",
    ],
)
@pytest.mark.parametrize("name", ["a" * 300, "1" * 300, "10" * 150, "a1" * 150, "mar1" * 75])
def test_hostile_pattern_on_hostile_name_costs_next_to_nothing(pattern: str, name: str) -> None:
    """A naive expression takes minutes here; this one is a matter of milliseconds."""
    try:
        grammar = compile_grammar(pattern)
    except GrammarInvalid:
        return
    before = process_time()
    grammar.match(name)
    assert process_time() - before < 1


@pytest.mark.parametrize(
    "name", ["9" * 255, "-" * 255, "2026" * 60, "10h" * 80, "cam" * 80, "20260302 " * 28]
)
def test_hostile_name_without_profile_is_read_in_no_time(name: str) -> None:
    before = process_time()
    read(name)
    assert process_time() - before < 1
