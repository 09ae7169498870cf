"""The page of side channels names tests that are there for each channel that it calls tested, and says what is open."""

import pytest

from courtrec.env import BASE_DIR
from tests.courtrec.test_asvs import is_there, named

PAGE = BASE_DIR / "docs" / "reference" / "side-channels.md"
STATUSES = {"tested", "none yet", "open"}
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| channel |")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_channel_is_shown_by_tests_that_are_there_or_said_to_be_open(row: tuple[str, ...]) -> None:
    _channel, status, words = row
    tests = [name for name in named(words) if "::" in name]
    assert status in STATUSES
    assert [name for name in tests if not is_there(name)] == []
    assert bool(tests) == (status == "tested")
    assert bool(words) == (status != "none yet")


def test_sweeps_over_all_channels_are_there() -> None:
    head = PAGE.read_text(encoding="utf-8").split("\n| channel |")[0]
    assert [is_there(name) for name in named(head) if "::" in name] == [True, True]
