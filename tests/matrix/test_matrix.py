"""Role x state x action over HTTP, by session, bearer and direct media address, against the second reading."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from http.client import HTTPConnection
from itertools import groupby
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from hearings.models import Hearing, Restriction
from media_pipeline.models import Recording
from playback.services import overviews
from playback.services.gate import gate
from tests.cast import Cast
from tests.courtrec.routes import routes
from tests.hearings.policy import oracle
from tests.matrix.actions import APART, BOUND, POLICY, UNBOUND, Bound
from tests.matrix.asking import Asking, Given, place_of
from tests.matrix.document import render
from tests.matrix.expected import Cell
from tests.matrix.people import HELPED, NOT_YET as HELPS_NOT_YET, PLAIN, Person, add_judge_elsewhere
from tests.matrix.server import Visitor, served
from tests.matrix.states import NOT_YET, STATES, UPON_EACH_OTHER, State, placed
from tests.playback.test_overviews import measure
from tests.undoing import undone

EXAMPLES = 40
"""So many wrong answers are told."""
STEP = 16
SHARES = 6


class Portal:
    """The prepared hearing behind a socket, and what the judge was given of it while all was open."""

    def __init__(self, http: HTTPConnection, cast: Cast) -> None:
        self.http, self.cast, self.place = http, cast, place_of(cast)
        self.judges = self._opened(self._visitor(Person("judge", "judge")))
        assert self.judges is not None
        self.content = frozenset(self.judges.bodies)

    def _visitor(self, who: Person) -> Visitor:
        return Visitor(self.http, who.credential(self.cast))

    def _opened(self, visitor: Visitor) -> Given | None:
        return Asking(visitor, self.place).given_now()

    def wrong(self, who: Person, cells: Iterable[tuple[Cell, Sequence[Bound]]]) -> Iterator[str]:
        """Yield each answer to this person that is not the expected one."""
        with undone():
            who.be_helped(self.cast)
            visitor = self._visitor(who)
            given = self._opened(visitor)
            for cell, actions in cells:
                with undone():
                    excluded = cell.excluded == "this person" and who.username
                    words = (self.cast.people[who.username].pk,) if excluded else ()
                    cell.state.bring_about(self.cast, words)
                    gate.watcher.round()
                    asking = Asking(visitor, self.place, self.content, given, self.judges)
                    yield from self._answers(cell, actions, asking)
                gate._running.clear()

    def _answers(self, cell: Cell, actions: Sequence[Bound], asking: Asking) -> Iterator[str]:
        for bound in actions:
            # What is only read may open a play, which the other readings share.
            with nullcontext() if bound.reads else undone():
                answer = bound.ask(asking)
            if answer != (wanted := bound.want(cell)):
                about = f"{cell.who.label}, {cell.state.name}, {cell.excluded} left out"
                yield f"{about}: {bound.label} is {answer}, not {wanted}"


@pytest.fixture
def portal(
    recorded: Hearing, heard: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Portal]:
    settings.EPOCH_READ_EVERY_S = 0  # this process has the only gate: nobody waits for others
    for name in ("_boards", "_louds"):
        monkeypatch.setattr(overviews, name, overviews.Remembered())
    measure(Recording.objects.get())
    add_judge_elsewhere(heard)
    with served() as http:
        yield Portal(http, heard)


def check(portal: Portal, tasks: Iterable[tuple[Cell, Sequence[Bound]]]) -> None:
    """Ask everything, tell how much it was, fail with what was answered wrongly."""
    counted = 0
    faults: list[str] = []
    cells: set[tuple[str, str]] = set()
    for who, group in groupby(tasks, key=lambda task: task[0].who):
        own = list(group)
        counted += sum(len(actions) for _, actions in own)
        cells |= {(who.label, cell.state.name) for cell, _ in own}
        faults += portal.wrong(who, own)
    print(f"matrix: {counted} answers in {len(cells)} cells of person and state, {len(faults)} wrong")
    assert faults == [], f"{len(faults)} wrong\n" + "\n".join(faults[:EXAMPLES])


def spanning() -> Iterator[tuple[Cell, Sequence[Bound]]]:
    """Each person in each state with two of the actions, so that each action meets each person and each state."""
    for row, who in enumerate(PLAIN):
        for column, state in enumerate(STATES):
            excluded = "this person" if state.kinds and (row + column) % 2 else "nobody"
            first = (row + column) % len(BOUND)
            second = (first + len(BOUND) // 2) % len(BOUND)
            yield Cell(who, state, excluded), [BOUND[first], BOUND[second]]


def test_spanning_sample_leaves_out_no_pair() -> None:
    met = [(cell.who.label, cell.state.name, bound.label) for cell, bounds in spanning() for bound in bounds]
    labels = {bound.label for bound in BOUND}
    assert {(who, action) for who, _, action in met} == {
        (who.label, each) for who in PLAIN for each in labels
    }
    assert {(state, action) for _, state, action in met} == {
        (s.name, each) for s in STATES for each in labels
    }


def test_spanning_sample_is_answered_as_the_policy_says(portal: Portal) -> None:
    check(portal, spanning())


@pytest.mark.soak
@pytest.mark.shared
@pytest.mark.parametrize("share", range(SHARES))
def test_whole_matrix_is_answered_as_the_policy_says(portal: Portal, share: int) -> None:
    """In shares: processes that run at once take them one after the other."""
    check(portal, ((Cell(who, *place), BOUND) for who in PLAIN[share::SHARES] for place in placed(STATES)))


@pytest.mark.soak
@pytest.mark.shared
def test_matrix_with_what_helps_is_answered_as_the_policy_says(portal: Portal) -> None:
    """A part of the actions in each state, other ones in the next: the verdict on all of them is tested elsewhere."""
    check(portal, thinned(HELPED, [*placed(STATES)]))


@pytest.mark.soak
@pytest.mark.shared
def test_matrix_of_states_upon_each_other_is_answered_as_the_policy_says(portal: Portal) -> None:
    check(portal, thinned(PLAIN, [*placed(UPON_EACH_OTHER)]))


def thinned(
    people: Sequence[Person], places: Sequence[tuple[State, str]]
) -> Iterator[tuple[Cell, Sequence[Bound]]]:
    """Each person in each place with every sixteenth action, the next one in the next place."""
    for row, who in enumerate(people):
        for column, place in enumerate(places):
            yield Cell(who, *place), BOUND[(row + column) % STEP :: STEP]


def test_page_of_the_matrix_is_what_its_tables_render() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "access-matrix.md"
    assert page.read_text(encoding="utf-8") == render()


def test_each_action_of_the_policy_is_bound_or_named_as_missing() -> None:
    bound = {each.action for each in BOUND}
    assert bound | set(UNBOUND) | set(APART) == set(POLICY)
    assert bound & {*UNBOUND, *APART} == set()


@pytest.mark.parametrize("action", UNBOUND)
def test_action_without_an_address_still_has_none(action: str) -> None:
    """An address that comes is bound to its action in tests/matrix/actions.py."""
    word, _ = UNBOUND[action]
    assert [route for route, _ in routes() if re.search(word, route)] == []


@pytest.mark.parametrize("state", NOT_YET)
def test_state_that_nothing_brings_about_still_has_no_column(state: str) -> None:
    names = [column.name for column in Restriction._meta.get_fields()]
    assert not any(NOT_YET[state] in name for name in names), (
        f"{state}: to be asked for in tests/matrix/states.py"
    )


def test_each_role_and_help_of_the_policy_is_somebody() -> None:
    everybody = (*PLAIN, *HELPED)
    assert {who.row for who in everybody} == {*oracle.ROWS, *oracle.MORE_ROWS}
    assert {each for who in everybody for each in who.helps} | set(HELPS_NOT_YET) == set(oracle.HELPS)
