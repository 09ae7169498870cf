"""Giving and ending orders that name a person; what an order opens, it opens and closes at once."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Invalid
from foundation.texts import composed
from hearings.models import AccessOrder, Case, OrderKind
from hearings.policies.apart import require_another
from hearings.policies.named_in_order import Terms, settled
from hearings.services.cases import announce_case
from hearings.services.notices import NoticeKind, tell

BY_CHAIR = frozenset({"open", "protected"})
"""What the chair of a court may open to an observer."""


@transaction.atomic
def give_order(case: Case, terms: Terms, caller: Caller, rule: str) -> AccessOrder:
    """Let a person have of a case what the order lists, and tell the person.

    Raises Invalid, Forbidden (the caller's own account).
    """
    require_another(caller, terms.user)
    whole = settled(terms, case)
    row = AccessOrder.objects.create(
        case=case,
        user=whole.user,
        kind=whole.kind,
        classes="".join(sorted(whole.classes)),
        columns=sorted(whole.columns),
        number=composed(whole.number),
        since=whole.since or utc_now(),
        until=whole.until,
        heard_from=whole.heard_from,
        heard_to=whole.heard_to,
        given_by=caller.id,
    )
    private = {"user": row.user_id, "kind": row.kind, "classes": row.classes, "columns": row.columns}
    record(
        "order.given", actor=caller.actor(), object_id=row.pk, court=case.court_id, rule=rule, private=private
    )
    announce_case(case, whole.user)
    tell([row.user_id], NoticeKind.ORDER, case.pk, row.pk, caller.id)
    return row


@transaction.atomic
def end_order(row: AccessOrder, caller: Caller, rule: str) -> None:
    """End an order now; the person's running players stop within seconds. One that would begin later never does."""
    now = utc_now()
    running = AccessOrder.objects.filter(Q(until=None) | Q(until__gt=now), pk=row.pk)
    if not running.update(until=max(now, row.since), ended_by=caller.id):
        return
    case = row.case
    private = {"user": row.user_id}
    record(
        "order.ended", actor=caller.actor(), object_id=row.pk, court=case.court_id, rule=rule, private=private
    )
    announce_case(case, row.user)


@transaction.atomic
def order_inspection(cases: Sequence[Case], terms: Terms, caller: Caller, rule: str) -> list[AccessOrder]:
    """Let an observer hear the hearings of some dates in each of the cases, as the chair of their court orders it.

    What is closed or sealed only a judge of the case opens. Raises Invalid, Forbidden.
    """
    if not terms.columns <= BY_CHAIR:
        words = _("closed and sealed parts are opened by a judge of the case alone")
        raise Invalid(words, errors=[{"field": "columns", "message": words}])
    return [give_order(case, replace(terms, kind=OrderKind.INSPECTION), caller, rule) for case in cases]
