"""Pages of break-glass: asking, the second person's decision, the end."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.policies.caller import Caller, caller_of
from foundation.ids import is_id
from foundation.problems import Forbidden, NotFound, Problem
from hearings.doors.break_glass import (
    AdmittedRequest,
    Target,
    courts_of_chair,
    get_request_for,
    get_request_to_decide,
    get_target_for,
    requests_of,
    requests_to_decide,
)
from hearings.models import BreakGlass, BreakGlassKind
from hearings.models.break_glass import REASON_MAX, REASON_MIN
from hearings.policies.visible import cases_visible_to
from hearings.services.break_glass import approve, ask, end, refuse, state_now
from hearings.services.notices import reads_card
from hearings.states import BREAK_GLASS_TRANSITIONS, BreakGlassEvent, BreakGlassState, following
from hearings.web.labels import BREAK_GLASS_STATES
from hearings.web.notices import object_words
from hearings.web.submit import FormPage, submit

OWN_SHOWN = 50


class BreakGlassForm(forms.Form):
    """Of what, what for, and why."""

    object = forms.CharField(
        label=_("Case number, or the id of the hearing"), max_length=100, help_text=_("Of your court.")
    )
    kind = forms.ChoiceField(label=_("What for"), choices=BreakGlassKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        min_length=REASON_MIN,
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At least 20 characters. The second person and the judge of the case read it."),
    )


@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """List what waits for the reader, and what the reader asked for."""
    caller = caller_of(request)
    context = {
        "waiting": [request_row(row, caller) for row in requests_to_decide(caller)],
        "own": [request_row(row, caller) for row in requests_of(caller)[:OWN_SHOWN]],
        "new_url": reverse("hearings:break-glass-new") if courts_of_chair(caller).exists() else None,
    }
    return render(request, "hearings/break_glass_list.html", context)


@login_required
def request_new(request: HttpRequest) -> HttpResponse:
    """Ask for break-glass."""
    caller = caller_of(request)
    if not courts_of_chair(caller).exists():
        raise Forbidden
    page = FormPage(
        _("Ask for break-glass"),
        _("Ask for it"),
        reverse("hearings:break-glass"),
        _("It is asked for. A judge of the court, or of a court above, has to approve it."),
        intro=_(
            "Once approved it is open for an hour and closes by itself. The judge of the case gets a notice, and "
            "everything is entered in the audit log."
        ),
        danger=True,
    )
    initial = {"object": request.GET.get("object", ""), "kind": BreakGlassKind.CONTENT}
    form = BreakGlassForm(request.POST or None, initial=initial)

    def write(fields: dict[str, Any]) -> None:
        target = _target(caller, fields["object"].strip())
        ask(target.case, target.hearing, fields["kind"], fields["reason"], caller, target.rule)

    return submit(request, page, form, write)


def _target(caller: Caller, name: str) -> Target:
    """Return what a person named: an id, or the number of a case of which at least the existence is known."""
    if not is_id(name):
        rows = cases_visible_to(caller).filter(number=name, court__in=courts_of_chair(caller))
        name = next(iter(rows.values_list("pk", flat=True)), "")
    try:
        return get_target_for(caller, name)
    except NotFound:
        raise Forbidden(_("There is no such case or hearing in your court.")) from None


@login_required
def request_detail(request: HttpRequest, request_id: str) -> HttpResponse:
    """Show a request to those whom it concerns, with what they can do about it."""
    found = get_request_for(caller_of(request), request_id)
    context = {
        "row": request_row(found.row, found.caller),
        "court_tz": found.row.case.court.time_zone,
        "actions": _actions(found),
    }
    return render(request, "hearings/break_glass.html", context)


def _actions(found: AdmittedRequest) -> list[dict[str, Any]]:
    state, actions = state_now(found.row), []

    def offer(event: BreakGlassEvent, label: Any, *, danger: bool = False) -> None:
        if following(BREAK_GLASS_TRANSITIONS, state, event) is not None:
            url = reverse("hearings:break-glass-do", args=[found.row.pk, str(event)])
            actions.append({"label": label, "url": url, "method": "post", "danger": danger})

    if found.decides and not found.is_own:
        offer(BreakGlassEvent.APPROVE, _("Approve"), danger=True)
        offer(BreakGlassEvent.REFUSE, _("Refuse"))
    waits = state is BreakGlassState.PROPOSED
    if found.is_own or not waits:
        offer(BreakGlassEvent.END, _("Take it back") if waits else _("End it now"))
    return actions


DONE = {
    "approve": _("Approved. It is open for an hour; the judge of the case gets a notice."),
    "refuse": _("Refused."),
    "end": _("Ended."),
}


@login_required
@require_POST
def request_do(request: HttpRequest, request_id: str, name: str) -> HttpResponse:
    """Approve, refuse or end a request."""
    caller = caller_of(request)
    found = (
        get_request_for(caller, request_id) if name == "end" else get_request_to_decide(caller, request_id)
    )
    act = {"approve": approve, "refuse": refuse, "end": end}[name]
    try:
        act(found.row, caller, found.rule)
    except Problem as problem:
        messages.error(request, str(problem.title))
    else:
        messages.success(request, str(DONE[name]))
    return HttpResponseRedirect(reverse("hearings:break-glass-request", args=[request_id]))


def request_row(row: BreakGlass, caller: Caller) -> dict[str, Any]:
    """Return a request in words; what it is about is named to who may read its card."""
    people = {
        user.pk: user.display_name for user in User.objects.filter(pk__in=[row.proposed_by, row.decided_by])
    }
    url, name = object_words(row.object_id) if reads_card(caller, row.object_id) else ("", row.object_id)
    return {
        "id": row.pk,
        "url": reverse("hearings:break-glass-request", args=[row.pk]),
        "kind": row.get_kind_display(),
        "state": state_now(row),
        "state_label": BREAK_GLASS_STATES[state_now(row)],
        "reason": row.reason,
        "asked_by": people.get(row.proposed_by, ""),
        "asked_at": row.created_at,
        "decided_by": people.get(row.decided_by, ""),
        "ends_at": row.ends_at,
        "object_url": url,
        "object": name,
    }
