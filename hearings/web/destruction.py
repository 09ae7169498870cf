"""Pages of retention and destruction: what is due in a court, its acts, and the second person's decision."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.policies.caller import Caller, caller_of
from courts.models import Court
from custody.models.original import ACT_MAX
from foundation.problems import Problem
from hearings.doors import require_at_court
from hearings.doors.destruction import get_act_for, get_act_to_decide, get_hearing_to_destroy
from hearings.models import ActGround, DestructionAct, Hearing
from hearings.models.destruction import ACT_REASON_MAX
from hearings.policies.retention import due, kept_until
from hearings.policies.visible import visible_to
from hearings.policy import Action, CourtAction
from hearings.services.destruction import Grounds, Wanted, approve, propose, refuse
from hearings.services.notices import reads_card
from hearings.states import ActState
from hearings.web.act_words import ACT_STATES, report_words
from hearings.web.hearings import hearing_url
from hearings.web.notices import object_words
from hearings.web.submit import FormPage, submit

ACTS_SHOWN = 50


class DueForm(forms.Form):
    """Which hearings one act destroys, and its number."""

    hearings = forms.MultipleChoiceField(
        label=_("Hearings whose retention period has ended"), widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(
        label=_("Number of the act"),
        max_length=ACT_MAX,
        required=False,
        help_text=_("Empty: the next number of the year."),
    )
    reason = forms.CharField(
        label=_("Remark"), max_length=ACT_REASON_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hearings"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices


class DeleteForm(forms.Form):
    """By which ruling, and why."""

    number = forms.CharField(
        label=_("Number of the act"),
        max_length=ACT_MAX,
        required=False,
        help_text=_("Empty: the next number of the year."),
    )
    reason = forms.CharField(
        label=_("Ruling, and reason"),
        min_length=3,
        max_length=ACT_REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def act_url(act_id: str) -> str:
    """Return the address of an act."""
    return reverse("hearings:act", args=[act_id])


@login_required
def court_acts(request: HttpRequest, court_id: str) -> HttpResponse:
    """List what is due in a court and its acts; a POST proposes an act."""
    caller = caller_of(request)
    court, _verdict = require_at_court(caller, court_id, CourtAction.PLAN_DESTRUCTION)
    form = DueForm(request.POST if request.method == "POST" else None, choices=_choices(caller, court))
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(caller, court, form.cleaned_data)
        except Problem as problem:
            if problem.status in {401, 404}:
                raise
            form.add_error(None, str(problem.detail or problem.title))
        else:
            messages.success(request, str(_("The act is proposed. Another person has to approve it.")))
            return HttpResponseRedirect(act_url(made.pk))
    acts = DestructionAct.objects.filter(court=court)[:ACTS_SHOWN]
    context = {
        "form": form,
        "is_due": bool(form.fields["hearings"].choices),  # type: ignore[attr-defined]  # a choice field
        "court": court.local_name,
        "court_tz": court.time_zone,
        "acts": [_row(act) for act in acts],
    }
    return render(request, "hearings/court_acts.html", context, status=422 if form.errors else 200)


def _choices(caller: Caller, court: Court) -> list[tuple[str, str]]:
    rows = due(visible_to(caller), court).select_related("court").prefetch_related("cases")
    found = rows.order_by("scheduled_at", "pk")[: settings.DESTRUCTION_ITEMS]
    return [(row.pk, _words(caller, row)) for row in found]


def _words(caller: Caller, row: Hearing) -> str:
    """Return what a planner may know of a hearing that is due: of a sealed one no more than that it exists."""
    numbers = ", ".join(case.number for case in row.cases.all()) if reads_card(caller, row.pk) else row.pk
    last = kept_until(row, row.cases.all())
    day = row.scheduled_at.astimezone(row.court.zone).date()
    return str(_("%(numbers)s, heard on %(day)s, kept until %(last)s")) % {
        "numbers": numbers,
        "day": f"{day:%d.%m.%Y}",
        "last": f"{last:%d.%m.%Y}" if last is not None else "",
    }


def _propose(caller: Caller, court: Court, fields: dict[str, Any]) -> DestructionAct:
    found = [get_hearing_to_destroy(caller, each, ActGround.RETENTION) for each in fields["hearings"]]
    return propose(
        court,
        [Wanted(each.hearing) for each in found],
        Grounds(ActGround.RETENTION, fields["reason"], fields["number"]),
        caller,
        found[0].verdict.rule_id,
        countersigns=all(each.may(Action.COUNTERSIGN) for each in found),
    )


@login_required
def hearing_delete(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Propose to destroy the recordings and texts of a hearing by ruling, before its period has ended."""
    admitted = get_hearing_to_destroy(caller_of(request), hearing_id, ActGround.RULING)
    page = FormPage(
        _("Destroy what was recorded"),
        _("Propose it"),
        hearing_url(hearing_id),
        _("It is proposed. Another person has to approve it."),
        intro=_(
            "Originals, everything made of them and the protocol are destroyed for ever once another person has "
            "approved it; one of the two is a judge of the case."
        ),
        danger=True,
    )

    def write(fields: dict[str, Any]) -> str:
        grounds = Grounds(ActGround.RULING, fields["reason"], fields["number"])
        act = propose(
            admitted.hearing.court,
            [Wanted(admitted.hearing)],
            grounds,
            admitted.caller,
            admitted.verdict.rule_id,
            countersigns=admitted.may(Action.COUNTERSIGN),
        )
        return act_url(act.pk)

    return submit(request, page, DeleteForm(request.POST or None), write)


@login_required
def act_detail(request: HttpRequest, act_id: str) -> HttpResponse:
    """Show an act: what it destroys, who decided, what was destroyed and what had to stay."""
    caller = caller_of(request)
    act = get_act_for(caller, act_id)
    people = {
        user.pk: user.display_name for user in User.objects.filter(pk__in=[act.proposed_by, act.approved_by])
    }
    context = {
        "act": _row(act)
        | {
            "proposed_by": people.get(act.proposed_by, ""),
            "approved_by": people.get(act.approved_by, ""),
            "backups_until": act.report.get("backups_until", ""),
        },
        "items": [_item(caller, item) for item in act.items.select_related("hearing")],
        "court_tz": act.court.time_zone,
        "actions": _actions(caller, act),
    }
    return render(request, "hearings/act.html", context)


def _row(act: DestructionAct) -> dict[str, Any]:
    return {
        "url": act_url(act.pk),
        "number": act.number,
        "ground": act.get_ground_display(),
        "reason": act.reason,
        "state": act.state,
        "state_label": ACT_STATES[ActState(act.state)],
        "proposed_at": act.created_at,
        "approved_at": act.approved_at,
        "carried_out_at": act.carried_out_at,
    }


def _item(caller: Caller, item: Any) -> dict[str, Any]:
    known = reads_card(caller, item.hearing_id)
    url, name = object_words(item.hearing_id) if known else ("", item.hearing_id)
    return {
        "url": url,
        "name": name,
        "heard_at": item.hearing.scheduled_at,
        "recording": bool(item.recording),
        "done_at": item.done_at,
        "report": report_words(item.report),
    }


def _actions(caller: Caller, act: DestructionAct) -> list[dict[str, Any]]:
    """Return what the reader can do; of the first person's own proposal no more than taking it back."""
    try:
        get_act_to_decide(caller, act.pk)
    except Problem:
        return []
    own = act.proposed_by == caller.id
    found = [] if own else [("approve", _("Approve and destroy"), True)]
    found.append(("refuse", _("Take it back") if own else _("Refuse"), False))
    return [
        {
            "label": label,
            "url": reverse("hearings:act-do", args=[act.pk, name]),
            "method": "post",
            "danger": danger,
        }
        for name, label, danger in found
    ]


@login_required
@require_POST
def act_do(request: HttpRequest, act_id: str, name: str) -> HttpResponse:
    """Approve or refuse an act."""
    caller = caller_of(request)
    found = get_act_to_decide(caller, act_id)
    try:
        if name == "approve":
            approve(found.act, caller, found.rule, countersigns=found.countersigns)
            done = _("Approved. Nobody reads or hears it any more; the files are destroyed within a day.")
        else:
            refuse(found.act, caller, found.rule)
            done = _("Refused.")
    except Problem as problem:
        messages.error(request, str(problem.detail or problem.title))
    else:
        messages.success(request, str(done))
    return HttpResponseRedirect(act_url(act_id))
