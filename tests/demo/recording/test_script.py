"""The words of the hearing: a strict format, and a script that keeps the promises of the demo court."""

from collections import Counter

import pytest

from demo.recording.cast import CAST
from demo.recording.script import KINDS, SCRIPT, Line, read_script

LINES = read_script(SCRIPT.read_text(encoding="utf-8"))
KAZAKH_LETTERS = set("әғқңөұүһі")


def test_read_script_blocks_and_comments_give_lines() -> None:
    source = "# a comment\njudge opening ru\nПрошу\nсадиться.\n\n\nwitness answer en\nYes.\n"
    assert read_script(source) == [
        Line("judge", "opening", "ru", "Прошу садиться."),
        Line("witness", "answer", "en", "Yes."),
    ]


@pytest.mark.parametrize(
    "block",
    [
        "judge opening\nНет языка.",
        "judge opening ru",  # nothing is said
        "bailiff opening ru\nНет такого участника.",
        "judge song ru\nНет такого вида.",
        "judge opening de\nKeine Stimme.",
    ],
)
def test_read_script_wrong_block_raises_naming_it(block: str) -> None:
    with pytest.raises(ValueError, match=block.splitlines()[0]):
        read_script(block)


def test_script_has_enough_entries_of_every_kind_but_recess() -> None:
    kinds = Counter(line.kind for line in LINES)
    assert len(LINES) >= 60
    assert set(kinds) == KINDS


def test_script_everybody_of_the_cast_speaks() -> None:
    assert {line.who for line in LINES} == set(CAST)


def test_script_witness_speaks_in_exactly_two_entries() -> None:
    assert [line.kind for line in LINES if line.who == "witness"] == ["answer", "answer"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.who}-{line.language}")
def test_script_letters_belong_to_the_language(line: Line) -> None:
    letters = {letter for letter in line.text.casefold() if letter.isalpha()}
    cyrillic = {letter for letter in letters if "\u0400" <= letter <= "\u04ff"}
    assert bool(cyrillic) == (line.language != "en")
    assert bool(letters & KAZAKH_LETTERS) == (line.language == "kk")
    assert not cyrillic or not letters - cyrillic
