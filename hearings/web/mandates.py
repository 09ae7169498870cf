"""Pages of mandates, and of the end of a place in a case."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from foundation.clock import utc_now
from foundation.problems import NotFound
from hearings.doors import AdmittedCase, get_case_for
from hearings.doors.mandate import get_mandate_for, get_participant_for
from hearings.models import Case, Mandate, Participant, ParticipantKind
from hearings.policy import Action
from hearings.services.mandates import end_mandate, end_place, give_mandate
from hearings.web.forms import LocalDateTime
from hearings.web.submit import FormPage, submit


class MandateForm(forms.Form):
    """A mandate: who acts for whom, from when to when."""

    representative = forms.ModelChoiceField(Participant.objects.none(), label=_("Representative"))
    party = forms.ModelChoiceField(Participant.objects.none(), label=_("Acts for"))
    number = forms.CharField(label=_("Number of the mandate"), max_length=100, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Participant.objects.filter(Q(until=None) | Q(until__gt=utc_now()), case=case)
        for name, rows in (
            ("representative", people.filter(kind=ParticipantKind.COUNSEL)),
            ("party", people.exclude(kind=ParticipantKind.COUNSEL)),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        zone = case.court.zone
        self.fields["since"] = LocalDateTime(
            label=_("From"), zone=zone, required=False, help_text=_("Court time. Empty: from now on.")
        )
        self.fields["until"] = LocalDateTime(
            label=_("Until"), zone=zone, required=False, help_text=_("Empty: until somebody ends it.")
        )


def _case_url(case_id: str) -> str:
    return reverse("hearings:case", args=[case_id])


@login_required
def mandate_new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Add a mandate."""
    admitted = get_case_for(caller_of(request), case_id, Action.WRITE_PARTIES)
    page = FormPage(_("Add a mandate"), _("Add"), _case_url(case_id), _("The mandate is added."))

    def write(fields: dict[str, Any]) -> None:
        who, party = fields.pop("representative"), fields.pop("party")
        give_mandate(who, party, admitted.caller, admitted.verdict.rule_id, **fields)

    return submit(request, page, MandateForm(request.POST or None, case=admitted.case), write)


@login_required
def mandate_end(request: HttpRequest, case_id: str, mandate_id: str) -> HttpResponse:
    """End a mandate."""
    caller = caller_of(request)
    get_case_for(caller, case_id, Action.WRITE_PARTIES)
    mandate, admitted = get_mandate_for(caller, mandate_id, Action.WRITE_PARTIES)
    if admitted.case.pk != case_id:
        raise NotFound
    page = FormPage(
        _("End the mandate"),
        _("End it now"),
        _case_url(case_id),
        _("The mandate has ended."),
        intro=_("What the representative sees of this case ends within seconds."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        end_mandate(mandate, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, _nothing_to_fill(request), write)


@login_required
def place_end(request: HttpRequest, participant_id: str) -> HttpResponse:
    """End a participant's place in the case."""
    row, admitted = get_participant_for(caller_of(request), participant_id, Action.WRITE_PARTIES)
    page = FormPage(
        _("End the place in the case"),
        _("End it now"),
        _case_url(admitted.case.pk),
        _("The place in the case has ended."),
        intro=_("What the person sees of this case ends within seconds, mandates included."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        end_place(row, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, _nothing_to_fill(request), write)


def _nothing_to_fill(request: HttpRequest) -> forms.Form:
    return forms.Form(request.POST if request.method == "POST" else None)


def mandate_rows(admitted: AdmittedCase) -> list[dict[str, Any]]:
    """Return the mandates of a case, for those who are told who takes part in it; with the way to end each."""
    rows = Mandate.objects.filter(representative__case=admitted.case).select_related(
        "representative", "party"
    )
    may_end, now = admitted.may(Action.WRITE_PARTIES), utc_now()
    return [
        {
            "representative": str(row.representative),
            "participant": str(row.party),
            "number": row.number,
            "valid_from": row.since,
            "valid_to": row.until,
            "url": reverse("hearings:mandate-end", args=[admitted.case.pk, row.pk])
            if may_end and (row.until is None or row.until > now)
            else None,
        }
        for row in rows.order_by("since", "pk")
    ]
