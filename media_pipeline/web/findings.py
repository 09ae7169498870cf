"""What the check of its quality found wrong with a recording, in words, and that somebody has seen it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.policies.caller import caller_of
from foundation.clock import plus_ms
from hearings.policy import Action
from media_pipeline.doors import get_recording_for
from media_pipeline.models import Recording, RecordingFinding
from media_pipeline.policies.finding_words import SEVERITIES, finding_words
from media_pipeline.services.findings import see_findings
from media_pipeline.states import Severity

TONES: Mapping[str, str] = {
    Severity.ALARM: "danger",
    Severity.WARNING: "attention",
    Severity.NOTICE: "calm",
}
ORDER = tuple(TONES)


def finding_rows(recording: Recording) -> list[dict[str, Any]]:
    """Return a recording's findings in words, the worst first, with the time of day where they are of a part."""
    rows = sorted(
        recording.findings.all(),
        key=lambda row: (ORDER.index(Severity(row.severity)), row.from_ms or 0, row.channel or 0),
    )
    return [_row(finding, recording) for finding in rows]


def _row(finding: RecordingFinding, recording: Recording) -> dict[str, Any]:
    start, end = (
        None if at is None else plus_ms(recording.started_at, at) for at in (finding.from_ms, finding.to_ms)
    )
    return {
        "words": finding_words(finding, recording.channels),
        "severity": SEVERITIES[finding.severity],
        "tone": TONES[finding.severity],
        "from": start,
        "to": end,
        "seen": finding.seen_at is not None,
    }


@login_required
@require_POST
def findings_seen(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Note that whoever uploads to the hearing has seen what was found."""
    caller = caller_of(request)
    admitted = get_recording_for(caller, recording_id, Action.UPLOAD)
    see_findings(admitted.recording, caller, admitted.through.verdict.rule_id)
    messages.success(request, _("The findings are marked as seen."))
    return redirect("media:recording", recording_id)
