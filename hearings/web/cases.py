"""Pages of a case: card and participants."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from foundation.problems import Forbidden
from hearings.doors import AdmittedCase, get_case_for, require_at_court
from hearings.models import LISTED, Participant
from hearings.policies.visible import visible_to
from hearings.policy import Action, CourtAction
from hearings.policy.classes import ContentClass
from hearings.services.cases import add_participant, change_case, create_case
from hearings.web.forms import CaseForm, ParticipantForm
from hearings.web.lists import courts_of_registry
from hearings.web.mandates import mandate_rows
from hearings.web.rows import hearing_rows
from hearings.web.submit import FormPage, submit
from hearings.web.transfers import transfer_rows


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
        "participants": _people(admitted) if named else [],
        "mandates": mandate_rows(admitted) if named else [],
        "transfers": transfer_rows(admitted),
        "hearings": hearing_rows(hearings, admitted.caller),
        **_actions(admitted),
    }
    return render(request, "hearings/case_detail.html", context)


def _people(admitted: AdmittedCase) -> list[dict[str, Any]]:
    """Return the participants; for those who write them with the pages of how each gets in and of its end."""
    rows = admitted.case.participants.order_by(*LISTED)
    writes = admitted.may(Action.WRITE_PARTIES)
    return [_person(row, admitted, writes=writes) for row in rows]


def _person(row: Participant, admitted: AdmittedCase, *, writes: bool) -> dict[str, Any]:
    runs = row.until is None or row.until > admitted.now
    return {
        "name": str(row),
        "role_label": row.get_kind_display(),
        "side_label": row.get_side_display() if row.side != "none" else "",
        "until": row.until,
        "url": reverse("hearings:entry", args=[admitted.case.pk, row.pk]) if writes else None,
        "end_url": reverse("hearings:place-end", args=[row.pk]) if writes and runs else None,
    }


def _actions(admitted: AdmittedCase) -> dict[str, Any]:
    case = admitted.case
    writes_parties = admitted.may(Action.WRITE_PARTIES)
    offered = [
        (Action.WRITE_CARD, _("Change the card"), "case-edit", True),
        (Action.ASSIGN, _("Send it to a court above"), "transfer", case.court.parent_id is not None),
        (Action.RULE, _("Orders that name somebody"), "case-orders", True),
        (Action.RULE, _("Seal the case"), "case-seal", not case.sealed),
        (Action.RULE, _("Unseal the case"), "case-unseal", case.sealed),
    ]
    new_hearing = admitted.may(Action.ASSIGN)
    actions = [
        {"label": label, "url": reverse(f"hearings:{name}", args=[case.pk])}
        for action, label, name, fits in offered
        if fits and admitted.may(action)
    ]
    if admitted.may(Action.BREAK_GLASS):
        url = f"{reverse('hearings:break-glass-new')}?{urlencode({'object': case.pk})}"
        actions.append({"label": _("Ask for break-glass"), "url": url})
    return {
        "actions": actions,
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

    form = ParticipantForm(request.POST or None, zone=admitted.case.court.zone)
    return submit(request, page, form, write)
