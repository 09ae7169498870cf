"""Pages that write a hearing: schedule, session bounds, places, taking over."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from hearings.doors import Admitted, get_case_for, get_hearing_for, require_at_court
from hearings.models import Assignment
from hearings.policy import Action, CourtAction
from hearings.services.assignments import assign, end_assignment, recuse, take_over as take_place
from hearings.services.hearings import apply_event, change_hearing, create_hearing, mark_session
from hearings.services.proposals import proposal_for
from hearings.states import HearingEvent
from hearings.web.forms import AssignmentForm, HearingForm, ReasonForm, SessionForm
from hearings.web.submit import FormPage, submit


def hearing_url(hearing_id: str) -> str:
    """Return the address of a hearing's page."""
    return reverse("playback:hearing", args=[hearing_id])


@login_required
def hearing_new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Schedule a hearing of a case."""
    caller = caller_of(request)
    case = get_case_for(caller, case_id, Action.CARD).case
    court, verdict = require_at_court(caller, case.court_id, CourtAction.CREATE_HEARING)
    form = HearingForm(request.POST or None, court=court)
    page = FormPage(
        _("New hearing"),
        _("Schedule"),
        reverse("hearings:case", args=[case_id]),
        _("The hearing is scheduled."),
    )

    def write(fields: dict[str, Any]) -> str:
        return hearing_url(create_hearing(court, [case], caller, verdict.rule_id, **fields).pk)

    return submit(request, page, form, write)


@login_required
def hearing_edit(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Change a hearing's schedule."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_CARD)
    hearing = admitted.hearing
    initial = {name: getattr(hearing, name) for name in ("scheduled_at", "courtroom", "scheduled_minutes")}
    form = HearingForm(request.POST or None, court=hearing.court, initial=initial)
    page = FormPage(_("Change the schedule"), _("Save"), hearing_url(hearing_id), _("The schedule is saved."))

    def write(fields: dict[str, Any]) -> None:
        change_hearing(hearing, admitted.caller, admitted.verdict.rule_id, **fields)

    return submit(request, page, form, write)


@login_required
def session_edit(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Mark the session's beginning and end."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.MARK_SESSION)
    hearing = admitted.hearing
    proposal = None if hearing.closed_at else proposal_for(hearing)
    page = FormPage(
        _("Mark the session"),
        _("Save"),
        hearing_url(hearing_id),
        _("The session is marked."),
        intro=_("What was recorded before the opening and after the end is played to nobody."),
    )

    def write(fields: dict[str, Any]) -> None:
        mark_session(
            hearing, admitted.caller, admitted.verdict.rule_id, fields["opened_at"], fields["closed_at"]
        )

    return submit(request, page, SessionForm(request.POST or None, hearing=hearing, proposal=proposal), write)


@login_required
def assignment_new(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Give a person a place in the hearing."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.ASSIGN)
    page = FormPage(_("Assign a person"), _("Assign"), hearing_url(hearing_id), _("The person is assigned."))

    def write(fields: dict[str, Any]) -> None:
        rule = admitted.verdict.rule_id
        seat = (fields["username"], fields["role"])
        assign(admitted.hearing, *seat, admitted.caller, rule, sworn=fields["sworn"])

    return submit(request, page, AssignmentForm(request.POST or None), write)


def _place(admitted: Admitted, assignment_id: str) -> Assignment:
    rows = Assignment.objects.select_related("hearing", "user")
    return get_object_or_404(rows, pk=assignment_id, hearing=admitted.hearing, until=None, recused_at=None)


@login_required
def assignment_end(request: HttpRequest, hearing_id: str, assignment_id: str) -> HttpResponse:
    """End a person's place."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.ASSIGN)
    place = _place(admitted, assignment_id)
    page = FormPage(
        _("End the assignment"),
        _("End it now"),
        hearing_url(hearing_id),
        _("The assignment has ended."),
        intro=_("What the person sees of this hearing ends within seconds."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        end_assignment(place, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, forms.Form(request.POST if request.method == "POST" else None), write)


@login_required
def assignment_recuse(request: HttpRequest, hearing_id: str, assignment_id: str) -> HttpResponse:
    """Recuse a person from the hearing."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.ASSIGN)
    place = _place(admitted, assignment_id)
    page = FormPage(
        _("Recuse"), _("Recuse"), hearing_url(hearing_id), _("The person is recused."), danger=True
    )

    def write(fields: dict[str, Any]) -> None:
        recuse(place, admitted.caller, admitted.verdict.rule_id, fields["reason"])

    return submit(request, page, ReasonForm(request.POST or None), write)


@login_required
def take_over(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Let a clerk of the court take over a hearing of the day."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.TAKE_OVER)
    page = FormPage(
        _("Take over the hearing"),
        _("Take over"),
        hearing_url(hearing_id),
        _("You are the clerk of this hearing now."),
        intro=_("You are assigned at once; the presiding judge will see it with your reason."),
    )

    def write(fields: dict[str, Any]) -> None:
        user = admitted.caller.user
        if user is not None:
            rule = admitted.verdict.rule_id
            take_place(admitted.hearing, user, admitted.caller, rule, fields["reason"])

    return submit(request, page, ReasonForm(request.POST or None), write)


EVENTS = {
    "adjourn": (HearingEvent.ADJOURN, _("Adjourn the hearing"), _("The hearing is adjourned.")),
    "cancel": (HearingEvent.CANCEL, _("Cancel the hearing"), _("The hearing is cancelled.")),
    "reschedule": (HearingEvent.RESCHEDULE, _("Schedule again"), _("The hearing is scheduled again.")),
}


@login_required
def event(request: HttpRequest, hearing_id: str, name: str) -> HttpResponse:
    """Adjourn, cancel or schedule again."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_CARD)
    what, title, done = EVENTS[name]
    page = FormPage(title, title, hearing_url(hearing_id), done, danger=what is HearingEvent.CANCEL)

    def write(_fields: dict[str, Any]) -> None:
        apply_event(admitted.hearing, what, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, forms.Form(request.POST if request.method == "POST" else None), write)
