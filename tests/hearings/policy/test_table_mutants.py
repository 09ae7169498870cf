"""Is every letter of the access table held by a test? Each is taken away, each absent one is given, one at a time.

The table is data that is read when the product starts, so a mutation tool that changes functions does not reach it.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from types import MappingProxyType

import pytest

from hearings.policy import table
from hearings.policy.classes import Column, Condition, ContentClass, Role
from hearings.policy.weigh import CLASS_SCOPE
from tests.hearings.policy import oracle
from tests.hearings.policy.test_oracle import Situation, faults

NAMES = {
    Role.JUDGE: ("judge", "appeal"),
    Role.ASSISTANT: ("assistant",),
    Role.CLERK: ("clerk",),
    Role.CHAIR: ("chair",),
    Role.OTHER_JUDGE: ("judge2",),
    Role.COURT_CLERK: ("clerk2",),
    Role.REGISTRY: ("registry",),
    Role.COURT_ADMIN: ("courtadmin",),
    Role.OBSERVER: ("observer",),
    Role.PARTY: ("party",),
    Role.COUNSEL: ("lawyer",),
    Role.PROSECUTOR: ("prosecutor",),
    Role.VICTIM: ("victim",),
    Role.WITNESS: ("witness",),
    Role.NAMED_IN_ORDER: ("outsider", "clerk3"),
    Role.CLIENT: ("client",),
    Role.PUBLIC: ("outsider", "anonymous"),
}
"""Who of the cast has the role. What a client may do for a user is a cap, see test_client."""
Mutant = tuple[Role, Column, ContentClass, Condition | None]
BY_AN_ORDER = {Condition.NAMED, Condition.BY_ORDER, Condition.OWN_BY_ORDER}


def mutants() -> Iterator[Mutant]:
    """Yield one change of one cell each: a class that goes, or one that comes."""
    for role, column, letter in product(NAMES, set(Column) - {Column.UNKNOWN}, ContentClass):
        given = table.cell(role, column).get(letter)
        if is_looked_at(role, column, letter, given):
            yield role, column, letter, Condition.ALWAYS if given is None else None


def is_looked_at(role: Role, column: Column, letter: ContentClass, given: Condition | None) -> bool:
    """Tell whether the change can be seen at all: each line below says why one cannot."""
    if letter is ContentClass.ASK_COPY:
        return False  # judged in the open column only, by test_rules
    if letter is ContentClass.IDENTITY and column is not Column.PROTECTED:
        return False  # where there is a pseudonym, the part is protected
    if given in BY_AN_ORDER:
        return False  # whom an order names has it by the row of the order too
    if given is Condition.PUBLISHED:
        return False  # the oracle's hearings are never published in disguise; test_rules has one
    # What no scope covers a client is refused before the table is read.
    return role is not Role.CLIENT or letter in CLASS_SCOPE


def changed(mutant: Mutant) -> Mapping[Role, table.Row]:
    role, column, letter, condition = mutant
    cell = {each: rule for each, rule in table.cell(role, column).items() if each is not letter}
    if condition is not None:
        cell[letter] = condition
    row = {**table.TABLE[role], column: MappingProxyType(cell)}
    return {**table.TABLE, role: row}


def situations_of(role: Role, column: Column) -> Iterator[Situation]:
    columns = frozenset() if column is Column.OPEN else frozenset({str(column)})
    few = [helps for helps in oracle.subsets(oracle.HELPS) if len(helps) in {1, 2, len(oracle.HELPS)}]
    for name in NAMES[role]:
        for whole in (False, True):
            for helps in (frozenset[str](), *few):
                yield name, columns, "nobody", helps, whole


@pytest.mark.soak
def test_every_letter_of_the_table_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, survived = 0, list[Mutant]()
    for mutant in mutants():
        with monkeypatch.context() as patch:
            patch.setattr(table, "TABLE", changed(mutant))
            tried += 1
            if not any(next(faults(each), None) for each in situations_of(mutant[0], mutant[1])):
                survived.append(mutant)
    print(f"\nmutants of the access table: {tried}, not noticed {len(survived)}")
    assert survived == []
    assert tried > 2_000
