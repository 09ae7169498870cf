"""The reference page of access rights, rendered as Markdown from the same data that decides."""

import sys
from collections.abc import Iterable, Iterator
from typing import Final

from hearings.policy.classes import ACTION_CLASS, Column, Condition, ContentClass, Role
from hearings.policy.court import COURT_SCOPES, COURT_TABLE
from hearings.policy.labels import CLASS_LABELS, CONDITION_LABELS, ROLE_LABELS
from hearings.policy.reasons import SENTENCES
from hearings.policy.table import TABLE, Cell
from hearings.policy.verdict import RULE_OF
from hearings.policy.weigh import CLASS_SCOPE

_COLUMNS: Final = tuple(column for column in Column if column is not Column.UNKNOWN)

_INTRODUCTION: Final = """\
# Who may see and hear what

This page is generated from the data in `hearings/policy/` by `python -m hearings.policy.document`; a test
keeps it equal. What the table does not give is refused: 401 without credentials, 404 to who may not know
that the thing exists, else 403. Under a media URL every refusal but 410 and 423 is a 404. The classes of a
part are those that **one** role has in **every** column that applies to it; two roles never add up. A part
outside the session's bounds is off the record.
"""


def render() -> str:
    """Return the whole page as Markdown, ending in one newline."""
    sections = (
        _INTRODUCTION,
        _table("Roles and columns", ["role", *map(str, _COLUMNS)], _role_rows()),
        _table("Classes", ["class", "meaning", "actions", "client scope"], _class_rows()),
        _table("Conditions", ["after @", "holds when"], _condition_rows()),
        _table("In a court, outside any hearing", ["action", "offices", "client scope"], _court_rows()),
        _table("Reasons of a refusal", ["rule", "reason", "sentence"], _reason_rows()),
    )
    return "\n".join(sections)


def _table(title: str, head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [f"## {title}", "", _line(head), _line(["---"] * len(head))]
    lines.extend(_line(row) for row in rows)
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _role_rows() -> Iterator[list[str]]:
    for role in Role:
        yield [ROLE_LABELS[role], *(_words(TABLE[role][column]) for column in _COLUMNS)]


def _words(cell: Cell) -> str:
    return " ".join(f"`{_word(letter, rule)}`" for letter, rule in cell.items()) or "nothing"


def _word(letter: ContentClass, rule: Condition) -> str:
    return f"{letter}@{rule}" if rule else str(letter)


def _class_rows() -> Iterator[list[str]]:
    for letter in ContentClass:
        actions = ", ".join(action for action, wanted in ACTION_CLASS.items() if wanted is letter)
        yield [f"`{letter}`", CLASS_LABELS[letter], actions, str(CLASS_SCOPE.get(letter, "none"))]


def _condition_rows() -> Iterator[list[str]]:
    for rule, label in CONDITION_LABELS.items():
        yield [f"`{rule}`", label]


def _court_rows() -> Iterator[list[str]]:
    for action, offices in COURT_TABLE.items():
        yield [
            action,
            ", ".join(sorted(offices)) or "system administrator",
            str(COURT_SCOPES.get(action, "none")),
        ]


def _reason_rows() -> Iterator[list[str]]:
    for reason, rule in RULE_OF.items():
        yield [f"`{rule}`", f"`{reason}`", SENTENCES[reason]]


if __name__ == "__main__":
    sys.stdout.write(render())
