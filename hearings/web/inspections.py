"""Pages of inspections: which observer may hear what in a court, as its chair orders it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller, caller_of
from foundation.problems import Invalid, Problem
from hearings.doors import get_case_for, require_at_court
from hearings.models import AccessOrder, Case, OrderKind
from hearings.policies.visible import cases_visible_to
from hearings.policy import Action, CourtAction
from hearings.policy.classes import ContentClass
from hearings.services.access_orders import order_inspection
from hearings.web.access_orders import order_rows
from hearings.web.order_forms import InspectionForm
from hearings.web.submit import FormPage, submit


@login_required
def inspection_list(request: HttpRequest, court_id: str) -> HttpResponse:
    """List the inspections in a court, of the cases that the reader may know."""
    caller = caller_of(request)
    court, _verdict = require_at_court(caller, court_id, CourtAction.INSPECT)
    known = cases_visible_to(caller, ContentClass.CARD).filter(court=court)
    rows = AccessOrder.objects.filter(case__in=known, kind=OrderKind.INSPECTION)
    context = {
        "title": _("Inspections"),
        "back": {"url": reverse("desk:home"), "label": court.local_name},
        "new_url": reverse("hearings:inspection-new", args=[court.pk]),
        "new_label": _("Order an inspection"),
        "empty": _("No inspection has been ordered."),
        "rows": order_rows(list(rows.select_related("user", "case"))),
        "court_tz": court.time_zone,
    }
    return render(request, "hearings/order_list.html", context)


@login_required
def inspection_new(request: HttpRequest, court_id: str) -> HttpResponse:
    """Order an inspection."""
    caller = caller_of(request)
    court, verdict = require_at_court(caller, court_id, CourtAction.INSPECT)
    page = FormPage(
        _("Order an inspection"),
        _("Order it"),
        reverse("hearings:inspections", args=[court.pk]),
        _("The inspection is ordered. The observer gets a notice."),
        intro=_("The observer hears the hearings of these cases and days, and sees nothing else of them."),
    )
    form = InspectionForm(request.POST or None, court=court)

    def write(fields: dict[str, Any]) -> None:
        cases = [_case(caller, court.pk, number) for number in fields["cases"]]
        terms = form.terms(OrderKind.INSPECTION, frozenset("s"))
        order_inspection(cases, terms, caller, verdict.rule_id)

    return submit(request, page, form, write)


def _case(caller: Caller, court_id: str, number: str) -> Case:
    """Return a case of the court by its number; one that the caller may not know is none."""
    row = Case.objects.filter(court_id=court_id, number=number).first()
    try:
        if row is not None:
            return get_case_for(caller, row.pk, Action.CARD).case
    except Problem:
        pass
    raise Invalid(_("There is no case with the number %(number)s in this court.") % {"number": number})
