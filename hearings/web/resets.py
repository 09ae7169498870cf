"""The desk's page that gives a participant with an account a code for a new password."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import PaperCodeKind
from accounts.policies.caller import caller_of
from accounts.services.paper_codes import codes_for
from accounts.web.desk_forms import ResetForm
from accounts.web.slips import code_rows, slip_page
from foundation.problems import Problem
from hearings.doors.participant import get_written_participant_for
from hearings.errors import ResetRefused
from hearings.services.resets import give_reset_to_participant, may_be_reset_by
from hearings.web.entry import entry_url, name_for


@never_cache
@login_required
def participant_reset(request: HttpRequest, case_id: str, participant_id: str) -> HttpResponse:
    """Show what was given; a POST gives a code and shows its slip, this once."""
    participant, admitted = get_written_participant_for(caller_of(request), case_id, participant_id)
    if participant.user is None or not may_be_reset_by(participant, admitted.caller):
        raise ResetRefused
    form, rule = ResetForm(request.POST or None), admitted.verdict.rule_id
    if request.method == "POST" and form.is_valid():
        try:
            code, written = give_reset_to_participant(
                participant, form.what_was_seen(), admitted.caller, rule
            )
        except Problem as problem:
            form.add_error(None, str(problem.title))
        else:
            return slip_page(request, code, written, entry_url(participant))
    # Slips of other desks for the same account are not this desk's to see.
    codes = codes_for(PaperCodeKind.RESET, participant.user.pk)
    context = {
        "form": form,
        "name": name_for(admitted, participant),
        "back": entry_url(participant),
        "codes": code_rows([code for code in codes if code.court_id == admitted.case.court_id]),
    }
    return render(request, "account/reset_code.html", context, status=422 if form.errors else 200)
