"""What the media room hangs on the desk: what is on its way, and what needs a person."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _, ngettext

from accounts.policies.caller import caller_of
from courts.models import Court
from desk.services.items import Group, Item
from foundation.clock import utc_now
from hearings.doors import courts_for
from hearings.policy import CourtAction
from jobs.models import Job
from jobs.states import JobState
from media_pipeline.doors import courts_administered, recordings_at_work, recordings_to_sort
from media_pipeline.models import Recording, RecordingFinding, Upload
from media_pipeline.policies.finding_words import SEVERITIES, finding_words
from media_pipeline.services.work import backlog
from media_pipeline.states import RECORDING_JOBS, Severity, UploadState
from media_pipeline.web.jobs import job_rows

SHOWN = 10
TONES = {JobState.FAILED: "danger", JobState.REJECTED: "danger", JobState.KEPT: "attention"}


def recordings_on_desk(request: HttpRequest) -> list[Group]:
    """Return unfinished uploads and recordings that are not playable; nothing for who never uploads."""
    caller = caller_of(request)
    recordings = recordings_at_work(caller)
    unfinished = Upload.objects.filter(
        creator=caller.id, state=UploadState.RECEIVING, expires_at__gt=utc_now(), hearing__isnull=False
    )
    if not recordings.exists() and not unfinished.exists():
        return []
    waiting = Job.objects.filter(kind__in=RECORDING_JOBS, subject__in=recordings.values("pk")).exclude(
        state=JobState.DONE
    )
    rows = recordings.filter(pk__in=waiting.values("subject")).select_related("courtroom", "court")
    items = [_unfinished(upload) for upload in unfinished.order_by("-touched_at")[:SHOWN]]
    items += [_item(row) for row in job_rows(rows.order_by("-created_at")[:SHOWN])]
    return [
        *_alarms(recordings),
        Group("recordings", _("Recordings"), _("Every recording is safe and can be watched."), items),
    ]


def _alarms(recordings: QuerySet[Recording]) -> list[Group]:
    """Return what is wrong in a courtroom and was seen by nobody yet; nothing where there is nothing."""
    since = utc_now() - timedelta(days=settings.DESK_ALARM_DAYS)
    rows = RecordingFinding.objects.filter(
        recording__in=recordings.values("pk"), severity=Severity.ALARM, seen_at=None, created_at__gte=since
    ).select_related("recording__courtroom")
    items = [_alarm(row) for row in rows.order_by("-recording__started_at")[:SHOWN]]
    return [Group("alarms", _("Recorders that need you"), "", items)] if items else []


def _alarm(finding: RecordingFinding) -> Item:
    recording = finding.recording
    return Item(
        title=finding_words(finding, recording.channels),
        url=reverse("media:recording", args=[recording.pk]),
        detail=recording.courtroom.name if recording.courtroom else "",
        when=recording.started_at,
        tone="danger",
        badge=str(SEVERITIES[finding.severity]),
    )


def backlog_on_desk(request: HttpRequest) -> list[Group]:
    """Tell administrators how many jobs wait and since when: the system's of all courts, a court's of its own."""
    caller = caller_of(request)
    courts = courts_administered(caller)
    everywhere = caller.user is not None and caller.user.is_superuser
    if not courts and not everywhere:
        return []
    count, oldest = backlog(None if everywhere else courts)
    items = []
    if count and oldest is not None:
        title = ngettext("%(count)d job is waiting", "%(count)d jobs are waiting", count) % {"count": count}
        late = (utc_now() - oldest).total_seconds() > settings.BACKLOG_LATE_S
        detail = _("The oldest has been waiting for %(time)s.") % {"time": timesince(oldest)}
        items = [Item(title, reverse("media:jobs"), detail, oldest, "attention" if late else "calm")]
    return [Group("backlog", _("Background work"), _("No job is waiting."), items)]


def _unfinished(upload: Upload) -> Item:
    percent = upload.offset * 100 // upload.length
    return Item(
        title=upload.filename,
        url=reverse("media:upload", args=[upload.hearing_id]),
        detail=_("The upload is not finished. Choose the same file again to continue."),
        when=upload.touched_at,
        tone="attention",
        badge=_("unfinished"),
        progress=percent,
    )


def _item(row: dict[str, object]) -> Item:
    state = JobState(str(row["state"]))
    return Item(
        title=str(row["title"]),
        url=str(row["url"]),
        detail=str(row["words"]),
        when=row["started_at"],  # type: ignore[arg-type]
        tone=TONES.get(state, "calm"),
        badge=str(row["state_label"]),
        progress=int(str(row["progress"])) if state is JobState.RUNNING else None,
    )


def inbox_on_desk(request: HttpRequest) -> list[Group]:
    """Return how many recordings wait for a hearing; nothing for who sorts none."""
    caller = caller_of(request)
    if not courts_for(caller, CourtAction.SORT_RECORDINGS):
        return []
    count = recordings_to_sort(caller).count()
    title = ngettext("%(count)d recording waits", "%(count)d recordings wait", count) % {"count": count}
    detail = _("Courtroom and time do not say which hearing they belong to.")
    items = [Item(title, reverse("media:inbox"), detail, tone="attention")] if count else []
    empty = _("Every recording of this court has found its hearing.")
    return [Group("inbox", _("Recordings without a hearing"), empty, items)]


def recorders_on_desk(request: HttpRequest) -> list[Group]:
    """Return the way to the recorder profiles of the courts that the reader administers."""
    courts = Court.objects.filter(pk__in=courts_for(caller_of(request), CourtAction.MANAGE_ROOMS))
    items = [
        Item(court.local_name, reverse("media:profiles", args=[court.pk]), _("How file names are read."))
        for court in courts.order_by("name")
    ]
    return [Group("recorders", _("Recorder profiles"), "", items)] if items else []
