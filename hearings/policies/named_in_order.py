"""What an order that names a person is to say, checked before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Membership, MembershipRole, User
from foundation.clock import utc_now
from foundation.problems import Invalid
from hearings.models import Case, OrderKind, Participant

READING: Final = "ectsok"
"""Classes that an order may open to who has no place in the case; an identity it never does."""
CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        OrderKind.EXPERT: READING,
        OrderKind.INTERPRETER: READING,
        OrderKind.TRANSCRIBER: READING,
        OrderKind.MEDIA: READING,
        OrderKind.AUTHORITY: READING,
        # An observer's order opens the stream alone.
        OrderKind.INSPECTION: "s",
        # What a place in the case lacks: copies, the original, the person behind a pseudonym.
        OrderKind.PARTICIPANT: "ectsoki",
    }
)
GIVEN: Final = tuple(CLASSES)
"""Kinds that somebody gives as such; the others come with sealing and with break-glass."""
COLUMNS: Final = ("open", "closed", "protected", "sealed")
KNOWN: Final = frozenset("ec")


@dataclass(frozen=True, slots=True)
class Terms:
    """An order as somebody wants it; moments are UTC, ``heard_from`` and ``heard_to`` bound the hearings meant."""

    user: User
    kind: str
    classes: frozenset[str]
    columns: frozenset[str]
    until: datetime | None
    since: datetime | None = None
    number: str = ""
    heard_from: datetime | None = None
    heard_to: datetime | None = None


def settled(terms: Terms, case: Case) -> Terms:
    """Return the terms with what goes without saying; raises Invalid, naming the field, for what cannot be ordered."""
    allowed = CLASSES.get(terms.kind)
    if allowed is None:
        raise _wrong("kind", _("an order of this kind is not given like that"))
    if not terms.classes or not terms.classes <= frozenset(allowed):
        raise _wrong("classes", _("must be among: %(known)s") % {"known": ", ".join(allowed)})
    if not terms.columns <= frozenset(COLUMNS):
        raise _wrong("columns", _("must be among: %(known)s") % {"known": ", ".join(COLUMNS)})
    _check_times(terms)
    _check_person(terms, case)
    knows = terms.kind not in {OrderKind.INSPECTION, OrderKind.PARTICIPANT} or (
        terms.kind == OrderKind.PARTICIPANT and "sealed" in terms.columns
    )
    return replace(
        terms,
        # Who may hear a thing knows that it is there, and who may hear closed parts hears open ones.
        classes=terms.classes | KNOWN if knows else terms.classes,
        columns=terms.columns | {"open"},
        since=terms.since or utc_now(),
    )


def _check_times(terms: Terms) -> None:
    begins = terms.since or utc_now()
    if terms.until is None and terms.kind != OrderKind.PARTICIPANT:
        raise _wrong("until", _("an order of this kind needs an end"))
    if terms.until is not None and terms.until <= begins:
        raise _wrong("until", _("must be after the beginning"))
    dated = terms.heard_from is not None and terms.heard_to is not None
    if terms.kind == OrderKind.INSPECTION and not dated:
        raise _wrong("heard_from", _("an inspection names the dates of the hearings"))
    if terms.heard_from and terms.heard_to and terms.heard_to <= terms.heard_from:
        raise _wrong("heard_to", _("must be after the beginning"))


def _check_person(terms: Terms, case: Case) -> None:
    if terms.kind == OrderKind.INSPECTION and not _observes(terms.user, case.court_id):
        raise _wrong("user", _("is no observer of this court"))
    if (
        terms.kind == OrderKind.PARTICIPANT
        and not Participant.objects.filter(case=case, user=terms.user).exists()
    ):
        raise _wrong("user", _("takes no part in this case"))


def _observes(user: User, court_id: str) -> bool:
    rows = Membership.objects.filter(user=user, court_id=court_id, role=MembershipRole.OBSERVER, until=None)
    return rows.exists()


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, errors=[{"field": field, "message": words}])
