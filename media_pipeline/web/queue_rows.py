"""Rows of the queue page: one recording with the stages of its work, in words."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller
from courts.models import Court
from jobs.states import JobState
from media_pipeline.doors import recordings_at_work, steerable
from media_pipeline.models import Recording
from media_pipeline.policies.queue_words import OTHER_STAGE, STAGES, left_words, priority_words
from media_pipeline.policies.words import JOB_STATES, JOB_WORDS, reason_words
from media_pipeline.services.work import StageSum, Work, held_kinds, work_on
from media_pipeline.states import Section

TONES = {Section.PERSON: "attention"}
STATES = {
    Section.WORK: JobState.RUNNING,
    Section.WAITING: JobState.QUEUED,
    Section.DONE: JobState.DONE,
}
WORST_FIRST = (JobState.FAILED, JobState.REJECTED, JobState.KEPT)


def title_of(row: Recording) -> str:
    """Return how a recording is called in lists: by its place, since the file's own name needs a right of its own."""
    room = row.courtroom.name if row.courtroom else row.court.local_name
    return _("Recording from %(room)s") % {"room": room}


def queue_rows(caller: Caller, recordings: Iterable[tuple[Recording, Section]]) -> list[dict[str, Any]]:
    """Return the rows of some recordings in their sections; the number of queries is fixed."""
    sections = dict(recordings)
    rows = list(sections)
    work = work_on(row.pk for row in rows)
    courts = {row.court_id for row in rows}
    mine = {court.pk for court in steerable(caller, Court.objects.filter(pk__in=courts))}
    known = set(
        recordings_at_work(caller).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    held = held_kinds(courts)
    return [
        _row(row, section, work[row.pk], held, linked=row.pk in known, steered=row.court_id in mine)
        for row, section in sections.items()
    ]


def _row(
    row: Recording, section: Section, work: Work, held: set[tuple[str, str]], *, linked: bool, steered: bool
) -> dict[str, Any]:
    stages = [_stage(each, held=(row.court_id, each.stage) in held) for each in work.stages]
    state = _state(section, work)
    return {
        "id": row.pk,
        "title": title_of(row),
        "url": reverse("media:recording", args=[row.pk]) if linked else "",
        "started_at": row.started_at,
        "section": section,
        "state": state,
        "state_label": JOB_STATES[state],
        "tone": TONES.get(section, "calm"),
        "words": _words(state, work),
        "stages": stages,
        "acts": _acts(work) if steered else [],
        "steer_url": reverse("media:work", args=[row.pk]),
    }


def _state(section: Section, work: Work) -> JobState:
    """Return the state that stands for all of a recording's jobs."""
    if section is not Section.PERSON:
        return STATES[section]
    states = {state for state, _reason in work.reasons}
    return next((state for state in WORST_FIRST if state in states), JobState.FAILED)


def _words(state: JobState, work: Work) -> str:
    """Return how it stands and why: the reasons of what failed or lacks something, each once."""
    told = dict.fromkeys(reason_words(reason, of) for of, reason in work.reasons)
    return " ".join([str(JOB_WORDS[state]), *told])


def _stage(stage: StageSum, *, held: bool) -> dict[str, Any]:
    work = stage.work
    resting = bool(stage.open) and (held or stage.paused == stage.open)
    return {
        "label": STAGES.get(stage.stage, OTHER_STAGE),
        "percent": work.percent,
        "done": work.done,
        "total": work.total,
        "failed": work.failed,
        "over": work.done == work.total,
        "left": "" if resting else left_words(work.seconds_left()),
        "paused": resting,
        "priority": priority_words(stage.priority) if stage.priority is not None and not resting else "",
    }


def _acts(work: Work) -> list[dict[str, str]]:
    """Return what may be done now, as buttons."""
    found = []
    if any(stage.open > stage.paused for stage in work.stages):
        found.append({"do": "pause", "label": _("Let rest")})
    if any(stage.paused for stage in work.stages):
        found.append({"do": "resume", "label": _("Go on")})
    if any(stage.worth_trying for stage in work.stages):
        found.append({"do": "retry", "label": _("Try again")})
    return found
