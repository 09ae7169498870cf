"""Pages of a case: card, participants, mandates."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from foundation.problems import Forbidden
from hearings.doors import AdmittedCase, get_case_for, require_at_court
from hearings.models import Mandate
from hearings.policies.visible import visible_to
from hearings.policy import Action, CourtAction
from hearings.policy.classes import ContentClass
from hearings.services.cases import add_participant, change_case, create_case, end_mandate, give_mandate
from hearings.web.forms import CaseForm, MandateForm, ParticipantForm
from hearings.web.lists import courts_of_registry
from hearings.web.rows import hearing_rows
from hearings.web.submit import FormPage, submit


def case_url(case_id: str) -> str:
    """Return the address of a case's page."""
    return reverse("hearings:case", args=[case_id])


@login_required
def case_detail(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show a case's card, participants and hearings."""
    admitted = get_case_for(caller_of(request), case_id, Action.CARD)
    case = admitted.case
    hearings = visible_to(admitted.caller, ContentClass.CARD).filter(cases=case).order_by("-scheduled_at")
    named = not admitted.verdict.redacted
    context = {
        "case": {
            "number": case.number,
            "kind_label": case.get_kind_display(),
            "court": case.court.local_name,
            "title": case.title if named else "",
        },
        "court_tz": case.court.time_zone,
        "participants": [_person(row) for row in case.participants.order_by("kind", "name") if named],
        "mandates": _mandates(admitted) if named else [],
        "hearings": hearing_rows(hearings, admitted.caller),
        **_actions(admitted),
    }
    return render(request, "hearings/case_detail.html", context)


def _person(row: Any) -> dict[str, Any]:
    side = row.get_side_display() if row.side != "none" else ""
    return {"name": row.name, "role_label": row.get_kind_display(), "side_label": side}


def _mandates(admitted: AdmittedCase) -> list[dict[str, Any]]:
    rows = Mandate.objects.filter(representative__case=admitted.case).select_related(
        "representative", "party"
    )
    may_end = admitted.may(Action.WRITE_PARTIES)
    return [
        {
            "representative": row.representative.name,
            "participant": row.party.name,
            "valid_from": row.since,
            "valid_to": row.until,
            "url": reverse("hearings:mandate-end", args=[admitted.case.pk, row.pk])
            if may_end and not row.until
            else None,
        }
        for row in rows
    ]


def _actions(admitted: AdmittedCase) -> dict[str, Any]:
    case = admitted.case
    writes_parties = admitted.may(Action.WRITE_PARTIES)
    offered = [
        (Action.WRITE_CARD, _("Change the card"), "case-edit", True),
        (Action.RULE, _("Seal the case"), "case-seal", not case.sealed),
        (Action.RULE, _("Unseal the case"), "case-unseal", case.sealed),
    ]
    new_hearing = admitted.may(Action.ASSIGN)
    return {
        "actions": [
            {"label": label, "url": reverse(f"hearings:{name}", args=[case.pk])}
            for action, label, name, fits in offered
            if fits and admitted.may(action)
        ],
        "new_participant_url": reverse("hearings:participant-new", args=[case.pk])
        if writes_parties
        else None,
        "new_mandate_url": reverse("hearings:mandate-new", args=[case.pk]) if writes_parties else None,
        "new_hearing_url": reverse("hearings:new", args=[case.pk]) if new_hearing else None,
    }


@login_required
def case_new(request: HttpRequest) -> HttpResponse:
    """Register a case."""
    caller = caller_of(request)
    courts = courts_of_registry(caller)
    if not courts.exists():
        raise Forbidden
    form = CaseForm(request.POST or None, courts=courts)
    page = FormPage(_("New case"), _("Register"), reverse("hearings:case-list"), _("The case is registered."))

    def write(fields: dict[str, Any]) -> str:
        court, verdict = require_at_court(caller, fields.pop("court").pk, CourtAction.CREATE_CASE)
        return case_url(create_case(court, caller, verdict.rule_id, **fields).pk)

    return submit(request, page, form, write)


@login_required
def case_edit(request: HttpRequest, case_id: str) -> HttpResponse:
    """Change a case's card."""
    admitted = get_case_for(caller_of(request), case_id, Action.WRITE_CARD)
    case = admitted.case
    form = CaseForm(
        request.POST or None, initial={"number": case.number, "kind": case.kind, "title": case.title}
    )
    page = FormPage(_("Change the card"), _("Save"), case_url(case.pk), _("The card is saved."))

    def write(fields: dict[str, Any]) -> None:
        change_case(case, admitted.caller, admitted.verdict.rule_id, **fields)

    return submit(request, page, form, write)


@login_required
def participant_new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Add a participant."""
    admitted = get_case_for(caller_of(request), case_id, Action.WRITE_PARTIES)
    page = FormPage(_("Add a participant"), _("Add"), case_url(case_id), _("The participant is added."))

    def write(fields: dict[str, Any]) -> None:
        user = fields.pop("username")
        add_participant(admitted.case, admitted.caller, admitted.verdict.rule_id, user=user, **fields)

    return submit(request, page, ParticipantForm(request.POST or None), write)


@login_required
def mandate_new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Add a mandate."""
    admitted = get_case_for(caller_of(request), case_id, Action.WRITE_PARTIES)
    page = FormPage(_("Add a mandate"), _("Add"), case_url(case_id), _("The mandate is added."))

    def write(fields: dict[str, Any]) -> None:
        give_mandate(fields["representative"], fields["party"], admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, MandateForm(request.POST or None, case=admitted.case), write)


@login_required
def mandate_end(request: HttpRequest, case_id: str, mandate_id: str) -> HttpResponse:
    """End a mandate."""
    admitted = get_case_for(caller_of(request), case_id, Action.WRITE_PARTIES)
    rows = Mandate.objects.select_related("representative__case", "representative__user")
    mandate = get_object_or_404(rows, pk=mandate_id, representative__case=admitted.case)
    page = FormPage(
        _("End the mandate"),
        _("End it now"),
        case_url(case_id),
        _("The mandate has ended."),
        intro=_("What the representative sees of this case ends within seconds."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        end_mandate(mandate, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, forms.Form(request.POST if request.method == "POST" else None), write)
