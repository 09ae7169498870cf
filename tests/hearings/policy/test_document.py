"""The reference page and the sentences cover every word of the data."""

from pathlib import Path

import pytest

from hearings.policy import Outcome, Reason
from hearings.policy.classes import ACTION_CLASS, Action, Column, Condition, ContentClass, Role
from hearings.policy.document import render
from hearings.policy.labels import CLASS_LABELS, CONDITION_LABELS, ROLE_LABELS
from hearings.policy.reasons import SENTENCES, message
from hearings.policy.table import TABLE
from hearings.policy.verdict import RULE_OF, refuse

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "access.md"


def test_access_page_is_what_the_data_renders() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.GRANTED])
def test_message_every_refusal_has_a_rule_and_a_sentence(reason: Reason) -> None:
    verdict = refuse(Outcome.FORBIDDEN, reason)
    assert verdict.rule_id in render()
    assert message(verdict.reason).endswith(".")


def test_message_unknown_and_absent_read_alike() -> None:
    assert SENTENCES[Reason.UNKNOWN] == SENTENCES[Reason.ABSENT]


def test_rules_of_refusals_are_distinct() -> None:
    assert len(set(RULE_OF.values())) == len(RULE_OF)


def test_table_has_every_role_and_every_known_column() -> None:
    assert set(TABLE) == set(Role)
    assert {frozenset(row) for row in TABLE.values()} == {frozenset(Column) - {Column.UNKNOWN}}


def test_labels_cover_every_word() -> None:
    assert set(ROLE_LABELS) == set(Role)
    assert set(CLASS_LABELS) == set(ContentClass)
    assert set(CONDITION_LABELS) == set(Condition) - {Condition.ALWAYS}
    assert set(ACTION_CLASS) == set(Action)
    assert set(ACTION_CLASS.values()) == set(ContentClass)
