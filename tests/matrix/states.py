"""The states of a hearing in which every address is asked, and how each is brought about."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from courts.models import Court
from hearings.models import Case, CaseTransfer, Hearing
from hearings.services.epochs import raise_hearing
from tests.cast import Cast
from tests.restrictions import restrict

PART = (9_000, 11_000)
"""Milliseconds of the session that a restriction on a part covers: a tile of the storyboard and a turn lie in it."""
KINDS = ("provisional", "closed", "ex_parte", "off_record", "protected")
UNCONFIRMED = {"provisional": "provisional", "off_record_proposed": "off_record"}
NOT_YET = {
    "protected released": "released",
}
"""States of the policy that nothing can bring about yet, with the column that will tell of them."""


@dataclass(frozen=True, slots=True)
class State:
    """``columns`` as the second reading of the policy names them; ``whole``: of all the hearing, not of a part."""

    name: str
    columns: frozenset[str] = frozenset()
    whole: bool = True
    hold: bool = False
    expired: bool = False
    transferred: bool = False

    @property
    def kinds(self) -> list[str]:
        """The restrictions that bring it about."""
        return sorted(self.columns - {"sealed"})

    def bring_about(self, cast: Cast, words: tuple[str, ...]) -> None:
        """Write it; ``words`` are whom the restrictions leave out."""
        hearing = cast.hearing
        Case.objects.filter(pk=cast.case.pk).update(sealed="sealed" in self.columns)
        Hearing.objects.filter(pk=hearing.pk).update(hold=self.hold, retention_expired=self.expired)
        for column in self.kinds:
            state = "proposed" if column in UNCONFIRMED else "confirmed"
            named = words or (("respondent",) if column == "ex_parte" else ())
            place = (None, None) if self.whole else PART
            restrict(hearing, UNCONFIRMED.get(column, column), *place, excludes=named, state=state)
        if self.transferred:
            transfer(cast, cast.courts["region"])
        raise_hearing(hearing.pk)


def transfer(cast: Cast, court: Court) -> None:
    """Register the transfer of case 1 to a court above."""
    CaseTransfer.objects.get_or_create(case=cast.case, court=court)
    raise_hearing(cast.hearing.pk)


def _label(columns: frozenset[str], *, whole: bool) -> str:
    words = [f"{column} unreleased" if column == "protected" else column for column in sorted(columns)]
    return f"{' and '.join(words)}, {'whole' if whole else 'part'}"


def _restricted(*columns: str) -> Iterator[State]:
    for whole in (False, True):
        named = frozenset(columns)
        yield State(_label(named, whole=whole), named, whole)


STATES = (
    State("open"),
    *(state for kind in KINDS for state in _restricted(kind)),
    *_restricted("off_record_proposed"),
    State("sealed", frozenset({"sealed"})),
    State("held", hold=True),
    State("expired", expired=True),
    State("transferred", transferred=True),
)
UPON_EACH_OTHER = (
    *_restricted("closed", "protected"),
    *_restricted("closed", "ex_parte"),
    *_restricted("provisional", "protected"),
    State("closed and sealed, part", frozenset({"closed", "sealed"}), whole=False),
    State("expired, sealed", frozenset({"sealed"}), expired=True),
    State("held, closed", frozenset({"closed"}), hold=True),
)
"""Two grants never add up (R6): several states at once."""


def placed(states: tuple[State, ...]) -> Iterator[tuple[State, str]]:
    """Yield each state with whom its restrictions leave out."""
    for state, excluded in product(states, ("nobody", "this person")):
        if state.kinds or excluded == "nobody":
            yield state, excluded
