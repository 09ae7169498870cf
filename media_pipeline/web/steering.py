"""Forms of the queue page: pause, go on, try again; for one recording, or for a kind of work of a court."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.policies.caller import caller_of
from foundation.problems import Invalid, NotFound
from hearings.doors import require_at_court
from hearings.policy import CourtAction
from jobs.models import Job
from media_pipeline.doors import AdmittedWork, get_work_for
from media_pipeline.services.steering import hold_kind, lift_kind, pause_work, resume_work, retry_work
from media_pipeline.states import CAN_WAIT


class Act(NamedTuple):
    """What a button does and what is said when it did."""

    do: Callable[[AdmittedWork, QuerySet[Job], str], bool]
    said: Promise


ACTS = {
    "pause": Act(pause_work, _("The work on this recording rests. What is finished of it is kept.")),
    "resume": Act(resume_work, _("The work on this recording goes on.")),
    "retry": Act(retry_work, _("The work on this recording is tried again.")),
}
KIND_ACTS = {
    "hold": (hold_kind, _("This kind of work rests until somebody lets it go on.")),
    "lift": (lift_kind, _("This kind of work goes on.")),
}
NOTHING = _("There was nothing to change: the work has moved on meanwhile.")


@login_required
@require_POST
def steer_work(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Pause the work on a recording, let it go on, or try again what failed (``do``)."""
    work = get_work_for(caller_of(request), recording_id)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Invalid
    changed = act.do(work, Job.objects.filter(group=work.recording.pk), work.recording.pk)
    return _back(request, act.said if changed else NOTHING)


@login_required
@require_POST
def steer_kind(request: HttpRequest, court_id: str, stage: str) -> HttpResponse:
    """Let a kind of work of a court rest or go on (``do``)."""
    caller = caller_of(request)
    _court, verdict = require_at_court(caller, court_id, CourtAction.STEER_WORK)
    kind = next((each for each in CAN_WAIT if each == stage), None)
    if kind is None:
        raise NotFound
    act = KIND_ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Invalid
    do, said = act
    changed = do(court_id, kind, caller, verdict.rule_id)
    return _back(request, said if changed else NOTHING)


def _back(request: HttpRequest, said: Promise) -> HttpResponse:
    """Return to the queue as it was filtered."""
    messages.success(request, str(said))
    query = request.POST.get("query", "")
    return HttpResponseRedirect(f"{reverse('media:jobs')}?{query}" if query else reverse("media:jobs"))
