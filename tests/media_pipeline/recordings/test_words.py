"""What a clerk is told: each state and each reason has its sentence, in three languages, and a page shows it live."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from jobs.models import Job
from jobs.states import JobState
from media_pipeline.models import Recording
from media_pipeline.policies.words import (
    JOB_STATES,
    JOB_WORDS,
    REASONS,
    RECORDING_STATES,
    job_words,
    reason_words,
)
from media_pipeline.states import UPLOAD_TRANSITIONS, RecordingState, UploadState
from tests.media_pipeline.uploads.tus import Tus, media


def test_words_exist_for_every_state() -> None:
    assert set(JOB_STATES) == set(JOB_WORDS) == set(JobState)
    assert set(RECORDING_STATES) == set(RecordingState)
    assert set(UPLOAD_TRANSITIONS) == set(UploadState)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_words_differ_by_language(language: str) -> None:
    with translation.override("en"):
        english = [*map(str, JOB_WORDS.values()), *map(str, REASONS.values())]
    with translation.override(language):
        here = [*map(str, JOB_WORDS.values()), *map(str, REASONS.values())]
    same = [text for text, other in zip(english, here, strict=True) if text == other]
    assert same == []


@pytest.mark.parametrize(
    ("state", "reason", "contains"),
    [
        ("queued", "", "stored"),
        ("kept", "no-decoder", "cannot be played here"),
        ("done", "cut-off", "The end is missing"),
        ("kept", "unheard-of", "could not be read"),
        ("done", "", "can be watched"),
        ("failed", "storage", "needs a person"),
        # it is not tried by itself any more
        ("failed", "unexpected", "unexpected happened again and again"),
        ("failed", "worker-died", "interrupted again and again"),
        ("queued", "worker-died", "starts again by itself"),
    ],
)
def test_words_of_a_job_say_what_happened(state: str, reason: str, contains: str) -> None:
    with translation.override("en"):
        assert contains in job_words(state, reason)


def test_no_reason_has_no_words() -> None:
    assert reason_words("") == ""


@pytest.fixture
def at_work(tus: Tus) -> Tus:
    assert tus.patch(tus.started(6000), media(6000, seed=50)).status_code == 204
    return tus


def test_page_of_jobs_shows_state_and_progress(at_work: Tus) -> None:
    Job.objects.filter(kind="index").update(progress=40)
    page = at_work.client.get("/jobs/").content.decode()
    assert Recording.objects.get().pk in page
    assert "40" in page


def test_fragment_of_jobs_answers_304_until_something_changes(at_work: Tus) -> None:
    first = at_work.client.get("/jobs/?fragment=1")
    tag = first.headers["ETag"]
    same = at_work.client.get("/jobs/?fragment=1", headers={"If-None-Match": tag})
    Job.objects.filter(kind="index").update(state="kept", outcome="keep", reason="no-moov")
    changed = at_work.client.get("/jobs/?fragment=1", headers={"If-None-Match": tag})
    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)


def test_jobs_of_others_are_not_shown(at_work: Tus, signed_in: Callable[[str], Client]) -> None:
    job = Job.objects.get(kind="index")
    stranger = signed_in("outsider")
    assert stranger.get(f"/api/v1/jobs/{job.pk}/").status_code == 404
    assert stranger.get("/api/v1/jobs/").json()["results"] == []
    assert Recording.objects.get().pk not in stranger.get("/jobs/").content.decode()
