"""Kinds of restriction and the columns that they bring: the lists ask the table the other way round."""

import pytest

from hearings.policy.classes import Column
from hearings.policy.scene import columns_of, kinds_in
from hearings.policy.words import RestrictionKind


@pytest.mark.parametrize("column", Column)
def test_kinds_of_a_column_are_those_that_bring_it(column: Column) -> None:
    pairs = [(str(kind), confirmed) for kind in RestrictionKind for confirmed in (False, True)]
    wanted = {
        (kind, confirmed) for kind, confirmed in pairs if column in columns_of(kind, confirmed=confirmed)
    }
    assert set(kinds_in(column)) == wanted


def test_unconfirmed_parts_are_in_the_provisional_column() -> None:
    assert set(kinds_in(Column.PROVISIONAL)) == {
        ("closed", False),
        ("provisional", False),
        ("protected", False),
        ("ex_parte", False),
    }
