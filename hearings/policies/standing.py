"""Where a person's rights can come from at all, and what takes them away, asked once for a list: most people need a
small part of the rules.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import CharField, QuerySet, Value

from accounts.policies.caller import Caller
from courts.models import Court
from hearings.models import AccessOrder, Assignment, CaseTransfer, Participant
from hearings.policies.accounts import of_account
from hearings.policies.exclusions import NONE, Left, left_out, rulings
from hearings.policy.facts import Subject
from hearings.policy.visibility import Clause, Source, participant_kind

SEAT, RECUSED, ORDER, TRANSFER, PUBLIC = "+seat", "+recused", "+order", "+transfer", "+public"
RULED = "+ruled"
WORD_OF = {
    Source.ASSIGNMENT: SEAT,
    Source.ORDER: ORDER,
    Source.TRANSFER: TRANSFER,
    Source.PUBLIC: PUBLIC,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Kinds of participation and other words of which a person has any row, whatever its dates: more than counts.

    ``left_out``: whole hearings that rulings keep from the person, exactly.
    """

    words: frozenset[str]
    left_out: Left = NONE

    def can_give(self, clause: Clause) -> bool:
        """Tell whether a clause can fit anything."""
        if clause.source is Source.PARTICIPATION:
            return participant_kind(clause.role) in self.words
        word = WORD_OF.get(clause.source)
        return word is None or word in self.words

    @property
    def public(self) -> bool:
        """Whether any court shows its hearings to everybody."""
        return PUBLIC in self.words

    @property
    def recused(self) -> bool:
        """Whether there is a recusal."""
        return RECUSED in self.words

    @property
    def ordered(self) -> bool:
        """Whether an order names the person."""
        return ORDER in self.words


def standing_of(subject: Subject) -> Standing:
    """Look once (one query; two where any ruling leaves anybody out of a whole hearing)."""
    rows = _if_any(PUBLIC, Court.objects.filter(public_open=True))
    if subject.user_id is None:
        return Standing(frozenset(rows))
    mine = {"user_id": subject.user_id}
    courts = {membership.court_id for membership in subject.memberships}
    seats = Assignment.objects.filter(**mine)
    others = [
        Participant.objects.order_by().filter(of_account(subject.user_id)).values_list("kind", flat=True),
        _if_any(SEAT, seats),
        _if_any(RECUSED, seats.exclude(recused_at=None)),
        _if_any(ORDER, AccessOrder.objects.filter(**mine)),
        _if_any(TRANSFER, CaseTransfer.objects.filter(court_id__in=courts)),
        _if_any(RULED, rulings()),
    ]
    words = frozenset(rows.union(*others))
    return Standing(words, left_out(subject.user_id) if RULED in words else NONE)


def standing_known(caller: Caller, subject: Subject) -> Standing:
    """Return the standing of a caller, looked up at most once in a request that only reads."""
    return caller.once("standing", partial(standing_of, subject))


def _if_any(word: str, rows: QuerySet[Any]) -> QuerySet[Any, str]:
    said = rows.order_by().annotate(word=Value(word, CharField()))
    found: QuerySet[Any, str] = said.values_list("word", flat=True).distinct()
    return found
