"""The generated worlds are worth something only if each outcome and each role occurs in them."""

from collections import Counter

from hypothesis import Phase, given, settings

from hearings.policy import Action, Outcome, Role, decide
from hearings.policy.facts import Facts, Subject
from hearings.policy.roles import grants
from tests.hearings.policy.cast import NOW
from tests.hearings.policy.worlds import SUBJECTS, hearings

VISITED = (Action.EXISTS, Action.ENTRIES, Action.SEGMENT, Action.DELETE)


def test_worlds_reach_every_outcome_and_every_role() -> None:
    outcomes: Counter[Outcome] = Counter()
    roles: Counter[Role] = Counter()

    @settings(max_examples=1500, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    @given(SUBJECTS, hearings())
    def visit(who: Subject, facts: Facts) -> None:
        outcomes.update(decide(who, action, facts, now=NOW).outcome for action in VISITED)
        roles.update(grant.role for grant in grants(who, facts, NOW))

    visit()
    assert set(outcomes) == set(Outcome)
    # The cap of a client that acts for a user and the system administrator are held by nobody as a grant.
    assert set(roles) == set(Role) - {Role.CLIENT_FOR_USER, Role.SYSTEM_ADMIN}
