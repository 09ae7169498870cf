"""Pages on one restriction: deciding on it, withholding more, lifting it, taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.policies.caller import caller_of
from foundation.problems import Problem
from hearings.doors.restriction import get_restriction_for
from hearings.models import RestrictionKind
from hearings.policies.orders import order_of
from hearings.policy import Action
from hearings.services.restrictions import change, confirm, lift, undo
from hearings.states import RestrictionState
from hearings.web.hearings import hearing_url
from hearings.web.restriction_forms import RestrictionForm, initial_of, order_from
from hearings.web.restrictions import list_url, own_name
from hearings.web.submit import FormPage, submit


def _nothing_to_fill(request: HttpRequest) -> forms.Form:
    return forms.Form(request.POST if request.method == "POST" else None)


@login_required
def restriction_decide(request: HttpRequest, restriction_id: str) -> HttpResponse:
    """Decide on a proposal: confirm it, with changes if need be; refusing it is the page of its lift."""
    row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.CONFIRM_OR_LIFT)
    page = FormPage(
        _("Decide on a restriction"),
        _("Confirm"),
        list_url(row.hearing_id),
        _("The restriction is confirmed."),
        intro=_("Change what should be otherwise. Until you decide it stays withheld."),
        other=(_("Refuse it"), reverse("hearings:restriction-lift", args=[row.pk])),
    )
    order = order_of(row)
    kind = RestrictionKind.CLOSED if order.kind == RestrictionKind.PROVISIONAL else order.kind
    initial = initial_of(order) | {"kind": kind, "ordered_by": order.ordered_by or own_name(admitted)}
    form = RestrictionForm(request.POST or None, hearing=row.hearing, decides=True, initial=initial)

    def write(fields: dict[str, Any]) -> None:
        confirm(row, order_from(fields), admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, form, write)


@login_required
def restriction_change(request: HttpRequest, restriction_id: str) -> HttpResponse:
    """Let a confirmed restriction withhold more."""
    row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.CONFIRM_OR_LIFT)
    page = FormPage(
        _("Withhold more"),
        _("Save"),
        list_url(row.hearing_id),
        _("The restriction is changed."),
        intro=_("A change may withhold more, never less: for that, propose to lift it."),
    )
    initial = initial_of(order_of(row))
    form = RestrictionForm(request.POST or None, hearing=row.hearing, decides=True, initial=initial)

    def write(fields: dict[str, Any]) -> None:
        change(row, order_from(fields), admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, form, write)


OPEN_AGAIN = _("Whoever may hear the hearing hears the part again within seconds.")
# By state: title, button, what is said afterwards, what is said before.
LIFTS = {
    RestrictionState.PROPOSED: (
        _("Refuse the restriction"),
        _("Refuse it"),
        _("The restriction is refused. The part is open again."),
        OPEN_AGAIN,
    ),
    RestrictionState.CONFIRMED: (
        _("Propose to lift the restriction"),
        _("Propose it"),
        _("The lift is proposed. Another person has to approve it; until then the part stays withheld."),
        _("Another person than you must approve it, a judge of the case."),
    ),
    RestrictionState.LIFT_PROPOSED: (
        _("Lift the restriction"),
        _("Lift it"),
        _("The restriction is lifted."),
        OPEN_AGAIN,
    ),
}


@login_required
def restriction_lift(request: HttpRequest, restriction_id: str) -> HttpResponse:
    """Refuse a proposal, propose a lift, or approve one."""
    row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.PROPOSE_RESTRICTION)
    decides = admitted.may(Action.CONFIRM_OR_LIFT)
    state = RestrictionState(row.state)
    title, label, done, intro = LIFTS.get(state, LIFTS[RestrictionState.CONFIRMED])
    keep = (_("Keep it"), reverse("hearings:restriction-keep", args=[row.pk]))
    other = keep if decides and state is RestrictionState.LIFT_PROPOSED else None
    page = FormPage(title, label, list_url(row.hearing_id), done, intro, danger=True, other=other)

    def write(_fields: dict[str, Any]) -> None:
        lift(row, admitted.caller, admitted.verdict.rule_id, decides=decides)

    return submit(request, page, _nothing_to_fill(request), write)


@login_required
def restriction_keep(request: HttpRequest, restriction_id: str) -> HttpResponse:
    """Keep a restriction whose lift was proposed."""
    row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.CONFIRM_OR_LIFT)
    done = _("The restriction stays in force.")
    page = FormPage(_("Keep the restriction"), _("Keep it"), list_url(row.hearing_id), done)

    def write(_fields: dict[str, Any]) -> None:
        confirm(row, None, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, _nothing_to_fill(request), write)


@login_required
@require_POST
def restriction_undo(request: HttpRequest, restriction_id: str) -> HttpResponse:
    """Take back what one has just closed."""
    row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.PROPOSE_RESTRICTION)
    try:
        undo(row, admitted.caller, admitted.verdict.rule_id)
    except Problem as problem:
        if problem.status in {401, 404}:
            raise
        messages.error(request, str(problem.title))
    else:
        messages.success(request, _("Undone. The part is open again."))
    return HttpResponseRedirect(hearing_url(row.hearing_id))
