"""Pages of orders that name a person, for the judges of the case."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from foundation.clock import utc_now
from hearings.doors import get_case_for
from hearings.doors.order import get_order_to_end
from hearings.models import AccessOrder, OrderKind
from hearings.policy import Action
from hearings.services.access_orders import end_order, give_order
from hearings.web.order_forms import CLASS_CHOICES, COLUMN_CHOICES, OrderForm
from hearings.web.submit import FormPage, submit


def list_url(case_id: str) -> str:
    """Return the address of the orders of a case."""
    return reverse("hearings:case-orders", args=[case_id])


@login_required
def order_list(request: HttpRequest, case_id: str) -> HttpResponse:
    """List the orders of a case, those that run first."""
    case = get_case_for(caller_of(request), case_id, Action.RULE).case
    rows = AccessOrder.objects.filter(case=case).exclude(kind=OrderKind.BREAK_GLASS)
    context = {
        "title": _("Orders that name somebody"),
        "back": {"url": reverse("hearings:case", args=[case.pk]), "label": case.number},
        "new_url": reverse("hearings:order-new", args=[case.pk]),
        "new_label": _("Name a person"),
        "empty": _("No order names anybody in this case."),
        "rows": order_rows(list(rows.select_related("user", "case"))),
        "court_tz": case.court.time_zone,
    }
    return render(request, "hearings/order_list.html", context)


@login_required
def order_new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Name a person in an order."""
    admitted = get_case_for(caller_of(request), case_id, Action.RULE)
    page = FormPage(
        _("Name a person in an order"),
        _("Give the order"),
        list_url(case_id),
        _("The order is given. The person gets a notice."),
        intro=_("It opens what you choose here, no more, and closes by itself at its end."),
    )
    form = OrderForm(request.POST or None, case=admitted.case)

    def write(fields: dict[str, Any]) -> None:
        terms = form.terms(fields["kind"], frozenset(fields["classes"]))
        give_order(admitted.case, terms, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, form, write)


@login_required
def order_end(request: HttpRequest, order_id: str) -> HttpResponse:
    """End an order."""
    caller = caller_of(request)
    row, rule = get_order_to_end(caller, order_id)
    inspected = reverse("hearings:inspections", args=[row.case.court_id])
    page = FormPage(
        _("End the order"),
        _("End it now"),
        inspected if row.kind == OrderKind.INSPECTION else list_url(row.case_id),
        _("The order has ended."),
        intro=_("What the person sees of this case by the order ends within seconds."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        end_order(row, caller, rule)

    return submit(request, page, forms.Form(request.POST if request.method == "POST" else None), write)


def order_rows(rows: list[AccessOrder]) -> list[dict[str, Any]]:
    """Return orders in words, those that run first."""
    now = utc_now()
    ordered = sorted(rows, key=lambda row: (row.until is not None and row.until <= now, row.since))
    return [_row(row, over=row.until is not None and row.until <= now) for row in ordered]


def _row(row: AccessOrder, *, over: bool) -> dict[str, Any]:
    opens = [str(words) for letter, words in CLASS_CHOICES if letter in row.classes]
    parts = [str(words) for word, words in COLUMN_CHOICES if word in row.columns]
    return {
        "person": row.user.display_name,
        "kind": row.get_kind_display(),
        "case": row.case.number,
        "opens": ", ".join(opens),
        "parts": ", ".join(parts),
        "number": row.number,
        "since": row.since,
        "until": row.until,
        "heard_from": row.heard_from,
        "heard_to": row.heard_to,
        "over": over,
        "end_url": None if over else reverse("hearings:order-end", args=[row.pk]),
    }
