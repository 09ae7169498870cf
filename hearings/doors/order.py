"""The door to an order that names a person: for who gives such orders in its case or court, and for the person."""

from contextlib import suppress

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import Forbidden, NotFound, Problem, SignInRequired
from hearings.doors.case import get_case_for
from hearings.doors.court import require_at_court
from hearings.models import AccessOrder, OrderKind
from hearings.policy import Action, CourtAction


def get_order(caller: Caller, order_id: str) -> AccessOrder:
    """Return an order to read: one's own, or one that one could end. Raises NotFound."""
    row = _fetch(caller, order_id)
    if not _is_own(caller, row):
        _rule(caller, row.kind, row.case_id, row.case.court_id)
    return row


def get_order_to_end(caller: Caller, order_id: str) -> tuple[AccessOrder, str]:
    """Return an order that the caller may end, and the rule. Raises NotFound, Forbidden (the person named)."""
    row = _fetch(caller, order_id)
    try:
        return row, _rule(caller, row.kind, row.case_id, row.case.court_id)
    except NotFound:
        if _is_own(caller, row):
            raise Forbidden from None
        raise


def _fetch(caller: Caller, order_id: str) -> AccessOrder:
    if not caller.known:
        raise SignInRequired
    rows = AccessOrder.objects.exclude(kind=OrderKind.BREAK_GLASS).select_related("case__court", "user")
    row = rows.filter(pk=order_id).first() if is_id(order_id) else None
    if row is None:
        _rule(caller, "", order_id, order_id)  # an absent one is refused by as many questions
        raise NotFound
    return row


def _is_own(caller: Caller, row: AccessOrder) -> bool:
    return caller.user is not None and row.user_id == caller.user.pk


def _rule(caller: Caller, kind: str, case_id: str, court_id: str) -> str:
    """Return by what rule the caller gives and ends such orders; who does not knows of no such object.

    The court is asked about every kind: how long a refusal takes must not tell what there is.
    """
    with suppress(Problem):
        return get_case_for(caller, case_id, Action.RULE).verdict.rule_id
    with suppress(Problem):
        rule = require_at_court(caller, court_id, CourtAction.INSPECT)[1].rule_id
        if kind == OrderKind.INSPECTION:
            return rule
    raise NotFound
