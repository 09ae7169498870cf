"""Who is behind a pseudonym: shown to who may read it, after a second sign-in, and noted each time."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.policies.caller import caller_of
from hearings.doors import Admitted
from hearings.doors.participant import get_identity_for
from hearings.models import Participant
from hearings.policy import Action
from hearings.services.identity_reading import read_identity
from hearings.web.hearings import hearing_url


@never_cache
@login_required
def identity(request: HttpRequest, hearing_id: str, participant_id: str) -> HttpResponse:
    """Say what reading means; a POST shows the name, so that no reload or preview reads it by the way."""
    row, admitted = get_identity_for(caller_of(request), hearing_id, participant_id)
    context = {
        "pseudonym": str(row),
        "hearing_url": hearing_url(hearing_id),
        "title": ", ".join(case.number for case in admitted.cases),
        "identity": read_identity(row, admitted) if request.method == "POST" else None,
    }
    return render(request, "hearings/identity.html", context)


def identity_url(row: Participant, admitted: Admitted) -> str | None:
    """Return where the caller may read who a participant is, None where there is nothing to read for them."""
    may = admitted.may(Action.READ_IDENTITY) or admitted.awaits_step_up(Action.READ_IDENTITY)
    if row.pseudonym is None or not may:
        return None
    return reverse("hearings:identity", args=[admitted.hearing.pk, row.pk])
