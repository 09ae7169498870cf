"""Pages of restrictions: what is withheld of a hearing, ordering, closing at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.policies.caller import caller_of
from foundation.clock import plus_ms
from hearings.doors import Admitted, get_hearing_for
from hearings.models import RestrictionKind
from hearings.policies.orders import Order
from hearings.policy import Action
from hearings.services.restrictions import order_restriction
from hearings.states import HearingState
from hearings.web.hearings import hearing_url
from hearings.web.restriction_forms import RestrictionForm, order_from, whole_second_after
from hearings.web.restriction_rows import restriction_rows
from hearings.web.submit import FormPage, submit

LATEST_MS = 7 * 24 * 3600 * 1000
DIGITS_MAX = 12


def list_url(hearing_id: str) -> str:
    """Return the address of the restrictions of a hearing."""
    return reverse("hearings:restrictions", args=[hearing_id])


def own_name(admitted: Admitted) -> str:
    """Return the caller's name, as a ruling names who ordered it."""
    user = admitted.caller.user
    return user.display_name if user is not None else ""


def _ms(raw: str | None) -> int | None:
    """Return milliseconds as an address or form gives them, None for anything else."""
    digits = raw or ""
    is_number = digits.isascii() and digits.isdigit() and len(digits) < DIGITS_MAX
    return min(int(digits), LATEST_MS) if is_number else None


@login_required
def restriction_list(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """List what is and was withheld of a hearing, for those who propose and decide."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.PROPOSE_RESTRICTION)
    context = {
        "title": ", ".join(case.number for case in admitted.cases),
        "hearing_url": hearing_url(hearing_id),
        "new_url": reverse("hearings:restriction-new", args=[hearing_id]),
        "rows": restriction_rows(admitted),
        "court_tz": admitted.hearing.court.time_zone,
    }
    return render(request, "hearings/restriction_list.html", context)


@login_required
def restriction_new(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Order a restriction, or propose it; ``?from_ms=&to_ms=`` is the part marked in the player."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.PROPOSE_RESTRICTION)
    hearing, decides = admitted.hearing, admitted.may(Action.CONFIRM_OR_LIFT)
    page = FormPage(
        _("Restrict a part"),
        _("Withhold it now"),
        list_url(hearing_id),
        _("The part is withheld."),
        intro=_("It is withheld at once.")
        if decides
        else _("It is withheld at once; a judge decides on it."),
    )
    initial = {"kind": RestrictionKind.CLOSED, "ordered_by": own_name(admitted) if decides else ""}
    initial |= _marked(request, admitted)
    form = RestrictionForm(request.POST or None, hearing=hearing, decides=decides, initial=initial)

    def write(fields: dict[str, Any]) -> None:
        rule = admitted.verdict.rule_id
        order_restriction(hearing, order_from(fields), admitted.caller, rule, decides=decides)

    return submit(request, page, form, write)


def _marked(request: HttpRequest, admitted: Admitted) -> dict[str, Any]:
    """Return the part that was marked in the player, widened to whole seconds."""
    zero = admitted.hearing.started_at
    start, end = _ms(request.GET.get("from_ms")), _ms(request.GET.get("to_ms"))
    found: dict[str, Any] = {}
    if start is not None:
        found["started_at"] = plus_ms(zero, start).replace(microsecond=0)
    if end is not None:
        found["ended_at"] = whole_second_after(plus_ms(zero, end))
    return found


@login_required
@require_POST
def close_now(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Close at once, from now in a session that goes on, else from the player's moment on, until a judge decides."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.PROPOSE_RESTRICTION)
    hearing = admitted.hearing
    live = hearing.state == HearingState.IN_SESSION
    at = None if live else plus_ms(hearing.started_at, _ms(request.POST.get("at_ms")) or 0)
    order = Order(RestrictionKind.PROVISIONAL, started_at=at)
    made = order_restriction(hearing, order, admitted.caller, admitted.verdict.rule_id, decides=False)
    messages.success(
        request,
        _("Closed. Only the judges, the clerk and the assistant hear it until a judge decides."),
        extra_tags=reverse("hearings:restriction-undo", args=[made.pk]),  # shown as a button
    )
    return HttpResponseRedirect(hearing_url(hearing_id))
