"""Pages of the transfer of a case to a court above, and of its way back."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from courts.models import Court
from hearings.doors import AdmittedCase, get_case_for
from hearings.doors.transfer import get_transfer_for
from hearings.models import Case, CaseTransfer
from hearings.policy import Action
from hearings.services.transfers import send, take_back
from hearings.web.submit import FormPage, submit


class TransferForm(forms.Form):
    """To which court, by which letter."""

    court = forms.ModelChoiceField(Court.objects.none(), label=_("Court above"))
    number = forms.CharField(label=_("Number of the covering letter"), max_length=100, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["court"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Court.objects.filter(pk__in=case.court.ancestors())


def _case_url(case_id: str) -> str:
    return reverse("hearings:case", args=[case_id])


@login_required
def transfer_new(request: HttpRequest, case_id: str) -> HttpResponse:
    """Send a case to a court above."""
    admitted = get_case_for(caller_of(request), case_id, Action.ASSIGN)
    page = FormPage(
        _("Send the case to a court above"),
        _("Register the transfer"),
        _case_url(case_id),
        _("The transfer is registered."),
        intro=_(
            "From now on the judges and clerks of that court are of this case. What your court has restricted stays "
            "restricted until a ruling lifts it."
        ),
        danger=True,
    )

    def write(fields: dict[str, Any]) -> None:
        send(admitted.case, fields["court"], admitted.caller, admitted.verdict.rule_id, fields["number"])

    return submit(request, page, TransferForm(request.POST or None, case=admitted.case), write)


@login_required
def transfer_end(request: HttpRequest, transfer_id: str) -> HttpResponse:
    """Register that a case came back."""
    row, admitted = get_transfer_for(caller_of(request), transfer_id, Action.ASSIGN)
    page = FormPage(
        _("The case came back"),
        _("Register it"),
        _case_url(row.case_id),
        _("It is registered that the case came back."),
        intro=_("What the court above sees of this case ends within seconds."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        take_back(row, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, forms.Form(request.POST if request.method == "POST" else None), write)


def transfer_rows(admitted: AdmittedCase) -> list[dict[str, Any]]:
    """Return the transfers of a case, with the way to register that it came back."""
    may_end = admitted.may(Action.ASSIGN)
    return [
        {
            "court": row.court.local_name,
            "number": row.number,
            "registered_at": row.registered_at,
            "ended_at": row.ended_at,
            "end_url": reverse("hearings:transfer-end", args=[row.pk])
            if may_end and row.ended_at is None
            else None,
        }
        for row in CaseTransfer.objects.filter(case=admitted.case).select_related("court")
    ]
