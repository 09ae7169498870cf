"""Who asks: each role of the policy's table, and each again with what helps it to more."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import MembershipRole, ServiceClient, User
from accounts.services.memberships import give_office
from custody.services.outbox import SYSTEM
from foundation.clock import utc_now
from hearings.models import AccessOrder, Assignment, Hearing
from hearings.services.epochs import raise_hearing
from tests.cast import LONG_AGO, Cast
from tests.clients import token_of
from tests.hearings.policy import oracle
from tests.matrix.server import bearer_of, session_of
from tests.matrix.states import transfer

EVERY_COLUMN = ["open", "closed", "protected", "sealed"]
EVERY_CLASS = "ectsoki"
NONE: frozenset[str] = frozenset()
SCOPES = ("read", "upload", "cards")
ELSEWHERE = "Asked in tests/hearings/test_identity_reading.py and tests/accounts."
NOT_YET = {"step-up": ELSEWHERE, "sitting": ELSEWHERE}
"""Helps of the policy that nobody gets here."""


@dataclass(frozen=True, slots=True)
class Person:
    """``row`` of the second reading; ``username`` of the cast, empty for nobody; ``scope``: a client's only one."""

    row: str
    username: str
    helps: frozenset[str] = NONE
    transferred: bool = False
    scope: str = ""

    @property
    def label(self) -> str:
        """In words, for a person who reads a failure."""
        early = ["before the transfer"] if self.row == "appeal" and not self.transferred else []
        return " + ".join([self.row, *early, *sorted(self.helps), *filter(None, [self.scope])])

    def row_in(self, *, transferred: bool) -> str:
        """Return the row of the table that holds: a judge above is nobody's judge before the transfer."""
        return "outsider" if self.row == "appeal" and not (self.transferred or transferred) else self.row

    def credential(self, cast: Cast) -> dict[str, str]:
        """Return the headers of this person's requests."""
        if self.row == "client":
            return bearer_of(token_of(ServiceClient.objects.get(), [self.scope] if self.scope else None))
        purpose = {"X-Purpose": "comparing case law"} if "purpose" in self.helps else {}
        return (session_of(cast.people[self.username]) if self.username else {}) | purpose

    def be_helped(self, cast: Cast) -> None:
        """Write what this person has beyond the role."""
        hearing = cast.hearing
        if self.transferred:
            transfer(cast, cast.courts["region"])
        if "order" in self.helps:
            user = cast.people[self.username]
            order = {"classes": EVERY_CLASS, "columns": EVERY_COLUMN, "since": LONG_AGO}
            AccessOrder.objects.create(case=cast.case, user=user, **order)
        if "sworn" in self.helps:
            Assignment.objects.filter(hearing=hearing, role="clerk").update(sworn=True)
        if "same-day" in self.helps:
            Hearing.objects.filter(pk=hearing.pk).update(scheduled_at=utc_now())
        if "public" in self.helps:
            type(hearing.court).objects.filter(pk=hearing.court_id).update(public_open=True)
        raise_hearing(hearing.pk)


def _plain() -> Iterator[Person]:
    for row in (*oracle.ROWS, *oracle.MORE_ROWS):
        username = "" if row in oracle.NOBODY_IN_PARTICULAR else row
        yield Person(row, username, transferred=row == "appeal")
    yield Person("appeal", "appeal")
    yield from (Person("client", "", scope=scope) for scope in SCOPES)
    yield Person("judge2", "judge2", frozenset({"purpose"}))
    yield Person("clerk", "clerk", frozenset({"sworn"}))
    yield Person("clerk2", "clerk2", frozenset({"same-day"}))


def _helped() -> Iterator[Person]:
    for row in (*oracle.ROWS, *oracle.MORE_ROWS):
        username = "" if row in oracle.NOBODY_IN_PARTICULAR else row
        if row not in oracle.NEVER_NAMED:
            yield Person(row, username, frozenset({"order"}), transferred=row == "appeal")
        if row != "client":
            yield Person(row, username, frozenset({"public"}), transferred=row == "appeal")
    yield Person("observer", "observer", frozenset({"order"}))
    yield Person("clerk", "clerk", frozenset({"sworn", "order"}))


PLAIN = tuple(_plain())
HELPED = tuple(_helped())


def add_judge_elsewhere(cast: Cast) -> None:
    """Add the one role of the table that the demonstration's cast leaves out."""
    cast.people["judge3"] = User.objects.create(username="judge3")
    give_office(cast.people["judge3"], cast.courts["other"], MembershipRole.JUDGE, actor=SYSTEM)
