"""The page of security requirements is in order, counts right, and names only paths and tests that are there."""

import re
from collections import Counter
from typing import NamedTuple

import pytest

from courtrec.env import BASE_DIR

PAGE = BASE_DIR / "docs" / "reference" / "asvs.md"
STATUSES = ("holds", "not applicable", "open")
CHAPTERS = range(1, 18)
REQUIREMENTS = 253
"""So many does the standard have on levels 1 and 2."""
REASON_LETTERS = 5
NUMBER = re.compile(r"V(\d+)\.(\d+)\.(\d+)")
CODE = re.compile(r"`([^`]+)`")
PATH = re.compile(r"\.[\w-]+|\.?[\w-]+(?:[./][\w.-]+)+(?:::\w+)?")
"""A file of the repository and perhaps a test in it; not an address, which begins with a slash."""


class Line(NamedTuple):
    """One requirement as the page has it."""

    number: str
    words: str
    status: str
    why: str


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def lines() -> list[Line]:
    rows = [row.strip("|").split("|") for row in page().splitlines() if row.startswith("| `V")]
    return [Line(number.strip(" `"), *(cell.strip() for cell in others)) for number, *others in rows]


def place(number: str) -> tuple[int, ...]:
    found = NUMBER.fullmatch(number)
    assert found is not None, number
    return tuple(int(part) for part in found.groups())


def part(heading: str) -> str:
    return page().split(f"\n## {heading}\n")[1].split("\n## ")[0]


def head() -> str:
    return page().split("\n## ")[0]


def named(text: str) -> list[str]:
    """Paths between backticks; numbers of requirements and names of functions are none."""
    found = (code for code in CODE.findall(text) if PATH.fullmatch(code))
    return [code for code in found if not NUMBER.fullmatch(code)]


def is_there(name: str) -> bool:
    path, _, test = name.partition("::")
    file = BASE_DIR / path
    if not test:
        return file.exists()
    defined = re.compile(rf"^(?:async def|def|class) {re.escape(test)}\b", re.MULTILINE)
    return file.is_file() and defined.search(file.read_text(encoding="utf-8")) is not None


def test_numbers_are_all_there_once_and_in_order() -> None:
    places = [place(line.number) for line in lines()]
    assert places == sorted(set(places))
    assert len(places) == REQUIREMENTS
    assert sorted({chapter for chapter, *_ in places}) == list(CHAPTERS)


def test_lines_stand_under_the_heading_of_their_chapter() -> None:
    for chapter in CHAPTERS:
        heading = re.findall(rf"^## (V{chapter} .+)$", page(), re.MULTILINE)
        assert len(heading) == 1, chapter
        numbers = re.findall(r"^\| `V(\d+)\.", part(heading[0]), re.MULTILINE)
        assert set(numbers) == {str(chapter)}


def test_statuses_are_the_three() -> None:
    assert [line.number for line in lines() if line.status not in STATUSES] == []


def test_each_line_says_what_is_asked_for_and_why() -> None:
    told = {line.number: len(line.words) and len(CODE.sub("", line.why).strip(" ,")) for line in lines()}
    proved = {line.number for line in lines() if named(line.why)}
    assert [
        number for number, letters in told.items() if letters < REASON_LETTERS and number not in proved
    ] == []


def test_open_lines_say_what_is_missing() -> None:
    assert [
        line.number for line in lines() if line.status == "open" and not CODE.sub("", line.why).strip()
    ] == []


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.number)
def test_paths_and_tests_that_a_line_names_are_there(line: Line) -> None:
    assert [name for name in named(line.why) if not is_there(name)] == []
    assert [code for code in CODE.findall(line.why) if "::" in code and code not in named(line.why)] == []


def test_counts_in_the_head_are_those_of_the_lines() -> None:
    told = {
        status: int(count)
        for status, count in re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", head(), re.MULTILINE)
    }
    counted = Counter(line.status for line in lines())
    assert told == {**{status: counted[status] for status in STATUSES}, "all": len(lines())}


def test_list_of_open_ones_is_that_of_the_lines() -> None:
    assert CODE.findall(part("Open")) == [line.number for line in lines() if line.status == "open"]


def test_name_that_is_not_there_is_seen() -> None:
    assert is_there("tests/courtrec/test_asvs.py::test_name_that_is_not_there_is_seen")
    assert not is_there("tests/courtrec/test_asvs.py::test_name_that_is_not")
    assert not is_there("tests/courtrec/test_none.py")
    assert named("`tests/a.py::test_b`, `V1.2.3`, `decide()`, `SECURITY.md`") == [
        "tests/a.py::test_b",
        "SECURITY.md",
    ]
