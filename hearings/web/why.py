"""Why may somebody (not) see this? For the presiding judge of a hearing, and for the administrators of a court."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from accounts.policies.caller import caller_of
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Forbidden
from hearings.doors import Admitted, get_hearing_for, require_at_court
from hearings.models import AssignmentRole
from hearings.policies.facts import court_facts
from hearings.policy import Action, CourtAction, Outcome, Verdict, decide_court
from hearings.policy.reasons import message
from hearings.services.why import answers_for, subject_named
from hearings.web.hearings import hearing_url

ACTIONS: Mapping[Action, str | Promise] = {
    Action.EXISTS: gettext_lazy("know that it exists"),
    Action.CARD: gettext_lazy("read the card"),
    Action.TIMELINE: gettext_lazy("see the timeline"),
    Action.ENTRIES: gettext_lazy("read the protocol"),
    Action.PLAYLIST: gettext_lazy("watch and listen"),
    Action.ORIGINAL: gettext_lazy("hear the original"),
    Action.ASK_COPY: gettext_lazy("ask for a copy"),
    Action.WRITE_ENTRY: gettext_lazy("write the protocol"),
    Action.PROPOSE_RESTRICTION: gettext_lazy("propose a restriction"),
    Action.CONFIRM_OR_LIFT: gettext_lazy("decide on a restriction"),
    Action.READ_IDENTITY: gettext_lazy("read who is behind a pseudonym"),
}
COURT_ACTIONS: Mapping[CourtAction, str | Promise] = {
    CourtAction.DEPOSIT: gettext_lazy("deposit a recording"),
    CourtAction.SORT_RECORDINGS: gettext_lazy("sort recordings"),
    CourtAction.STEER_WORK: gettext_lazy("steer the work on recordings"),
    CourtAction.READ_RECORDERS: gettext_lazy("read recorder profiles"),
    CourtAction.CREATE_CASE: gettext_lazy("register a case"),
    CourtAction.CREATE_HEARING: gettext_lazy("schedule a hearing"),
    CourtAction.LIST_ROWS: gettext_lazy("list ids and states"),
    CourtAction.READ_PROOFS: gettext_lazy("read proofs"),
    CourtAction.MANAGE_PEOPLE: gettext_lazy("manage people"),
    CourtAction.MANAGE_ROOMS: gettext_lazy("manage rooms"),
    CourtAction.READ_FIGURES: gettext_lazy("read figures"),
    CourtAction.READ_HEALTH: gettext_lazy("read the state of the system"),
    CourtAction.APPROVE_BREAK_GLASS: gettext_lazy("approve break-glass"),
    CourtAction.INSPECT: gettext_lazy("order an inspection"),
    CourtAction.PLAN_DESTRUCTION: gettext_lazy("plan the destruction of recordings"),
}


class WhyForm(forms.Form):
    """Of whom the question is, and of which second of the hearing."""

    user = forms.CharField(label=gettext_lazy("Sign-in name"), max_length=150)
    at = forms.IntegerField(
        label=gettext_lazy("Second of the recording"),
        required=False,
        min_value=0,
        max_value=7 * 24 * 3600,
        help_text=gettext_lazy("Empty: the hearing as a whole."),
    )


class CourtWhyForm(forms.Form):
    """Of whom the question is."""

    user = forms.CharField(label=gettext_lazy("Sign-in name"), max_length=150)


@login_required
def hearing_why(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Answer the presiding judge; who asks about whom is logged."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.CONFIRM_OR_LIFT)
    if not presides(admitted):
        raise Forbidden
    form = WhyForm(request.GET or None)
    rows: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        username, second = form.cleaned_data["user"].strip(), form.cleaned_data["at"]
        _log(admitted, username)
        at_ms = None if second is None else second * 1000
        rows = [_row(ACTIONS[each.action], each.verdict) for each in answers_for(admitted, username, at_ms)]
    title = ", ".join(case.number for case in admitted.cases)
    return _answer(request, form, rows, {"url": hearing_url(hearing_id), "label": title})


def presides(admitted: Admitted) -> bool:
    """Tell whether the caller presides over the hearing."""
    user = admitted.caller.user
    return any(
        place.role == AssignmentRole.PRESIDING and user is not None and place.user_id == user.pk
        for place in admitted.places
        if place.until is None and place.recused_at is None
    )


def _log(admitted: Admitted, username: str) -> None:
    hearing, rule = admitted.hearing, admitted.verdict.rule_id
    with transaction.atomic():
        record(
            "access.explained",
            actor=admitted.caller.actor(),
            object_id=hearing.pk,
            court=hearing.court_id,
            rule=rule,
            private={"about": username},
        )


@login_required
def court_why(request: HttpRequest, court_id: str) -> HttpResponse:
    """Answer an administrator about the court as such: of hearings they may see no more than a row."""
    court, _verdict = require_at_court(caller_of(request), court_id, CourtAction.MANAGE_PEOPLE)
    form = CourtWhyForm(request.GET or None)
    rows: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        subject, facts = subject_named(form.cleaned_data["user"].strip()), court_facts(court)
        verdicts = (
            (words, decide_court(subject, each, facts, utc_now())) for each, words in COURT_ACTIONS.items()
        )
        rows = [_row(words, verdict) for words, verdict in verdicts]
    return _answer(request, form, rows, {"url": reverse("desk:home"), "label": court.local_name})


def _row(words: str | Promise, verdict: Verdict) -> dict[str, Any]:
    hidden = verdict.outcome is Outcome.NOT_FOUND
    reason = _("For this person it is not there.") if hidden else _(message(verdict.reason))
    return {"what": words, "allowed": verdict.allowed, "reason": reason, "rule": verdict.rule_id}


def _answer(
    request: HttpRequest, form: forms.Form, rows: list[dict[str, Any]], back: dict[str, str]
) -> HttpResponse:
    context = {"form": form, "rows": rows, "back": back}
    return render(request, "hearings/why.html", context, status=422 if form.errors else 200)
