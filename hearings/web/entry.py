"""The desk's page of how a participant gets in: codes on paper, given once the identity was seen."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import PaperCodeKind
from accounts.policies.caller import caller_of
from accounts.services.paper_codes import codes_for, revoke_code
from accounts.web.desk_forms import IdentityForm
from accounts.web.slips import code_rows, slip_page
from foundation.problems import Problem
from hearings.doors import AdmittedCase
from hearings.doors.participant import get_written_participant_for
from hearings.models import NationalId, Participant, ParticipantKind
from hearings.services.entering import give_entry_code
from hearings.services.national_ids import asks_for_national_ids
from hearings.services.resets import may_be_reset_by


class EntryForm(IdentityForm):
    """What the desk ticks before it gives a code; for a witness also that this one shall have an account."""

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if participant.kind == ParticipantKind.WITNESS:
            self.fields["witness_chosen"] = forms.BooleanField(
                label=_("This witness shall have an account, although witnesses have none by default.")
            )


def name_for(admitted: AdmittedCase, participant: Participant) -> str:
    """Return the participant's name, or that it is withheld from the caller."""
    return str(participant) if admitted.named else str(_("name withheld"))


def entry_url(participant: Participant) -> str:
    """Return the address of the desk's page about a participant's entry."""
    return reverse("hearings:entry", args=[participant.case_id, participant.pk])


@never_cache
@login_required
def entry(request: HttpRequest, case_id: str, participant_id: str) -> HttpResponse:
    """Show how a participant gets in; a POST gives a code and shows its slip, this once."""
    participant, admitted = get_written_participant_for(caller_of(request), case_id, participant_id)
    form = EntryForm(request.POST or None, participant=participant)
    if request.method == "POST" and form.is_valid():
        try:
            code, written = give_entry_code(
                participant,
                form.cleaned_data["document"],
                admitted.caller,
                admitted.verdict.rule_id,
                witness_chosen=form.cleaned_data.get("witness_chosen", False),
            )
        except Problem as problem:
            form.add_error(None, str(problem.title))
        else:
            return slip_page(request, code, written, back=entry_url(participant))
    context = _context(participant, admitted) | {"form": form}
    return render(request, "hearings/entry.html", context, status=422 if form.errors else 200)


def _context(participant: Participant, admitted: AdmittedCase) -> dict[str, Any]:
    codes = codes_for(PaperCodeKind.ENTRY, participant.pk)
    place = [admitted.case.pk, participant.pk]
    may_reset = may_be_reset_by(participant, admitted.caller)
    return {
        "person": {
            "name": name_for(admitted, participant),
            "kind_label": participant.get_kind_display(),
            "has_account": participant.user_id is not None,
        },
        "case": {"number": admitted.case.number, "url": reverse("hearings:case", args=[admitted.case.pk])},
        "court_tz": admitted.case.court.time_zone,
        "codes": code_rows(codes),
        "revoke_url": reverse("hearings:entry-revoke", args=place),
        "national_id": NationalId.objects.filter(participant=participant).first(),
        "national_id_url": reverse("hearings:national-id", args=place) if asks_for_national_ids() else None,
        "reset_url": reverse("hearings:participant-reset", args=place) if may_reset else None,
    }


@require_POST
@login_required
def entry_revoke(request: HttpRequest, case_id: str, participant_id: str) -> HttpResponse:
    """Revoke the participant's codes that nobody has used."""
    participant, admitted = get_written_participant_for(caller_of(request), case_id, participant_id)
    for code in codes_for(PaperCodeKind.ENTRY, participant.pk):
        revoke_code(code, admitted.caller, admitted.verdict.rule_id)
    messages.success(request, _("The code is revoked. Nobody enters with it any more."))
    return HttpResponseRedirect(entry_url(participant))
