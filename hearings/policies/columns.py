"""Which columns of the access table cover all of a listed hearing or case, as a filter."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from hearings.models import Assignment, Case, Hearing, Restriction, RestrictionKind
from hearings.policies.restrictions import of_the_whole
from hearings.policy.classes import Column
from hearings.policy.scene import kinds_in
from hearings.states import UNDECIDED, WITHHOLDING

NOTHING = Q(pk__in=[])


def outer(depth: int) -> OuterRef:
    """Return the key of the listed object, seen from a query that lies ``depth`` deep in its own: 1 or 2."""
    return OuterRef("pk") if depth == 1 else OuterRef(OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class Reach:
    """How facts are tied to the listed object: an assignment by ``seat``, what belongs to a case by ``case``."""

    seat: str
    case: str
    is_case: bool

    @property
    def speaks(self) -> bool:
        """Whether testimony counts: a case is decided by the union over its hearings, but for that."""
        return not self.is_case

    def seats(self, key: OuterRef) -> QuerySet[Assignment]:
        """Return the places in the object's hearings."""
        return Assignment.objects.filter(**{self.seat: key})

    @property
    def in_case(self) -> dict[str, OuterRef]:
        """The filter that ties a row of a case to the object."""
        return {self.case: OuterRef("pk")}

    def any_of(self, columns: Iterable[Column], depth: int = 1) -> Q:
        """Return that one of the columns covers all of the object; ``depth`` 2: asked inside a subquery."""
        return _any_of(frozenset(columns), depth, self.is_case)


@cache
def _any_of(wanted: frozenset[Column], depth: int, is_case: bool) -> Q:
    """The same for everybody and at any time, so it is built once; there are a few dozen of them."""
    found = NOTHING
    if Column.SEALED in wanted:
        found |= _sealed(depth, is_case)
    if kinds := {word for column in wanted for word in kinds_in(column)}:
        found |= _case_restricted(kinds, depth) if is_case else _restricted(kinds, depth)
    if Column.OPEN in wanted:
        others = frozenset(Column) - {Column.OPEN, Column.UNKNOWN}
        found |= ~_any_of(others, depth, is_case)
    return found


def _sealed(depth: int, is_case: bool) -> Q:
    tie = {"pk" if is_case else "hearings": outer(depth)}
    return Q(Exists(Case.objects.filter(**tie, sealed=True)))


def _restricted(kinds: set[tuple[str, bool]], depth: int) -> Q:
    return Q(Exists(of_the_whole().filter(_of_kinds(kinds), hearing=outer(depth))))


def _of_kinds(kinds: set[tuple[str, bool]]) -> Q:
    """Flat, since SQLite reads no deep nesting: kinds whatever their state, and pairs of kind and state."""
    either = {kind for kind, confirmed in kinds if (kind, not confirmed) in kinds}
    found = Q(kind__in=sorted(either))
    for kind, confirmed in sorted(kinds):
        if kind not in either:
            states = WITHHOLDING - UNDECIDED if confirmed else UNDECIDED
            found |= Q(kind=kind, state__in=sorted(states))
    return found


def _case_restricted(kinds: set[tuple[str, bool]], depth: int) -> Q:
    """Cases know two columns of their own: see ``restrictions_on_case``."""
    found = NOTHING
    hearings = Hearing.objects.filter(cases=outer(depth))
    if (RestrictionKind.CLOSED.value, True) in kinds:
        open_ones = hearings.exclude(Exists(_on_listed().exclude(kind=RestrictionKind.PROTECTED)))
        found |= Q(Exists(hearings)) & ~Q(Exists(open_ones))
    if (RestrictionKind.PROTECTED.value, True) in kinds:
        found |= Q(Exists(hearings.filter(Exists(_on_listed().filter(kind=RestrictionKind.PROTECTED)))))
    return found


def _on_listed() -> QuerySet[Restriction]:
    return of_the_whole().filter(hearing=OuterRef("pk"))


HEARINGS = Reach("hearing", "case__hearings", is_case=False)
CASES = Reach("hearing__cases", "case", is_case=True)
